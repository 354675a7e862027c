"""Sign-in, one's account, the hub's people, the first set-up."""

from __future__ import annotations

from typing import Any

from flask import (
    Blueprint,
    abort,
    flash,
    g,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_login import current_user, login_user
from sqlalchemy import select

from app.accounts import actions, forms, guessing, provinces, queries, sessions, trail
from app.accounts.models import Hub, Membership
from app.accounts.words import ROLE_HINTS, ROLES
from app.core import access, hooks, ids, limits, links, lists, sheets, web
from app.core.access import Role
from app.core.db import db
from app.core.errors import Refused
from app.core.i18n import _

bp = Blueprint("accounts", __name__, template_folder="templates")
RESET_AGE = {"reset": 2 * 3600, "invitation": 7 * 86400}


@bp.before_app_request
def _lead_through_set_up() -> Any:
    """An empty installation has one page: its set-up."""
    starts = {"accounts.desk", "accounts.sign_in", "events.home"}
    if request.endpoint in starts and queries.is_empty():
        return web.see_other(url_for("accounts.set_up"))
    return None


@bp.route("/sign-in", methods=["GET", "POST"])
@access.public
def sign_in() -> Any:
    form = forms.SignInForm()
    if form.submitted():
        limits.check("sign_in", "60/minute;600/hour")
        try:
            email = form.email.data or ""
            user = actions.check_sign_in(
                email,
                form.password.data or "",
                request.remote_addr or "-",
                known=guessing.is_known(email),
            )
            login_user(sessions.open_session(user))
            reply = web.see_other(web.local_path(request.args.get("next"), url_for(".desk")))
            return guessing.remember(reply, email)
        except Refused as refusal:
            form.refuse(refusal)
    return render_template("accounts/sign_in.html", form=form), 422 if form.errors else 200


@bp.post("/sign-out")
@access.public
def sign_out() -> Any:
    sessions.close_session()
    return web.see_other(url_for(".sign_in"))


@bp.route("/forgotten", methods=["GET", "POST"])
@access.public
def forgotten() -> Any:
    """Ask for a link to a new password. The answer is the same for every address."""
    form = forms.ForgottenForm()
    if form.submitted():
        limits.check("forgotten", "10/minute;60/hour")
        if limits.allow("forgotten_address", "4/hour", ids.digest(form.email.data or "")):
            actions.ask_reset(form.email.data or "")
        return render_template("accounts/forgotten.html", form=form, sent=True)
    return render_template("accounts/forgotten.html", form=form, sent=False)


@bp.route("/reset/<purpose>/<token>", methods=["GET", "POST"])
@access.link("reset")
def reset(purpose: str, token: str) -> Any:
    """Set a new password with a link from a mail."""
    if purpose not in RESET_AGE:
        abort(404)
    form = forms.NewPasswordForm()
    try:
        payload = links.read(purpose, token, RESET_AGE[purpose])
        email = actions.user_of_reset(payload).email
        if form.submitted():
            actions.reset_password(payload, form.password.data)
            web.done(_("Your new password is set. Sign in with it."))
            return guessing.remember(web.see_other(url_for(".sign_in")), email)
    except Refused as refusal:
        if refusal.code == "link_spent":
            return render_template("accounts/link_spent.html"), 404
        form.refuse(refusal)
    return render_template("accounts/reset.html", form=form, purpose=purpose)


@bp.get("/desk")
@access.signed_in
def desk() -> Any:
    """The start of everyone who works here: the desk of the hub one worked in last, and for
    stewards the scanner."""
    mine = sessions.my_hubs()
    if not mine:
        return render_template("accounts/no_hub.html")
    wanted = request.args.get("hub")
    found = [hub for hub in mine if wanted in {hub.slug, None}] or mine
    last = [hub for hub in found if hub.id == current_user.user.last_hub_id]
    hub = (last or found)[0]
    if access.may(Role.VIEWER, hub.id):
        address = web.url_if("events.hub_desk", hub=hub.slug)
    else:
        address = web.url_if("checkin.scan")
    return redirect(address or url_for(".people", hub=hub.slug), 303)


@bp.route("/account", methods=["GET", "POST"])
@access.signed_in
def account() -> Any:
    form = forms.ChangePasswordForm()
    if form.submitted():
        try:
            actions.change_password(
                current_user.user,
                form.present.data,
                form.password.data,
                session_id=current_user.session_id,
            )
            web.done(_("Your password is changed; you are signed out everywhere else."))
            return web.see_other(url_for(".account"))
        except Refused as refusal:
            form.refuse(refusal)
    found = (
        select(Membership, Hub)
        .join(Hub, Hub.id == Membership.hub_id)
        .where(Membership.user_id == current_user.id)
        .order_by(Hub.code)
    )
    memberships = db.session.execute(found).all()
    return render_template("accounts/account.html", form=form, memberships=memberships, roles=ROLES)


@bp.get("/hubs/<hub>/people")
@access.hub_role(Role.MANAGER)
def people(hub: str) -> Any:
    return _people_page(forms.InviteForm())


def _people_page(form: forms.InviteForm) -> Any:
    return render_template(
        "accounts/people.html",
        form=form,
        members=queries.people_of(g.hub),
        roles=ROLES,
        hub_roles=forms.HUB_ROLES,
        hints=ROLE_HINTS,
    )


@bp.post("/hubs/<hub>/people")
@access.hub_role(Role.MANAGER)
def invite(hub: str) -> Any:
    form = forms.InviteForm()
    if form.submitted():
        try:
            role = Role(form.role.data)
            actions.invite(form.email.data or "", form.name.data or "", g.hub, role)
            web.done(_("%(name)s is invited by mail.", name=form.name.data))
            return web.see_other(url_for(".people", hub=hub))
        except Refused as refusal:
            form.refuse(refusal)
    return _people_page(form), 422


def _member(user_id: int) -> Membership:
    found = select(Membership).where(Membership.hub_id == g.hub.id, Membership.user_id == user_id)
    return db.session.scalar(found) or abort(404)


@bp.post("/hubs/<hub>/people/<int:user_id>/role")
@access.hub_role(Role.MANAGER)
def change_role(hub: str, user_id: int) -> Any:
    member = _member(user_id)
    form = forms.RoleForm()
    try:
        if not form.validate() or form.role.data is None:
            abort(422)
        actions.set_role(member, Role(form.role.data), by=current_user.id)
        web.done(_("The role is changed."))
    except Refused as refusal:
        web.refused(refusal)
    return web.see_other(url_for(".people", hub=hub))


@bp.post("/hubs/<hub>/people/<int:user_id>/remove")
@access.hub_role(Role.MANAGER)
def remove_member(hub: str, user_id: int) -> Any:
    member = _member(user_id)
    try:
        actions.set_role(member, None, by=current_user.id)
        web.done(_("The person no longer works in this hub."))
    except Refused as refusal:
        web.refused(refusal)
    return web.see_other(url_for(".people", hub=hub))


@bp.get("/hubs/<hub>/audit")
@access.hub_role(Role.MANAGER)
def audit_trail(hub: str) -> Any:
    """Who did what in this hub, newest first."""
    if request.args.get("format"):
        listed = trail.page_of(g.hub, everything=True)
        return sheets.respond(*trail.table(listed), f"{hub}-audit")
    page = trail.page_of(g.hub)
    return render_template(
        "accounts/audit.html",
        page=page,
        names=trail.actor_names({entry.actor for entry in page.items}),
        choices=trail.choices(g.hub),
        deed=trail.deed,
        record=trail.record_of,
    )


@bp.get("/hubs/<hub>/find")
@access.hub_role(Role.VIEWER)
def find(hub: str) -> Any:
    """Search people, organisations, codes of the whole hub; packages answer through a hook."""
    q = lists.asked("q")
    results = hooks.find.gather(g.hub, lists.words(q)) if lists.words(q) else []
    return render_template("accounts/find.html", q=q, results=results)


@bp.route("/set-up", methods=["GET", "POST"])
@access.public
def set_up() -> Any:
    """The first hub and administrator; gone once there is a user."""
    if not queries.is_empty():
        abort(404)
    form = forms.SetUpForm()
    form.province.choices = [("", _("Choose…")), *provinces.choices()]
    if form.submitted():
        hub = {
            "code": form.hub_code.data,
            "name": form.hub_name.data,
            "province": form.province.data,
            "opened_on": form.opened_on.data,
        }
        try:
            user = actions.set_up(
                hub, form.email.data or "", form.name.data or "", form.password.data or ""
            )
            login_user(sessions.open_session(user))
            flash(_("Ketnoi is set up. Invite your colleagues, then plan the first fair."), "ok")
            return web.see_other(url_for(".desk"))
        except Refused as refusal:
            form.refuse(refusal)
    return render_template("accounts/set_up.html", form=form)
