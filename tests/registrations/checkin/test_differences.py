"""What the phones did not know of each other, once they are back."""

from __future__ import annotations

import re
from itertools import permutations

import pytest
from sqlalchemy import delete

from app.core import clock
from app.core.db import db, transaction
from app.registrations.badges import actions as badges
from app.registrations.checkin import differences
from app.registrations.models import Scan
from app.registrations.states import Verdict
from tests.factories.checkin import make_fair, make_guest, sent, token_of
from tests.factories.events import moment
from tests.registrations.checkin.reading import scanned, text_of

HOUR_MS = 3_600_000


@pytest.fixture
def list_url(desk):
    return f"{desk}/check-ins/differences"


def offline(badge, at, point, shown="admitted", **more):
    """A scan that a phone judged by itself."""
    return sent(badge, moment(at), point) | {"shown": shown} | more


def partition(fair):
    """Two gates let Hà in; Ưu's lost badge was let in offline after it was revoked."""
    ha, uu = make_guest(fair, name="Hà"), make_guest(fair, name="Ưu")
    lost, of_ha = token_of(uu), token_of(ha)
    with clock.at(moment("09:00")):
        badges.revoke(uu, "lost")
    ahead = {"clock_offset_ms": -3 * HOUR_MS}
    return {
        "L-01": [offline(of_ha, "08:00", "gate-1")],
        "L-02": [
            offline(of_ha, "11:05", "gate-2", **ahead),
            offline(lost, "13:00", "gate-2", **ahead),
        ],
    }


@pytest.fixture
def found(app, fair):
    def read():
        with app.test_request_context():
            rows = differences.found(fair.id, q="", kind="", point="", everything=True).items
            return {(row.name, row.kind, row.point, row.first_point) for row in rows}

    return read


def test_doubles_revoked_badges_and_clocks_are_found_in_any_order_of_arrival(fair, found):
    deliveries = [(device, scan) for device, scans in partition(fair).items() for scan in scans]
    states = set()
    for order in permutations(deliveries):
        with transaction():
            db.session.execute(delete(Scan))
        for device, scan in order:
            scanned(fair, scan, scan, device=device)
        states.add(frozenset(found()))

    assert states == {
        frozenset({("Hà", "doubles", "Cổng 2", "Cổng 1"), ("Ưu", "let_in", "Cổng 2", None)})
    }


def test_the_page_says_both_sides_and_which_clocks_were_off(office, fair, list_url):
    for device, scans in partition(fair).items():
        scanned(fair, *scans, device=device)
    said = text_of(office.get(list_url))

    assert "vào hai lần" in said and "08:00" in said and "08:05" in said
    assert "lẽ ra không được vào" in said
    assert re.search(r"L-02 ?: chạy nhanh 180 phút, 2 lượt quét", said), said[:600]


def test_the_list_is_filtered_searched_and_exported(office, fair, list_url):
    for device, scans in partition(fair).items():
        scanned(fair, *scans, device=device)

    def names(query: str) -> set[str]:
        answer = office.get(f"{list_url}?format=csv{query}")
        return {line.split(",")[1] for line in answer.get_data(as_text=True).splitlines()[1:]}

    assert names("") == {"Hà", "Ưu"}
    assert names("&kind=doubles") == {"Hà"}
    assert names("&kind=clock") == {"Hà", "Ưu"}
    assert names("&q=uu") == {"Ưu"}
    assert names("&point=gate-1") == set()


def test_an_empty_list_says_that_all_is_well(office, list_url):
    assert "Không có gì phải xem" in text_of(office.get(list_url))


def test_a_repeat_that_was_turned_away_is_no_difference(fair, found):
    badge = token_of(make_guest(fair))
    scanned(fair, offline(badge, "08:00", "gate-1"), device="L-01")
    scanned(fair, offline(badge, "08:05", "gate-2", shown=Verdict.REPEAT), device="L-02")

    assert found() == set()


def test_another_fair_is_not_listed(found):
    other = make_fair()
    for device, scans in partition(other).items():
        scanned(other, *scans, device=device)

    assert found() == set()
