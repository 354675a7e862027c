"""The roster a phone keeps: all, then only what changed, and no change missed."""

from __future__ import annotations

import gzip
import json
from datetime import timedelta

import pytest
import sqlalchemy as sa

from app.core import clock
from app.core.db import db
from app.registrations.badges import actions as badges
from app.registrations.checkin import roster
from app.registrations.models import Badge
from app.registrations.states import BadgeState
from tests.factories.checkin import bearer, make_category, make_delegation, make_fair, make_guest


@pytest.fixture
def read(client, fair, device):
    """Everything after a cursor, page by page, as a phone reads: states by name, the cursor."""

    def do(cursor=""):
        found = {}
        while True:
            page = client.get(
                f"/api/v1/events/{fair.slug}/roster",
                query_string={"cursor": cursor},
                headers=device,
            ).json
            cursor = page["cursor"]
            if not page["badges"]:
                return found, cursor
            found |= {badge["name"]: badge["state"] for badge in page["badges"]}

    return do


def test_the_roster_gives_all_then_only_changes(read, fair, monkeypatch):
    monkeypatch.setattr(roster, "PAGE", 2)
    people = [make_guest(fair, name=f"Khách {n}") for n in range(5)]
    make_guest(make_fair())

    everyone, cursor = read()
    badges.revoke(people[2], "lost")
    changed, later = read(cursor)

    assert everyone == {f"Khách {n}": "valid" for n in range(5)}
    assert changed == {"Khách 2": "revoked"}
    assert read(later)[0] == {}


def test_a_change_made_while_a_reader_is_on_its_way_is_not_missed(read, client, fair, monkeypatch):
    monkeypatch.setattr(roster, "PAGE", 2)
    people = [make_guest(fair, name=f"Khách {n}") for n in range(5)]
    url, device = f"/api/v1/events/{fair.slug}/roster", bearer(fair, "L-09")
    first = client.get(url, headers=device).json
    badges.revoke(people[0], "lost")

    found, _cursor = read(first["cursor"])
    again, _cursor = read(_cursor)

    assert (found | again)["Khách 0"] == "revoked"
    assert set(found) >= {"Khách 2", "Khách 3", "Khách 4"}


def slow_writer(read, fair) -> dict[str, str]:
    """A badge is revoked by somebody who takes long to finish, while another change is quicker.

    What a phone reads that came in between, once both are done. (SQLite lets the quicker one
    in only after the slow one, so there it is made before.)
    """
    slow, quick = make_guest(fair, name="Khách chậm"), make_guest(fair, name="Khách nhanh")
    slow_id, now = slow.id, clock.now()
    with clock.at(now + timedelta(seconds=1)):
        _everyone, cursor = read()
    quicker = {"state": BadgeState.REVOKED, "changed_at": now + timedelta(seconds=3)}
    if db.engine.dialect.name == "sqlite":
        quicker["changed_at"] = now + timedelta(seconds=1)
        badges.revoke(quick, "lost")
        _change(quick.id, quicker)
    db.session.rollback()
    with db.engine.connect() as other:
        other.execute(
            sa.update(Badge)
            .where(Badge.registration_id == slow_id)
            .values(state=BadgeState.REVOKED, changed_at=now + timedelta(seconds=2))
        )
        if db.engine.dialect.name != "sqlite":
            _change(quick.id, quicker)
        between, cursor = read(cursor)
        assert between == {"Khách nhanh": "revoked"}
        db.session.rollback()
        other.commit()
    return read(cursor)[0]


def _change(registration_id: int, values: dict) -> None:
    with db.engine.begin() as quick:
        quick.execute(
            sa.update(Badge).where(Badge.registration_id == registration_id).values(**values)
        )


def test_a_slow_writers_change_is_read_next_time(read, fair):
    assert slow_writer(read, fair)["Khách chậm"] == "revoked"


def test_control_by_time_alone_a_slow_writer_is_missed_where_writers_overlap(
    read, fair, monkeypatch
):
    monkeypatch.setattr(roster, "_by_transaction", roster._by_time)
    overlap = db.engine.dialect.name == "postgresql"

    assert ("Khách chậm" in slow_writer(read, fair)) is not overlap


@pytest.mark.parametrize(
    "cursor",
    ["y", "2026-12-03T00:00:00~1", "~", "2026-12-03T00:00:00+07:00~x", "x1.2", "x1.2.z", "x.."],
)
def test_a_cursor_that_no_roster_gave_is_refused(client, fair, device, cursor):
    url = f"/api/v1/events/{fair.slug}/roster"

    assert client.get(url, query_string={"cursor": cursor}, headers=device).status_code == 422


def test_after_a_restore_a_reader_with_a_later_cursor_gets_everything(read, fair):
    make_guest(fair, name="Khách 1")
    _found, cursor = read()
    ahead = f"x{10**15}.{10**15}.0" if cursor.startswith("x") else "2000-01-01T00:00:00+00:00~1"

    assert read(ahead)[0] == {"Khách 1": "valid"}


def test_twenty_thousand_badges_are_under_two_megabytes_to_download(client, fair, device):
    """One page of a thousand, with names as long as they are, tells what twenty take."""
    category = make_category(fair)
    for n in range(50):
        make_guest(fair, category, name=f"Nguyễn Thị Phương Thảo {n * 7919 % 1000:03}")
    answer = client.get(
        f"/api/v1/events/{fair.slug}/roster", headers=device | {"Accept-Encoding": "gzip"}
    )
    plain = gzip.decompress(answer.data)
    [badge, *_others] = json.loads(plain)["badges"]
    per_badge = (len(answer.data) - 200) / 50

    assert answer.headers["Content-Encoding"] == "gzip"
    assert set(badge) == {"serial", "name", "organisation", "category", "state"}
    assert 20_000 * per_badge < 2_000_000


NAMES = ["Một mình", "Lê Ba", "Đào Hai", "Lớp 8A · 1", "Lớp 8A · 2"]


def test_who_came_together_has_the_same_opaque_group_and_others_have_none(client, fair, device):
    make_guest(fair, name="Một mình")
    for heads, names in ((None, ("Lê Ba", "Đào Hai")), (2, ("Lớp 8A · 1", "Lớp 8A · 2"))):
        group = make_delegation(fair, heads=heads)
        for name in names:
            make_guest(fair, name=name, delegation_id=group.id)

    badges = client.get(f"/api/v1/events/{fair.slug}/roster", headers=device).json["badges"]
    alone, ba, hai, one, two = sorted(badges, key=lambda badge: NAMES.index(badge["name"]))

    assert set(alone) == {"serial", "name", "organisation", "category", "state"}
    assert (ba["group"], "numbered" in ba) == (hai["group"], False)
    assert (one["group"], one["numbered"]) == (two["group"], True)
    assert ba["group"] != one["group"]
