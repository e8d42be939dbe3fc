"""Each pairing rule once more, pair by pair, from its sentence."""

from __future__ import annotations

from collections.abc import Callable

from solver.check.places import distance, facility
from solver.entities import Clinician, Credential, Slot
from solver.problem import Problem


def role(problem: Problem, person: Clinician, slot: Slot) -> bool:
    """Works in the role."""
    return any(own == slot.role for own in person.roles)


def age(problem: Problem, person: Clinician, slot: Slot) -> bool:
    """18 or older."""
    return person.adult


def licence(problem: Problem, person: Clinician, slot: Slot) -> bool:
    """A licence for every patient state, own or by the compact."""
    needed = next(r for r in problem.roles if r.id == slot.role)
    if needed.licence is None:
        return True

    def operates(state: str) -> bool:
        return any(
            row.state == state
            and row.from_minute <= slot.start_minute
            and not (row.until_minute is not None and row.until_minute < slot.end_minute)
            for row in problem.compact_states
        )

    home = person.residence_state
    papers = [p for p in person.credentials if p.kind == needed.licence and _lasts(problem, p, slot)]
    for state in slot.patient_states:
        own = any(paper.state == state for paper in papers)
        home_paper = any(paper.multistate and paper.state == home for paper in papers)
        shared = needed.compact and home_paper and operates(home) and operates(state)
        if not (own or shared):
            return False
    return True


def certifications(problem: Problem, person: Clinician, slot: Slot) -> bool:
    """Each required kind held and lasting."""
    lasting = {paper.kind for paper in person.credentials if _lasts(problem, paper, slot)}
    return all(kind in lasting for kind in slot.required_certifications)


def skills(problem: Problem, person: Clinician, slot: Slot) -> bool:
    """Each required skill held."""
    return all(skill in person.skills for skill in slot.required_skills)


def charge(problem: Problem, person: Clinician, slot: Slot) -> bool:
    """Charge-qualified where needed."""
    return "charge" in person.skills if slot.charge_needed else True


def languages(problem: Problem, person: Clinician, slot: Slot) -> bool:
    """Each required language spoken."""
    return all(language in person.languages for language in slot.required_languages)


def screenings(problem: Problem, person: Clinician, slot: Slot) -> bool:
    """Each check that concerns the shift is recent enough today."""
    for rule in problem.settings.screenings:
        if rule.roles and slot.role not in rule.roles:
            continue
        if rule.long_term_care_only and not facility(problem, slot.facility_id).long_term_care:
            continue
        ages = [problem.now_minute - c.checked_minute for c in person.screenings if c.kind == rule.kind]
        if not ages or min(ages) > rule.max_age_minutes:
            return False
    return True


def do_not_return(problem: Problem, person: Clinician, slot: Slot) -> bool:
    """On no list that covers the shift."""
    system = facility(problem, slot.facility_id).system_id
    covered = {("unit", slot.unit_id), ("facility", slot.facility_id), ("system", system)}
    listed = {(row.scope, row.scope_id) for row in problem.do_not_return if row.clinician_id == person.id}
    return not covered & listed


def blocked_facility(problem: Problem, person: Clinician, slot: Slot) -> bool:
    """Not blocked by the clinician."""
    return slot.facility_id not in person.blocked_facilities


def orientation(problem: Problem, person: Clinician, slot: Slot) -> bool:
    """Done where asked for."""
    asked = facility(problem, slot.facility_id).orientation_required
    return not asked or slot.facility_id in person.orientations


def near_enough(problem: Problem, person: Clinician, slot: Slot) -> bool:
    """Within the clinician's distance."""
    if slot.virtual or person.max_distance_metres is None:
        return True
    return distance(person, facility(problem, slot.facility_id)) <= person.max_distance_metres


def availability(problem: Problem, person: Clinician, slot: Slot) -> bool:
    """Inside one window."""
    return any(a <= slot.start_minute and b >= slot.end_minute for a, b in person.availability)


def notice(problem: Problem, person: Clinician, slot: Slot) -> bool:
    """Far enough ahead."""
    return not slot.start_minute < problem.now_minute + person.minimum_notice_minutes


def rejected(problem: Problem, person: Clinician, slot: Slot) -> bool:
    """Not rejected by a coordinator."""
    return (person.id, slot.id) not in {(pair.clinician_id, pair.slot_id) for pair in problem.forbidden}


def _lasts(problem: Problem, paper: Credential, slot: Slot) -> bool:
    if paper.status not in {"verified", "expiring"} or slot.start_minute < paper.valid_from_minute:
        return False
    needed = slot.end_minute + problem.settings.credential_margin_minutes
    return paper.expires_minute is None or needed <= paper.expires_minute


PAIRING_CHECKS: dict[str, Callable[[Problem, Clinician, Slot], bool]] = {
    "role": role,
    "age": age,
    "licence": licence,
    "certifications": certifications,
    "skills": skills,
    "charge": charge,
    "languages": languages,
    "screenings": screenings,
    "do_not_return": do_not_return,
    "blocked_facility": blocked_facility,
    "orientation": orientation,
    "distance": near_enough,
    "availability": availability,
    "notice": notice,
    "rejected": rejected,
}
