"""People a facility would like to see again; new requests ask for them by default."""

from __future__ import annotations

from sqlalchemy import ForeignKey, ForeignKeyConstraint, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column

from staffing.audit import Actor, record
from staffing.clinicians.turns import take_turns
from staffing.db import Base, ClinicianOwned, FacilityOwned, Timestamped, db


class Favourite(Timestamped, FacilityOwned, ClinicianOwned, Base):
    """A facility's wish to work with someone again. A wish, never a claim on their time."""

    __tablename__ = "favourite"
    __table_args__ = (
        UniqueConstraint("facility_id", "clinician_id"),
        ForeignKeyConstraint(["facility_id", "agency_id"], ["facility.id", "facility.agency_id"]),
        ForeignKeyConstraint(["clinician_id", "agency_id"], ["clinician.id", "clinician.agency_id"]),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))


def ask_again(facility_id: int, clinician_id: int, by: Actor) -> Favourite:
    """Remember that the facility would like this person again; asking twice changes nothing."""
    take_turns(clinician_id)
    found = _favourite(facility_id, clinician_id)
    if found is not None:
        return found
    wish = Favourite(facility_id=facility_id, clinician_id=clinician_id, asked_by_id=by.user_id)
    db.session.add(wish)
    record(wish, "asked_again", by, after={"facility_id": facility_id, "clinician_id": clinician_id})
    return wish


def stop_asking(facility_id: int, clinician_id: int, by: Actor) -> None:
    """Forget the wish, if there is one."""
    found = _favourite(facility_id, clinician_id)
    if found is not None:
        record(found, "forgotten", by, before={"facility_id": facility_id, "clinician_id": clinician_id})
        db.session.delete(found)


def favourites_of(facility_ids: frozenset[int]) -> set[tuple[int, int]]:
    """(facility id, clinician id) of every wish of these facilities."""
    rows = db.session.execute(
        select(Favourite.facility_id, Favourite.clinician_id).where(Favourite.facility_id.in_(facility_ids))
    )
    return {(facility_id, clinician_id) for facility_id, clinician_id in rows}


def liked_at(facility_id: int) -> list[int]:
    """Ids of the clinicians a facility would like again, in order."""
    return sorted(clinician_id for _, clinician_id in favourites_of(frozenset({facility_id})))


def _favourite(facility_id: int, clinician_id: int) -> Favourite | None:
    return db.session.scalar(
        select(Favourite).where(Favourite.facility_id == facility_id, Favourite.clinician_id == clinician_id)
    )
