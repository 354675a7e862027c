"""One meeting of the timetable: where it is, where it could be, moving it there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import abort, g, render_template, request, url_for

from app.connections.requests import queries as requests
from app.connections.scheduling.check import against
from app.connections.scheduling.hall import Hall
from app.connections.stages import Spot
from app.connections.timetables import places, placing, queries, words
from app.connections.timetables.blueprint import bp
from app.connections.timetables.board import Board, board_of, key_of_half
from app.connections.timetables.calendar import place_of
from app.connections.timetables.forms import PlaceForm
from app.core import access, web
from app.core.access import Role
from app.core.errors import Refused
from app.core.i18n import _


@bp.route("/events/<slug>/desk/timetable/meetings/<code>", methods=["GET", "POST"])
@access.event_role(Role.ORGANISER)
def one_meeting(slug: str, code: str) -> Any:
    """Where the meeting of a request is and could be; POST puts it into a slot."""
    board = board_of(g.event)
    if code not in board.request:
        abort(404)
    meeting = board.meeting_of.get(code)
    placed = meeting if meeting is not None and meeting.slot_id is not None else None
    row = board.request[code]
    spot, where = row.way.spot, board.booths.get(row.id)
    if placed and placed.spot is not Spot.TABLE:
        where = placed.place
    elif spot is Spot.ONLINE:
        where = row.place
    form = PlaceForm(
        slot=_code_of_slot(board, code),
        spot=placed.spot if placed else spot,
        where=where,
        locked=meeting.locked if meeting is not None else False,
    )
    movable = placing.is_movable(board, code)
    slots = _choices(board, code) if movable else []
    form.slot.choices = [
        ("", _("Choose a slot…")),
        *((slot.code, f"{text} – {why}" if why else text) for slot, text, why in slots),
    ]
    if movable and form.submitted():
        try:
            return _placed(slug, code, form)
        except Refused as refusal:
            form.refuse(refusal)
    page = render_template(
        "connections/timetable/meeting.html",
        board=board,
        code=code,
        row=row,
        meeting=meeting,
        movable=movable,
        form=form,
        slots=slots,
        reason=next((one for one in board.unplaced if one.meeting == code), None),
        place=place_of(g.event, meeting) if placed and meeting else "",
        words=words,
    )
    return page, 422 if form.errors else 200


def _placed(slug: str, code: str, form: PlaceForm) -> Any:
    slot = queries.slot_by_code(g.event, form.slot.data) or abort(404)
    spot = Spot(form.spot.data)
    if spot is Spot.TABLE:
        came_from = placing.place(g.event.id, code, slot.id, locked=form.locked.data, at_table=True)
    else:
        came_from = placing.place_elsewhere(
            g.event.id, code, slot.id, spot, form.where.data, locked=form.locked.data
        )
    if came_from == slot.code:
        web.done(_("%(code)s stays at %(when)s.", code=code, when=words.when(slot)))
    else:
        undo = url_for(".put_back", slug=slug, code=code, slot=came_from)
        web.done(_("%(code)s is at %(when)s.", code=code, when=words.when(slot)), undo)
    return web.see_other(url_for(".timetable", slug=slug, half=key_of_half(slot)))


def _code_of_slot(board: Board, code: str) -> str | None:
    meeting = board.meeting_of.get(code)
    if meeting is None or meeting.slot_id is None:
        return None
    return board.slots[board.index[meeting.slot_id]].code


def _choices(board: Board, code: str) -> list[tuple[Any, str, str]]:
    """Every slot ahead with its words and what stands against it ("" where nothing does)."""
    if code in board.elsewhere:
        at = places.standing(board.request[code], board.elsewhere[code], board.booths)
        return [
            (slot, words.when(slot), words.say_hindrances(board, found))
            for slot in board.slots
            if slot.id in board.ahead
            for found in [board.against_elsewhere(code, slot, at)]
        ]
    meeting = board.instance.meeting[code]
    hall = Hall(board.instance, {c: at for c, at in board.slot_of.items() if c != code})
    return [
        (
            slot,
            words.when(slot),
            words.say_hindrances(board, against(hall, meeting, number)),
        )
        for number, slot in enumerate(board.slots)
        if slot.id in board.ahead
    ]


def _deed(
    slug: str, code: str, deed: Callable[[], object], said: str, undo: str | None = None
) -> Any:
    if requests.by_code(g.event, code) is None:
        abort(404)
    try:
        deed()
        web.done(said, undo)
    except Refused as refusal:
        web.refused(refusal)
    back = web.local_path(request.form.get("next"), url_for(".timetable", slug=slug))
    return web.see_other(back)


@bp.post("/events/<slug>/desk/timetable/meetings/<code>/put-back")
@access.event_role(Role.ORGANISER)
def put_back(slug: str, code: str) -> Any:
    """Undo a move: into the slot the address names, or out of any."""
    slot = queries.slot_by_code(g.event, request.args.get("slot", ""))

    def deed() -> None:
        if slot is not None:
            placing.place(g.event.id, code, slot.id)
        else:
            placing.take_out(g.event.id, code)

    return _deed(slug, code, deed, _("Undone."))


@bp.post("/events/<slug>/desk/timetable/meetings/<code>/take-out")
@access.event_role(Role.ORGANISER)
def take_out(slug: str, code: str) -> Any:
    """Out of its slot; it waits with the others that have no place."""
    came_from = _code_of_slot(board_of(g.event), code)
    undo = url_for(".put_back", slug=slug, code=code, slot=came_from)
    said = _("%(code)s has no place now.", code=code)
    return _deed(slug, code, lambda: placing.take_out(g.event.id, code), said, undo)


@bp.post("/events/<slug>/desk/timetable/meetings/<code>/lock")
@access.event_role(Role.ORGANISER)
def lock(slug: str, code: str) -> Any:
    """Keep its time, whatever is made."""
    said = _("The time of %(code)s is kept.", code=code)
    undo = url_for(".unlock", slug=slug, code=code)
    return _deed(slug, code, lambda: placing.set_lock(g.event.id, code, locked=True), said, undo)


@bp.post("/events/<slug>/desk/timetable/meetings/<code>/unlock")
@access.event_role(Role.ORGANISER)
def unlock(slug: str, code: str) -> Any:
    """Let it be moved again."""
    said = _("%(code)s may be moved again.", code=code)
    undo = url_for(".lock", slug=slug, code=code)
    return _deed(slug, code, lambda: placing.set_lock(g.event.id, code, locked=False), said, undo)


@bp.post("/events/<slug>/desk/timetable/meetings/<code>/follow")
@access.event_role(Role.ORGANISER)
def follow(slug: str, code: str) -> Any:
    """Make the smallest change that lets it in."""
    change = request.form.get("change", "")
    said = _("%(code)s has a place.", code=code)
    return _deed(slug, code, lambda: placing.follow_change(g.event.id, code, change), said)
