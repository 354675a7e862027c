"""What this package tells the ones below: the fair's thread, the desk, the public page, search."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from flask import url_for
from sqlalchemy import select

from app.accounts.models import Hub
from app.core import backups, clock, figures, hooks
from app.core.db import db
from app.core.i18n import _, ngettext, number_text
from app.events.models import Event
from app.registrations import actions, idempotency, places, queries
from app.registrations.batches import actions as batches
from app.registrations.imports import store as uploads
from app.registrations.models import Category, Registration
from app.registrations.own import actions as own
from app.registrations.states import Status
from app.registrations.waiting import actions as waiting

MOST_FOUND = 10


@figures.event.counted
def counts(event_id: int) -> sa.Select[Any]:
    """Registrations by state, and the categories."""
    columns: list[Any] = [
        sa.func.count().filter(Registration.status == status).label(f"registered_{status}")
        for status in Status
    ]
    categories = select(sa.func.count()).where(Category.event_id == event_id)
    columns.append(categories.scalar_subquery().label("categories"))
    return select(*columns).where(Registration.event_id == event_id)


@hooks.thread.fill
def chapter(event: Event) -> Iterator[hooks.Chapter]:
    """Registrations on the thread: how many have a place."""
    found = figures.event.of(event)
    confirmed = found["registered_confirmed"]
    today = clock.today()
    if today > event.ends_on:
        state = "done"
    elif any(found[f"registered_{status}"] for status in Status) or today >= event.starts_on:
        state = "now"
    else:
        state = "ahead"
    figure = ngettext("%(num)s person", "%(num)s people", confirmed) if confirmed else ""
    url = url_for("registrations.listing", slug=event.slug)
    yield hooks.Chapter("registrations", _("Sign-ups"), url, state, figure)


@hooks.desk_tasks.fill
def tasks(event: Event) -> Iterator[hooks.DeskTask]:
    """What waits for the organisers: approvals, and whom no sign-up can reach."""
    found = figures.event.of(event)
    if pending := found["registered_pending"]:
        yield hooks.DeskTask(
            title=ngettext(
                "%(num)s registration waits for approval",
                "%(num)s registrations wait for approval",
                pending,
            ),
            url=url_for("registrations.listing", slug=event.slug, status=Status.PENDING.value),
            action=_("Decide"),
            text=_("They have a place that nobody else can take meanwhile."),
            icon="user-check",
            order=20,
        )
    if clock.today() <= event.ends_on and not found["categories"]:
        yield hooks.DeskTask(
            title=_("Nobody can sign up yet: there is no category"),
            url=url_for("registrations.new_category", slug=event.slug),
            action=_("Add a category"),
            icon="users",
            order=15,
        )


@hooks.desk_numbers.fill
def numbers(event: Event) -> Iterator[hooks.DeskNumber]:
    """People with a place, and the queue."""
    found = figures.event.of(event)
    waiting = found["registered_waiting"]
    yield hooks.DeskNumber(
        label=_("Registered"),
        value=number_text(found["registered_confirmed"]),
        url=url_for("registrations.listing", slug=event.slug, status=Status.CONFIRMED.value),
        note=ngettext("%(num)s waits", "%(num)s wait", waiting) if waiting else "",
        order=20,
    )


@hooks.public_facts.fill
def seats(event: Event) -> Iterator[hooks.PublicFact]:
    """Places left of what strangers may choose; one line for each category."""
    for each in queries.standings(event.id):
        if not (each.category.public and actions.is_open(each.category)):
            continue
        yield hooks.PublicFact(
            label=each.name,
            value=seats_text(each),
            url=url_for("registrations.register", slug=event.slug),
            icon="users",
            order=10 + each.category.position,
        )


def seats_text(each: queries.Standing) -> str:
    """412 places left of 1.200 · full, 12 waiting · open to all."""
    if each.left is None:
        return _("open to all")
    if each.full:
        return _("full, %(n)s waiting", n=number_text(each.waiting))
    return _(
        "%(left)s places left of %(places)s",
        left=number_text(each.left),
        places=number_text(each.category.places),
    )


@hooks.event_restored.fill
def go_on(event: Event) -> tuple[()]:
    """Places given back while the event was called off go to those who wait."""
    for category in places.locked(each.id for each in queries.categories_of(event.id)).values():
        actions.move_up(category)
    return ()


@hooks.find.fill
def find(hub: Hub, words: Sequence[str]) -> Iterator[dict[str, Any]]:
    """People signed up for the hub's events whose words match, the latest events first."""
    found = (
        select(Registration, Event)
        .join(Event, Event.id == Registration.event_id)
        .where(
            Event.hub_id == hub.id,
            sa.and_(sa.true(), *(Registration.folded.contains(w, autoescape=True) for w in words)),
        )
        .order_by(Event.starts_on.desc(), Registration.sort_key, Registration.id)
        .limit(MOST_FOUND)
    )
    for registration, event in db.session.execute(found):
        yield {
            "kind": _("Registration"),
            "title": registration.name,
            "text": " · ".join(part for part in (registration.organisation, event.name) if part),
            "url": url_for("registrations.one", slug=event.slug, code=registration.code),
        }


@hooks.hourly.fill
def look_after() -> tuple[()]:
    """Pass on places that nobody took in time; go on with deeds for many that were broken off;
    forget what is kept for a while only: people of old events, request keys, uploads."""
    waiting.pass_on_due()
    own.erase_old()
    idempotency.sweep()
    uploads.sweep()
    batches.look_after()
    return ()


if own.erased_codes not in backups.list_erasures:
    backups.list_erasures.append(own.erased_codes)
    backups.apply_erasures.append(own.erase_codes)
