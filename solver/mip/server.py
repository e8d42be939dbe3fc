"""A child that solves one small model after another: starting a process costs more than most of them."""

from __future__ import annotations

from io import BytesIO
from queue import SimpleQueue
from threading import Thread

import numpy as np

from solver.mip.child_process import ANSWER, REQUEST, MipResult, start_child, unpacked
from solver.mip.linear import LinearModel


class MipServer:
    """One child. Give it a model, ask for the answer, `close` it whatever happens."""

    def __init__(self) -> None:
        self._process = start_child("serve")
        self._waiting: SimpleQueue[tuple[LinearModel, float] | None] = SimpleQueue()
        self._answers: SimpleQueue[MipResult] = SimpleQueue()
        self.broken = False
        self._thread = Thread(target=self._converse, daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Kill it."""
        self._waiting.put(None)
        self._process.kill()
        self._process.wait()
        self._thread.join()

    def give(self, model: LinearModel, seconds: float) -> None:
        """Let it solve a model in so many seconds."""
        self._waiting.put((model, seconds))

    def answer(self) -> MipResult | None:
        """Its answer to the oldest model not answered yet; None while it is at it."""
        if not self._answers.empty():
            return self._answers.get()
        return MipResult(None, np.inf) if self.broken else None

    def _converse(self) -> None:
        while (given := self._waiting.get()) is not None:
            try:
                self._answers.put(self._ask(*given))
            except (BrokenPipeError, ValueError, EOFError):
                self.broken = True
                return

    def _ask(self, model: LinearModel, seconds: float) -> MipResult:
        to_child, from_child = self._process.stdin, self._process.stdout
        if to_child is None or from_child is None:
            raise EOFError
        buffer = BytesIO()
        model.send(buffer)
        to_child.write(REQUEST.pack(buffer.tell(), seconds) + buffer.getvalue())
        to_child.flush()
        length = from_child.read(ANSWER.size)
        if len(length) < ANSWER.size:
            raise EOFError
        return unpacked(from_child.read(ANSWER.unpack(length)[0]))
