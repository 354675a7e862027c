"""Writers on SQLite stand in line.

SQLite lets one writer in at a time. Whoever finds it taken sleeps and looks again, longer each
time and in no order, so with many writers some wait for nothing and some for very long. Here
the threads of a process queue for its one place in the line, and the processes queue on a lock
of the operating system, which wakes the next one at once and lets go when a process dies.

The line decides nothing: BEGIN IMMEDIATE does, and guards against writers from elsewhere.
"""

from __future__ import annotations

import fcntl
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager

PATIENCE = 15.0  # seconds, as SQLite's own busy_timeout
_place = threading.Lock()


@contextmanager
def turn(database: str | None) -> Iterator[None]:
    """Wait until no other writer that stands in line writes to this file of SQLite's."""
    if not database or not _place.acquire(timeout=PATIENCE):
        yield  # somebody holds on for very long: SQLite says so itself
        return
    try:
        line = os.open(f"{database}-line", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(line, fcntl.LOCK_EX)
            yield
        finally:
            os.close(line)  # lets the next one in
    finally:
        _place.release()
