"""The organisers' pages: who takes leads, with which phones, and one exhibitor's leads."""

from __future__ import annotations

from typing import Any

from flask import abort, g, render_template, request, url_for
from sqlalchemy import select

from app.booths.exhibits.queries import exhibitor_by_code
from app.booths.models import Exhibitor
from app.catalogue.models import Need
from app.connections.leads import actions, connecting, files, links, queries, words
from app.connections.leads.blueprint import bp
from app.connections.leads.forms import ConnectForm, PhoneForm
from app.connections.leads.models import Lead, LeadPhone
from app.connections.requests.queries import need_choices, technology_chosen
from app.connections.words import STAGES
from app.core import access, lists, sheets, web
from app.core.access import Role
from app.core.db import db
from app.core.documents.qr import qr_svg
from app.core.errors import Refused
from app.core.i18n import _, ngettext

WORDS = {"heats": words.HEATS, "heat_kinds": words.HEAT_KINDS, "stages": STAGES}


def _exhibitor(code: str) -> Exhibitor:
    return exhibitor_by_code(g.event, code) or abort(404)


def _phone(exhibitor: Exhibitor, code: str) -> LeadPhone:
    phones = {phone.code: phone for phone in queries.phones_of(exhibitor.id)}
    return phones.get(code) or abort(404)


def _lead(exhibitor: Exhibitor, code: str) -> Lead:
    return queries.one(exhibitor.id, code) or abort(404)


def _back(slug: str, code: str) -> Any:
    return web.see_other(url_for(".exhibitor_leads", slug=slug, code=code))


@bp.get("/events/<slug>/desk/leads")
@access.event_role(Role.ORGANISER)
def exhibitors(slug: str) -> Any:
    """Every exhibitor with its phones and how many leads it took."""
    export = "format" in request.args
    page = lists.listing(
        queries.exhibitors(g.event, lists.asked("q"), lists.asked("show")),
        sorts=queries.EXHIBITOR_SORTS,
        default="name",
        everything=export,
        scalars=False,
    )
    booths = queries.booths_of([row.Exhibitor.id for row in page.items])
    if export:
        heads = [_("Code"), _("Exhibitor"), _("Booth"), _("Phones"), _("Leads"), _("Hot")]
        rows = (
            [
                *(row.Exhibitor.organisation.code, row.Exhibitor.organisation.name),
                *(booths.get(row.Exhibitor.id), row.phones, row.leads, row.hot),
            ]
            for row in page.items
        )
        return sheets.respond(heads, rows, f"{slug}-{_('leads')}")
    return render_template(
        "connections/leads/exhibitors.html", page=page, booths=booths, name_of=words.name_of
    )


@bp.post("/events/<slug>/desk/leads/phones")
@access.event_role(Role.ORGANISER)
def make_phones(slug: str) -> Any:
    """A phone for every exhibitor that has none."""
    made = actions.make_phones(g.event, _("Phone at the booth"))
    web.done(
        ngettext("%(num)s link was made.", "%(num)s links were made.", made)
        if made
        else _("Every exhibitor has a link already.")
    )
    return web.see_other(url_for(".phone_sheet", slug=slug))


@bp.get("/events/<slug>/desk/leads/sheet")
@access.event_role(Role.ORGANISER)
def phone_sheet(slug: str) -> Any:
    """The codes of all phones on paper, one card for each booth."""
    phones = queries.working_phones(g.event)
    return render_template(
        "connections/leads/sheet.html",
        cards=[(phone, qr_svg(links.address_of(phone))) for phone in phones],
        booths=queries.booths_of([phone.exhibitor_id for phone in phones]),
        name_of=words.name_of,
    )


@bp.route("/events/<slug>/desk/leads/<code>", methods=["GET", "POST"])
@access.event_role(Role.ORGANISER)
def exhibitor_leads(slug: str, code: str) -> Any:
    """One exhibitor: its phones and its leads. The form makes another phone."""
    exhibitor = _exhibitor(code)
    if "format" in request.args:
        return files.download(exhibitor, f"{slug}-{_('leads')}-{code}")
    form = PhoneForm()
    if form.submitted():
        try:
            phone = actions.make_phone(exhibitor, form.name.data or "")
        except Refused as refusal:
            form.refuse(refusal)
        else:
            return web.see_other(url_for(".phone", slug=slug, code=code, phone=phone.code))
    page = lists.listing(
        queries.listed(exhibitor.id, lists.asked("heat"), lists.asked("q"), lists.asked("show")),
        sorts=queries.SORTS,
        default="-when",
    )
    shown = render_template(
        "connections/leads/exhibitor.html",
        exhibitor=exhibitor,
        name=words.name_of(exhibitor),
        booth=queries.booths_of([exhibitor.id]).get(exhibitor.id),
        phones=queries.phones_of(exhibitor.id),
        counts=queries.counts(exhibitor.id),
        page=page,
        form=form,
        **WORDS,
    )
    return shown, 422 if form.errors else 200


