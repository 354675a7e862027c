"""A group on the public page, and the leader's own page."""

from __future__ import annotations

import functools
from collections.abc import Callable
from contextlib import nullcontext
from typing import Any

from flask import Response, abort, render_template, request, url_for
from sqlalchemy import select

from app.core import access, blanks, clock, ids, limits, web
from app.core.db import db
from app.core.documents.qr import qr_svg
from app.core.errors import Refused
from app.core.i18n import COOKIE, _, force_locale
from app.core.web import see_other
from app.core.words import say
from app.events import queries as events
from app.events.models import Event
from app.registrations import actions as registrations
from app.registrations import idempotency, queries
from app.registrations.badges import sheets as badge_sheets
from app.registrations.badges.design import Paper
from app.registrations.blueprint import bp
from app.registrations.delegations import actions, link
from app.registrations.delegations import queries as delegations
from app.registrations.delegations.actions import MOST_PEOPLE, RowsRefused
from app.registrations.delegations.forms import GroupForm, group_form
from app.registrations.delegations.members import HEADS, reserved, with_file
from app.registrations.models import Delegation, Registration
from app.registrations.questions import answers, changes
from app.registrations.questions import blanks as question_blanks
from app.registrations.questions import queries as questions
from app.registrations.questions.fields import drop_files, with_questions
from app.registrations.questions.forms import OpenAnswersForm
from app.registrations.questions.models import SignUpQuestion
from app.registrations.questions.rules import Given, Kind
from app.registrations.sender import network_hash
from app.registrations.states import Status
from app.registrations.words import STATUS_TAGS, STATUSES

MOST_SHOWN = 60  # badges drawn on the page; the sheet holds all
View = Callable[..., Any]


def _event_or_404(slug: str) -> Event:
    event = events.public_event(slug)
    if event is None:
        abort(404)
    return event


def _open(event: Event) -> list[queries.Standing]:
    return [
        each
        for each in queries.standings(event.id)
        if each.category.public and registrations.is_open(each.category)
    ]


@bp.route("/events/<slug>/register/group", methods=["GET", "POST"])
@access.public
@web.takes(megabytes=2)
def register_group(slug: str) -> Any:
    """Sign a group up on one page; a spreadsheet only fills the rows in."""
    event = _event_or_404(slug)
    standings = _open(event)
    if not standings:
        return see_other(url_for(".register", slug=slug))
    asked = [each for each in questions.asked(event.id) if each.kind is not Kind.FILE]
    form_class = group_form(asked)
    form = form_class(standings)
    if "read_file" in request.form:
        form = _filled(form_class, standings, form)
    elif "more" in request.form:
        form.more_rows()
    elif form.submitted():
        limits.check("sign_up_group", "20/minute;200/hour")
        try:
            return see_other(url_for(".delegation", token=_sign_up(event, form)))
        except RowsRefused as refusal:
            _show(form, refusal)
        except Refused as refusal:
            form.refuse(refusal)
    return render_template(
        "registrations/delegations/register.html",
        event=event,
        form=form,
        standings={each.category.id: each for each in standings},
        controller=queries.controller(event),
        questions=asked,
        category_values={each.category.code: each.category.id for each in standings},
    )


def _filled(
    form_class: type[GroupForm], standings: list[queries.Standing], form: GroupForm
) -> GroupForm:
    """The form with the people of the file in its rows, to be looked over and sent."""
    limits.check("group_file", "20/minute;200/hour")
    try:
        filled = form_class(standings, formdata=with_file(form_class.columns))
    except Refused as refusal:
        form.refuse(refusal, "file")
        return form
    filled.look_over()
    return filled


def _show(form: GroupForm, refusal: RowsRefused) -> None:
    """Put each refusal into the cell it is about."""
    rows = form.chosen()
    for row, (field, code) in refusal.rows.items():
        rows[row][field].errors = [*rows[row][field].errors, say(Refused(code))]
    form.people.errors = [each.errors for each in form.people]


def _sign_up(event: Event, form: GroupForm) -> str:
    """The leader's link; pressing twice signs up once."""
    people = [row.person() for row in form.chosen()] if form.by_name else []
    leader, heads = form.leading(), None if form.by_name else form.heads.data
    category_id, waits, network = form.category.data, form.short.data == "wait", network_hash()
    given = form.said_by_each()
    said = {
        "category": category_id,
        "people": repr((leader, people, heads, waits, given[:MOST_PEOPLE])),
    }
    key, event_id = ids.digest(f"{form.key.data}:{said}"), event.id

    def deed() -> dict[str, Any]:
        made = actions.sign_up(
            category_id,
            leader,
            people,
            heads=heads,
            rest_waits=waits,
            network_hash=network,
            said=given,
        )
        return {"group": made.code}

    answer = idempotency.once(f"group:{event_id}", key, said, deed)
    found = select(Delegation).where(Delegation.code == answer["group"])
    return link.token_of(db.session.scalars(found).one())


