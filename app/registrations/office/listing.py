"""The list of registrations, one registration, its export."""

from __future__ import annotations

from typing import Any

from flask import abort, g, render_template, request

from app.accounts import provinces
from app.core import access, lists, sheets
from app.core.access import Role
from app.core.i18n import _, date_text
from app.registrations import places, queries, tags
from app.registrations.blueprint import bp
from app.registrations.models import Registration
from app.registrations.office import queries as office
from app.registrations.office.forms import CategoryForm, ReasonForm
from app.registrations.questions import answers
from app.registrations.states import Status
from app.registrations.words import (
    BADGE_STATES,
    BADGE_TAGS,
    CONSENTS,
    SOURCES,
    STATUS_TAGS,
    STATUSES,
    VERDICTS,
)

FILTERS = ("status", "category", "day", "badge", "tag", "group", "q")


def asked_filters() -> dict[str, str]:
    return {name: lists.asked(name) for name in FILTERS}


@bp.get("/events/<slug>/desk/registrations")
@access.event_role(Role.VIEWER)
def listing(slug: str) -> Any:
    """Who comes: searched, filtered, sorted; exported as listed."""
    export = "format" in request.args
    filters = asked_filters()
    waiting = filters["status"] == Status.WAITING
    page = lists.listing(
        queries.listed(g.event.id, filters),
        sorts=queries.SORTS,
        default="waiting" if waiting else "name",
        everything=export,
    )
    if export:
        return sheets.respond(
            *_with_answers(*_table(page.items), page.items), f"{slug}-registrations"
        )
    standings = queries.standings(g.event.id)
    return render_template(
        "registrations/office/list.html",
        page=page,
        counts=queries.counts_by_status(g.event.id),
        standings=standings,
        positions=queries.queue_positions(g.event.id) if waiting else {},
        category_options=[(each.category.code, each.name) for each in standings],
        category_name=queries.category_name,
        days=_day_options(),
        filters={name: value for name, value in filters.items() if value},
        tags=tags.of(page.items),
        known_tags=[(tag, tag) for tag in tags.known(g.event.id)],
        statuses=STATUSES,
        status_tags=STATUS_TAGS,
    )


def _day_options() -> list[tuple[str, str]]:
    """Who came on a day of the event, or on none."""
    days = [(day.isoformat(), date_text(day)) for day in queries.days_of(g.event)]
    return [*days, ("no", _("on no day"))]


def _table(found: list[Registration]) -> tuple[list[str], list[list[Any]]]:
    """What a spreadsheet of registrations holds; the import reads the same headings."""
    head = [
        _("Code"),
        _("Full name"),
        _("Category"),
        _("Status"),
        _("Organisation"),
        _("Position"),
        _("Phone"),
        _("E-mail"),
        _("Province or city"),
        _("Signed up at"),
        _("Confirmed at"),
        _("Signed up by"),
        _("Tags"),
    ]
    tagged = tags.of(found)
    rows = [
        [
            each.code,
            each.name,
            queries.category_name(each.category),
            str(STATUSES[each.status]),
            each.organisation,
            each.job_title,
            each.phone,
            each.email,
            provinces.short(each.province) if each.province else None,
            each.created_at,
            each.confirmed_at,
            str(SOURCES[each.source]),
            ", ".join(tagged.get(each.id, ())),
        ]
        for each in found
    ]
    return head, rows


def _with_answers(
    head: list[str], rows: list[list[Any]], found: list[Registration]
) -> tuple[list[str], list[list[Any]]]:
    """The same with a column for each of the event's own questions."""
    titles, cells = answers.columns(g.event.id, found)
    return head + titles, [
        row + list(cells[each.id]) for row, each in zip(rows, found, strict=True)
    ]


def registration_or_404(code: str) -> Registration:
    """A registration of the event in the path; none of another event's."""
    registration = queries.by_code(g.event.id, code)
    if registration is None:
        abort(404)
    return registration


@bp.get("/events/<slug>/desk/registrations/<code>")
@access.event_role(Role.VIEWER)
def one(slug: str, code: str) -> Any:
    """One registration: facts, badges, consents, scans, history, and what can be done."""
    return show(registration_or_404(code))


def show(registration: Registration, **forms: Any) -> str:
    """The page of one registration; a refused deed hands its form in."""
    standings = queries.standings(registration.event_id)
    consents, clerks = office.consents(registration)
    badges = queries.badges_of(registration.id)
    return render_template(
        "registrations/office/one.html",
        registration=registration,
        position=places.position(registration),
        tags=tags.of([registration]).get(registration.id, []),
        badges=badges,
        answers=answers.of(registration.id),
        label_of=answers.label_of,
        answer_text=answers.shown,
        consents=consents,
        clerks=clerks,
        given={each.purpose for each in consents if each.withdrawn_at is None},
        scans=queries.gate_scans_of(registration.id) if badges else [],
        history=office.history(registration),
        statuses=STATUSES,
        status_tags=STATUS_TAGS,
        sources=SOURCES,
        badge_states=BADGE_STATES,
        badge_tags=BADGE_TAGS,
        consent_words=CONSENTS,
        category_name=queries.category_name,
        verdicts=VERDICTS,
        province=provinces.short(registration.province) if registration.province else None,
        category_form=forms.get("category_form")
        or CategoryForm(standings, category=registration.category.code),
        reason_form=forms.get("reason_form") or ReasonForm(),
    )
