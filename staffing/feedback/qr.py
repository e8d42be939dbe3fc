"""A link as a QR code that stands in the page itself: an SVG without style or script."""

from __future__ import annotations

import segno
from markupsafe import Markup

QUIET = 4
"""Modules of white around the code, as ISO/IEC 18004 asks."""


def qr_svg(address: str, says: str) -> Markup:
    """The code of `address` at error level M; `says` is what a screen reader hears."""
    code = segno.make(address, error="m", micro=False)
    drawn = code.svg_inline(border=QUIET, omitsize=True, svgclass="qr", lineclass=None)
    picture = Markup(drawn).replace("<svg ", Markup('<svg role="img" aria-label="{}" ').format(says), 1)  # noqa: S704
    return Markup(picture)  # noqa: S704
