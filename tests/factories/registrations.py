"""Events open for sign-up, categories and registrations, valid as they stand."""

from __future__ import annotations

import secrets
from datetime import timedelta
from itertools import count
from typing import Any

from app.accounts.models import Hub
from app.core import clock
from app.events.kinds import EventKind, EventState
from app.events.models import Event
from app.registrations import actions
from app.registrations.categories import pools
from app.registrations.invitations import actions as invitations
from app.registrations.invitations.models import Invitation
from app.registrations.models import Category, Pool, Registration
from app.registrations.person import Person
from app.registrations.questions import actions as questions
from app.registrations.questions.models import SignUpQuestion
from app.registrations.questions.rules import Kind
from app.registrations.states import Purpose, Source
from tests.factories.accounts import make_hub, saved

numbers = count(1)


def make_open_event(hub: Hub | None = None, **fields: Any) -> Event:
    """A published fair of three days that begins in ten days."""
    n = next(numbers)
    first = fields.pop("starts_on", clock.today() + timedelta(days=10))
    defaults: dict[str, Any] = {
        "slug": f"hoi-cho-{n}",
        "number": secrets.randbits(32),
        "hub_id": (hub or make_hub()).id,
        "kind": EventKind.TECHMART,
        "name": f"Hội chợ số {n} (giả định)",
        "starts_on": first,
        "ends_on": first + timedelta(days=2),
        "province": "40",
        "state": EventState.PUBLISHED,
        "folded": f"hoi cho {n}",
        "sort_key": f"{n:09}",
        "created_at": clock.now(),
    }
    return saved(Event(**(defaults | fields)))


def make_category(event: Event | None = None, **fields: Any) -> Category:
    """A public category without limit."""
    n = next(numbers)
    defaults: dict[str, Any] = {
        "event_id": (event or make_open_event()).id,
        "code": f"loai-{n}",
        "number": n % 60_000,
        "name": f"Khách loại {n}",
        "places": None,
        "taken": 0,
    }
    return saved(Category(**(defaults | fields)))


def make_pool(*categories: Category, places: int) -> Pool:
    """Places that these categories share."""
    event, codes = categories[0].event, [each.code for each in categories]
    pools.save(event, None, "Sảnh chính", places, codes)
    return pools.of_event(event.id)[-1]


def make_invitation(category: Category, **fields: Any) -> Invitation:
    """A code that opens a category."""
    return invitations.create(category, invitations.Batch(**fields))[0]


def make_person(**fields: Any) -> Person:
    """Someone seen nowhere else who agrees to what is needed."""
    n = next(numbers)
    defaults: dict[str, Any] = {
        "name": "Nguyễn Thị Minh Hà",
        "email": f"ha.{n}@example.org",
        "consents": frozenset({Purpose.EVENT_OPERATIONS}),
    }
    return Person(**(defaults | fields))


def make_registration(category: Category | None = None, **fields: Any) -> Registration:
    """A registration as it comes from the public page."""
    category = category or make_category()
    source = fields.pop("source", Source.WEB)
    return actions.sign_up(category.id, make_person(**fields), source=source)


def make_question(event: Event, **fields: Any) -> SignUpQuestion:
    """A question of one line that everybody is asked; `lines` are its choices."""
    defaults: dict[str, Any] = {"kind": Kind.LINE, "label": f"Câu hỏi {next(numbers)}"}
    return questions.add(event, questions.Wording(**(defaults | fields)))
