"""Pages of the event's office: sessions with their seats, the list of one, trainees' results."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from flask import Response, abort, g, render_template, request, url_for
from flask_login import current_user

from app.accounts.sessions import my_hubs
from app.core import access, clock, lists, sheets
from app.core.access import Role
from app.core.errors import Refused
from app.core.i18n import _, ngettext
from app.core.web import done, refused, see_other
from app.events.kinds import SessionKind
from app.events.labels import SESSION_KINDS
from app.events.models import EventSession
from app.registrations import queries as registrations
from app.registrations.models import Registration
from app.registrations.own.guard import owner
from app.registrations.states import Status
from app.workshops import actions, choices, classes, papers, queries, seats
from app.workshops.attendance import AttendanceState, EnrolmentState
from app.workshops.blueprint import bp
from app.workshops.certificates import views as certificates
from app.workshops.models import Enrolment
from app.workshops.words import MARKS

__all__ = ["bp", "certificates"]


def _session_or_404(code: str) -> EventSession:
    session = queries.session_by_code(g.event.id, code)
    return session if session is not None else abort(404)


def _person_or_404(code: str) -> Registration:
    person = registrations.by_code(g.event.id, code.strip()[:30])
    return person if person is not None else abort(404)


def _list_url(session: EventSession, **args: Any) -> str:
    return url_for("workshops.session_list", slug=g.event.slug, code=session.code, **args)


@bp.get("/events/<slug>/desk/classes")
@access.event_role(Role.VIEWER)
def sessions(slug: str) -> Any:
    """All sessions with seats taken, people waiting and present."""
    try:
        day = date.fromisoformat(lists.asked("day"))
    except ValueError:
        day = None
    rows = queries.standings(g.event, kind=lists.asked("kind"), day=day)
    if request.args.get("format"):
        columns, table = papers.session_table(rows)
        return sheets.respond(columns, table, f"{slug}-sessions")
    everything = rows if not request.args else queries.standings(g.event)
    return render_template(
        "workshops/sessions.html",
        rows=rows,
        kinds=_kinds(everything),
        days=_days(everything),
        total=len(everything),
    )


def _kinds(rows: list[queries.Standing]) -> list[tuple[str, Any, int]]:
    number = {kind: sum(row.session.kind is kind for row in rows) for kind in SessionKind}
    return [(kind.value, SESSION_KINDS[kind], n) for kind, n in number.items() if n]


def _days(rows: list[queries.Standing]) -> list[tuple[str, date]]:
    found = {clock.local(row.session.starts_at, g.event.zone).date() for row in rows}
    return [(day.isoformat(), day) for day in sorted(found)]


@bp.get("/events/<slug>/desk/classes/<code>")
@access.event_role(Role.VIEWER)
def session_list(slug: str, code: str) -> Any:
    """Who is enrolled, who waits, who was there."""
    session = _session_or_404(code)
    wanted = queries.list_of(
        session.id, state=lists.asked("state"), there=lists.asked("there"), q=lists.asked("q")
    )
    export = bool(request.args.get("format"))
    page = lists.listing(
        wanted, sorts=queries.SORTS, default="name", everything=export, scalars=False
    )
    page.items[:] = queries.as_seats(page.items)
    if export:
        columns, table = papers.seat_table(page.items)
        return sheets.respond(columns, table, f"{slug}-{session.code.lower()}")
    return render_template(
        "workshops/session.html",
        session=session,
        page=page,
        counts=queries.counts_of(session.id),
        marks=MARKS,
        found=queries.candidates(g.event.id, session.id, lists.asked("add"))
        if lists.asked("add").strip()
        else [],
    )


@bp.post("/events/<slug>/desk/classes/<code>/enrol/<person>")
@access.event_role(Role.ORGANISER)
def enrol(slug: str, code: str, person: str) -> Any:
    """Enrol a registration."""
    session, registration = _session_or_404(code), _person_or_404(person)
    try:
        _say_enrolled(actions.enrol(session.id, registration.id), registration)
    except Refused as refusal:
        refused(refusal)
    return see_other(_list_url(session))


def _say_enrolled(enrolment: Enrolment, registration: Registration) -> None:
    if enrolment.state is EnrolmentState.ENROLLED:
        done(_("%(name)s is enrolled.", name=registration.name))
    else:
        place = seats.position(enrolment)
        done(_("%(name)s waits, as number %(place)s.", name=registration.name, place=place))


@bp.post("/events/<slug>/desk/classes/<code>/withdraw/<person>")
@access.event_role(Role.ORGANISER)
def withdraw(slug: str, code: str, person: str) -> Any:
    """Give a seat back; can be undone as long as there is one."""
    session, registration = _session_or_404(code), _person_or_404(person)
    try:
        actions.withdraw(session.id, registration.id)
        back = url_for("workshops.enrol", slug=slug, code=code, person=registration.code)
        done(_("%(name)s is no longer on the list.", name=registration.name), back)
    except Refused as refusal:
        refused(refusal)
    return see_other(_list_url(session))


@bp.post("/events/<slug>/desk/classes/<code>/fill")
@access.event_role(Role.ORGANISER)
def fill(slug: str, code: str) -> Any:
    """Let those who wait move up to free seats."""
    session = _session_or_404(code)
    number = actions.fill_seats(session.id)
    done(ngettext("%(num)s person moved up.", "%(num)s people moved up.", number))
    return see_other(_list_url(session))


@bp.post("/events/<slug>/desk/classes/<code>/mark")
@access.event_role(Role.ORGANISER)
def mark(slug: str, code: str) -> Any:
    """Mark the ticked people (or all that are listed) present, late, absent, or not at all."""
    session = _session_or_404(code)
    deed = request.form.get("deed", "")
    if deed not in {*AttendanceState, "clear"}:
        abort(400)
    state = None if deed == "clear" else AttendanceState(deed)
    if request.form.get("everything"):
        filters = {name: lists.asked(name) for name in ("state", "there", "q")}
        people = {seat.registration.id for seat in queries.seats_of(session.id, **filters)}
    else:
        chosen = request.form.getlist("chosen")[:500]
        people = queries.registration_ids(g.event.id, chosen)
    if people:
        actions.mark(session.id, dict.fromkeys(people, state), user_id=current_user.id)
    done(ngettext("%(num)s person marked.", "%(num)s people marked.", len(people)))
    return see_other(_list_url(session, **request.args))


@bp.route("/events/<slug>/desk/classes/<code>/roll", methods=["GET", "POST"])
@access.event_role(Role.STEWARD)
def roll(slug: str, code: str) -> Any:
    """Calling the roll on a phone: every name with three large choices."""
    session = _session_or_404(code)
    people = [seat for seat in queries.seats_of(session.id) if _on_roll(seat)]
    if request.method == "POST":
        marks = {}
        for seat in people:
            choice = request.form.get(f"mark-{seat.registration.code}", "")
            state = AttendanceState(choice) if choice in set(AttendanceState) else None
            if state is not seat.mark:
                marks[seat.registration.id] = state
        if marks:
            actions.mark(session.id, marks, user_id=current_user.id)
        done(ngettext("Saved, %(num)s mark changed.", "Saved, %(num)s marks changed.", len(marks)))
        return see_other(url_for("workshops.roll", slug=slug, code=code))
    return render_template("workshops/roll.html", session=session, people=people, marks=MARKS)


def _on_roll(seat: queries.Seat) -> bool:
    return seat.state is EnrolmentState.ENROLLED or seat.there or seat.mark is not None


@bp.get("/rolls")
@access.signed_in
def rolls() -> Any:
    """Where stewards find the sessions whose roll they call: today's, else the next day's."""
    hubs = [hub.id for hub in my_hubs() if access.may(Role.STEWARD, hub.id)]
    day, found = queries.next_sessions(hubs, clock.today())
    return render_template("workshops/rolls.html", day=day, sessions=found, today=clock.today())


@bp.get("/events/<slug>/desk/classes/<code>/list.pdf")
@access.event_role(Role.VIEWER)
def paper(slug: str, code: str) -> Any:
    """The attendance list to sign, of all the class's sessions."""
    session = _session_or_404(code)
    course = classes.course_of(session)
    people = queries.people_of([one.id for one in course])
    pdf = papers.attendance_list(g.event, course, people)
    name = f"{slug}-{session.code.lower()}.pdf"
    return Response(
        pdf,
        mimetype="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{name}"'},
    )


