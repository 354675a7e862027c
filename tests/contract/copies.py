"""Installations that take long to build: built once in a run, copied for whoever needs one.

Workers of one run (pytest-xdist) share them; the process that started the workers, or the only
one there is, clears them away when all is done.
"""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from .house import House, databases, drop_database

RUN = os.getppid() if "PYTEST_XDIST_WORKER" in os.environ else os.getpid()
SHELF = Path(tempfile.gettempdir()) / f"ketnoi-copies-{RUN}"
BUILT = f"ketnoi_built_{RUN}_"


def load(house: House) -> None:
    """The sample as `demo load` leaves it, its fair beginning today."""
    house.ok("db", "upgrade", timeout=180)
    house.ok("demo", "load", timeout=300)


def play(house: House) -> None:
    """The sample, played to its end."""
    load(house)
    house.ok("demo", "run", "--out", house.folder / "out", timeout=600)


def copy_of(build: Callable[[House], None], folder: Path, **settings: str) -> House:
    """A house of one's own that looks as `build` leaves an empty one."""
    SHELF.mkdir(exist_ok=True)
    original = SHELF / build.__name__
    with (SHELF / f"{build.__name__}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (original / "built").exists():
            build(House(original, database=BUILT + build.__name__))
            (original / "built").touch()
        shutil.copytree(original, folder, dirs_exist_ok=True)
        return House(folder, like=BUILT + build.__name__, **settings)


def clear() -> None:
    for name in databases(BUILT):
        drop_database(name)
    shutil.rmtree(SHELF, ignore_errors=True)
