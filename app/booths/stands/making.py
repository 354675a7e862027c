"""Making and changing booths: rows from a few numbers, a file, one by one."""

from __future__ import annotations

from typing import Any

from flask import abort, g, render_template, request, url_for

from app.booths import labels
from app.booths.blueprint import bp
from app.booths.floor import Floor, floor_of
from app.booths.layout import BadRows, Place, booths_in_rows, overlaps
from app.booths.models import Booth
from app.booths.stands import actions, forms, queries
from app.booths.stands.drawing import Look, Stand, draw
from app.booths.stands.importing import COLUMNS, ImportRow, read_rows
from app.booths.stands.views import plan_url
from app.catalogue import both
from app.core import access, carried, sheets, web
from app.core.access import Role
from app.core.errors import Refused
from app.core.i18n import _, ngettext
from app.core.text import whole


@bp.route("/events/<slug>/desk/booths/rows", methods=["GET", "POST"])
@access.event_role(Role.ORGANISER)
def new_rows(slug: str) -> Any:
    """Rows of equal booths from a few numbers: first the picture, then the deed."""
    floor = floor_of(g.event)
    form = forms.RowsForm()
    if not form.was_sent and floor.halls:
        form.hall.data = floor.halls[0].name
    places: list[Place] = []
    if form.submitted():
        try:
            places = booths_in_rows(form.given())
            if request.form.get("make"):
                made = actions.add_booths(g.event.id, places)
                said = ngettext("%(num)s booth added.", "%(num)s booths added.", len(made))
                web.done(said, url_for(".undo_rows", slug=slug, codes=_span(made)))
                return web.see_other(plan_url(made[0].code))
            _check(floor, places)
        except BadRows as wrong:
            form.refuse(_refusal(wrong))
        except Refused as refusal:
            form.refuse(refusal)
    page = render_template(
        "booths/rows.html",
        form=form,
        places=places,
        drawing=_preview(floor, form.hall.data, places) if places else None,
        good=bool(places) and not form.errors,
        labels=labels,
    )
    return page, 422 if form.errors else 200


def _refusal(wrong: BadRows) -> Refused:
    if wrong.code == "code":
        return Refused("no_rows_code", field="first_code")
    if wrong.code == "too_many":
        return Refused("too_many_booths", most=1000)
    return Refused("no_rows")


def _check(floor: Floor, places: list[Place]) -> None:
    """What `add_booths` would refuse, told before it is asked."""
    taken = {booth.code for booth in floor.booths} & {place.code for place in places}
    if taken:
        raise Refused("booth_code_taken", booth=min(taken), field="first_code")
    clashes = overlaps(places, floor.booths)
    if clashes:
        raise Refused("booths_overlap", one=clashes[0][0], other=clashes[0][1])


def _preview(floor: Floor, hall: str | None, places: list[Place]) -> Any:
    """The hall with the new booths among those there are."""
    old = [_stand(booth, Look.TAKEN) for booth in floor.booths if booth.hall == hall]
    return draw([*old, *(_stand(place, Look.FREE) for place in places)])


def _stand(p: Booth | Place, look: Look) -> Stand:
    return Stand(p.code, p.zone, p.x, p.y, p.width, p.depth, look, "", water=p.water)


def _span(booths: list[Booth]) -> str:
    return f"{booths[0].id}-{booths[-1].id}"


@bp.post("/events/<slug>/desk/booths/rows/undo")
@access.event_role(Role.ORGANISER)
def undo_rows(slug: str) -> Any:
    """Take back rows that were just made, as long as nobody stands in them."""
    first, _dash, last = request.args.get("codes", "").partition("-")
    least, most = whole(first, 15), whole(last, 15)
    if least is None or most is None:
        abort(404)
    codes = [b.code for b in floor_of(g.event).booths if least <= b.id <= most]
    return _deleted(slug, codes)


@bp.post("/events/<slug>/desk/booths/<code>/delete")
@access.event_role(Role.ORGANISER)
def delete_booth(slug: str, code: str) -> Any:
    """Remove an empty booth."""
    return _deleted(slug, [_found(code).code])


def _deleted(slug: str, codes: list[str]) -> Any:
    try:
        gone = actions.delete_booths(g.event.id, codes)
        web.done(ngettext("%(num)s booth removed.", "%(num)s booths removed.", gone))
    except Refused as refusal:
        web.refused(refusal)
    return web.see_other(url_for(".plan", slug=slug))


