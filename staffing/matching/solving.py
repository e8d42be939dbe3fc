"""One solve in a killable child process. Imports the engine: only the worker may import this module.

The child is forked with the engine already loaded, so that it starts at once. It has a memory limit, a wall
limit, a process group of its own, and two pipes: what it reports, and the word to stop. When its parent dies,
the pipe closes and the child ends itself.
"""

from __future__ import annotations

import os
import pickle
import resource
import select
import signal
import struct
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, NoReturn

from solver.engine import Progress, solve
from solver.limits import Limits
from solver.problem import Problem
from solver.solution import Solution
from staffing.jobs.runner import JobFailed

ATTEND_SECONDS = 0.25
OVERRUN_SECONDS = 10.0
"""Beyond its search time the child may take this long to build the model and to hand over the plan."""
STOP_GRACE_SECONDS = 3.0
NICENESS = 5
LENGTH = struct.Struct("!Q")

Attend = Callable[[Progress | None], bool]
"""Called about four times a second with the latest news (None: nothing yet); True asks to stop."""


@dataclass(frozen=True)
class _Answer:
    """The child's last word: a solution, or what went wrong."""

    solution: Solution | None = None
    error: str | None = None


def solve_in_child(problem: Problem, limits: Limits, memory_mb: int, attend: Attend) -> Solution:
    """Solve, calling `attend` meanwhile; once it says stop, the best plan so far comes back.

    Raises JobFailed with a sentence for people when the child dies, runs out of memory or overruns its
    time; whatever `attend` raises ends the child and is passed on.
    """
    with _Child(problem, limits, memory_mb) as child:
        answer = child.attend(attend)
    if answer.solution is None:
        raise JobFailed(answer.error or "The solver ended without a plan.")
    return answer.solution


class _Child:
    """The forked process, from the parent's side. Leaving the block kills whatever is left of it."""

    def __init__(self, problem: Problem, limits: Limits, memory_mb: int) -> None:
        self.limits, self.memory_mb = limits, memory_mb
        self.reports, reports = os.pipe()
        stop, self.stop = os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            os.close(self.reports)
            os.close(self.stop)
            _serve(problem, limits, memory_mb, reports, stop)
        os.close(reports)
        os.close(stop)
        self.buffer = b""
        self.latest: Progress | None = None

    def __enter__(self) -> _Child:
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)
        with suppress(ChildProcessError):
            os.waitpid(self.pid, 0)
        os.close(self.reports)
        os.close(self.stop)

    def attend(self, attend: Attend) -> _Answer:
        """Wait for the last word."""
        until = time.monotonic() + self.limits.seconds + OVERRUN_SECONDS
        next_beat, asked = time.monotonic(), False
        while time.monotonic() < until:
            if (answer := self._hear()) is not None:
                return answer
            if time.monotonic() < next_beat:
                continue
            next_beat = time.monotonic() + ATTEND_SECONDS
            if attend(self.latest) and not asked:
                asked, until = True, min(until, time.monotonic() + STOP_GRACE_SECONDS)
                with suppress(BrokenPipeError):
                    os.write(self.stop, b"s")
        return _Answer(error="The solver overran its time and was ended.")

    def _hear(self) -> _Answer | None:
        """Read what has come within a moment."""
        ready, _, _ = select.select([self.reports], [], [], ATTEND_SECONDS / 5)
        if not ready:
            return None
        heard = os.read(self.reports, 1 << 20)
        if not heard:
            return _Answer(error=self._epitaph())
        self.buffer += heard
        return self._unpack()

    def _unpack(self) -> _Answer | None:
        while len(self.buffer) >= LENGTH.size:
            (length,) = LENGTH.unpack_from(self.buffer)
            if len(self.buffer) < LENGTH.size + length:
                break
            said = pickle.loads(self.buffer[LENGTH.size : LENGTH.size + length])  # noqa: S301  # our own child
            self.buffer = self.buffer[LENGTH.size + length :]
            if isinstance(said, _Answer):
                return said
            self.latest = said
        return None

    def _epitaph(self) -> str:
        """Why the child is gone without a last word."""
        _, status = os.waitpid(self.pid, 0)
        if os.WIFSIGNALED(status) and os.WTERMSIG(status) in {signal.SIGABRT, signal.SIGSEGV, signal.SIGBUS}:
            return _out_of_memory(self.memory_mb)
        return "The solver was ended from outside before it had a plan."


def _out_of_memory(memory_mb: int) -> str:
    return (
        f"The solver ran out of memory ({memory_mb} MB). Match fewer days or facilities, "
        "or raise MATCH_MEMORY_MB."
    )


def _serve(problem: Problem, limits: Limits, memory_mb: int, reports: int, stop: int) -> NoReturn:
    """The child's whole life."""
    try:
        os.setpgid(0, 0)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        os.nice(NICENESS)
        resource.setrlimit(resource.RLIMIT_AS, (memory_mb << 20, memory_mb << 20))
        asked = threading.Event()
        threading.Thread(target=_listen, args=(stop, asked), daemon=True).start()
        _say(reports, _solve(problem, limits, memory_mb, lambda news: _say(reports, news), asked.is_set))
    finally:
        os._exit(0)


def _solve(
    problem: Problem,
    limits: Limits,
    memory_mb: int,
    report: Callable[[Progress], None],
    should_stop: Callable[[], bool],
) -> _Answer:
    try:
        return _Answer(solution=solve(problem, limits, report, should_stop))
    except MemoryError:
        return _Answer(error=_out_of_memory(memory_mb))
    except Exception as error:
        return _Answer(error=f"The solver failed: {type(error).__name__}.")


def _listen(stop: int, asked: threading.Event) -> None:
    """Wait for the word to stop; a closed pipe means that the parent is dead."""
    if os.read(stop, 1):
        asked.set()
        if os.read(stop, 1):
            return
    os.killpg(0, signal.SIGKILL)


def _say(reports: int, said: Any) -> None:
    content = pickle.dumps(said)
    message = memoryview(LENGTH.pack(len(content)) + content)
    while message:
        message = message[os.write(reports, message) :]