@bp.get("/events/<slug>/desk/trainees")
@access.event_role(Role.VIEWER)
def trainees(slug: str) -> Any:
    """Who was at which class, and whether it is enough."""
    found = classes.trainees(g.event)
    passed = lists.asked("passed")
    shown = [
        one
        for one in found
        if (not passed or one.result.passed == (passed == "yes"))
        and (not lists.asked("class") or one.sessions[0].code == lists.asked("class"))
        and all(word in one.registration.folded for word in lists.words(lists.asked("q")))
    ]
    if request.args.get("format"):
        columns, table = papers.trainee_table(shown)
        return sheets.respond(columns, table, f"{slug}-trainees")
    return render_template(
        "workshops/trainees.html",
        page=_page_of(shown),
        found=found,
        classes=classes.lessons_of(g.event),
        class_title=papers.class_title,
    )


TRAINEE_SORTS: dict[str, Callable[[classes.Trainee], Any]] = {
    "name": lambda one: one.registration.sort_key,
    "attended": lambda one: one.result.attended,
    "hours": lambda one: one.result.hours,
}


def _page_of(found: list[classes.Trainee]) -> lists.Page:
    """One page of the results; without a wish in the order of classes, then names."""
    wish = lists.asked("sort")
    desc, key = wish.startswith("-"), wish.lstrip("-")
    if key in TRAINEE_SORTS:
        found = sorted(found, key=TRAINEE_SORTS[key], reverse=desc)
    return lists.page_of(found, sort=key, desc=desc)


