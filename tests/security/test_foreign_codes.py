"""Codes of another hub, or of another event of the own hub, in every address of the office.

Generated from the URL map: each code-like argument is replaced by the code of a stranger's
record. The answer is 404 and not one row changes, neither theirs nor ours. The control opens the
same pages with codes of the own hub: they are there.
"""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
import sqlalchemy as sa
from pypdf import PdfReader
from werkzeug.routing import Rule as Route

from app.accounts.models import Membership, User
from app.core import access, files, ids, jobs
from app.core.db import db, transaction
from app.core.jobs import Job
from app.demo.sample import CLASS, FAIR
from app.events.models import Event, EventSession
from app.registrations.models import Category, Point, Registration
from tests.security.world import HUB, OTHER_HUB, World, prefix_of

#: Arguments that name no record of a hub or event.
PLAIN = {
    "kind": "needs",
    "figure": "IND05",
    "after": "verified",
    "step_id": 1,
    "place": 1,  # of a built-in group of words
    "public_code": "x",
}
#: A second argument that names a record: of which address segment.
SECOND = {
    "person": "registrations",
    "technology": "technologies",
    "room": "rooms",
    "expert": "experts",
    "user_id": "people",
    "participant": "organisations",
    "phone": "phones",
    "lead": "contacts",
    "contact_id": "spokesmen",
    "contract": "contracts",
    "upload": "import",
}
#: endpoint -> why its argument needs no stranger's code
NOT_ASKED: dict[str, str] = {
    "reports.event_lift": "no report is signed off in this world",
    "reports.hub_lift": "no report is signed off in this world",
    "letters.letter": "a letter and a language name no record",
    "letters.reset_letter": "a letter and a language name no record",
}


#: What a browser would send besides: records that are there.
OWN = {"sure": "yes", "exhibit": "T001", "booth": "A01"}


def office_routes(world: World) -> list[Route]:
    """Routes of the office with an argument besides hub and event."""
    with world.inside():
        return [
            route
            for route in world.app.url_map.iter_rules()
            if (rule := access.rule_of(route.endpoint)) is not None
            and rule.kind in {"hub", "event"}
            and route.arguments - {"hub", "slug"}
            and route.endpoint not in NOT_ASKED
        ]


def names_a_record(route: Route) -> list[str]:
    """The arguments of a route that name a record, "code" by the segment before it."""
    plain = {"hub", "slug", "token"} | PLAIN.keys()  # for tokens see test_links.py
    return sorted(route.arguments - plain)


def segment_of(route: Route, name: str) -> str:
    if name in SECOND:
        return SECOND[name]
    return route.rule.split(f"<{name}>")[0].split(f"<int:{name}>")[0].rstrip("/").split("/")[-1]


def address(world: World, route: Route, values: dict[str, Any]) -> str:
    with world.app.test_request_context():
        from flask import url_for

        return url_for(route.endpoint, **values)


def everything() -> dict[str, int]:
    """How many rows each table has, and how many deeds were written down."""
    return {
        table.name: db.session.scalar(sa.select(sa.func.count()).select_from(table)) or 0
        for table in db.metadata.sorted_tables
        if table.name not in {"user_session", "sign_in_failure", "heartbeat"}
    }


def other_events_codes() -> dict[str, str]:
    """Codes of the own hub's other event that the fair does not have."""
    event = db.session.scalars(sa.select(Event).where(Event.slug == CLASS)).one()

    def code_of(model: Any, *where: Any) -> str | None:
        return db.session.scalar(sa.select(model.code).where(model.event_id == event.id, *where))

    found = {
        "agenda": code_of(EventSession, EventSession.code == "YY1"),
        "registrations": code_of(Registration),
        "categories": code_of(Category),
    }
    found |= {"classes": found["agenda"], "walk-in": found["registrations"]}
    return {segment: code for segment, code in found.items() if code}


