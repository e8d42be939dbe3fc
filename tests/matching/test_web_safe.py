"""No web process loads OR-Tools: it costs two seconds and 90 MB."""

from __future__ import annotations

import subprocess
import sys

import pytest

LOADS = "import sys, {modules}; print('ortools' in sys.modules)"
WEB = "wsgi, staffing.matching.verdicts, staffing.matching.runs, staffing.matching.analysis"
WORKER = "staffing.matching.handler"


@pytest.mark.parametrize(("modules", "loaded"), [(WEB, "False"), (WORKER, "True")])
def test_who_loads_the_engine(modules: str, loaded: str) -> None:
    answer = subprocess.run(
        [sys.executable, "-c", LOADS.format(modules=modules)], capture_output=True, text=True, check=True
    )
    assert answer.stdout.strip() == loaded
