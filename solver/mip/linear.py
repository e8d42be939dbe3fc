"""A mixed-integer model as plain arrays, and its way through a pipe."""

from __future__ import annotations

from dataclasses import dataclass, fields
from io import BytesIO
from typing import IO

import numpy as np

from solver.tables import Bools, Floats, Ints

INFINITE = 1e18  # bounds from here on mean: none


@dataclass(frozen=True, slots=True)
class LinearModel:
    """Maximise objective @ x with low <= x <= high, x whole where `integer`, row_low <= A x <= row_high.

    A is sparse: `row`, `column`, `value`, [nnz], rows ascending, columns ascending within a row.
    """

    objective: Floats
    low: Floats
    high: Floats
    integer: Bools
    row: Ints
    column: Ints
    value: Floats
    row_low: Floats
    row_high: Floats

    def send(self, pipe: IO[bytes]) -> None:
        """Write to a pipe as an uncompressed npz."""
        buffer = BytesIO()
        np.savez(buffer, **{field.name: getattr(self, field.name) for field in fields(self)})
        pipe.write(buffer.getvalue())

    @classmethod
    def receive(cls, content: bytes) -> LinearModel:
        """Read what `send` wrote."""
        with np.load(BytesIO(content), allow_pickle=False) as data:
            return cls(**{field.name: data[field.name] for field in fields(cls)})
