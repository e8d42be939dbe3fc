"""`make run` without make: prepares, starts web and worker, tells the sign-ins, and stops both on Ctrl-C."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from urllib.request import urlopen

import pytest

from staffing.accounts.demo_accounts import DEMO_EMAILS, DEMO_PASSPHRASE
from staffing.prepared import is_prepared, remember
from staffing.settings import ROOT
from staffing.settings import load as load_settings

PATIENCE = 120
PREPARING = "Bringing the database up to date"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(instance: Path, **facts: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "DEMO"}}
    quick = {"DEMO_SIZE": "small", "MATCH_WORKERS": "1", "MATCH_SECONDS": "1"}
    return {**kept, "INSTANCE": str(instance), **quick, **facts}


def run(module: str, env: dict[str, str], answer: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", module],
        env=env,
        cwd=ROOT,
        input=answer,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )


class Served:
    """A running `python -m staffing.serve` and what it has printed."""

    def __init__(self, env: dict[str, str], log: Path) -> None:
        self.env, self.log = env, log
        with log.open("w") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "staffing.serve"], env=env, cwd=ROOT, stdout=out, stderr=out
            )

    def wait_for(self, text: str) -> str:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            if text in self.log.read_text():
                return self.log.read_text()
            assert self.process.poll() is None, self.log.read_text()
            time.sleep(0.1)
        raise AssertionError(f"{text!r} was never printed:\n{self.log.read_text()}")

    def processes(self) -> list[str]:
        """Command lines of every process that runs on this instance folder."""
        mark = f"INSTANCE={self.env['INSTANCE']}".encode()
        return [line for path in Path("/proc").glob("[0-9]*") if (line := _command(path, mark))]


def _command(process: Path, mark: bytes) -> str:
    try:
        if mark not in (process / "environ").read_bytes().split(b"\0"):
            return ""
        return (process / "cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return ""


@contextmanager
def served(env: dict[str, str], log: Path) -> Iterator[Served]:
    running = Served(env, log)
    try:
        yield running
    finally:
        if running.process.poll() is None:
            running.process.send_signal(signal.SIGTERM)
            running.process.wait(30)


def start_and_stop(env: dict[str, str], log: Path, stop: signal.Signals) -> str:
    """Serve until ready, then stop by a signal, which must leave no process; gives what was printed."""
    with served(env, log) as running:
        printed = running.wait_for("Ctrl-C stops")
        with urlopen(f"http://127.0.0.1:{env['PORT']}/ready", timeout=30) as reply:
            assert reply.status == 200
        running.process.send_signal(stop)
        assert running.process.wait(30) == 0
        assert running.processes() == []
    return printed


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="needs /proc to see every process")
def test_starts_tells_the_sign_ins_stops_leaving_no_process_and_prepares_once(tmp_path: Path) -> None:
    """Stopped by Ctrl-C the first time, by a closed terminal the second."""
    env = environment(tmp_path, PORT=str(free_port()))
    first = start_and_stop(env, tmp_path / "first.log", signal.SIGINT)
    second = start_and_stop(env, tmp_path / "second.log", signal.SIGHUP)
    for printed in (first, second):
        assert all(email in printed for email in DEMO_EMAILS)
        assert DEMO_PASSPHRASE in printed
    assert PREPARING in first
    assert PREPARING not in second


def test_a_database_put_in_place_of_the_prepared_one_is_prepared_again(tmp_path: Path) -> None:
    settings = load_settings(environment(tmp_path))
    database = tmp_path / "staffing.db"
    assert not is_prepared(settings)
    database.write_text("one")
    remember(settings)
    assert is_prepared(settings)
    assert not is_prepared(replace(settings, demo=False))
    (tmp_path / "other").write_text("other")
    (tmp_path / "other").replace(database)
    assert not is_prepared(settings)
    database.unlink()
    assert not is_prepared(settings)


def test_a_taken_port_is_named(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        result = run("staffing.serve", environment(tmp_path, PORT=str(port)))
    assert result.returncode == 1
    assert f"Port {port} is taken" in result.stdout


def test_reset_deletes_database_and_queue_and_nothing_else(tmp_path: Path) -> None:
    for name in ("staffing.db", "staffing.db-journal", "queue.db", "prepared", "secret.key", "notes.txt"):
        (tmp_path / name).write_text("x")
    result = run("staffing.reset", environment(tmp_path))
    assert result.returncode == 0
    assert str(tmp_path / "staffing.db") in result.stdout
    assert sorted(path.name for path in tmp_path.iterdir()) == ["notes.txt", "secret.key"]
    assert "Nothing to delete" in run("staffing.reset", environment(tmp_path)).stdout


def test_reset_leaves_a_database_elsewhere_alone(tmp_path: Path) -> None:
    elsewhere, instance = tmp_path / "elsewhere.db", tmp_path / "instance"
    elsewhere.write_text("x")
    run("staffing.reset", environment(instance, DATABASE_URL=f"sqlite:///{elsewhere}"))
    assert elsewhere.exists()
