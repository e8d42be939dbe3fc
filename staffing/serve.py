"""`python -m staffing.serve`: prepare the database, then run the web server and the worker until Ctrl-C."""

from __future__ import annotations

import os
import shlex
import signal
import socket
import subprocess
import sys
import threading
import time
from types import FrameType
from urllib.error import URLError
from urllib.request import urlopen

from honcho.manager import Manager

from staffing import settings as settings_module
from staffing.prepared import is_prepared, remember
from staffing.settings import ROOT, Settings

STOPPED = frozenset({0, 128 + signal.SIGINT, 128 + signal.SIGTERM})
"""Exit codes of a Manager that was asked to stop."""
PATIENCE_SECONDS = 60.0


def web_command(settings: Settings) -> list[str]:
    """Gunicorn with one process and threads: pages share the process, solving never happens in it."""
    return [
        sys.executable,
        *("-m", "gunicorn", "wsgi:app"),
        *("--bind", f"{settings.host}:{settings.port}"),
        *("--workers", "1", "--worker-class", "gthread", "--threads", str(settings.web_threads)),
        *("--log-level", "warning", "--graceful-timeout", "3", "--no-control-socket"),
    ]


def worker_command() -> list[str]:
    return [sys.executable, "-m", "staffing.worker"]


def port_is_free(settings: Settings) -> bool:
    """Whether the web server will be able to listen."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError:
            return False
    return True


def run(settings: Settings) -> int:
    """Start both processes and wait; 0 when asked to stop, else the code of the one that failed."""
    manager = Manager()
    environment = {"LOG_LEVEL": "warning", **os.environ}  # people read this console
    for name, command in (("web", web_command(settings)), ("worker", worker_command())):
        manager.add_process(name, "exec " + shlex.join(command), env=environment, cwd=str(ROOT))
    signal.signal(signal.SIGHUP, _hang_up)
    threading.Thread(target=_announce, args=(settings,), daemon=True).start()
    manager.loop()
    code = manager.returncode or 0
    return 0 if code in STOPPED else abs(code)


def _hang_up(_signal: int, _frame: FrameType | None) -> None:
    """A closed terminal stops both processes as Ctrl-C does."""
    os.kill(os.getpid(), signal.SIGTERM)


def _announce(settings: Settings) -> None:
    """Print the address once the web server answers."""
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        try:
            urlopen(f"http://{settings.host}:{settings.port}/healthz", timeout=PATIENCE_SECONDS).close()
        except (URLError, OSError):
            time.sleep(0.1)
        else:
            print("\n".join(_welcome(settings)), flush=True)
            return


def _welcome(settings: Settings) -> list[str]:
    lines = ["", f"  Open {settings.public_url}", ""]
    if settings.demo:
        from staffing.accounts.demo_accounts import DEMO_ACCOUNTS, DEMO_PASSPHRASE

        lines += [f"  {account.title:<20} {account.email}" for account in DEMO_ACCOUNTS]
        lines += [f"  {'Password, all three':<20} {DEMO_PASSPHRASE}", ""]
    return [*lines, "  Ctrl-C stops the server and the worker. The data stay.", ""]


def main() -> int:
    """Prepare unless that was done before, then serve; the worker keeps the demo two weeks ahead."""
    settings = settings_module.load()
    if not port_is_free(settings):
        print(f"Port {settings.port} is taken. Choose another: PORT={settings.port + 1} make run")
        return 1
    if is_prepared(settings):
        print("Starting ...", flush=True)
        return run(settings)
    try:
        prepared = subprocess.run([sys.executable, "-m", "staffing.prepare"], cwd=ROOT, check=False)
    except KeyboardInterrupt:
        print("Stopped; nothing was left half done.")
        return 0
    if prepared.returncode:
        return prepared.returncode
    remember(settings)
    return run(settings)


if __name__ == "__main__":
    sys.exit(main())
