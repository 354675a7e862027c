"""The doors for scanning devices: scans in, scans and roster out (the public contract)."""

from __future__ import annotations

import gzip
import json
from datetime import datetime
from typing import Any, NoReturn

import flask_smorest
from flask import Response, g, jsonify, render_template, request
from werkzeug.exceptions import default_exceptions

from app.core import access, clock, web
from app.registrations.checkin import actions, figures, known, queries, schemas
from app.registrations.checkin import roster as rosters
from app.registrations.checkin.actions import Answer, First
from app.registrations.checkin.devices import FairOfDevice
from app.registrations.checkin.kiosk import printing
from app.registrations.checkin.kiosk.scans import as_shown

bp = flask_smorest.Blueprint(
    "checkin_api", __name__, url_prefix="/api/v1", description="Scanning devices at the door"
)

MOST_SCANS = 1000
LARGEST_BODY = 2 * 1024 * 1024  # bytes
LONGEST_SEARCH = 100


@bp.post("/events/<slug>/check-ins")
@access.device
@web.takes(megabytes=3)
@bp.doc(requestBody=schemas.CHECK_INS, security=schemas.DEVICE, summary="Send scans, get verdicts")
@bp.alt_response(200, schema=schemas.CheckInsAnswer)
def check_in(slug: str) -> Any:
    """Take in 1 to 1,000 scans; the verdicts in the order sent."""
    event = event_or_404(slug)
    device = g.device
    scans = _scans_sent()
    if device.kiosk:
        scans = [as_shown(raw) for raw in scans]
    elif not device.supervisor:
        scans = [_without_reason(raw) for raw in scans]
    answers = actions.take_in(
        known.fair_of(event), device.id, device.name, scans, seen_at=device.seen_at
    )
    return jsonify(results=[_result(answer) for answer in answers])


@bp.get("/events/<slug>/check-ins")
@access.device
@bp.doc(parameters=[schemas.CURSOR], security=schemas.DEVICE, summary="All scans of the event")
@bp.alt_response(200, schema=schemas.ScanPage)
def check_ins(slug: str) -> Any:
    """Every scan with its present verdict, in the order received, page after page."""
    event = event_or_404(slug)
    _not_at_a_kiosk()
    cursor = request.args.get("cursor", "0")
    if not (cursor.isascii() and cursor.isdigit() and len(cursor) <= 18):
        _refuse(422, "bad_cursor", "This cursor was not given by this list.")
    rows = queries.all_scans(event.id, int(cursor))
    end = str(rows[-1][0].id) if rows else cursor
    more = len(rows) == queries.SCANS_PAGE
    return jsonify(items=[_listed(row) for row in rows], cursor=end, next=end if more else None)


@bp.get("/events/<slug>/roster")
@access.device
@bp.doc(parameters=[schemas.CURSOR], security=schemas.DEVICE, summary="Badges and keys")
@bp.alt_response(200, schema=schemas.Roster)
def roster(slug: str) -> Any:
    """All badges, then only what changed since the cursor; keys of every hub.

    Read on with the cursor until no badges come; keep the cursor for the next time.
    """
    event = event_or_404(slug)
    try:
        rows, cursor = rosters.read(event.id, request.args.get("cursor", ""))
    except ValueError:
        _refuse(422, "bad_cursor", "This cursor was not given by this roster.")
    badges = [_nameless(row) if g.device.kiosk else _on_roster(row) for row in rows]
    return _packed(jsonify(cursor=cursor, keys=queries.roster_keys(), badges=badges))


