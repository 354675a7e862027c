"""What the office does with registrations: each a POST, then the page again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import g, render_template, request, url_for
from flask_login import current_user

from app.core import access, ids, web
from app.core.access import Role
from app.core.errors import Refused
from app.core.i18n import _
from app.core.web import see_other
from app.registrations import actions, idempotency, queries
from app.registrations.badges import actions as badges
from app.registrations.blueprint import bp
from app.registrations.fields import DetailsForm
from app.registrations.models import Registration
from app.registrations.office.forms import (
    CategoryForm,
    ReasonForm,
    WalkInForm,
)
from app.registrations.office.listing import registration_or_404, show
from app.registrations.own import actions as own
from app.registrations.questions import queries as questions
from app.registrations.questions.fields import drop_files, with_questions
from app.registrations.states import Source
from app.registrations.words import CONSENTS

PATH = "/events/<slug>/desk/registrations"


@bp.route(f"{PATH}/new", methods=["GET", "POST"])
@access.event_role(Role.STEWARD)
@web.takes(megabytes=17)
def walk_in(slug: str) -> Any:
    """Sign somebody up at the desk; the form is empty again for the next person."""
    standings = queries.standings(g.event.id)
    made = queries.by_code(g.event.id, request.args.get("made", ""))
    asked = questions.asked(g.event.id)
    form_class = with_questions(WalkInForm, asked, lenient=True)
    form = form_class(standings, data={"category": made.category.code if made else None})
    if form.submitted():
        try:
            code = _sign_up(form)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            return see_other(url_for(".walk_in", slug=slug, made=code))
    return render_template(
        "registrations/office/new.html",
        form=form,
        made=made,
        consents=CONSENTS,
        controller=queries.controller(g.event),
        category_name=queries.category_name,
        no_categories=not standings,
        questions=asked,
    )


def _sign_up(form: WalkInForm) -> str:
    """The code of the new registration; pressing twice signs up once."""
    category = queries.category_by_code(g.event.id, str(form.category.data))
    if category is None:
        raise Refused("no_such_category", field="category")
    person, category_id, clerk = form.person(), category.id, current_user.id
    said, unused = {"category": category_id, "person": repr(person)}, person.said

    def deed() -> dict[str, Any]:
        nonlocal unused
        made = actions.sign_up(category_id, person, source=Source.DESK, clerk_id=clerk)
        unused = ()
        return {"code": made.code}

    key = ids.digest(f"{form.key.data}:{said}")
    try:
        return str(idempotency.once(f"desk:{g.event.id}", key, said, deed)["code"])
    finally:
        drop_files(unused)


def _do(code: str, deed: Callable[[Registration], Any], sentence: str, undo: str = "") -> Any:
    """Do it, say so, and show the registration again; `undo` names the deed that takes it back."""
    registration = registration_or_404(code)
    try:
        deed(registration)
    except Refused as refusal:
        web.refused(refusal)
    else:
        back = url_for(f".{undo}", slug=g.event.slug, code=code) if undo else None
        web.done(sentence, back)
    wanted = web.local_path(request.form.get("next"), "")
    return see_other(wanted or url_for(".one", slug=g.event.slug, code=code))


@bp.post(f"{PATH}/<code>/approve")
@access.event_role(Role.ORGANISER)
def approve(slug: str, code: str) -> Any:
    return _do(code, actions.approve, _("Approved; the badge is on its way by e-mail."))


@bp.post(f"{PATH}/<code>/cancel")
@access.event_role(Role.ORGANISER)
def cancel(slug: str, code: str) -> Any:
    return _do(code, actions.cancel, _("Cancelled; the place is free for the next."), "restore")


@bp.post(f"{PATH}/<code>/restore")
@access.event_role(Role.ORGANISER)
def restore(slug: str, code: str) -> Any:
    return _do(code, actions.restore, _("The cancellation is taken back."))


@bp.post(f"{PATH}/<code>/send-link")
@access.event_role(Role.ORGANISER)
def send_link(slug: str, code: str) -> Any:
    """The letter with badge and link once more."""
    return _do(code, own.send_link, _("The letter is on its way."))


@bp.post(f"{PATH}/<code>/refuse")
@access.event_role(Role.ORGANISER)
def refuse(slug: str, code: str) -> Any:
    return _with_reason(
        code,
        actions.refuse,
        _("Refused; the reason goes to the person by e-mail."),
    )


@bp.post(f"{PATH}/<code>/revoke")
@access.event_role(Role.ORGANISER)
def revoke(slug: str, code: str) -> Any:
    return _with_reason(code, badges.revoke, _("The badge is revoked; scanners refuse it now."))


@bp.post(f"{PATH}/<code>/reprint")
@access.event_role(Role.ORGANISER)
def reprint(slug: str, code: str) -> Any:
    return _with_reason(
        code, badges.reprint, _("A new badge is made; the one before opens the gate no more.")
    )


def _with_reason(code: str, deed: Callable[[Registration, str], Any], sentence: str) -> Any:
    form = ReasonForm()
    if not form.submitted():
        return show(registration_or_404(code), reason_form=form), 422
    reason = form.reason.data or ""
    return _do(code, lambda registration: deed(registration, reason), sentence)


@bp.post(f"{PATH}/<code>/category")
@access.event_role(Role.ORGANISER)
def change_category(slug: str, code: str) -> Any:
    registration = registration_or_404(code)
    form = CategoryForm(queries.standings(g.event.id))
    if not form.submitted():
        return show(registration, category_form=form), 422
    category = queries.category_by_code(g.event.id, str(form.category.data))
    try:
        actions.change_category(registration, category.id if category else 0)
    except Refused as refusal:
        form.refuse(refusal)
        return show(registration_or_404(code), category_form=form), 409
    web.done(_("Category changed; there is a new badge."))
    return see_other(url_for(".one", slug=slug, code=code))


@bp.route(f"{PATH}/<code>/edit", methods=["GET", "POST"])
@access.event_role(Role.ORGANISER)
def edit(slug: str, code: str) -> Any:
    """Correct name, organisation, contact."""
    registration = registration_or_404(code)
    form = DetailsForm(obj=registration)
    if form.submitted():
        try:
            own.change_details(registration, form.details())
        except Refused as refusal:
            form.refuse(refusal)
        else:
            web.done(_("Details changed."))
            return see_other(url_for(".one", slug=slug, code=code))
    return render_template("registrations/office/edit.html", form=form, registration=registration)


@bp.post(f"{PATH}/<code>/erase")
@access.event_role(Role.MANAGER)
def erase(slug: str, code: str) -> Any:
    """Erase a person who asked for it."""
    own.erase(registration_or_404(code))
    web.done(_("The personal data is erased; the count stays."))
    return see_other(url_for(".listing", slug=slug))
