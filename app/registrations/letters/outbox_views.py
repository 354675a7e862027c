"""The outbox: every mail of an event, or of a hub with all its events."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import abort, g, render_template, request, url_for

from app.core import access, lists, outbox, sheets, web
from app.core.access import Role
from app.core.errors import Refused
from app.core.i18n import _, ngettext
from app.core.outbox import Mail
from app.core.web import see_other
from app.registrations import queries as people
from app.registrations.letters import queries
from app.registrations.letters.blueprint import bp
from app.registrations.letters.words import STATE_TAGS, STATES

EVENT, HUB = "/events/<slug>/desk/mails", "/hubs/<hub>/mails"


@bp.get(EVENT)
@access.event_role(Role.VIEWER)
def event_mails(slug: str) -> Any:
    """Every mail of the event: to whom, which, and what became of it."""
    return _list(queries.of_event(g.event.id), f"{slug}-mails")


@bp.get(HUB)
@access.hub_role(Role.ORGANISER)
def hub_mails(hub: str) -> Any:
    """Every mail of the hub, whatever the event."""
    return _list(queries.of_hub(g.hub.id), f"{hub}-mails")


def _list(scope: queries.Scope, name: str) -> Any:
    export = "format" in request.args
    filters = {each: lists.asked(each) for each in queries.FILTERS}
    page = lists.listing(
        queries.listed(scope, filters), sorts=queries.SORTS, default="-created", everything=export
    )
    events = {} if _event() else queries.events_of(page.items)
    if export:
        return sheets.respond(*_table(page.items, events), name)
    return render_template(
        "registrations/letters/outbox.html",
        base="layout_event.html" if _event() else "layout.html",
        page=page,
        counts=queries.counts(scope),
        kinds=queries.kinds(scope),
        events=events,
        event_options=[] if _event() else queries.event_options(g.hub.id),
        event_title=people.event_name,
        kind_name=outbox.kind_name,
        states=STATES,
        state_tags=STATE_TAGS,
        at=_address,
        filters=_filters(),
    )


def _event() -> Any:
    return g.get("event")


def _address(deed: str, **more: Any) -> str:
    """The page of a deed in the scope at hand."""
    if _event():
        return url_for(f".event_{deed}", slug=g.event.slug, **more)
    return url_for(f".hub_{deed}", hub=g.hub.slug, **more)


def _table(mails: list[Mail], events: dict[int, Any]) -> tuple[list[str], list[list[Any]]]:
    head = [_("Name"), _("E-mail"), _("Letter"), _("Subject"), _("State"), _("Reason")]
    head += [_("Tries"), _("Written at"), _("Sent at"), _("Event")]
    rows = [
        [
            mail.name,
            mail.address,
            outbox.kind_name(mail.kind),
            mail.subject,
            str(STATES[mail.state]),
            mail.reason,
            mail.attempts,
            mail.created_at,
            mail.sent_at,
            _event_title(_event() or events.get(mail.event_id or 0)),
        ]
        for mail in mails
    ]
    return head, rows


def _event_title(event: Any) -> str | None:
    return people.event_name(event) if event else None


# ------------------------------------------------------------------ one mail
@bp.get(f"{EVENT}/<code>")
@access.event_role(Role.VIEWER)
def event_mail(slug: str, code: str) -> Any:
    """One mail of the event, as it went."""
    return _show(queries.of_event(g.event.id), code)


@bp.get(f"{HUB}/<code>")
@access.hub_role(Role.ORGANISER)
def hub_mail(hub: str, code: str) -> Any:
    """One mail of the hub, as it went."""
    return _show(queries.of_hub(g.hub.id), code)


def _found(scope: queries.Scope, code: str) -> Mail:
    mail = queries.by_code(scope, code)
    return mail if mail is not None else abort(404)


def _show(scope: queries.Scope, code: str) -> Any:
    mail = _found(scope, code)
    return render_template(
        "registrations/letters/mail.html",
        base="layout_event.html" if _event() else "layout.html",
        mail=mail,
        person=queries.person_of(mail),
        event=_event() or queries.events_of([mail]).get(mail.event_id or 0),
        event_title=people.event_name,
        kind_name=outbox.kind_name,
        states=STATES,
        state_tags=STATE_TAGS,
        at=_address,
        may_again=mail.state in outbox.AGAIN and mail.address,
        may_stop=mail.state is outbox.MailState.WAITING,
    )


@bp.post(f"{EVENT}/<code>/again")
@access.event_role(Role.ORGANISER)
def event_again(slug: str, code: str) -> Any:
    return _do(_found(queries.of_event(g.event.id), code), outbox.again_one, _again_said())


@bp.post(f"{HUB}/<code>/again")
@access.hub_role(Role.ORGANISER)
def hub_again(hub: str, code: str) -> Any:
    return _do(_found(queries.of_hub(g.hub.id), code), outbox.again_one, _again_said())


@bp.post(f"{EVENT}/<code>/stop")
@access.event_role(Role.ORGANISER)
def event_stop(slug: str, code: str) -> Any:
    return _stop(_found(queries.of_event(g.event.id), code))


@bp.post(f"{HUB}/<code>/stop")
@access.hub_role(Role.ORGANISER)
def hub_stop(hub: str, code: str) -> Any:
    return _stop(_found(queries.of_hub(g.hub.id), code))


def _again_said() -> str:
    return _("The mail is in the queue again.")


def _stop(mail: Mail) -> Any:
    return _do(mail, outbox.stop_one, _("The mail is stopped; it does not go out."), undo="again")


def _do(mail: Mail, deed: Callable[[Mail], None], sentence: str, undo: str = "") -> Any:
    code = mail.code
    try:
        deed(mail)
    except Refused as refusal:
        web.refused(refusal)
    else:
        web.done(sentence, _address(undo, code=code) if undo else None)
    return see_other(_address("mail", code=code))


# ------------------------------------------------------------------ several
@bp.post(f"{EVENT}/bulk")
@access.event_role(Role.ORGANISER)
def event_bulk(slug: str) -> Any:
    return _bulk(queries.of_event(g.event.id))


@bp.post(f"{HUB}/bulk")
@access.hub_role(Role.ORGANISER)
def hub_bulk(hub: str) -> Any:
    return _bulk(queries.of_hub(g.hub.id))


def _bulk(scope: queries.Scope) -> Any:
    """Stop or send again what is ticked; what cannot be is left and said."""
    mails = queries.chosen(scope, request.form.getlist("chosen"))
    if request.form.get("deed") == "stop":
        number, said = outbox.stop(mails), _stopped
    else:
        number, said = outbox.again(mails), _queued
    sentence = said(number)
    if left := len(mails) - number:
        sentence += " " + ngettext(
            "%(num)s was left as it is: sent, or under way.",
            "%(num)s were left as they are: sent, or under way.",
            left,
        )
    web.done(sentence)
    return see_other(_address("mails", **_filters()))


def _filters() -> dict[str, str]:
    """The list's filters stand in the form's address."""
    return {each: lists.asked(each) for each in queries.FILTERS if lists.asked(each)}


def _stopped(number: int) -> str:
    return ngettext("%(num)s mail stopped.", "%(num)s mails stopped.", number)


def _queued(number: int) -> str:
    return ngettext(
        "%(num)s mail is in the queue again.", "%(num)s mails are in the queue again.", number
    )