@bp.get("/events/<slug>/door")
@access.device
@bp.doc(security=schemas.DEVICE, summary="What a scanner shows besides verdicts")
@bp.alt_response(200, schema=schemas.DoorState)
def door(slug: str) -> Any:
    """The event's days and points, this device, the server's time, and how many are inside."""
    event = event_or_404(slug)
    zone = known.fair_of(event).days.zone
    doors = known.doors_of(event.id)
    today = clock.now().astimezone(zone).date()
    return jsonify(
        now=_text(clock.now()),
        event={
            "slug": event.slug,
            "name": event.name,
            "number": event.number,
            "first": event.starts_on.isoformat(),
            "last": event.ends_on.isoformat(),
            "zone": event.timezone,
            "categories": queries.category_numbers(event.id),
        },
        device={
            "code": g.device.code,
            "name": g.device.name,
            "point_id": g.device.point_id,
            "supervisor": g.device.supervisor,
            "kiosk": g.device.kiosk,
        },
        points=[
            {
                "id": point.id,
                "code": point.code,
                "name": point.name,
                "kind": point.kind,
                "opens": point.opens,
                "closes": point.closes,
                "closed_at": _text(point.closed_at) if point.closed_at else None,
                "rule": point.rule,
                "exits": point.exits,
                "categories": point.categories,
                "seats": doors[point.code].rule.seats,
            }
            for point in queries.points(event.id)
        ],
        keys=queries.roster_keys(),
        inside=figures.inside(event.id, today),
        people=figures.entries(event.id, today).people,
    )


@bp.get("/events/<slug>/door/seats")
@access.device
@bp.doc(security=schemas.DEVICE, summary="Who has a seat where one is asked for")
@bp.alt_response(200, schema=schemas.Seats)
def seats(slug: str) -> Any:
    """By point that asks for seats: serials of badges, and since when their holders have one."""
    event = event_or_404(slug)
    found = queries.seats_by_point(event.id)
    return _packed(
        jsonify(
            points={
                code: {str(serial): _text(since) for serial, since in there.items()}
                for code, there in found.items()
            }
        )
    )


@bp.post("/events/<slug>/door/badge")
@access.device
@bp.doc(requestBody=schemas.BADGE, security=schemas.DEVICE, summary="Print a visitor's badge")
@bp.alt_response(200, schema=schemas.VisitorsBadge)
def badge_of_visitor(slug: str) -> Any:
    """At a kiosk, for who shows their code: how the registration stands and, the first time, the
    badge's sides as pictures to print; it counts as printed then."""
    event = event_or_404(slug)
    if not g.device.kiosk:
        _refuse(403, "not_a_kiosk", "Badges are printed at kiosks and at the desk.")
    body = request.get_json(silent=True)
    text = body.get("badge") if isinstance(body, dict) else None
    if not isinstance(text, str):
        _refuse(422, "invalid", "Send the text of the QR code as badge.")
    visitor = printing.for_visitor(known.fair_of(event), text)
    if visitor is None:
        _refuse(404, "not_found", "No badge of this event has this code.")
    paper = visitor.paper
    page = render_template("registrations/checkin/_paper.html", paper=paper) if paper else None
    return jsonify(
        status=visitor.status,
        name=visitor.name,
        paper=page,
        position=visitor.position,
        offered=visitor.offered,
    )


@bp.get("/events/<slug>/door/people")
@access.device
@bp.doc(parameters=[schemas.WORDS], security=schemas.DEVICE, summary="Find a person by name")
@bp.alt_response(200, schema=schemas.People)
def people(slug: str) -> Any:
    """People found by name, organisation, phone or code, diacritics or not; at most 12.

    `registration` of an item may be sent as a scan's `registration` instead of a `badge`.
    """
    event = event_or_404(slug)
    _not_at_a_kiosk()
    words = request.args.get("q", "")[:LONGEST_SEARCH].strip()
    found = queries.people_named(event.id, words) if len(words) > 1 else []
    return jsonify(
        items=[
            {
                "registration": row.code,
                "name": row.name,
                "organisation": row.organisation,
                "category": row.category,
                "status": row.status,
                "has_badge": row.has_badge,
            }
            for row in found
        ]
    )


