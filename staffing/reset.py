"""`python -m staffing.reset`: delete the database file and the job queue of the instance folder."""

from __future__ import annotations

import sys
from pathlib import Path

from sqlalchemy.engine import make_url

from staffing import settings as settings_module
from staffing.prepared import MARK
from staffing.settings import Settings

QUEUE_FILES = "queue.db*"


def files_of(settings: Settings) -> list[Path]:
    """Files that hold this instance's data: the SQLite database in the instance folder, and its queue."""
    url = make_url(settings.database_url)
    found = [*settings.instance.glob(QUEUE_FILES), *settings.instance.glob(MARK)]
    if url.get_backend_name() == "sqlite" and url.database:
        database = Path(url.database)
        if database.parent.resolve() == settings.instance:
            found += [file for file in settings.instance.glob(f"{database.name}*") if file.is_file()]
    return sorted(found)


def main() -> int:
    """Say what is deleted, ask where someone can answer, delete."""
    settings = settings_module.load()
    files = files_of(settings)
    if not files:
        print(f"Nothing to delete in {settings.instance}.")
        return 0
    print("This deletes:")
    for file in files:
        print(f"  {file}")
    if sys.stdin.isatty() and input("Go on? [y/N] ").strip().lower() not in {"y", "yes"}:
        print("Nothing was deleted.")
        return 1
    for file in files:
        file.unlink()
    print("Done. `make run` starts over.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
