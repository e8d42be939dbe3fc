"""Requests pasted from a spreadsheet: read, previewed row by row, then taken all or not at all."""
