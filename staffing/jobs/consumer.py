"""The worker's processes: Huey's consumer with our ticker in place of its scheduler.

Every process is forked from the one that was started, with the engine preloaded. A process that lost its
parent (kill -9) ends by itself.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from functools import partial
from typing import Any

from huey.consumer import Consumer, Scheduler, Worker

from staffing.db import db
from staffing.jobs.queue import JobQueue

log = logging.getLogger(__name__)

POLL_SECONDS = 0.1
TICK_SECONDS = 1.0
SHUTDOWN_SECONDS = 0.5


def _start_clean() -> int:
    """Leave the parent's database connections to the parent; the parent's process id."""
    db.engine.dispose(close=False)
    return os.getppid()


class JobWorker(Worker):  # type: ignore[misc]  # untyped library base
    """Takes deliveries one after the other."""

    def initialize(self) -> None:
        self.parent = _start_clean()
        super().initialize()

    def loop(self, now: Any = None) -> None:
        if os.getppid() != self.parent:
            raise KeyboardInterrupt
        super().loop(now)


class Ticker(Scheduler):  # type: ignore[misc]  # untyped library base
    """Calls `tick` about once a second."""

    def __init__(self, *, tick: Callable[[], None], **options: Any) -> None:
        super().__init__(**options)
        self.tick = tick

    def initialize(self) -> None:
        self.parent = _start_clean()

    def loop(self, now: Any = None) -> None:
        if os.getppid() != self.parent:
            raise KeyboardInterrupt
        self.tick()
        self.stop_flag.wait(TICK_SECONDS)


class JobConsumer(Consumer):  # type: ignore[misc]  # untyped library base
    """`workers` processes that take jobs and one that ticks; SIGTERM and Ctrl-C stop all of them."""

    worker_class = JobWorker

    def __init__(self, queue: JobQueue, *, workers: int, tick: Callable[[], None]) -> None:
        self.scheduler_class = partial(Ticker, tick=tick)
        super().__init__(
            queue.huey,
            workers=workers,
            worker_type="process",
            periodic=False,
            initial_delay=POLL_SECONDS,
            max_delay=POLL_SECONDS,
            backoff=1.0,
            check_worker_health=True,
            health_check_interval=1,
            shutdown_timeout=SHUTDOWN_SECONDS,
        )

    def start(self) -> None:
        db.engine.dispose()
        super().start()
