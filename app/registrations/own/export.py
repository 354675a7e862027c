"""Everything held about one person, for that person: JSON, and the same as workbook sheets."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import date, datetime
from enum import Enum
from typing import Any

from sqlalchemy import inspect, select
from sqlalchemy.orm import joinedload

from app.core import audit, clock, hooks, outbox, sheets
from app.core.db import db, transaction
from app.registrations import actions, queries, tags
from app.registrations.badges import sheets as badge_sheets
from app.registrations.models import Badge, Consent, Registration, Scan, TransferOffer
from app.registrations.questions import answers

#: Columns that say nothing about the person: our numbers, and what would open the link.
INTERNAL = {"id", "event_id", "category_id", "registration_id", "link_nonce", "version"}
INTERNAL |= {
    "merged_into_id",
    "transferred_to_id",
    "delegation_id",
    "invitation_id",
    "question_id",
    "file_stored",
    "badge_id",
    "point_id",
    "device_id",
    "token_hash",
}


def collect(registration: Registration) -> dict[str, Any]:
    """Every row about the person, as plain data."""
    own = registration.id
    badges = db.session.scalars(select(Badge).where(Badge.registration_id == own))
    consents = db.session.scalars(select(Consent).where(Consent.registration_id == own))
    scans = db.session.scalars(
        select(Scan).where(Scan.registration_id == own).options(joinedload(Scan.point))
    )
    offers = db.session.scalars(select(TransferOffer).where(TransferOffer.registration_id == own))
    found: dict[str, Any] = {
        "exported_at": _plain(clock.now()),
        "event": {
            "name": registration.event.name,
            "slug": registration.event.slug,
            "controller": queries.controller(registration.event),
        },
        "registration": _columns(registration)
        | {"category": registration.category.name, "status": registration.status.value},
        "delegation": registration.delegation.name if registration.delegation else None,
        "answers": [_columns(answer) for answer in answers.of(own)],
        "consents": [_columns(consent) for consent in consents],
        "badges": [_columns(badge) for badge in badges],
        "scans": [_columns(scan) | {"point": scan.point.name} for scan in scans],
        "tags": tags.of([registration]).get(own, []),
        "offers": [_columns(each) for each in offers],
        "letters": [_letter(mail) for mail in outbox.about(registration)],
        "history": [
            {"at": _plain(entry.at), "action": entry.action}
            for entry in audit.history(registration, limit=1000)
        ],
    }
    for name, rows in hooks.personal_data.gather(registration):
        found[name] = _deep(rows)
    parts = select(Registration).where(Registration.merged_into_id == own)
    if merged := [_columns(part) for part in db.session.scalars(parts)]:
        found["merged"] = merged
    return found


def archive(registration: Registration) -> bytes:
    """A zip file with data.json, the same as data.xlsx, the badge and the files sent with answers;
    the taking is recorded."""
    data = collect(registration)
    badge = badge_sheets.for_one(registration)
    with transaction():
        actions.record("exported", registration)
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("data.json", json.dumps(data, ensure_ascii=False, indent=1))
        file.writestr("data.xlsx", _workbook(data))
        if badge is not None:
            file.writestr("badge.pdf", badge)
        for number, (name, content) in enumerate(answers.files_of(registration.id), 1):
            file.writestr(f"answers/{number}-{name}", content)
    return target.getvalue()


def _workbook(data: dict[str, Any]) -> bytes:
    rows = [(path, value) for path, value in _flat("", data)]
    return sheets.write(["what", "value"], rows, "xlsx")


def _flat(path: str, value: Any) -> list[tuple[str, str]]:
    """Nested data as rows: where it stands, what it says."""
    if isinstance(value, dict):
        return [row for key, part in value.items() for row in _flat(f"{path}.{key}", part)]
    if isinstance(value, list):
        return [row for n, part in enumerate(value, 1) for row in _flat(f"{path}[{n}]", part)]
    return [] if value is None else [(path.lstrip("."), str(value))]


def _letter(mail: outbox.Mail) -> dict[str, Any]:
    shown = ("address", "kind", "state", "created_at", "sent_at", "subject", "text")
    return {name: _plain(getattr(mail, name)) for name in shown}


def _columns(row: Any) -> dict[str, Any]:
    names = [column.key for column in inspect(type(row)).column_attrs]
    return {name: _plain(getattr(row, name)) for name in names if name not in INTERNAL}


def _deep(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _deep(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_deep(part) for part in value]
    return _plain(value)


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return value
