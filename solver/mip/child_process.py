"""The caller's side: start the child, ask whether it is done, take its answer or kill it."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from struct import Struct
from threading import Thread
from time import monotonic, sleep, time

import numpy as np

from solver.mip.linear import LinearModel
from solver.tables import Floats

PROJECT = Path(__file__).resolve().parents[2]
POLL_SECONDS = 0.05
REQUEST = Struct("<qd")  # to a serving child: bytes of the model that follows, seconds to solve it in
ANSWER = Struct("<q")  # from it: bytes of the answer that follows


@dataclass(frozen=True, slots=True)
class MipResult:
    """`values`: the best point, None if none was found. `bound`: proven upper bound (infinite: none)."""

    values: Floats | None
    bound: float


def start_child(argument: str) -> subprocess.Popen[bytes]:
    """A child of `solver.mip.child` with pipes to and from it."""
    path = os.pathsep.join(filter(None, [str(PROJECT), os.environ.get("PYTHONPATH")]))
    return subprocess.Popen(
        [sys.executable, "-m", "solver.mip.child", argument],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": path},
    )


def unpacked(content: bytes) -> MipResult:
    """What the child wrote."""
    with np.load(BytesIO(content), allow_pickle=False) as data:
        values = data["values"]
        return MipResult(values if len(values) else None, float(data["bound"]))


class MipChild:
    """One solve in a child process, from now for so many seconds. `close` it whatever happens."""

    def __init__(self, model: LinearModel, seconds: float) -> None:
        self._process = start_child(str(time() + seconds))
        self._latest = monotonic() + seconds
        self._answer = b""
        self._thread = Thread(target=self._converse, args=(model,), daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Kill it if it still runs."""
        self._process.kill()
        self._process.wait()
        self._thread.join()

    @property
    def done(self) -> bool:
        """It has answered, died or run out of time."""
        return not self._thread.is_alive() or monotonic() > self._latest

    def wait(self, until: float) -> None:
        """Until it is done, or the monotonic time is reached."""
        while not self.done and monotonic() < until:
            sleep(POLL_SECONDS)

    def result(self) -> MipResult:
        """Its answer; nothing and no bound when it is not done or has died."""
        if self._thread.is_alive() or not self._answer:
            return MipResult(None, np.inf)
        return unpacked(self._answer)

    def _converse(self, model: LinearModel) -> None:
        """Send the model, then read until the child ends. A dead child ends both."""
        to_child, from_child = self._process.stdin, self._process.stdout
        if to_child is None or from_child is None:
            return
        try:
            model.send(to_child)
            to_child.close()
            self._answer = from_child.read()
        except (BrokenPipeError, ValueError):
            self._answer = b""
