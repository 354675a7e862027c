"""Figures of the door: the office's page of check-ins and what it counts."""

from datetime import timedelta

from sqlalchemy import select

from app.core import clock
from app.core.db import db
from app.registrations.checkin import figures
from app.registrations.models import Scan
from app.registrations.states import Verdict
from tests.factories.checkin import (
    make_category,
    make_guest,
    make_session_door,
    sent,
    token_of,
)
from tests.factories.events import moment
from tests.registrations.checkin.reading import scanned, text_of


def test_figures_of_a_day_by_hour_gate_category_and_day(fair):
    guests = make_category(fair, name="Khách tham quan")
    experts = make_category(fair, name="Chuyên gia")
    a, b, c = (token_of(make_guest(fair, kind)) for kind in (guests, guests, experts))
    scanned(
        fair,
        sent(a, moment("08:10")),
        sent(a, moment("08:40"), direction="out"),
        sent(a, moment("09:00")),  # back within 30 minutes: no new visit
        sent(b, moment("08:20"), "gate-2"),
        sent(b, moment("08:30")),  # a repeat
        sent(c, moment("09:30"), "gate-2"),
        sent(c, moment("10:00"), direction="out"),
        sent(c, moment("10:31")),  # back after more than 30 minutes
        sent(a, moment("08:00", day=2)),
        sent("rubbish", moment("08:00")),
    )
    day = figures.of_day(fair.id, moment("08:00").date())

    def plain(found):
        return [(one.key, one.visits, one.people) for one in found]

    assert (day.inside, day.all.visits, day.all.people) == (3, 4, 3)
    assert plain(day.by_hour) == [(8, 2, 2), (9, 1, 2), (10, 1, 1)]
    assert day.inside_by_hour == {8: 1, 9: 3, 10: 3}
    assert plain(day.by_gate) == [("Cổng 1", 2, 2), ("Cổng 2", 2, 2)]
    assert plain(day.by_category) == [("Chuyên gia", 2, 1), ("Khách tham quan", 2, 2)]
    assert plain(day.by_day) == [("2026-12-03", 4, 3), ("2026-12-04", 1, 1)]
    assert figures.entries(fair.id).people == 3


def test_session_doors_do_not_count_as_entries(fair):
    make_session_door(fair, "s10", enrolment_needed=False)
    scanned(fair, sent(token_of(make_guest(fair)), moment("13:00"), "s10"))

    assert figures.entries(fair.id).visits == 0


def test_the_page_shows_figures_and_scans_and_filters_them(office, fair, desk):
    a, b = make_guest(fair, name="Đỗ Ưu"), make_guest(fair, name="Trần Văn B")
    scanned(fair, sent(token_of(a), moment("08:00")), sent(token_of(b), moment("09:00"), "gate-2"))

    with clock.at(moment("10:00")):
        page = text_of(office.get(f"{desk}/check-ins"))
        found = text_of(office.get(f"{desk}/check-ins?q=do+uu&point=gate-1&verdict=admitted"))
        live = text_of(office.get(f"{desk}/check-ins/live"))

    assert "Đỗ Ưu" in page and "Trần Văn B" in page
    assert "Đang trong sảnh 2" in live
    assert "Đỗ Ưu" in found and "Trần Văn B" not in found


def test_everyone_let_in_twice_is_found_whoever_was_offline(office, fair, desk):
    late, offline, asked, same = (make_guest(fair, name=f"Khách {n}") for n in range(4))
    with clock.at(moment("09:05")):
        scanned(fair, sent(token_of(late), moment("09:00"), "gate-2"), device="L-05")
    with clock.at(moment("12:00")):  # gate-1 was offline all morning
        scanned(
            fair,
            sent(token_of(late), moment("08:50")),  # takes the entry over
            sent(token_of(offline), moment("09:30"), shown="admitted"),
        )
    with clock.at(moment("09:11")):
        scanned(fair, sent(token_of(offline), moment("09:10"), "gate-2"), device="L-06")
        scanned(fair, sent(token_of(asked), moment("09:10"), "gate-2"), device="L-07")
        scanned(fair, sent(token_of(asked), moment("09:11")))  # asked the server: turned away
        scanned(fair, sent(token_of(same), moment("09:10")), sent(token_of(same), moment("09:11")))

    page = text_of(office.get(f"{desk}/check-ins?look=doubles"))
    assert [f"Khách {n}" in page for n in range(4)] == [True, True, False, False]
    assert "vào hai lần 2" in page


def test_the_list_exports_what_is_listed(office, fair, desk):
    scanned(
        fair,
        sent(token_of(make_guest(fair, name="Đỗ Ưu")), moment("08:00")),
        sent("rubbish", moment("08:01")),
    )
    answer = office.get(f"{desk}/check-ins?format=csv&verdict=admitted")
    lines = answer.get_data(as_text=True).strip().splitlines()

    assert len(lines) == 2
    assert "Đỗ Ưu" in lines[1] and "03/12/2026" in lines[1] or "2026-12-03" in lines[1]


def test_a_lost_hour_on_the_wrong_side_of_midnight_counts_for_its_own_day(fair):
    badge = token_of(make_guest(fair))
    scanned(
        fair,
        sent(badge, moment("23:59") + timedelta(seconds=59)),
        sent(badge, moment("00:00", day=2)),
    )

    found = db.session.scalars(select(Scan).order_by(Scan.at))
    assert [(s.day, s.hour, s.verdict) for s in found] == [
        ("2026-12-03", 23, Verdict.ADMITTED),
        ("2026-12-04", 0, Verdict.ADMITTED),
    ]
