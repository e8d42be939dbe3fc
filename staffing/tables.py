"""Every table, imported once, so that metadata, migrations and the mapper know them all."""

from staffing.accounts import models as accounts
from staffing.audit import models as audit
from staffing.bias import models as bias
from staffing.clinicians import credentials, dnr
from staffing.clinicians import models as clinicians
from staffing.coaching import models as coaching
from staffing.digests import models as digests
from staffing.equity import models as equity
from staffing.facilities import models as facilities
from staffing.feedback import models as feedback
from staffing.jobs import models as jobs
from staffing.matching import models as matching
from staffing.notifications import models as notifications
from staffing.placements import emergency
from staffing.placements import models as placements
from staffing.policies import models as policies
from staffing.rates import models as rates
from staffing.ratings import exclusions, imported, questionnaire
from staffing.ratings import models as ratings
from staffing.recovery import models as recovery
from staffing.requests import favourites
from staffing.requests import models as requests
from staffing.site_ratings import models as site_ratings

__all__ = [
    "accounts",
    "audit",
    "bias",
    "clinicians",
    "coaching",
    "credentials",
    "digests",
    "dnr",
    "emergency",
    "equity",
    "exclusions",
    "facilities",
    "favourites",
    "feedback",
    "imported",
    "jobs",
    "matching",
    "notifications",
    "placements",
    "policies",
    "questionnaire",
    "rates",
    "ratings",
    "recovery",
    "requests",
    "site_ratings",
]
