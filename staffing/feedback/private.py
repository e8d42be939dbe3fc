"""Headers of pages whose address is a key."""

from __future__ import annotations

from flask import Response


def keep_the_link_private(response: Response) -> Response:
    """The address is a key: it goes to no other site and into no cache or index."""
    # Not "no-referrer": over HTTPS the CSRF check wants to see that an answer comes from here.
    response.headers["Referrer-Policy"] = "strict-origin"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
