"""The demo agency: fictional people and facilities at real places around Dallas and Fort Worth."""
