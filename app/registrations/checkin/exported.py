"""Scans that a phone saved as a file because its network never came back: plain data out of bytes.

What stands in a scan is read by `intake` like any other, so a file can do no more than a phone.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

MOST_SCANS = 20_000
LARGEST_FILE = 8 * 1024 * 1024  # bytes


class NotExported(ValueError):
    """These bytes are no file that a scanner saved."""


@dataclass(frozen=True)
class Exported:
    """The scans of one event in a file, and the code of the device that made them, as far as the
    file tells. `elsewhere`: how many more are of other events."""

    device: str | None
    scans: list[Any]
    elsewhere: int


def read(content: bytes, slug: str) -> Exported:
    """Read a file for the event `slug`. Raises NotExported."""
    try:
        body = json.loads(content)
    except (ValueError, RecursionError) as trouble:
        raise NotExported from trouble
    scans = body.get("scans") if isinstance(body, dict) else None
    if not isinstance(scans, list) or not 1 <= len(scans) <= MOST_SCANS:
        raise NotExported
    device = body.get("device")
    mine = [raw for raw in scans if not isinstance(raw, dict) or raw.get("event", slug) == slug]
    return Exported(device if isinstance(device, str) else None, mine, len(scans) - len(mine))