# ------------------------------------------------------------------ a person's own page
def _own(token: str) -> Registration:
    registration = owner(token)
    if registration.status is not Status.CONFIRMED:
        abort(404)
    return registration


@bp.get("/r/<token>/sessions")
@access.link("registration")
def own_sessions(token: str) -> Any:
    """The sessions that ask for enrolment, and what this person has."""
    registration = _own(token)
    offered = choices.choices_of(registration)
    return render_template(
        "workshops/own.html",
        registration=registration,
        event=registration.event,
        token=token,
        choices=offered,
        days=_by_day(offered, registration.event.zone),
        places=choices.queue_places(registration.id),
        clashing=choices.clashing([session for session, state in offered if state is not None]),
    )


def _by_day(offered: list[choices.Choice], zone: ZoneInfo) -> list[tuple[date, list[Any]]]:
    def day(choice: choices.Choice) -> date:
        return clock.local(choice[0].starts_at, zone).date()

    return [(key, list(rows)) for key, rows in groupby(offered, key=day)]


@bp.post("/r/<token>/sessions/<code>/enrol")
@access.link("registration")
def own_enrol(token: str, code: str) -> Any:
    """Enrol oneself."""
    return _own_deed(token, code, actions.choose)


@bp.post("/r/<token>/sessions/<code>/withdraw")
@access.link("registration")
def own_withdraw(token: str, code: str) -> Any:
    """Give one's own seat back."""
    return _own_deed(token, code, actions.withdraw)


def _own_deed(token: str, code: str, deed: Any) -> Any:
    registration = _own(token)
    session = queries.session_by_code(registration.event_id, code)
    if session is None:
        abort(404)
    try:
        deed(session.id, registration.id)
    except Refused as refusal:
        refused(refusal)
    return see_other(url_for("workshops.own_sessions", token=token, _anchor=session.code))
