"""The signed link of an offer: it names the offer and nothing else."""

from __future__ import annotations

from flask import current_app
from itsdangerous import BadSignature, URLSafeTimedSerializer

from staffing.settings import Settings

SALT = "offer-link"
LONGEST_LIFE_SECONDS = 8 * 86_400
"""No link outlives this, whatever the offer's own end (which is checked at each use)."""


class BadLink(ValueError):
    """A link that was not made here, was changed on the way, or is far too old."""


def offer_link(offer_id: int) -> str:
    """The address in a message that opens this one offer."""
    settings: Settings = current_app.config["SETTINGS"]
    return f"{settings.public_url}/o/{offer_token(offer_id)}"


def offer_token(offer_id: int) -> str:
    return str(_signer().dumps(offer_id))


def offer_id_of(token: str) -> int:
    """The offer a token names; raises BadLink."""
    try:
        offer_id = _signer().loads(token, max_age=LONGEST_LIFE_SECONDS)
    except (BadSignature, ValueError) as error:
        raise BadLink("this link does not open an offer") from error
    if not isinstance(offer_id, int):
        raise BadLink("this link does not open an offer")
    return offer_id


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(str(current_app.secret_key), salt=SALT)
