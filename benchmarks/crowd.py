"""Fill the sample fair with people who have badges, many at once.

    python -m benchmarks.crowd COUNT [--signed 4000]

Prints the texts of the badges that are signed; the others only take up room, as they would.
"""

from __future__ import annotations

import argparse
import secrets
from typing import Any

import sqlalchemy as sa

from app.accounts import queries as accounts
from app.core import clock, ids, tokens
from app.core.db import db, transaction
from app.demo.sample import FAIR
from app.events.models import Event
from app.factory import create_app
from app.registrations.badges.actions import SERIAL_BITS
from app.registrations.models import Badge, Category, Registration
from app.registrations.person import search_text, sorting
from app.registrations.states import BadgeState, Source, Status

CATEGORY = "bench"
PART = 5_000


def fill(count: int, signed: int) -> list[str]:
    """Add so many people; the tokens of the first `signed`."""
    event = db.session.scalars(sa.select(Event).where(Event.slug == FAIR)).one()
    wanted = sa.select(Category).where(Category.event_id == event.id, Category.code == CATEGORY)
    category = db.session.scalars(wanted).one()
    key = accounts.active_key(event.hub_id)
    event_id, event_number, number = event.id, event.number, category.number
    category_id, key_id, private = category.id, key.id, bytes(key.private)
    made: list[str] = []
    for start in range(0, count, PART):
        part = range(start, min(start + PART, count))
        people = [_person(index, event_id, category_id) for index in part]
        with transaction():
            added = db.session.execute(sa.insert(Registration).returning(Registration.id), people)
            badges = []
            for registration_id in added.scalars():
                serial, token = secrets.randbits(SERIAL_BITS), secrets.token_hex(60)
                if len(made) < signed:
                    body = tokens.BadgeToken(key_id, event_number, serial, number)
                    made.append(token := tokens.encode(body, private))
                badges.append(_badge(serial, token, event_id, registration_id))
            db.session.execute(sa.insert(Badge), badges)
            taken = sa.update(Category).where(Category.id == category_id)
            db.session.execute(taken.values(taken=Category.taken + len(part)))
    return made


def _person(index: int, event_id: int, category_id: int) -> dict[str, Any]:
    name, code = f"Nguyễn Thị Đo {index}", ids.code(16)
    email, now = f"{secrets.token_hex(8)}@example.org", clock.now()
    return {
        "code": code,
        "link_nonce": ids.code(26),
        "event_id": event_id,
        "category_id": category_id,
        "status": Status.CONFIRMED,
        "name": name,
        "email": email,
        "answers": {},
        "locale": "vi",
        "source": Source.IMPORT,
        "person_key": f"e:{email}",
        "folded": search_text(name, None, code, email, None),
        "sort_key": sorting(name, None),
        "created_at": now,
        "confirmed_at": now,
        "version": 1,
    }


def _badge(serial: int, token: str, event_id: int, registration_id: int) -> dict[str, Any]:
    return {
        "serial": serial,
        "event_id": event_id,
        "registration_id": registration_id,
        "token": token,
        "state": BadgeState.VALID,
        "created_at": clock.now(),
        "changed_at": clock.now(),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("count", type=int)
    parser.add_argument("--signed", type=int, default=4_000)
    given = parser.parse_args()
    with create_app().app_context():
        print("\n".join(fill(given.count, given.signed)))


if __name__ == "__main__":
    main()
