"""Under which key a person's voluntary answers are kept."""

from __future__ import annotations

import hashlib
import hmac

PURPOSE = b"voluntary answers"


def person_key(secret: str, agency_id: int, clinician_id: int) -> str:
    """HMAC-SHA256 of agency and clinician, 64 hex digits.

    Who has the database but not the service's secret cannot tell whose an answer is, nor try all numbers.
    """
    own_secret = hmac.new(secret.encode(), PURPOSE, hashlib.sha256).digest()
    return hmac.new(own_secret, f"{agency_id}|{clinician_id}".encode(), hashlib.sha256).hexdigest()
