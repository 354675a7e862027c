"""The person's own pages, behind the link that only they have. Opening them changes nothing."""

from __future__ import annotations

from typing import Any

from flask import Response, abort, flash, jsonify, render_template, request, url_for
from flask.blueprints import BlueprintSetupState

from app.core import access, clock, limits, web
from app.core.errors import Refused
from app.core.i18n import _
from app.core.web import see_other
from app.registrations import actions, queries
from app.registrations.badges import sheets
from app.registrations.badges.design import Paper
from app.registrations.blueprint import bp
from app.registrations.fields import DetailsForm
from app.registrations.models import Registration
from app.registrations.own import actions as own
from app.registrations.own import calendar, export, link, page
from app.registrations.own.forms import ConfirmForm, ConsentsForm
from app.registrations.own.guard import holders, persons
from app.registrations.sender import network_hash
from app.registrations.states import Purpose, Source, Status
from app.registrations.words import CONSENTS


@bp.get("/r/<token>")
@access.link("registration")
@holders
def own_registration(registration: Registration, token: str) -> Any:
    """The badge, where the registration stands, what can be done."""
    return page.render(
        "registrations/own.html",
        registration,
        token,
        given=[CONSENTS[purpose].short for purpose in sorted(own.current_consents(registration))],
        whole=link.opens_all(registration, token),
        to_confirm=_to_confirm(registration, token),
    )


def _to_confirm(registration: Registration, token: str) -> bool:
    unknown = registration.email is not None and registration.email_confirmed_at is None
    return unknown and link.by_mail(registration, token)


@bp.post("/r/<token>/confirm")
@access.link("registration")
@holders
def own_confirm(registration: Registration, token: str) -> Any:
    """The address is theirs: pressing in the letter's page has said so by now."""
    if link.by_mail(registration, token):
        web.done(_("Thank you, the address is confirmed."))
    return _back(token)


@bp.post("/r/<token>/link")
@access.link("registration")
@holders
def own_link(registration: Registration, token: str) -> Any:
    """The letter with the link once more, to the address that is known."""
    if own.send_link(registration):
        web.done(_("The link is on its way to %(email)s.", email=registration.email))
    else:
        flash(_("It was sent a moment ago; look into your mailbox, also under spam."), "warn")
    return _back(token)


@bp.delete("/r/<token>")
@access.link("registration")
@holders
def cancel_by_link(registration: Registration, token: str) -> Any:
    """Cancel, for programs: the link itself is the right to do it. Again: the same answer."""
    actions.cancel(registration)
    return jsonify(code=registration.code, status=Status.CANCELLED.value)


@bp.route("/r/<token>/details", methods=["GET", "POST"])
@access.link("registration")
@persons
def own_details(registration: Registration, token: str) -> Any:
    """Change name, organisation, contact."""
    form = DetailsForm(obj=registration)
    if form.submitted():
        try:
            own.change_details(registration, form.details())
        except Refused as refusal:
            form.refuse(refusal)
        else:
            web.done(_("Your details are changed."))
            return _back(link.token_here(registration))
    return _form("registrations/own_details.html", registration, token, form=form)


@bp.route("/r/<token>/consents", methods=["GET", "POST"])
@access.link("registration")
@persons
def own_consents(registration: Registration, token: str) -> Any:
    """Give or withdraw consents, as easily the one as the other."""
    form = ConsentsForm(data={"consents": sorted(own.current_consents(registration))})
    if form.submitted():
        own.change_consents(
            registration, form.consents.data, channel=Source.WEB, network_hash=network_hash()
        )
        web.done(_("Your consents are changed."))
        return _back(token)
    return _form(
        "registrations/own_consents.html",
        registration,
        token,
        form=form,
        consents=CONSENTS,
        history=queries.consents_of(registration.id),
        controller=queries.controller(registration.event),
    )


