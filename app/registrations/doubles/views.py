"""Doubles in the office: the pairs, two side by side with what would move, one from two."""

from __future__ import annotations

from typing import Any

from flask import abort, g, render_template, url_for

from app.core import access, web
from app.core.access import Role
from app.core.errors import Refused
from app.core.i18n import _
from app.core.web import see_other
from app.registrations import queries as people
from app.registrations.doubles import actions, queries
from app.registrations.doubles.blueprint import bp
from app.registrations.doubles.words import SIGNS
from app.registrations.models import Registration
from app.registrations.places import HOLDS_PLACE
from app.registrations.words import SOURCES, STATUS_TAGS, STATUSES

PATH = "/events/<slug>/desk/doubles"


@bp.get(PATH)
@access.event_role(Role.ORGANISER)
def doubles(slug: str) -> Any:
    """Sign-ups that look like one person."""
    return render_template(
        "registrations/doubles/list.html",
        doubles=queries.doubles(g.event.id),
        signs=SIGNS,
        statuses=STATUSES,
        status_tags=STATUS_TAGS,
        category_name=people.category_name,
    )


def _found(code: str) -> Registration:
    registration = people.by_code(g.event.id, code)
    return registration if registration is not None else abort(404)


@bp.get(f"{PATH}/<code>/<person>")
@access.event_role(Role.ORGANISER)
def double(slug: str, code: str, person: str) -> Any:
    """Two side by side: what each says, what belongs to it, what making them one does."""
    first, second = _found(code), _found(person)
    of_first, of_second = queries.belongings(first), queries.belongings(second)
    return render_template(
        "registrations/doubles/pair.html",
        pair=[(first, second, of_first, of_second), (second, first, of_second, of_first)],
        holds=HOLDS_PLACE,
        statuses=STATUSES,
        status_tags=STATUS_TAGS,
        sources=SOURCES,
        category_name=people.category_name,
    )


@bp.post(f"{PATH}/<code>/<person>/merge")
@access.event_role(Role.ORGANISER)
def merge(slug: str, code: str, person: str) -> Any:
    """`code` stays, `person` becomes part of it."""
    kept, gone = _found(code), _found(person)
    try:
        actions.merge(kept, gone)
    except Refused as refusal:
        web.refused(refusal)
        return see_other(url_for(".double", slug=slug, code=code, person=person))
    web.done(_("The two are one registration now."))
    return see_other(url_for("registrations.one", slug=slug, code=code))


@bp.post(f"{PATH}/<code>/<person>/apart")
@access.event_role(Role.ORGANISER)
def apart(slug: str, code: str, person: str) -> Any:
    """They are two people."""
    first, second = _found(code), _found(person)
    try:
        actions.keep_apart(first, second)
    except Refused as refusal:
        web.refused(refusal)
    else:
        again = url_for(".together", slug=slug, code=code, person=person)
        web.done(_("Noted: two people. The pair is not shown again."), again)
    return see_other(url_for(".doubles", slug=slug))


@bp.post(f"{PATH}/<code>/<person>/together")
@access.event_role(Role.ORGANISER)
def together(slug: str, code: str, person: str) -> Any:
    """Take "two people" back."""
    actions.not_apart(_found(code), _found(person))
    web.done(_("The pair is shown again."))
    return see_other(url_for(".doubles", slug=slug))
