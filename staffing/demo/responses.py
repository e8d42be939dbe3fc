"""Communication responses about worked shifts, from raters with leniencies of their own."""

from __future__ import annotations

import math
import random
from collections.abc import Iterable, Sequence
from datetime import timedelta

from staffing.demo.catalogue import ROLE
from staffing.demo.chance import stream
from staffing.demo.ledger import Ledger
from staffing.demo.records import Worked
from staffing.facilities.models import PatientContact
from staffing.ratings.models import Answer, CommunicationAnswer, CommunicationResponse, Dimension, RaterSource
from staffing.ratings.weights import dimensions_asked

FACILITY_RATE, PATIENT_RATE = 0.60, 0.20
LENIENCY_SPREAD = 0.4
"""Standard deviation of a rater's leniency, logits."""
DIMENSION_SPREAD = 0.25
NOT_APPLICABLE = 0.04
LESSER = ((Answer.USUALLY, 70), (Answer.SOMETIMES, 24), (Answer.NEVER, 6))
ANSWERED_AFTER = timedelta(hours=20)


class Raters:
    """Answers as people would give them: each facility account with its own, lasting leniency."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._leniency: dict[int, float] = {}
        self._tendencies: dict[tuple[int, Dimension], float] = {}

    def add_responses(self, worked: Iterable[Worked]) -> None:
        """Rows of the responses to each worked shift."""
        for shift in worked:
            chance = stream(self._ledger.seed, "response", shift.asked.reference, shift.placement_id)
            if chance.random() < FACILITY_RATE:
                account_id = chance.choice(self._ledger.schedulers[shift.asked.facility_id])
                rater = f"account:{account_id}"
                self._add(shift, RaterSource.FACILITY, rater, self._leniency_of(account_id), chance)
            meets_patients = shift.asked.unit.plan.contact is not PatientContact.HARDLY
            if meets_patients and chance.random() < PATIENT_RATE:
                rater = f"shift:{shift.placement_id}"
                leniency = chance.gauss(0, LENIENCY_SPREAD)
                self._add(shift, RaterSource.PATIENT, rater, leniency, chance)

    def _leniency_of(self, account_id: int) -> float:
        if account_id not in self._leniency:
            drawn = stream(self._ledger.seed, "leniency", account_id).gauss(0, LENIENCY_SPREAD)
            self._leniency[account_id] = drawn
        return self._leniency[account_id]

    def _add(
        self, shift: Worked, source: RaterSource, rater: str, leniency: float, chance: random.Random
    ) -> None:
        asked = shift.asked
        response_id = self._ledger.rows.add(
            CommunicationResponse,
            facility_id=asked.facility_id,
            placement_id=shift.placement_id,
            clinician_id=shift.clinician_id,
            role_code=asked.role,
            setting=asked.unit.plan.setting,
            source=source,
            rater=rater,
            worked_at=asked.ends_at,
            submitted_at=asked.ends_at + ANSWERED_AFTER * chance.random(),
        )
        for dimension in _dimensions(shift, source):
            self._ledger.rows.add(
                CommunicationAnswer,
                response_id=response_id,
                dimension=dimension,
                answer=drawn_answer(self._tendency(shift, dimension) + leniency, chance),
            )

    def _tendency(self, shift: Worked, dimension: Dimension) -> float:
        """Log odds of "Always" on one dimension for a person: θ, with strong and weak sides."""
        key = (shift.person.number, dimension)
        if key not in self._tendencies:
            theta = min(max(shift.person.theta, 0.02), 0.98)
            side = stream(self._ledger.seed, "side", *key).gauss(0, DIMENSION_SPREAD)
            self._tendencies[key] = math.log(theta / (1 - theta)) + side
        return self._tendencies[key]


def _dimensions(shift: Worked, source: RaterSource) -> Sequence[Dimension]:
    plan = shift.asked.unit.plan
    asked = dimensions_asked(ROLE[shift.asked.role].family, plan.setting, explains_bills=plan.explains_bills)
    if source is RaterSource.FACILITY:
        return asked
    return [dimension for dimension in asked if dimension is not Dimension.TEAMWORK_HANDOFF]


def drawn_answer(log_odds: float, chance: random.Random) -> Answer:
    """One answer of somebody who says "Always" with these log odds."""
    if chance.random() < NOT_APPLICABLE:
        return Answer.NOT_APPLICABLE
    if chance.random() < 1 / (1 + math.exp(-log_odds)):
        return Answer.ALWAYS
    return chance.choices([answer for answer, _ in LESSER], weights=[share for _, share in LESSER])[0]
