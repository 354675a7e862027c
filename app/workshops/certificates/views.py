"""Certificates in the office, on the holder's own page, and for whoever verifies one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Response, abort, g, render_template, request, url_for

from app.accounts import provinces
from app.core import access, clock, jobs, limits, lists, sheets, web
from app.core.access import Role
from app.core.db import transaction
from app.core.errors import Refused
from app.core.i18n import _, ngettext
from app.core.web import see_other
from app.events.labels import name_of
from app.events.models import Event
from app.registrations.models import Registration
from app.registrations.own.guard import persons
from app.workshops.blueprint import bp
from app.workshops.certificates import actions, paper, queries
from app.workshops.certificates.forms import RevokeForm, SignedForm
from app.workshops.classes import title_of
from app.workshops.models import Certificate

PATH = "/events/<slug>/desk/certificates"


@bp.get(PATH)
@access.event_role(Role.VIEWER)
def certificates(slug: str) -> Any:
    """What was given, and the classes whose trainees wait for theirs."""
    export = "format" in request.args
    page = lists.listing(
        queries.listed(
            g.event.id,
            session=lists.asked("class"),
            state=lists.asked("state"),
            q=lists.asked("q"),
        ),
        sorts=queries.SORTS,
        default="serial",
        everything=export,
    )
    if export:
        return sheets.respond(*_table(page.items), f"{slug}-certificates")
    return render_template(
        "workshops/certificates/list.html",
        page=page,
        classes=queries.classes_of(g.event),
        title_of=title_of,
    )


def _table(found: Sequence[Certificate]) -> tuple[list[str], list[list[Any]]]:
    head = [_("Number"), _("Full name"), _("Class"), _("Hours"), _("From"), _("Until"),
            _("Signed on"), _("Signed by"), _("State"), _("Verify at")]  # fmt: skip
    rows: list[list[Any]] = [
        [
            *(one.serial, one.name, one.title, one.hours, one.starts_on, one.ends_on),
            *(one.signed_on, one.signatory),
            _("revoked") if one.revoked_at else _("in force"),
            paper.address(one),
        ]
        for one in found
    ]
    return head, rows


@bp.route(f"{PATH}/classes/<code>", methods=["GET", "POST"])
@access.event_role(Role.ORGANISER)
def issue_certificates(slug: str, code: str) -> Any:
    """Give them to everyone in a class who attended enough and has none yet."""
    found = queries.class_of(g.event, code)
    if found is None:
        abort(404)
    form = SignedForm(data=_signed_last(g.event))
    if form.submitted():
        try:
            made = actions.issue(g.event, code, form.given())
        except Refused as refusal:
            form.refuse(refusal)
        else:
            number = len(made)
            web.done(
                ngettext("%(num)s certificate is given.", "%(num)s certificates are given.", number)
            )
            return see_other(url_for(".certificates", slug=slug))
    page = render_template(
        "workshops/certificates/issue.html",
        form=form,
        course=found,
        title=title_of(g.event, found.sessions),
    )
    return page, 422 if form.errors else 200


def _signed_last(event: Event) -> dict[str, Any]:
    last = queries.last_signed(event.hub_id)
    return {
        "position": last.position if last else "",
        "signatory": last.signatory if last else "",
        "place": last.signed_in if last else provinces.short(event.hub.province),
        "on": clock.today(),
    }


@bp.post(f"{PATH}/print")
@access.event_role(Role.ORGANISER)
def print_certificates(slug: str) -> Any:
    """All valid ones, or those of one class, as a job."""
    session = request.form.get("class", "")[:30]
    if not queries.printable(g.event.id, session):
        web.refused(Refused("no_certificates_to_print"))
        return see_other(url_for(".certificates", slug=slug))
    with transaction():
        job = jobs.enqueue(
            "workshops.certificates",
            title=_("Certificates of %(event)s", event=name_of(g.event)),
            hub_id=g.hub.id,
            event_id=g.event.id,
            back_url=url_for(".certificates", slug=slug),
            slug=slug,
            session=session,
        )
        code = job.code
    return see_other(url_for("core.job", code=code))


def _of_event(code: str) -> Certificate:
    found = queries.by_code(code)
    return found if found and found.session.event_id == g.event.id else abort(404)


@bp.get(f"{PATH}/<code>/certificate.pdf")
@access.event_role(Role.VIEWER)
def certificate(slug: str, code: str) -> Any:
    """One, to look at or print; a revoked one is not printed."""
    found = _of_event(code)
    return _pdf(g.event, found) if found.name and not found.revoked_at else abort(404)


def _pdf(event: Event, one: Certificate) -> Response:
    reply = Response(paper.of(event, [one]), mimetype="application/pdf")
    name = one.serial.replace("/", "-")
    reply.headers.set("Content-Disposition", "inline", filename=f"{name}.pdf")
    return reply


@bp.route(f"{PATH}/<code>/revoke", methods=["GET", "POST"])
@access.event_role(Role.ORGANISER)
def revoke_certificate(slug: str, code: str) -> Any:
    """Say why it is no longer valid; can be taken back."""
    found = _of_event(code)
    form = RevokeForm()
    if form.submitted():
        actions.revoke(found, form.data["reason"])
        undo = url_for(".reinstate_certificate", slug=slug, code=code)
        web.done(_("%(serial)s is revoked.", serial=found.serial), undo)
        return see_other(url_for(".certificates", slug=slug))
    page = render_template("workshops/certificates/revoke.html", form=form, one=found)
    return page, 422 if form.errors else 200


@bp.post(f"{PATH}/<code>/reinstate")
@access.event_role(Role.ORGANISER)
def reinstate_certificate(slug: str, code: str) -> Any:
    found = _of_event(code)
    actions.reinstate(found)
    web.done(_("%(serial)s is valid again.", serial=found.serial))
    return see_other(url_for(".certificates", slug=slug))


@bp.post(f"{PATH}/<code>/name")
@access.event_role(Role.ORGANISER)
def rename_certificate(slug: str, code: str) -> Any:
    """Take the name as the registration has it now."""
    found = _of_event(code)
    actions.take_name(found)
    web.done(_("%(serial)s now says %(name)s.", serial=found.serial, name=found.name))
    return see_other(url_for(".certificates", slug=slug))


# ------------------------------------------------------------------ outside the office
@bp.get("/r/<token>/certificates/<code>.pdf")
@access.link("registration")
@persons
def own_certificate(registration: Registration, token: str, code: str) -> Any:
    """The holder's own, to keep or print."""
    held = queries.of_person(registration.id)
    found = next((one for one in held if one.code == code), None)
    return _pdf(registration.event, found) if found else abort(404)


@bp.get("/certificates/<code>")
@access.public
def verify(code: str) -> Any:
    """Whether a certificate is genuine: name, class, date, state, who gave it, and nothing more."""
    limits.check("certificate", "60/minute")
    found = queries.by_code(code)
    page = render_template("workshops/certificates/verify.html", one=found)
    return page, 200 if found else 404
