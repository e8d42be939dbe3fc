"""Every table, imported once, so that metadata, migrations and the mapper know them all."""

from staffing.accounts import models as accounts
from staffing.audit import models as audit
from staffing.clinicians import credentials, dnr
from staffing.clinicians import models as clinicians
from staffing.facilities import models as facilities
from staffing.jobs import models as jobs
from staffing.matching import models as matching
from staffing.notifications import models as notifications
from staffing.placements import models as placements
from staffing.policies import models as policies
from staffing.rates import models as rates
from staffing.ratings import models as ratings
from staffing.requests import favourites
from staffing.requests import models as requests

__all__ = [
    "accounts",
    "audit",
    "clinicians",
    "credentials",
    "dnr",
    "facilities",
    "favourites",
    "jobs",
    "matching",
    "notifications",
    "placements",
    "policies",
    "rates",
    "ratings",
    "requests",
]