def _on_roster(row: Any) -> dict[str, Any]:
    badge = {
        "serial": str(row.serial),
        "name": row.name,
        "organisation": row.organisation,
        "category": row.category,
        "state": row.state,
    }
    if row.group is not None:
        badge["group"] = row.group
        if row.numbered:
            badge["numbered"] = True
    return badge


def _nameless(row: Any) -> dict[str, Any]:
    """A kiosk stands unwatched: it keeps what opens the gate and nobody's name."""
    return {
        "serial": str(row.serial),
        "name": "",
        "organisation": None,
        "category": row.category,
        "state": row.state,
    }


def _not_at_a_kiosk() -> None:
    if g.device.kiosk:
        _refuse(403, "kiosk", "A kiosk sees no lists and finds nobody.")


def _packed(answer: Response) -> Response:
    """Compressed for whoever takes it: a roster of 20,000 crosses a venue's network in a third
    of the time. No answer to a cookie, so nothing can be guessed from its length."""
    if "gzip" in request.accept_encodings:
        answer.set_data(gzip.compress(answer.get_data(), compresslevel=5))
        answer.headers["Content-Encoding"] = "gzip"
    answer.headers["Vary"] = "Accept-Encoding"
    return answer


def event_or_404(slug: str) -> FairOfDevice:
    """The device's own event; another one does not exist for it."""
    event: FairOfDevice = g.event
    if event.slug != slug:
        _refuse(404, "not_found", "This device works for another event.")
    return event


def _scans_sent() -> list[Any]:
    request.max_content_length = LARGEST_BODY
    try:
        body = json.loads(request.get_data())
    except (ValueError, RecursionError):
        _refuse(400, "bad_json", "The body is not JSON.")
    scans = body.get("scans") if isinstance(body, dict) else None
    if not isinstance(scans, list) or not 1 <= len(scans) <= MOST_SCANS:
        errors = {"scans": [f"A list of 1 to {MOST_SCANS} scans."]}
        _refuse(422, "invalid", "Send 1 to 1,000 scans.", errors)
    return scans


def _without_reason(raw: Any) -> Any:
    """Only a supervisor's device lets somebody in once more; from others it is a plain scan."""
    if isinstance(raw, dict) and "reason" in raw:
        return {key: value for key, value in raw.items() if key != "reason"}
    return raw


def _result(answer: Answer) -> dict[str, Any]:
    if answer.judgement is None:
        return {"id": answer.id, "error": answer.error}
    who = answer.person
    result = {
        "id": answer.id,
        "verdict": answer.judgement.verdict,
        "changed": answer.changed,
        "name": who.name if who else None,
        "category": who.category if who else None,
        "organisation": who.organisation if who else None,
        "first": _first(answer.first),
    }
    if answer.conflict:
        result["conflict"] = True
    if answer.revoked_at is not None and who is not None:
        result["revoked"] = {"at": _text(answer.revoked_at), "replaced": answer.replaced}
    return result


def _first(first: First | None) -> dict[str, Any] | None:
    if first is None:
        return None
    return {"at": _text(first.at), "point": first.point, "device": first.device}


def _listed(row: Any) -> dict[str, Any]:
    scan, point, device, serial = row
    return {
        "id": scan.uuid,
        "point": point,
        "direction": scan.direction,
        "scanned_at": _text(scan.scanned_at),
        "clock_offset_ms": scan.clock_offset_ms,
        "at": _text(scan.at),
        "verdict": scan.verdict,
        "changed": scan.changed,
        "flagged": scan.flagged,
        "conflict": scan.conflicts > 0,
        "device": device,
        "serial": str(serial) if serial is not None else None,
    }


def _text(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")


def _refuse(status: int, code: str, message: str, errors: Any = None) -> NoReturn:
    refusal = default_exceptions[status](message)
    refusal.data = {"code": code, "message": message, "errors": errors}  # type: ignore[attr-defined]
    raise refusal
