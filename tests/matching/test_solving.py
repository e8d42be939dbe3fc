"""The child process: its limits, its end, and that nothing of it is left behind."""

from __future__ import annotations

import faulthandler
import os
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from solver.check import check
from solver.engine import Progress
from solver.generate import generate
from solver.limits import Limits
from solver.solution import Status
from staffing.jobs.runner import JobFailed
from staffing.matching import solving
from staffing.matching.solving import solve_in_child

SMALL = generate(40, 20, 1)
MEMORY_MB = 3_000


def patient(_news: object) -> bool:
    return False


def children() -> set[int]:
    """Processes forked by this one."""
    me = os.getpid()
    found = set()
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(stat.read_text().rsplit(")", 1)[1].split()[1])
        except OSError:
            continue
        if parent == me:
            found.add(int(stat.parent.name))
    return found


def solve(run: Callable[..., Any] | None = None, **options: Any) -> Any:
    facts = {"limits": Limits(seconds=1, workers=1), "memory_mb": MEMORY_MB, "attend": patient, **options}
    before = children()
    try:
        return solve_in_child(SMALL, facts["limits"], facts["memory_mb"], facts["attend"])
    finally:
        assert children() <= before


def test_a_plan_comes_back_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    news: list[Any] = []

    def attend(latest: Any) -> bool:
        news.append(latest)
        return False

    solution = solve(attend=attend)
    assert check(SMALL, solution) == []
    assert solution.placements
    assert news


def test_a_child_over_its_memory_is_told_from_other_failures(monkeypatch: pytest.MonkeyPatch) -> None:
    def hungry(*_: object) -> None:
        bytearray(1 << 33)

    monkeypatch.setattr(solving, "solve", hungry)
    with pytest.raises(JobFailed, match="ran out of memory"):
        solve()


def test_a_child_that_aborts_is_survived(monkeypatch: pytest.MonkeyPatch) -> None:
    def abort(*_: object) -> None:
        faulthandler.disable()  # the child is meant to die; pytest's dump of its stack is only noise
        os.abort()

    monkeypatch.setattr(solving, "solve", abort)
    with pytest.raises(JobFailed, match="ran out of memory"):
        solve()


def test_a_child_that_is_killed_is_survived(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(solving, "solve", lambda *_: os.kill(os.getpid(), signal.SIGKILL))
    with pytest.raises(JobFailed, match="ended from outside"):
        solve()


def test_an_error_is_told_without_its_details(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ValueError("secret")

    monkeypatch.setattr(solving, "solve", broken)
    with pytest.raises(JobFailed, match=r"The solver failed: ValueError\.$"):
        solve()


def test_a_child_that_overruns_its_time_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(solving, "solve", lambda *_: time.sleep(60))
    monkeypatch.setattr(solving, "OVERRUN_SECONDS", 0.2)
    began = time.monotonic()
    with pytest.raises(JobFailed, match="overran"):
        solve(limits=Limits(seconds=0.1))
    assert time.monotonic() - began < 5


def test_a_child_deaf_to_the_stop_is_killed_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(solving, "solve", lambda *_: time.sleep(60))
    monkeypatch.setattr(solving, "STOP_GRACE_SECONDS", 0.2)
    with pytest.raises(JobFailed, match="overran"):
        solve(attend=lambda _news: True, limits=Limits(seconds=50))


def test_the_word_to_stop_brings_the_best_plan_back() -> None:
    """Asked at the first news of a plan, which an untroubled solve would go on to better for a minute."""
    problem = generate(400, 200, 2)
    asked: list[tuple[float, int]] = []

    def attend(news: Progress | None) -> bool:
        if news is not None and news.filled and not asked:
            asked.append((time.monotonic(), news.filled))
        return bool(asked)

    solution = solve_in_child(problem, Limits(seconds=60, workers=1), MEMORY_MB, attend)
    when, filled = asked[0]
    assert solution.status is Status.STOPPED
    assert len(solution.placements) >= filled > 0
    assert check(problem, solution) == []
    assert time.monotonic() - when < solving.STOP_GRACE_SECONDS


def test_whatever_attend_raises_ends_the_child(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(solving, "solve", lambda *_: time.sleep(60))

    def interrupted(_news: object) -> bool:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        solve(attend=interrupted)
