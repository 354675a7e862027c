"""The uploaded file between preview and import, and what was found in it: kept for a day."""

from __future__ import annotations

import json
import time
from dataclasses import asdict, dataclass
from typing import Any

from app.core import files, ids

KEPT = 86_400  # seconds
LETTERS = 26  # of a code


@dataclass(frozen=True)
class Upload:
    """A spreadsheet that waits to be imported into one event."""

    name: str
    content: bytes
    all_agreed: bool = False
    small: bool = True  # so small that it is looked through while somebody waits


def keep(event_id: int, upload: Upload) -> str:
    """Keep an upload; its code. Older ones of any event go."""
    sweep()
    code = ids.code(LETTERS)
    about = asdict(upload) | {"content": None, "name": upload.name[:200]}
    files.write(_path(event_id, code), json.dumps(about).encode() + b"\0" + upload.content)
    return code


def get(event_id: int, code: str) -> Upload | None:
    """An upload of this event; None when there is none such any more."""
    kept = files.read(_path(event_id, code)) if _is_code(code) else None
    if kept is None:
        return None
    about, _nul, content = kept.partition(b"\0")
    return Upload(**json.loads(about) | {"content": content})


def note(event_id: int, code: str, **found: Any) -> None:
    """Keep what is known of an upload: the job that looks through it, or what it found."""
    files.write(_path(event_id, code, ".found"), json.dumps(found).encode())


def noted(event_id: int, code: str) -> dict[str, Any]:
    """What is known of an upload by now."""
    kept = files.read(_path(event_id, code, ".found"))
    return json.loads(kept) if kept else {}


def drop(event_id: int, code: str) -> None:
    if _is_code(code):
        for ending in ("", ".found"):
            files.remove(_path(event_id, code, ending))


def _is_code(text: str) -> bool:
    """Whether it may name a file: what a browser asks for may be anything, and very long."""
    return len(text) == LETTERS and text.isascii() and text.isalnum()


def sweep() -> None:
    """Delete uploads that nobody imported within a day."""
    folder = files.path_of("imports/x").parent
    for kept in folder.glob("*"):
        if kept.is_file() and time.time() - kept.stat().st_mtime > KEPT:
            kept.unlink(missing_ok=True)


def _path(event_id: int, code: str, ending: str = "") -> str:
    return f"imports/{event_id}-{code}{ending}"