def _found(code: str) -> Booth:
    return queries.by_code(g.event, code) or abort(404)


@bp.route("/events/<slug>/desk/booths/<code>/edit", methods=["GET", "POST"])
@access.event_role(Role.ORGANISER)
def edit_booth(slug: str, code: str) -> Any:
    """A booth's figures and place."""
    found = _found(code)
    form = forms.BoothForm(obj=found)
    outcome = both.attempt(
        form,
        lambda: actions.edit_booth(found.id, form.opened_version(), form.given()),
        anew=lambda: forms.BoothForm(formdata=None, obj=found),
    )
    if outcome.done:
        web.done(_("Saved."))
        return web.see_other(plan_url(str(form.code.data)))
    page = render_template("booths/edit.html", form=form, booth=found, both=outcome.both)
    return page, outcome.status


@bp.route("/events/<slug>/desk/booths/new", methods=["GET", "POST"])
@access.event_role(Role.ORGANISER)
def new_booth(slug: str) -> Any:
    """One booth."""
    form = forms.BoothForm()
    if form.submitted():
        try:
            made = actions.add_booths(g.event.id, [form.given()])
            web.done(_("%(code)s is added.", code=made[0].code))
            return web.see_other(plan_url(made[0].code))
        except Refused as refusal:
            form.refuse(refusal)
    if not form.was_sent:
        form.area_m2.data = 9.0
    page = render_template("booths/edit.html", form=form, booth=None, both=[])
    return page, 422 if form.errors else 200


# ---------------------------------------------------------------------- from a file
@bp.route("/events/<slug>/desk/booths/import", methods=["GET", "POST"])
@access.event_role(Role.ORGANISER)
@web.takes(megabytes=9)
def import_booths(slug: str) -> Any:
    """First the file, then the preview; nothing is saved before the preview is confirmed."""
    form = forms.ImportForm()
    floor = floor_of(g.event)
    rows, file = carried.looked_through(form, lambda sheet: _read(sheet, floor))
    wrong = bool(form.errors) or any(row.errors for row in rows)
    page = render_template(
        "booths/import.html",
        form=form,
        rows=rows,
        good=bool(rows) and not wrong,
        file=file,
        columns=COLUMNS,
        labels=labels,
    )
    return page, 422 if wrong else 200


@bp.post("/events/<slug>/desk/booths/import/confirm")
@access.event_role(Role.ORGANISER)
@web.takes(megabytes=12)
def confirm_import(slug: str) -> Any:
    """Do what the preview showed, all or nothing; the file is read and checked once more."""
    try:
        rows = _read(carried.brought_back().read(), floor_of(g.event))
        wrong = next((row for row in rows if row.errors), None)
        if wrong is not None:
            why = next(iter(wrong.errors.values()))
            raise Refused("booth_file_wrong", line=wrong.number, why=why)
        places = [row.place for row in rows if row.place and row.fate != "same"]
        made = actions.import_booths(g.event.id, places)
        web.done(_("%(added)s booths added, %(changed)s changed.", **vars(made)))
    except Refused as refusal:
        web.refused(refusal)
        return web.see_other(url_for(".import_booths", slug=slug))
    return web.see_other(url_for(".plan", slug=slug))


@bp.get("/events/<slug>/desk/booths/import/template")
@access.event_role(Role.ORGANISER)
def import_template(slug: str) -> Any:
    """An empty sheet with the right heads."""
    return sheets.respond(COLUMNS, [], f"{slug}-{_('booths')}-template")


def _read(sheet: sheets.Sheet, floor: Floor) -> list[ImportRow]:
    """The rows of a file; those that would stand on top of others are marked as wrong."""
    known = {booth.code: actions.place_of(booth) for booth in floor.booths}
    rows = read_rows(sheet, known)
    places = {row.place.code: row for row in rows if row.place}
    others = [booth for booth in floor.booths if booth.code not in places]
    for one, other in overlaps([row.place for row in rows if row.place], others):
        row = places.get(other) or places[one]
        against = one if places.get(other) is row else other
        row.errors["x"] = _("It would stand on top of %(other)s.", other=against)
    return rows