def test_a_strangers_code_is_not_there_and_changes_nothing(loose: World) -> None:
    with loose.inside():
        before, own = everything(), other_events_codes()
    asked, wrong = 0, []
    for route in office_routes(loose):
        for codes in (loose.foreign, own):
            for name in names_a_record(route):
                segment = segment_of(route, name)
                if codes is own and (segment not in codes or "slug" not in route.arguments):
                    continue
                given = {other: loose.foreign[segment_of(route, other)]
                         for other in names_a_record(route)}  # fmt: skip
                given |= {key: value for key, value in PLAIN.items() if key in route.arguments}
                given |= {"token": loose.foreign_links.get(prefix_of(route.rule), "")}
                given |= {"hub": HUB} if "hub" in route.arguments else {"slug": FAIR}
                given[name] = codes[segment]
                for method in (route.methods or set()) & {"GET", "POST", "DELETE"}:
                    answer = loose.clients["admin"].open(
                        address(loose, route, given), method=method, data=OWN
                    )
                    asked += 1
                    if answer.status_code != 404:
                        wrong.append(f"{method} {route.rule} ({codes[segment]}): {answer.status}")
    assert not wrong, "\n".join(wrong)
    assert asked > 150
    with loose.inside():
        assert everything() == before


def test_control_the_same_pages_open_with_codes_of_the_own_hub(loose: World) -> None:
    """What the test above refuses is refused for the code, not for the address."""
    opened = loose.walk().pages
    pages = {r.endpoint for r in office_routes(loose) if "GET" in (r.methods or set())}
    assert len(pages & opened.keys()) >= 0.75 * len(pages)


def test_every_segment_of_an_address_is_known_to_this_test(loose: World) -> None:
    unknown = {
        route.rule
        for route in office_routes(loose)
        for name in names_a_record(route)
        if segment_of(route, name) not in loose.foreign
    }
    assert unknown == set()


LISTS = {
    "/events/{fair}/desk/registrations/bulk": ("chosen", "registrations", {"deed": "cancel"}),
    "/events/{fair}/desk/badges/chosen": ("chosen", "registrations", {}),
    "/events/{fair}/desk/requests/answer": ("chosen", "requests", {"deed": "accept"}),
    "/events/{fair}/desk/exhibits/add": ("chosen", "technologies", {}),
    "/events/{fair}/desk/exhibits/T001/place": ("booth", "booths", {}),
    "/events/{fair}/desk/booths/A01/place": ("exhibit", "exhibits", {}),
    "/events/{fair}/desk/classes/S01/mark": ("chosen", "registrations", {"deed": "present"}),
}


@pytest.mark.parametrize("path", LISTS)
def test_a_strangers_code_in_the_body_changes_nothing(loose: World, path: str) -> None:
    name, segment, more = LISTS[path]
    with loose.inside():
        before = everything()
    sent = {name: loose.foreign[segment], "code": loose.foreign[segment], **more}
    answer = loose.clients["manager"].post(path.format(fair=FAIR), data=sent)
    assert answer.status_code in {200, 303, 404, 409, 422}
    with loose.inside():
        after = everything()
        if path.endswith("badges/chosen"):  # a job that will find nobody to print
            jobs.drain()
            found = sa.select(Job).where(Job.file_type == "application/pdf")
            made = db.session.scalars(found.order_by(Job.id.desc())).first()
            pages = PdfReader(BytesIO(files.read(f"jobs/{made.code}") or b"")).pages
            assert "Mặt" not in "".join(page.extract_text() for page in pages)
            after["job"] = before["job"]
        assert after == before


@pytest.mark.parametrize("format", ["csv", "xlsx"])
@pytest.mark.parametrize("page", ["registrations", "check-ins", "requests", "meetings", "exhibits"])
def test_exports_hold_nothing_of_strangers_whatever_is_asked(
    loose: World, page: str, format: str
) -> None:
    from app.core import sheets

    asked = {"format": format, "q": "lạ", "category": loose.foreign["categories"]}
    answer = loose.clients["manager"].get(f"/events/{FAIR}/desk/{page}", query_string=asked)
    assert answer.status_code == 200
    if answer.mimetype == "text/html":
        return
    from app.core.errors import Refused

    try:
        cells = str(sheets.read(answer.data, f"x.{format}").rows)
    except Refused:
        return  # only a head
    assert "Người Lạ" not in cells
    assert loose.foreign["registrations"] not in cells


