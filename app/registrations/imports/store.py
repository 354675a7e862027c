"""The uploaded file between preview and import: kept for a day, then gone."""

from __future__ import annotations

import time
from dataclasses import dataclass

from app.core import files, ids

KEPT = 86_400  # seconds


@dataclass(frozen=True)
class Upload:
    """A spreadsheet that waits to be imported into one event."""

    name: str
    content: bytes


def keep(event_id: int, upload: Upload) -> str:
    """Keep an upload; its code. Older ones of any event go."""
    sweep()
    code = ids.code(26)
    files.write(_path(event_id, code), upload.name.encode()[:200] + b"\0" + upload.content)
    return code


def get(event_id: int, code: str) -> Upload | None:
    """An upload of this event; None when there is none such any more."""
    if not code.isalnum():
        return None
    kept = files.read(_path(event_id, code))
    if kept is None:
        return None
    name, _nul, content = kept.partition(b"\0")
    return Upload(name.decode(errors="replace"), content)


def drop(event_id: int, code: str) -> None:
    if code.isalnum():
        files.remove(_path(event_id, code))


def sweep() -> None:
    """Delete uploads that nobody imported within a day."""
    folder = files.path_of("imports/x").parent
    for kept in folder.glob("*"):
        if kept.is_file() and time.time() - kept.stat().st_mtime > KEPT:
            kept.unlink(missing_ok=True)


def _path(event_id: int, code: str) -> str:
    return f"imports/{event_id}-{code}"
