"""What the portal tells the pages below: a participant's own page and data, and what falls due."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import url_for
from sqlalchemy import or_, select

from app.catalogue.models import Organisation
from app.connections.models import MeetingRequest
from app.connections.portal import actions, queries
from app.connections.portal.models import MeetingLimit, MeetingRules, PairRule
from app.core import clock, hooks
from app.core.db import db
from app.core.i18n import _
from app.events.models import Event
from app.registrations.models import Registration
from app.registrations.own import link
from app.registrations.states import Status


@hooks.own_page.fill
def own_page(registration: Registration) -> list[dict[str, str]]:
    """The door to the portal, where the organisers opened it."""
    rules = queries.rules_of(registration.event_id)
    if registration.status is not Status.CONFIRMED or not queries.is_open(
        registration.event, rules
    ):
        return []
    return [
        {
            "title": _("Meet the right people"),
            "text": _("See who is here and what fits you, and ask for meetings."),
            "url": url_for("portal.home", token=link.token_here(registration)),
            "action": _("Open your meetings"),
            "icon": "arrows-exchange",
        }
    ]


@hooks.personal_data.fill
def personal_data(registration: Registration) -> list[tuple[str, list[dict[str, Any]]]]:
    """What somebody said of themselves, and what they asked for, for the export of their data."""
    profile = queries.profile_of(registration.id)
    said: list[dict[str, Any]] = []
    if profile is not None:
        said = [{"looks_for": profile.wants, "offers": profile.offers, "fields": profile.fields}]
    mine = or_(
        MeetingRequest.asked_by_id == registration.id, MeetingRequest.asked_of_id == registration.id
    )
    asked: list[dict[str, Any]] = [
        {"code": row.code, "asked_at": row.requested_at, "state": row.state.value,
         "reason": row.message, "proposal": row.proposal}
        for row in db.session.scalars(select(MeetingRequest).where(mine))
    ]  # fmt: skip
    found = [(_("Profile for meetings"), said), (_("Requests to meet"), asked)]
    return [(name, rows) for name, rows in found if rows]


@hooks.erase_person.fill
def erase(registration: Registration) -> None:
    actions.forget(registration)


@hooks.registration_ended.fill
def ended(registration: Registration, when: datetime) -> None:
    actions.leave(registration)


@hooks.place_handed_over.fill
def handed_over(before: Registration, after: Registration) -> None:
    actions.leave(before)


@hooks.merge_people.fill
def merge(kept: Registration, gone: Registration) -> None:
    """The profile and the requests of two sign-ups of one person."""
    actions.become_one(kept, gone)


@hooks.organisations_merging.fill
def merging(keep: Organisation, gone: Organisation) -> tuple[()]:
    """Rules for the one that goes hold for the one that stays, each once."""
    own = {row.event_id for row in _rows(MeetingLimit, MeetingLimit.organisation_id == keep.id)}
    for limit in _rows(MeetingLimit, MeetingLimit.organisation_id == gone.id):
        if limit.event_id in own:
            db.session.delete(limit)
    rules = _rows(PairRule, or_(PairRule.a_id == gone.id, PairRule.b_id == gone.id))
    known = {
        (row.event_id, row.a_id, row.b_id)
        for row in _rows(PairRule, or_(PairRule.a_id == keep.id, PairRule.b_id == keep.id))
    }
    for rule in rules:
        other = rule.b_id if rule.a_id == gone.id else rule.a_id
        a, b = sorted((other, keep.id))
        if other == keep.id or (rule.event_id, a, b) in known:
            db.session.delete(rule)
        else:
            rule.a_id, rule.b_id = a, b
    db.session.flush()
    return ()


def _rows(model: Any, condition: Any) -> list[Any]:
    return list(db.session.scalars(select(model).where(condition)))


@hooks.hourly.fill
def fill_directories() -> None:
    """Who has agreed to be found since stands in the directory too."""
    open_now = (
        select(MeetingRules.event_id)
        .join(Event, Event.id == MeetingRules.event_id)
        .where(MeetingRules.is_open.is_(True), Event.ends_on >= clock.today())
    )
    for event_id in db.session.scalars(open_now).all():
        actions.fill_directory(event_id)