@bp.get("/events/<slug>/desk/leads/<code>/phones/<phone>")
@access.event_role(Role.ORGANISER)
def phone(slug: str, code: str, phone: str) -> Any:
    """The code that pairs a phone; it can be shown again at any time."""
    exhibitor = _exhibitor(code)
    found = _phone(exhibitor, phone)
    address = links.address_of(found)
    side, path = qr_svg(address)
    return render_template(
        "connections/leads/phone_link.html",
        exhibitor=exhibitor,
        name=words.name_of(exhibitor),
        phone=found,
        address=address,
        side=side,
        path=path,
    )


@bp.post("/events/<slug>/desk/leads/<code>/phones/<phone>/revoke")
@access.event_role(Role.ORGANISER)
def revoke_phone(slug: str, code: str, phone: str) -> Any:
    """Let the link open nothing any more."""
    found = _phone(_exhibitor(code), phone)
    actions.revoke_phone(found)
    web.done(
        _("%(name)s is revoked.", name=found.name),
        url_for(".restore_phone", slug=slug, code=code, phone=phone),
    )
    return _back(slug, code)


@bp.post("/events/<slug>/desk/leads/<code>/phones/<phone>/restore")
@access.event_role(Role.ORGANISER)
def restore_phone(slug: str, code: str, phone: str) -> Any:
    """Take the revocation back."""
    found = _phone(_exhibitor(code), phone)
    actions.restore_phone(found)
    web.done(_("%(name)s works again.", name=found.name))
    return _back(slug, code)


@bp.post("/events/<slug>/desk/leads/<code>/contacts/<lead>/withdraw")
@access.event_role(Role.ORGANISER)
def withdraw(slug: str, code: str, lead: str) -> Any:
    """A visitor came to the desk and takes the consent back."""
    actions.withdraw(_lead(_exhibitor(code), lead))
    web.done(_("The exhibitor is not shown this contact any more."))
    return _back(slug, code)


@bp.route("/events/<slug>/desk/leads/<code>/contacts/<lead>/connect", methods=["GET", "POST"])
@access.event_role(Role.ORGANISER)
def connect(slug: str, code: str, lead: str) -> Any:
    """Start a connection from a lead."""
    exhibitor = _exhibitor(code)
    found = _lead(exhibitor, lead)
    offered = queries.technologies_of(exhibitor.id)
    chosen = found.technology or (offered[0] if len(offered) == 1 else None)
    form = ConnectForm(
        technology=chosen.code if chosen else "",
        discussion=found.note,
        next_step=found.next_step,
    )
    form.need.choices = [("", _("Choose a need…")), *need_choices(g.hub.id)]
    form.technology.choices = [
        ("", _("Choose a technology…")),
        *((one.code, f"{one.code} · {one.title}") for one in offered),
    ]
    if form.submitted():
        try:
            connection = _connect(exhibitor, found, form)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            web.done(_("The connection is started."))
            address = url_for("followups.one", hub=g.hub.slug, code=connection.code)
            return web.see_other(address)
    page = render_template(
        "connections/leads/connect.html",
        exhibitor=exhibitor,
        name=words.name_of(exhibitor),
        lead=found,
        form=form,
        **WORDS,
    )
    return page, 422 if form.errors else 200


def _connect(exhibitor: Exhibitor, lead: Lead, form: ConnectForm) -> Any:
    need = select(Need).where(Need.hub_id == g.hub.id, Need.code == form.need.data)
    start = connecting.Start(
        need=db.session.scalar(need) or abort(404),
        technology=technology_chosen(g.hub.id, form.technology.data) or abort(404),
        discussion=form.discussion.data,
        next_step=form.next_step.data,
        next_due=form.next_due.data,
    )
    booth = queries.booths_of([exhibitor.id]).get(exhibitor.id)
    name = words.name_of(exhibitor)
    place = _("Booth %(booth)s, %(name)s", booth=booth, name=name) if booth else name
    return connecting.connect(lead, start, place)