@bp.get("/events/<slug>/register/group/template")
@access.public
def group_template(slug: str) -> Any:
    """A group's spreadsheet to fill in, with the questions that somebody in it may be asked."""
    event = _event_or_404(slug)
    names = {each.category.code: each.name for each in _open(event)}
    asked = [
        question
        for question in questions.asked(event.id)
        if not question.categories or names.keys() & set(question.categories)
    ]
    fixed = [blanks.Blank(str(head)) for head in HEADS]
    columns = question_blanks.columns(asked, fixed, reserved())
    return blanks.respond(columns, question_blanks.guide(asked, names), "group", MOST_PEOPLE)


def leaders(view: View) -> View:
    """Resolve the leader's link or answer 404; in their language unless they chose another."""

    @functools.wraps(view)
    def resolved(token: str, **more: str) -> Any:
        found = link.find(token)
        if found is None:
            abort(404)
        chosen = COOKIE in request.cookies or "lang" in request.args
        with nullcontext() if chosen else force_locale(found.locale):
            return view(found, token, **more)

    return resolved


@bp.get("/d/<token>")
@access.link("delegation")
@leaders
def delegation(found: Delegation, token: str) -> Any:
    """All badges of the group, who waits, what can be done."""
    members = delegations.members_of(found)
    tokens = delegations.tokens_of(found)
    positions = queries.queue_positions(found.event_id)
    codes = [tokens[each.id] for each in members if each.id in tokens][:MOST_SHOWN]
    return render_template(
        "registrations/delegations/page.html",
        delegation=found,
        event=found.event,
        token=token,
        members=members,
        confirmed=sum(each.status is Status.CONFIRMED for each in members),
        waiting=sum(each.status is Status.WAITING for each in members),
        positions=positions,
        to_answer=delegations.open_answers(found, members),
        pictures={code: qr_svg(code) for code in codes},
        tokens=tokens,
        statuses=STATUSES,
        status_tags=STATUS_TAGS,
        when_where=queries.when_where(found.event),
        category_name=queries.category_name,
        ahead=clock.today() <= found.event.ends_on,
    )


@bp.get("/d/<token>/badges.pdf")
@access.link("delegation")
@leaders
def delegation_badges(found: Delegation, token: str) -> Any:
    """All badges of the group on A4."""
    limits.check("group_badges", "60/hour", found.code)
    codes = tuple(each.code for each in delegations.members_of(found))
    event, slug = found.event, found.event.slug
    content, badges = badge_sheets.draw(event, badge_sheets.Choice(codes=codes), Paper.A4)
    if not badges:
        abort(404)
    reply = Response(content, mimetype="application/pdf")
    reply.headers.set("Content-Disposition", "inline", filename=f"{slug}-badges.pdf")
    return reply


@bp.route("/d/<token>/answers/<code>", methods=["GET", "POST"])
@access.link("delegation")
@web.takes(megabytes=17)
@leaders
def member_answers(found: Delegation, token: str, code: str) -> Any:
    """Complete what one of the group has not answered; what they said themselves stays theirs."""
    registration = delegations.member(found, code)
    if registration is None:
        abort(404)
    asked, held = questions.asked(found.event_id), answers.of(registration.id)
    form_class = with_questions(OpenAnswersForm, asked, held, lenient=True)
    form = form_class(registration.category.code)
    to_answer = form.open_questions()
    if form.submitted() and _completed(registration, form, to_answer):
        return see_other(url_for(".delegation", token=token))
    page = render_template(
        "registrations/delegations/answers.html",
        registration=registration,
        event=found.event,
        token=token,
        form=form,
        questions=to_answer,
    )
    return page, 422 if form.was_sent else 200


def _completed(
    registration: Registration, form: OpenAnswersForm, to_answer: list[SignUpQuestion]
) -> bool:
    """Take the answers in; whether they were taken."""
    said: tuple[Given, ...] = ()
    try:
        said = form.said()
        changes.change_answers(registration, to_answer, said)
    except Refused as refusal:
        drop_files(said)
        form.refuse(refusal)
        return False
    web.done(_("Answers changed."))
    return True


@bp.post("/d/<token>/cancel/<code>")
@access.link("delegation")
@leaders
def cancel_member(found: Delegation, token: str, code: str) -> Any:
    """One of the group does not come; the place goes to the next in line."""
    if actions.cancel_member(found, code):
        web.done(_("Cancelled; the place is free for the next."))
    return see_other(url_for(".delegation", token=token))


@bp.post("/d/<token>/forget")
@access.link("delegation")
@leaders
def forget_leader(found: Delegation, token: str) -> Any:
    """Drop the leader's contact; the link opens nothing afterwards, the badges stay good."""
    event = found.event
    actions.forget_leader(found)
    return render_template("registrations/erased.html", event=event)
