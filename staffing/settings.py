"""Every setting, typed, from the environment. No value is needed for the main job on one machine."""

from __future__ import annotations

import os
import secrets
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


class SettingsError(ValueError):
    """A setting in the environment cannot be used; the message names it."""


@dataclass(frozen=True)
class Settings:
    """What a deployment chooses. Environment names are the field names in capitals."""

    database_url: str
    """SQLAlchemy URL; by default an SQLite file in the instance folder."""
    instance: Path
    """Folder of the database file, the job queue and the generated secret."""
    secret_key: str
    """Signs sessions and links; generated once and kept in the instance folder if not given."""
    host: str = "127.0.0.1"
    port: int = 8000
    public_url: str = "http://127.0.0.1:8000"
    """How people reach the service: the base of every link in a message."""
    demo: bool = True
    """Demo mode: the demo agency, its three accounts, and the page of sent messages."""
    demo_size: str = "full"
    """How large a demo agency is loaded: `full` or `small`."""
    secure_cookies: bool = False
    """Send cookies over HTTPS only; by default wherever PUBLIC_URL is an HTTPS address."""
    trusted_hosts: tuple[str, ...] = ()
    proxies: int = 0
    """Reverse proxies in front: so many entries of X-Forwarded-For and -Proto are believed, from the last.
    Without them every visitor behind a proxy would share one rate limit."""
    smtp_url: str = ""
    """`smtp://user:password@host:port`; empty keeps messages on the page of sent messages."""
    mail_from: str = "staffing@example.org"
    web_threads: int = 8
    match_seconds: int = 45
    match_workers: int = 2
    match_memory_mb: int = 3_000
    log_level: str = "info"
    """`debug`, `info` (a line per request), `warning` or `error`."""
    testing: bool = field(default=False, repr=False)


def _whole(env: Mapping[str, str], name: str, default: int, low: int, high: int) -> int:
    raw = env.get(name, "").strip()
    if not raw:
        return default
    if not (raw.isascii() and raw.isdigit()) or not low <= int(raw) <= high:
        raise SettingsError(f"{name} must be a whole number from {low} to {high}, not {raw!r}")
    return int(raw)


def _flag(env: Mapping[str, str], name: str, default: bool) -> bool:
    raw = env.get(name, "").strip().lower()
    if not raw:
        return default
    if raw not in {"0", "1", "true", "false", "yes", "no"}:
        raise SettingsError(f"{name} must be 0 or 1, not {raw!r}")
    return raw in {"1", "true", "yes"}


def _one_of(env: Mapping[str, str], name: str, default: str, choices: tuple[str, ...]) -> str:
    raw = env.get(name, "").strip().lower() or default
    if raw not in choices:
        raise SettingsError(f"{name} must be one of {', '.join(choices)}, not {raw!r}")
    return raw


def _kept_secret(instance: Path) -> str:
    """The deployment's secret, put in place whole: the web server and the worker may start together."""
    path = instance / "secret.key"
    instance.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        descriptor, made = tempfile.mkstemp(dir=instance)  # readable by its owner only
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_hex(32))
        with suppress(FileExistsError):
            os.link(made, path)
        os.unlink(made)
    return path.read_text().strip()


def load(env: Mapping[str, str] | None = None) -> Settings:
    """Read the settings from `env` (the process environment by default); raises SettingsError."""
    env = os.environ if env is None else env
    instance = Path(env.get("INSTANCE", "") or ROOT / "instance").resolve()
    host, port = env.get("HOST", "") or "127.0.0.1", _whole(env, "PORT", 8000, 1, 65535)
    public_url = (env.get("PUBLIC_URL", "") or f"http://{host}:{port}").rstrip("/")
    return Settings(
        database_url=env.get("DATABASE_URL", "") or f"sqlite:///{instance / 'staffing.db'}",
        instance=instance,
        secret_key=env.get("SECRET_KEY", "") or _kept_secret(instance),
        host=host,
        port=port,
        public_url=public_url,
        demo=_flag(env, "DEMO", True),
        demo_size=_one_of(env, "DEMO_SIZE", "full", ("full", "small")),
        secure_cookies=_flag(env, "SECURE_COOKIES", public_url.startswith("https://")),
        trusted_hosts=tuple(part.strip() for part in env.get("TRUSTED_HOSTS", "").split(",") if part.strip()),
        proxies=_whole(env, "PROXIES", 0, 0, 9),
        smtp_url=env.get("SMTP_URL", ""),
        mail_from=env.get("MAIL_FROM", "") or "staffing@example.org",
        web_threads=_whole(env, "WEB_THREADS", 8, 1, 64),
        match_seconds=_whole(env, "MATCH_SECONDS", 45, 1, 3600),
        match_workers=_whole(env, "MATCH_WORKERS", 2, 1, 4),
        match_memory_mb=_whole(env, "MATCH_MEMORY_MB", 3_000, 500, 64_000),
        log_level=_one_of(env, "LOG_LEVEL", "info", ("debug", "info", "warning", "error")),
    )
