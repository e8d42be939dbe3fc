"""The web process stays light: no solver engine in it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_the_web_process_loads_no_solver_engine(tmp_path: Path) -> None:
    heavy = "[name for name in ('ortools', 'pandas', 'highspy') if name in sys.modules]"
    ran = subprocess.run(
        [sys.executable, "-c", f"import sys, wsgi; print({heavy})"],
        cwd=ROOT,
        env={**os.environ, "INSTANCE": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.strip() == "[]"