@bp.post("/r/<token>/consents/<purpose>/withdraw")
@access.link("registration")
@persons
def own_withdraw(registration: Registration, token: str, purpose: str) -> Any:
    """Take one consent back, with one press; the one for running the event goes with the badge."""
    if purpose not in set(Purpose) - {Purpose.EVENT_OPERATIONS}:
        abort(404)
    wanted = own.current_consents(registration) - {Purpose(purpose)}
    own.change_consents(registration, wanted, channel=Source.WEB, network_hash=network_hash())
    web.done(_("Taken back: %(purpose)s.", purpose=CONSENTS[Purpose(purpose)].short))
    return see_other(url_for(".own_consents", token=token))


@bp.route("/r/<token>/cancel", methods=["GET", "POST"])
@access.link("registration")
@holders
def own_cancel(registration: Registration, token: str) -> Any:
    """Ask once, then give the place back."""
    form = ConfirmForm()
    if form.submitted():
        if actions.cancel(registration):
            web.done(_("Your registration is cancelled."))
        return _back(token)
    return _form("registrations/own_cancel.html", registration, token, form=form)


@bp.get("/r/<token>/data")
@access.link("registration")
@persons
def own_data(registration: Registration, token: str) -> Any:
    """What is held, to take out or to have erased."""
    return _form("registrations/own_data.html", registration, token, today=clock.today())


@bp.get("/r/<token>/data.zip")
@access.link("registration")
@persons
def own_export(registration: Registration, token: str) -> Any:
    """Everything held about the person."""
    limits.check("own_export", "20/hour", registration.code)
    return _file(export.archive(registration), "application/zip", f"{registration.code}.zip")


@bp.get("/r/<token>/data.json")
@access.link("registration")
@persons
def own_export_json(registration: Registration, token: str) -> Any:
    """The same for programs."""
    limits.check("own_export", "20/hour", registration.code)
    return jsonify(export.collect(registration))


@bp.post("/r/<token>/erase")
@access.link("registration")
@persons
def own_erase(registration: Registration, token: str) -> Any:
    """Drop the person. The link opens nothing afterwards."""
    form, event = ConfirmForm(), registration.event
    if not form.submitted() or request.form.get("sure") != "yes":
        flash(_("Nothing was erased: tick the box that says so first."), "bad")
        return see_other(url_for(".own_data", token=token))
    own.erase(registration)
    return render_template("registrations/erased.html", event=event)


@bp.get("/r/<token>/badge.pdf")
@access.link("registration")
@holders
def own_badge(registration: Registration, token: str) -> Any:
    """The badge to print: one A6 card, or on A4."""
    paper = Paper.A4 if request.args.get("layout") == "a4" else Paper.CARD
    content = sheets.for_one(registration, paper)
    if content is None:
        abort(404)
    return _file(content, "application/pdf", f"{registration.event.slug}.pdf", inline=True)


@bp.get("/r/<token>/event.ics")
@access.link("registration")
@holders
def own_calendar(registration: Registration, token: str) -> Any:
    """The event for the person's calendar."""
    event = registration.event
    url = web.outside(url_for(".own_registration", token=token))
    content = calendar.invitation(registration, event, url, queries.where(event))
    return _file(content, "text/calendar; charset=utf-8", f"{event.slug}.ics")


def _form(template: str, registration: Registration, token: str, **more: Any) -> str:
    return render_template(
        template, registration=registration, event=registration.event, token=token, **more
    )


def _back(token: str) -> Any:
    return see_other(url_for(".own_registration", token=token))


def _file(content: bytes, mimetype: str, name: str, *, inline: bool = False) -> Response:
    reply = Response(content, mimetype=mimetype)
    how = "inline" if inline else "attachment"
    reply.headers.set("Content-Disposition", how, filename=name)
    return reply


def _no_token_needed(state: BlueprintSetupState) -> None:
    """The DELETE carries no cookie, so nobody can be made to send it: no CSRF token is asked."""
    state.app.extensions["csrf"].exempt(cancel_by_link)


bp.record_once(_no_token_needed)
