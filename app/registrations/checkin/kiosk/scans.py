"""What a kiosk may send: a code that was shown, going in. Plain data in, plain data out.

Nobody stands beside a kiosk, and its token may be read off the tablet. So whoever has it can do
no more than a visitor with a code could: let nobody in by name, take nothing back, see no list.
"""

from __future__ import annotations

from typing import Any

_NOT_HERE = ("registration", "serial", "reason")


def as_shown(raw: Any) -> Any:
    """The scan without what a kiosk has no right to; what is left of a person found by name is a
    scan without a badge, which `intake` names as malformed. Going out is malformed too."""
    if not isinstance(raw, dict):
        return raw
    kept = {key: value for key, value in raw.items() if key not in _NOT_HERE}
    if kept.get("direction") not in (None, "in"):
        kept["direction"] = "not at a kiosk"
    return kept
