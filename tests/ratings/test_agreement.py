"""One new response gives what a run over everybody gives, and both give the formula worked out by hand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from staffing.db import db
from staffing.facilities.models import Setting
from staffing.ratings import scores
from staffing.ratings.answers import DIMENSIONS, SETTINGS, SOURCES, day_number, joined
from staffing.ratings.fits import Fit, fit_in_force
from staffing.ratings.models import Answer, CommunicationResponse, Dimension, RaterSource, RatingFit
from staffing.ratings.posterior import Posterior, posterior
from staffing.ratings.scores import score_book
from staffing.ratings.tally import stacked, tally
from staffing.ratings.weighing import weigh
from tests.conftest import both_databases
from tests.factories import NOW, World
from tests.ratings.makers import rated
from tests.ratings.reference import Heard, capped_share, posteriors, table_of

EXACT = 1e-9
PEOPLE = 2
AS_OF = datetime(2026, 11, 23, 15, tzinfo=UTC)
TODAY = day_number(AS_OF)


def answer_of(rater: int, count: int, share: float, **facts: Any) -> Heard:
    """One answer of an account, or a sum of several imported together."""
    name = f"{'import' if count > 1 else 'account'}:{rater}"
    return Heard(rater=name, count=count, always=round(share * count), **facts)


heard = st.builds(
    answer_of,
    rater=st.integers(0, 6),
    count=st.sampled_from([1, 1, 1, 3, 8]),
    share=st.floats(0, 1),
    clinician=st.integers(0, PEOPLE - 1),
    day=st.integers(TODAY - 900, TODAY + 1),
    role=st.sampled_from(["RN", "LVN"]),
    setting=st.integers(0, len(SETTINGS) - 1),
    source=st.integers(0, 1),
    dimension=st.integers(0, 1),
    response=st.integers(1, 50),
    voided=st.booleans(),
)
means = st.floats(0.05, 0.95)
fits = st.builds(
    lambda k, strata, leniency: Fit(k=k, strata=strata, leniency=leniency),
    k=st.floats(10, 60),
    strata=st.dictionaries(
        st.tuples(
            st.sampled_from(["RN", "LVN"]),
            st.sampled_from(SETTINGS),
            st.sampled_from(SOURCES[:2]),
            st.sampled_from(DIMENSIONS[:2]),
        ).map("|".join),
        means.map(lambda mu: {"mu": mu, "n": 200}),
    ),
    leniency=st.dictionaries(
        st.tuples(
            st.integers(0, 6).map(lambda at: f"account:{at}"),
            st.sampled_from(["RN", "LVN"]),
            st.sampled_from(SETTINGS),
            st.sampled_from(DIMENSIONS[:2]),
        ).map("|".join),
        st.floats(-0.8, 0.8),
    ),
)


def scored(answers: list[Heard], fit: Fit, people: list[int]) -> Posterior:
    """Posteriors of these clinicians, all of them RNs, [clinician, setting, dimension]."""
    ids = np.array(people)
    sums = tally(weigh(table_of(answers), fit, ids, AS_OF), len(people))
    prior = np.repeat(fit.prior_means(["RN"]), len(people), axis=0)
    return posterior(fit.k, prior, sums.n, sums.surprise)


@settings(deadline=None, max_examples=200)
@given(st.one_of(st.lists(heard, max_size=5), st.lists(heard, min_size=40, max_size=60)), fits)
def test_batch_person_by_person_and_by_hand_agree(answers: list[Heard], fit: Fit) -> None:
    together = scored(answers, fit, list(range(PEOPLE)))
    for person in range(PEOPLE):
        alone = scored([one for one in answers if one.clinician == person], fit, [person])
        assert np.abs(alone.alpha[0] - together.alpha[person]).max() <= EXACT
        assert np.abs(alone.beta[0] - together.beta[person]).max() <= EXACT
    for cell, (alpha, beta) in posteriors(answers, fit, TODAY).items():
        assert together.alpha[cell] == pytest.approx(alpha, abs=EXACT)
        assert together.beta[cell] == pytest.approx(beta, abs=EXACT)


@given(st.lists(st.floats(1e-3, 50), min_size=4, max_size=9))
def test_the_reference_cap_is_a_fixed_point(totals: list[float]) -> None:
    cap = capped_share(totals)
    kept = [min(total, cap) for total in totals]
    assert max(kept) <= sum(kept) / 4 * (1 + 1e-9)
    if max(kept) < max(totals):
        assert max(kept) == pytest.approx(sum(kept) / 4)


@both_databases
def test_out_of_the_database_in_any_batches(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Seven people with capped, voided, old, lenient and virtual answers; one new response at the end."""
    people, unit = [world.clinician() for _ in range(7)], world.unit()
    chance = np.random.default_rng(3)
    rows = []
    for turn in range(90):
        response = rated(
            world,
            people[int(chance.integers(7))],
            unit,
            list(Answer)[int(chance.integers(5))],
            rater=f"account:{int(chance.integers(6)) ** 2 // 5}",
            days_ago=int(chance.integers(800)),
            dimensions=(Dimension.RESPECT, Dimension.VIRTUAL_MANNER),
            setting=list(Setting)[int(chance.integers(2))],
            source=[RaterSource.FACILITY, RaterSource.PATIENT][int(chance.integers(2))],
        )
        if turn % 9 == 0:
            response.voided_at, response.void_reason = NOW - timedelta(minutes=turn), "Wrong person"
        rows.append(response)
    strata = {"RN|on_site|facility|respect": {"mu": 0.7, "n": 300}}
    leniency = {f"account:{at}|RN|on_site|respect": 0.1 * at - 0.3 for at in range(6)}
    db.session.add(RatingFit(fitted_on=NOW.date(), k=17.5, strata=strata, leniency=leniency))
    rows.append(rated(world, people[0], unit, Answer.NEVER, rater="account:5"))
    db.session.flush()
    book = score_book(NOW)
    alone = score_book(NOW, [people[0].id])
    assert np.abs(alone.posterior.alpha[0] - book.posterior.alpha[book.rows[people[0].id]]).max() <= EXACT
    monkeypatch.setattr(scores, "BATCH", 3)
    in_threes = score_book(NOW)
    assert in_threes.posterior.alpha == pytest.approx(book.posterior.alpha, abs=EXACT)
    assert in_threes.raters_of.tolist() == book.raters_of.tolist()
    by_hand = posteriors([one for row in rows for one in _heard(row)], fit_in_force(NOW), day_number(NOW))
    assert len(by_hand) > 20
    for (person, setting, dimension), (alpha, _beta) in by_hand.items():
        assert book.posterior.alpha[book.rows[person], setting, dimension] == pytest.approx(alpha, abs=EXACT)


def _heard(row: CommunicationResponse) -> list[Heard]:
    return [
        Heard(
            clinician=row.clinician_id,
            rater=row.rater,
            day=day_number(row.worked_at),
            always=float(line.answer is Answer.ALWAYS),
            role=row.role_code,
            setting=SETTINGS.index(row.setting),
            source=SOURCES.index(row.source),
            dimension=DIMENSIONS.index(line.dimension),
            voided=row.voided_at is not None,
        )
        for line in row.answers
        if line.answer is not Answer.NOT_APPLICABLE
    ]


def test_nobody_and_nothing() -> None:
    empty = tally(weigh(joined([]), Fit(), np.array([1, 2]), AS_OF), 2)
    assert empty.n.shape == (2, len(SETTINGS), len(DIMENSIONS))
    assert stacked([empty, empty]).n.shape[0] == 4
    assert not empty.answers.any()
