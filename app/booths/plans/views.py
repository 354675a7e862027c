"""Placing by hand and by the solver: each deed with its way back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import wtforms
from flask import abort, g, render_template, request, url_for

from app.booths import labels, reasons
from app.booths.blueprint import bp
from app.booths.exhibits.forms import ExceptionForm
from app.booths.exhibits.views import found_exhibit
from app.booths.floor import floor_of, short_name
from app.booths.models import BoothPlan, Exhibit
from app.booths.plans import actions, queries
from app.booths.stands.queries import by_code
from app.booths.stands.views import plan_url
from app.core import access, web
from app.core.access import Role
from app.core.errors import Refused
from app.core.forms import BaseForm
from app.core.i18n import _, _l, ngettext

SECONDS = {
    "10": _l("10 seconds: a quick look"),
    "30": _l("30 seconds"),
    "60": _l("1 minute: usual"),
    "300": _l("5 minutes: large halls"),
}


class AssignForm(BaseForm):
    scope = wtforms.RadioField(
        _l("Who may be moved"),
        choices=[
            ("rest", _l("Nobody: only those without a place get one")),
            ("all", _l("Everybody who is not locked")),
        ],
        default="all",
    )
    seconds = wtforms.RadioField(
        _l("How long it may search"), choices=list(SECONDS.items()), default="30"
    )


# ---------------------------------------------------------------------- by hand
@bp.post("/events/<slug>/desk/booths/<code>/place")
@access.event_role(Role.ORGANISER)
def place_here(slug: str, code: str) -> Any:
    """Put the chosen exhibit into this booth."""
    if not request.form.get("exhibit"):
        web.refused(Refused("nothing_chosen"))
        return web.see_other(url_for(".plan", slug=slug, booth=code))
    return _placed(slug, found_exhibit(request.form.get("exhibit", "")), code)


@bp.post("/events/<slug>/desk/exhibits/<code>/place")
@access.event_role(Role.ORGANISER)
def place_exhibit(slug: str, code: str) -> Any:
    """Put this exhibit into the chosen booth."""
    if not request.form.get("booth"):
        web.refused(Refused("nothing_chosen"))
        return web.see_other(url_for(".exhibit", slug=slug, code=code))
    return _placed(slug, found_exhibit(code), request.form.get("booth", ""))


def _placed(slug: str, exhibit: Exhibit, booth_code: str) -> Any:
    booth = by_code(g.event, booth_code) or abort(404)
    before = _address_before(exhibit)
    code, booth_name = exhibit.code, booth.code
    form = ExceptionForm()
    given = form.override.data if "override" in request.form and form.submitted() else None
    try:
        actions.place(exhibit.id, booth.id, given)
    except Refused as refusal:
        if refusal.code != "against_a_wish":
            web.refused(refusal)
            return web.see_other(url_for(".plan", slug=slug, booth=booth_name))
        return _ask_for_reason(exhibit, booth_name, form, refusal)
    said = _("%(exhibit)s stands in %(booth)s.", exhibit=code, booth=booth_name)
    web.done(said, url_for(".put_back", slug=slug, code=code, **before))
    return web.see_other(plan_url(booth_name))


def _ask_for_reason(exhibit: Exhibit, booth: str, form: ExceptionForm, refusal: Refused) -> Any:
    """The wish that stands in the way, and room to say why it is to be waived."""
    page = render_template(
        "booths/exception.html",
        row=exhibit,
        booth=booth,
        form=form if "override" in request.form else ExceptionForm(formdata=None),
        why=str(refusal.details["why"]),
        short_name=short_name,
    )
    return page, 422


def _address_before(exhibit: Exhibit) -> dict[str, Any]:
    """Where an exhibit stands, as arguments of the address that puts it back there."""
    if exhibit.booth is None:
        return {}
    kept = {"booth": exhibit.booth.code}
    return kept | ({"override": exhibit.override_reason} if exhibit.override_reason else {})


@bp.post("/events/<slug>/desk/exhibits/<code>/put-back")
@access.event_role(Role.ORGANISER)
def put_back(slug: str, code: str) -> Any:
    """Undo a placing: back into the booth the address names, or out of any."""
    exhibit = found_exhibit(code)
    wanted = request.args.get("booth")
    booth = by_code(g.event, wanted) if wanted else None

    def deed() -> None:
        if exhibit.locked and exhibit.booth_id is not None:
            actions.set_lock(exhibit.id, locked=False)
        if booth is not None:
            actions.place(exhibit.id, booth.id, request.args.get("override", "")[:300] or None)
        else:
            actions.take_out(exhibit.id)

    return _done(deed, _("Undone."), plan_url(wanted) if wanted else url_for(".plan", slug=slug))


@bp.post("/events/<slug>/desk/exhibits/<code>/take-out")
@access.event_role(Role.ORGANISER)
def take_out(slug: str, code: str) -> Any:
    """Take an exhibit out of its booth."""
    exhibit = found_exhibit(code)
    before = _address_before(exhibit)
    booth = before.get("booth", "")
    return _done(
        lambda: actions.take_out(exhibit.id),
        _("%(exhibit)s is out of %(booth)s.", exhibit=code, booth=booth),
        plan_url(booth),
        url_for(".put_back", slug=slug, code=code, **before),
    )


@bp.post("/events/<slug>/desk/exhibits/<code>/lock")
@access.event_role(Role.ORGANISER)
def lock(slug: str, code: str) -> Any:
    """Keep an exhibit where it stands, whatever plans are made."""
    return _locked(slug, code, locked=True)


@bp.post("/events/<slug>/desk/exhibits/<code>/unlock")
@access.event_role(Role.ORGANISER)
def unlock(slug: str, code: str) -> Any:
    """Let plans move an exhibit again."""
    return _locked(slug, code, locked=False)


def _locked(slug: str, code: str, *, locked: bool) -> Any:
    exhibit = found_exhibit(code)
    booth = exhibit.booth.code if exhibit.booth else ""
    said = _("%(exhibit)s is locked in %(booth)s.", exhibit=code, booth=booth)
    return _done(
        lambda: actions.set_lock(exhibit.id, locked=locked),
        said if locked else _("%(exhibit)s may be moved by plans again.", exhibit=code),
        plan_url(booth),
    )


@bp.post("/events/<slug>/desk/booths/lock-all")
@access.event_role(Role.ORGANISER)
def lock_all(slug: str) -> Any:
    """Settle the plan: everybody who stands in a booth keeps it."""
    count = actions.set_all_locks(g.event.id, locked=True)
    said = ngettext(
        "The plan is settled: %(num)s exhibit locked.",
        "The plan is settled: %(num)s exhibits locked.",
        count,
    )
    web.done(said, url_for(".unlock_all", slug=slug))
    return web.see_other(url_for(".plan", slug=slug))


@bp.post("/events/<slug>/desk/booths/unlock-all")
@access.event_role(Role.ORGANISER)
def unlock_all(slug: str) -> Any:
    """Open the plan again: whoever was placed without an exception may be moved."""
    actions.set_all_locks(g.event.id, locked=False)
    web.done(_("The plan is open again."))
    return web.see_other(url_for(".plan", slug=slug))


def _done(deed: Callable[[], object], said: str, back: str, undo: str | None = None) -> Any:
    try:
        deed()
        web.done(said, undo)
    except Refused as refusal:
        web.refused(refusal)
        back = back.partition("#")[0]  # what was refused is told at the top
    return web.see_other(back)


# ---------------------------------------------------------------------- by the solver
@bp.route("/events/<slug>/desk/booths/assign", methods=["GET", "POST"])
@access.event_role(Role.ORGANISER)
def assign(slug: str) -> Any:
    """Ask for a plan of the whole floor: what it keeps, how long it may search."""
    form = AssignForm()
    if form.submitted():
        try:
            keep = form.scope.data == "rest"
            plan = actions.ask_for_plan(g.event.id, float(form.seconds.data), keep=keep)
            return web.see_other(url_for(".made_plan", slug=slug, code=plan.code))
        except Refused as refusal:
            form.refuse(refusal)
    floor = floor_of(g.event)
    if not form.was_sent and floor.placed:
        form.scope.data = "rest"
    page = render_template(
        "booths/assign.html",
        form=form,
        floor=floor,
        locked=[exhibit for exhibit in floor.exhibits if exhibit.locked],
        plans=queries.plans(g.event),
    )
    return page, 422 if form.errors else 200


def _plan(code: str) -> BoothPlan:
    return queries.plan_by_code(g.event, code) or abort(404)


@bp.get("/events/<slug>/desk/booths/plans/<code>")
@access.event_role(Role.ORGANISER)
def made_plan(slug: str, code: str) -> Any:
    """A plan: how far the search is; then who gets a place, who does not and why."""
    plan = _plan(code)
    floor = floor_of(g.event)
    kept = plan.plan
    left_out = [reasons.from_json(*pair) for pair in kept.get("unplaced", {}).items()]
    return render_template(
        "booths/made_plan.html",
        plan=plan,
        kept=kept,
        job=queries.job_of(plan),
        floor=floor,
        exhibits={exhibit.code: exhibit for exhibit in floor.exhibits},
        left_out=left_out,
        moves=_moves(plan, floor.booth_of),
        labels=labels,
        short_name=short_name,
    )


def _moves(plan: BoothPlan, now: dict[str, str]) -> list[tuple[str, str | None, str | None]]:
    """Code, booth now and booth in the plan, of every exhibit that the plan would move."""
    kept = plan.plan
    if "booth_of" not in kept:
        return []
    codes = sorted(kept["booth_of"].keys() | kept["unplaced"].keys())
    found = [(code, now.get(code), kept["booth_of"].get(code)) for code in codes]
    return [move for move in found if move[1] != move[2]]


@bp.post("/events/<slug>/desk/booths/plans/<code>/apply")
@access.event_role(Role.ORGANISER)
def apply_plan(slug: str, code: str) -> Any:
    """Let everybody stand where the plan says; with a way back."""
    plan = _plan(code)
    try:
        moved = actions.apply_plan(plan.id)
        said = ngettext(
            "The plan stands: %(num)s exhibit moved.",
            "The plan stands: %(num)s exhibits moved.",
            moved,
        )
        web.done(said, url_for(".undo_plan", slug=slug, code=code))
    except Refused as refusal:
        web.refused(refusal)
        return web.see_other(url_for(".made_plan", slug=slug, code=code))
    return web.see_other(url_for(".plan", slug=slug))


@bp.post("/events/<slug>/desk/booths/plans/<code>/undo")
@access.event_role(Role.ORGANISER)
def undo_plan(slug: str, code: str) -> Any:
    """Put back who was moved by a plan."""
    plan = _plan(code)

    def deed() -> None:
        actions.undo_plan(plan.id)

    return _done(deed, _("The floor is as it was before."), url_for(".plan", slug=slug))
