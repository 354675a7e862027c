"""Files kept in the data folder under our own names."""

from __future__ import annotations

import os
from pathlib import Path

from flask import current_app


def path_of(name: str) -> Path:
    """Where a kept file lies. `name` is one of ours: letters, digits, '-', '_', '.' and '/'."""
    folder = Path(current_app.config["KETNOI"].files_dir)
    path = (folder / name).resolve()
    if folder.resolve() not in path.parents:
        raise ValueError("a name that leaves the folder")
    return path


def write(name: str, content: bytes) -> None:
    """Keep bytes durably: whole or not at all."""
    path = path_of(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(f".{os.getpid()}.tmp")
    with fresh.open("wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
    fresh.replace(path)


def read(name: str) -> bytes | None:
    path = path_of(name)
    return path.read_bytes() if path.is_file() else None


def remove(name: str) -> None:
    path_of(name).unlink(missing_ok=True)
