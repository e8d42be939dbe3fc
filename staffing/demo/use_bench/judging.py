"""People with a true θ, the responses raters would give, and the product's own scores of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from solver.problem import Problem
from staffing.clinicians.models import RoleFamily
from staffing.demo.bench import BENCH_NOW
from staffing.demo.responses import DIMENSION_SPREAD
from staffing.demo.use_bench.truths import World
from staffing.facilities.models import Setting
from staffing.matching.problem_builder.communication import MEAN_DECIMALS, lifted
from staffing.ratings.answers import DIMENSIONS, SETTINGS, SOURCES, AnswerTable, day_number
from staffing.ratings.bands import NEW_BELOW_RATERS
from staffing.ratings.fits import fitted
from staffing.ratings.models import Dimension, RaterSource
from staffing.ratings.posterior import Bools, Floats, Ints, logit, posterior
from staffing.ratings.tally import tally
from staffing.ratings.weighing import weigh
from staffing.ratings.weights import dimensions_asked

FROM_FACILITY = 0.75
"""Share of responses: facilities answer 60 % of the shifts, patients 20 %."""
RATERS_A_SITE = 2
OLDEST_DAYS = 120
"""About as long as a clinician of the demo agency takes to gather ten responses."""


@dataclass(frozen=True)
class Staff:
    """Who is judged, one entry a clinician of the problem: role, its family, where they go, how they work."""

    roles: tuple[str, ...]
    families: tuple[RoleFamily, ...]
    sites: tuple[tuple[int, ...], ...]
    """Rows of the facilities they have an orientation for."""
    settings: tuple[Setting, ...]

    @classmethod
    def of(cls, problem: Problem, families: dict[str, RoleFamily]) -> Staff:
        """Virtual is whose role's open slots are mostly virtual."""
        roles = tuple(person.roles[0] for person in problem.clinicians)
        virtual = {
            role: np.mean([slot.virtual for slot in problem.slots if slot.role == role] or [False])
            for role in set(roles)
        }
        everywhere = tuple(range(len(problem.facilities)))
        return cls(
            roles=roles,
            families=tuple(families[role] for role in roles),
            sites=tuple(
                tuple(problem.facility_index[site] for site in person.orientations) or everywhere
                for person in problem.clinicians
            ),
            settings=tuple(Setting.VIRTUAL if virtual[role] > 1 / 2 else Setting.ON_SITE for role in roles),
        )


def tendencies(world: World, people: int, chance: Generator) -> Floats:
    """[people, dimensions] log odds of "Always": θ with strong and weak sides, as in the demo agency."""
    theta = np.clip(world.truth(chance, people), 0.02, 0.98)
    sides = chance.normal(0, DIMENSION_SPREAD, (people, len(DIMENSIONS)))
    return np.asarray(logit(theta)[:, None] + sides)


def share(log_odds: Floats) -> Floats:
    """The share of "Always" behind log odds."""
    return np.asarray(1 / (1 + np.exp(-log_odds)))


def scores(world: World, staff: Staff, odds: Floats, chance: Generator) -> Floats:
    """[people, settings x dimensions] means as the product would hand them to the match."""
    table = answers(world, staff, odds, chance)
    people = np.arange(len(staff.roles))
    fit = fitted(table, BENCH_NOW.date())
    sums = tally(weigh(table, fit, people, BENCH_NOW), len(people))
    place = {role: at for at, role in enumerate(table.roles)}
    prior = fit.prior_means(table.roles)[[place[role] for role in staff.roles]]
    means = posterior(fit.k, prior, sums.n, sums.surprise).mean
    counted = lifted(means, prior, sums.raters_of < NEW_BELOW_RATERS, None)
    return np.round(counted.reshape(len(people), -1), MEAN_DECIMALS)


def truth_vectors(odds: Floats) -> Floats:
    """[people, settings x dimensions] what an oracle would hand over; people talk the same way everywhere."""
    return np.asarray(np.round(np.tile(share(odds), len(SETTINGS)), MEAN_DECIMALS), dtype=np.float64)


def answers(world: World, staff: Staff, odds: Floats, chance: Generator) -> AnswerTable:
    """Every answer that arrives about these people."""
    counts = chance.poisson(world.responses, len(staff.roles))
    person = np.repeat(np.arange(len(counts)), counts)
    facility = chance.random(len(person)) < FROM_FACILITY
    rater, bias = _raters(world, staff, person, facility, chance)
    asked = _asked(staff)[facility.astype(np.int64), person]
    always = chance.random(asked.shape) < share(odds[person] + bias[:, None])
    bad = (always & asked).sum(axis=1) < asked.sum(axis=1) / 2
    kept = np.flatnonzero(~bad | (chance.random(len(person)) < world.kept_when_bad))
    day = day_number(BENCH_NOW) - chance.integers(1, OLDEST_DAYS + 1, len(person))
    at, dimension = np.nonzero(asked[kept])
    response = kept[at]
    return _table(staff, person, facility, rater, day, response, dimension, always[response, dimension])


def _table(
    staff: Staff,
    person: Ints,
    facility: Bools,
    rater: Ints,
    day: Ints,
    response: Ints,
    dimension: Ints,
    always: Bools,
) -> AnswerTable:
    roles = tuple(sorted(set(staff.roles)))
    role = np.array([roles.index(name) for name in staff.roles])
    setting = np.array([SETTINGS.index(setting) for setting in staff.settings])
    source = np.where(facility, SOURCES.index(RaterSource.FACILITY), SOURCES.index(RaterSource.PATIENT))
    return AnswerTable(
        roles=roles,
        raters=tuple(f"rater:{at}" for at in range(int(rater.max()) + 1)),
        response_id=response,
        clinician_id=person[response],
        role=role[person[response]],
        setting=setting[person[response]],
        source=source[response],
        rater=rater[response],
        day=day[response],
        dimension=dimension,
        count=np.ones(len(response)),
        always=always.astype(np.float64),
    )


def _raters(
    world: World, staff: Staff, person: Ints, facility: Bools, chance: Generator
) -> tuple[Ints, Floats]:
    """Who gave each response, and their leniency: a scheduler of a site the person goes to, or a patient."""
    sites = 1 + max(site for own in staff.sites for site in own)
    site = np.array([own[pick % len(own)] for own, pick in _picks(staff, person, chance)])
    schedulers = sites * RATERS_A_SITE
    own = site * RATERS_A_SITE + chance.integers(RATERS_A_SITE, size=len(person))
    rater = np.where(facility, own, schedulers + np.arange(len(person)))
    bias = chance.normal(0, world.rater_leniency, schedulers + len(person))
    strictness = chance.normal(0, 1, sites) * world.site_leniency
    return rater, bias[rater] + np.where(facility, strictness[site], 0.0)


def _picks(staff: Staff, person: Ints, chance: Generator) -> list[tuple[tuple[int, ...], int]]:
    drawn = chance.integers(1 << 30, size=len(person)).tolist()
    return [(staff.sites[at], pick) for at, pick in zip(person.tolist(), drawn, strict=True)]


def _asked(staff: Staff) -> Bools:
    """[patient or facility, people, dimensions] what is asked about each."""
    asked = np.zeros((2, len(staff.roles), len(DIMENSIONS)), dtype=np.bool_)
    for at, (family, setting) in enumerate(zip(staff.families, staff.settings, strict=True)):
        columns = [DIMENSIONS.index(dimension) for dimension in dimensions_asked(family, setting)]
        asked[:, at, columns] = True
    asked[0, :, DIMENSIONS.index(Dimension.TEAMWORK_HANDOFF)] = False
    return asked
