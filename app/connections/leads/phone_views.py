"""The exhibitor's own pages, behind the link of its phone: scan, list, note down, take out."""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask import abort, current_app, jsonify, render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from marshmallow import ValidationError

from app.connections.leads import actions, files, links, queries, words
from app.connections.leads.blueprint import bp
from app.connections.leads.forms import LeadForm, scan_of
from app.connections.leads.models import Lead, LeadPhone
from app.connections.leads.sharing import Step
from app.connections.words import STAGES
from app.core import access, lists, web
from app.core.errors import Refused
from app.core.i18n import LANGUAGES, _, force_locale, locale_code
from app.core.words import say
from app.registrations.checkin.scanner import offline

View = Callable[..., Any]
LEADS = ("js/core/mount.js", "js/connections/leads.js")
WORDS = {"heats": words.HEATS, "heat_kinds": words.HEAT_KINDS, "stages": STAGES}


def phones(view: View) -> View:
    """Resolve the link or answer 404."""

    @functools.wraps(view)
    def resolved(token: str, **more: Any) -> Any:
        phone = links.find(token)
        return view(phone, token, **more) if phone is not None else abort(404)

    return resolved


@bp.get("/leads/<token>")
@access.link("leads")
@phones
def leads(phone: LeadPhone, token: str) -> Any:
    """The phone at the booth: the camera on top, whom it scanned below."""
    exhibitor = phone.exhibitor
    if "format" in request.args:
        return files.download(exhibitor, f"{phone.event.slug}-{_('leads')}", phone)
    page = lists.listing(
        queries.listed(exhibitor.id, lists.asked("heat"), lists.asked("q"), lists.asked("show")),
        sorts=queries.SORTS,
        default="-when",
    )
    return render_template(
        "connections/leads/phone.html",
        page=page,
        counts=queries.counts(exhibitor.id),
        **for_scanning(phone, token),
    )


def for_scanning(phone: LeadPhone, token: str) -> dict[str, Any]:
    """What the page needs to scan, with or without a network."""
    web.allow_camera()
    return {
        "phone": phone,
        "event": phone.event,
        "token": token,
        "name": words.name_of(phone.exhibitor),
        "texts": _texts(phone),
        "modules": offline.modules(Path(str(current_app.static_folder)), LEADS),
        **WORDS,
    }


def _texts(phone: LeadPhone) -> dict[str, Any]:
    """What the script says; the question in both languages, for a phone without network."""
    asking = {}
    for language in LANGUAGES:
        with force_locale(language):
            asking[language] = {
                "question": words.question(phone.exhibitor),
                "yes": _("Yes, I agree"),
                "no": _("No, thank you"),
            }
    return {
        "asking": asking,
        "locale": locale_code(),
        "version": words.VERSION,
        "offline": _("No network: ask the visitor, the name comes later."),
        "kept": _("Kept on this phone. Name and contact appear when the network is back."),
        "waiting": _("{number} scans wait for the network"),
        "notTaken": _("A scan that waited could not be taken: {why}"),
        "busy": _("Looking…"),
        "fault": _("That did not work. Scan once more."),
        "cameraInsecure": _("The camera needs an https address. Ask the organisers."),
        "cameraDenied": _("The camera is not allowed. Allow it in the browser's settings."),
        "cameraMissing": _("No camera was found. Type the code below the badge's QR code."),
        "decoderFailed": _("The reader did not load. Type the code below the badge's QR code."),
    }


@bp.post("/leads/<token>/scans")
@access.link("leads")
@phones
def scan(phone: LeadPhone, token: str) -> Any:
    """A badge was scanned. The link is the right to do it; sent again, it changes nothing."""
    sent = request.get_json(silent=True)
    if not isinstance(sent, dict):
        return web.problem(422, "invalid", "A scan is expected.")
    try:
        given = scan_of(sent)
    except ValidationError as trouble:
        return web.problem(422, "invalid", "This scan cannot be read.", errors=trouble.messages)
    try:
        taken = actions.take(phone, given)
    except Refused as refusal:
        return web.problem(409, refusal.code, say(refusal))
    return jsonify(_answer(phone, token, taken))


def _answer(phone: LeadPhone, token: str, taken: actions.Taken) -> dict[str, Any]:
    if taken.step is Step.CLOSED:
        return {"state": "closed", "text": say(Refused("lead_closed"))}
    if taken.lead is None:
        locale = taken.registration.locale
        return {"state": "ask", "version": words.VERSION, "locale": locale}
    return {
        "state": "lead",
        "new": taken.step is not Step.KNOWN,
        "name": taken.registration.name,
        "organisation": taken.registration.organisation,
        "address": url_for(".lead", token=token, code=taken.lead.code),
    }


@bp.route("/leads/<token>/<code>", methods=["GET", "POST"])
@access.link("leads")
@phones
def lead(phone: LeadPhone, token: str, code: str) -> Any:
    """One lead: the contact, and what is to be done."""
    found = queries.one(phone.exhibitor_id, code) or abort(404)
    technologies = queries.technologies_of(phone.exhibitor_id)
    form = _form(found, technologies)
    if form.submitted():
        given = form.version.data or ""
        try:
            actions.note_down(found, form.noted(technologies), web.etag_version(given))
        except Refused as refusal:
            form.refuse(refusal)
        else:
            web.done(_("Noted."))
            return web.see_other(url_for(".leads", token=token))
    page = render_template(
        "connections/leads/lead.html",
        phone=phone,
        event=phone.event,
        token=token,
        lead=found,
        form=form,
        **WORDS,
    )
    return page, 422 if form.errors else 200


def _form(found: Lead, technologies: list[Any]) -> LeadForm:
    chosen = found.technology.code if found.technology else ""
    if not chosen and len(technologies) == 1:
        chosen = technologies[0].code
    form = LeadForm(
        version=str(found.version),
        heat=found.heat.value,
        technology=chosen,
        next_step=found.next_step,
        note=found.note,
    )
    form.offer(technologies, _("Nothing in particular"))
    return form


def _no_token_needed(state: BlueprintSetupState) -> None:
    """A scan carries no cookie's right: the link alone is asked, also hours later."""
    state.app.extensions["csrf"].exempt(scan)


bp.record_once(_no_token_needed)