def test_a_job_belongs_to_who_asked_and_to_the_organisers_of_its_hub(loose: World) -> None:
    for path in (f"/jobs/{loose.job}", f"/jobs/{loose.job}/file"):
        assert loose.clients["manager"].get(path).status_code == 404
    assert loose.clients["manager"].post(f"/jobs/{loose.job}/cancel").status_code == 404
    assert loose.clients["stranger"].get(f"/jobs/{loose.job}").status_code == 200
    with loose.inside():
        assert db.session.scalars(sa.select(Job.state).where(Job.code == loose.job)).one() != (
            jobs.State.CANCELLED
        )


def test_who_left_a_hub_has_no_right_to_the_jobs_asked_for_there(app, client, sign_in) -> None:
    from tests.factories.accounts import make_hub, make_user

    hub = make_hub()
    user = make_user("viewer", hub)
    sign_in(client, user=user)
    with transaction():
        job = jobs.enqueue("accounts.send_reset", user_id=0, kind="reset", hub_id=hub.id)
        job.user_id = user.id
    code = job.code
    assert client.get(f"/jobs/{code}").status_code == 200

    with transaction():
        db.session.execute(sa.delete(Membership).where(Membership.user_id == user.id))

    assert client.get(f"/jobs/{code}").status_code == 404


def test_roles_are_read_at_each_request(app, client, sign_in) -> None:
    from tests.factories.accounts import make_hub, make_user

    hub = make_hub()
    user = make_user("manager", hub)
    sign_in(client, user=user)
    assert client.get(f"/hubs/{hub.slug}/people").status_code == 200
    with transaction():
        row = db.session.scalars(sa.select(Membership).where(Membership.user_id == user.id)).one()
        row.role = access.Role.VIEWER
    assert client.get(f"/hubs/{hub.slug}/people").status_code == 403
    with transaction():
        db.session.get_one(User, user.id).is_admin = True
    assert client.get(f"/hubs/{hub.slug}/people").status_code == 200


def test_forms_write_named_fields_only(app, client, sign_in, submit) -> None:
    from tests.factories.accounts import make_hub, make_user

    hub = make_hub(code=OTHER_HUB.upper())
    sign_in(client, user=make_user("manager", hub))
    submit(
        client,
        f"/hubs/{hub.slug}/people",
        name="Trần Bình",
        email="binh@example.org",
        role="manager",
        is_admin="1",
        hub_id="1",
        id="77",
    )
    made = db.session.scalars(sa.select(User).where(User.email == "binh@example.org")).one()
    assert (made.is_admin, made.id == 77) == (False, False)
    submit(
        client,
        f"/hubs/{hub.slug}/people",
        name="Trần Chi",
        email="chi@example.org",
        role="admin",
    )
    found = sa.select(User).where(User.email == "chi@example.org")
    assert db.session.scalars(found).all() == []


def test_a_cursor_of_one_list_or_device_reads_no_other(loose: World) -> None:
    client = loose.clients["anonymous"]
    first = client.get("/api/v1/technologies").json["next"]
    assert first
    assert client.get("/api/v1/needs", query_string={"cursor": first}).status_code == 422
    assert client.get("/api/v1/technologies", query_string={"cursor": first}).status_code == 200


def test_codes_cannot_be_guessed_or_counted() -> None:
    made = {ids.code(16) for _ in range(2000)}
    assert len(made) == 2000
    assert len(ids.ALPHABET) == 32  # 5 bits each: 80 bits
    assert len(ids.secret()) >= 43


def test_points_of_strangers_are_unknown_to_a_device(loose: World) -> None:
    with loose.inside():
        theirs = db.session.scalars(sa.select(Point.code).where(Point.code == "gate-xx")).one()
    scan = {
        "id": "00000000-0000-4000-8000-000000000001",
        "badge": "1" * 198,
        "point": theirs,
        "scanned_at": "2026-12-03T09:00:00+07:00",
    }
    url = f"/api/v1/events/{FAIR}/check-ins"
    answer = loose.clients["anonymous"].post(url, json={"scans": [scan]}, headers=loose.device)
    assert "error" in answer.json["results"][0]
    other = f"/api/v1/events/{loose.foreign['event']}/roster"
    assert loose.clients["anonymous"].get(other, headers=loose.device).status_code in {403, 404}
