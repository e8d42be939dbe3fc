"""Work done outside the web process: the job table is the truth, the queue only delivers."""

from staffing.jobs.queue import enqueue, init_app, queue_of

__all__ = ["enqueue", "init_app", "queue_of"]
