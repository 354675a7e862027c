"""Placing by hand: what fits, what is refused and why, exceptions, locks."""

import pytest
from sqlalchemy import select

from app.booths.exhibits import actions as exhibits
from app.booths.exhibits.actions import Wants
from app.booths.floor import floor_of
from app.booths.models import Exhibit, ExhibitorState
from app.booths.plans import actions
from app.booths.rules import Rule
from app.catalogue.models import Technology
from app.core import audit, words
from app.core.db import db
from app.core.errors import Refused
from tests.factories.booths import make_booth, make_exhibit
from tests.factories.catalogue import make_organisation, make_technology
from tests.factories.events import make_event


@pytest.fixture
def event(app):
    return make_event()


def stands(exhibit):
    db.session.rollback()
    db.session.refresh(exhibit)
    return exhibit.booth.code if exhibit.booth else None


def refused(deed):
    with pytest.raises(Refused) as refusal:
        deed()
    return refusal.value


def test_what_fits_is_placed_and_told_in_the_trail(event):
    booth, exhibit = make_booth(event), make_exhibit(event)

    assert actions.place(exhibit.id, booth.id) is None
    assert stands(exhibit) == "A01"
    last = audit.history(exhibit)[0]
    assert (last.action, last.details) == ("exhibit_placed", {"booth": "A01", "before": None})


def test_a_move_says_where_it_came_from(event):
    first, other = make_booth(event, "A01"), make_booth(event, "A02")
    exhibit = make_exhibit(event, booth=first)

    assert actions.place(exhibit.id, other.id) == "A01"
    assert stands(exhibit) == "A02"


def test_what_does_not_fit_is_refused_with_every_reason_and_nothing_changes(event):
    booth = make_booth(event, internet=False)
    exhibit = make_exhibit(event, power_kw=11.0, water=True, internet=True)
    refusal = refused(lambda: actions.place(exhibit.id, booth.id, "vẫn đặt"))

    assert refusal.code == "cannot_stand"
    assert [r.rule for r in refusal.details["why"].reasons] == [
        Rule.WATER,
        Rule.INTERNET,
        Rule.POWER,
    ]
    assert words.say(refusal) == (
        f"{exhibit.code} không đặt được ở A01: gian không có nước; gian không có Internet; "
        "thiếu 7,5 kW: cần 11 kW, còn 3,5 kW trong 3,5 kW."
    )
    assert stands(exhibit) is None


def test_a_booth_holds_one_organisation_by_name(event):
    booth = make_booth(event)
    make_exhibit(event, make_organisation(event.hub, short_name="HTX Đồi Vàng"), booth)
    refusal = refused(lambda: actions.place(make_exhibit(event).id, booth.id))

    assert "gian này riêng của HTX Đồi Vàng" in words.say(refusal)


def test_against_a_wish_a_reason_is_asked_for_kept_and_locks(event):
    booth, exhibit = make_booth(event, zone="A"), make_exhibit(event, zone="B")
    refusal = refused(lambda: actions.place(exhibit.id, booth.id))
    assert refusal.code == "against_a_wish"

    actions.place(exhibit.id, booth.id, "khu B đã hết chỗ")

    assert stands(exhibit) == "A01"
    assert (exhibit.override_reason, exhibit.locked) == ("khu B đã hết chỗ", True)
    assert floor_of(event).faults == {}


def test_competitors_stand_apart_unless_somebody_says_why_not(event):
    near, far = make_booth(event, "A01", x=0.0), make_booth(event, "A02", x=3.0)
    first = make_exhibit(event, booth=near)
    second = make_exhibit(event, apart_from=[first.id])
    assert refused(lambda: actions.place(second.id, far.id)).code == "against_a_wish"

    actions.place(second.id, far.id, "hai đơn vị đã đồng ý")

    assert floor_of(event).faults == {}


def test_without_anything_against_it_a_reason_is_not_kept(event):
    booth, exhibit = make_booth(event), make_exhibit(event)
    actions.place(exhibit.id, booth.id, "không cần")
    db.session.refresh(exhibit)

    assert (exhibit.override_reason, exhibit.locked) == (None, False)


def test_a_locked_exhibit_is_moved_by_nobody_until_it_is_unlocked(event):
    booth, other = make_booth(event, "A01"), make_booth(event, "A02")
    exhibit = make_exhibit(event, booth=booth, locked=True)
    assert refused(lambda: actions.place(exhibit.id, other.id)).code == "exhibit_locked"
    assert refused(lambda: actions.take_out(exhibit.id)).code == "exhibit_locked"

    actions.set_lock(exhibit.id, locked=False)
    assert actions.take_out(exhibit.id) == "A01"
    assert refused(lambda: actions.set_lock(exhibit.id, locked=True)).code == "not_placed"


def test_settling_locks_all_and_opening_spares_exceptions(event):
    a, b = make_booth(event, "A01"), make_booth(event, "A02", zone="A")
    plain, exception = make_exhibit(event, booth=a), make_exhibit(event, zone="B")
    actions.place(exception.id, b.id, "khu B đã hết chỗ")

    assert actions.set_all_locks(event.id, locked=True) == 1
    assert actions.set_all_locks(event.id, locked=False) == 1
    db.session.refresh(plain)
    db.session.refresh(exception)
    assert (plain.locked, exception.locked) == (False, True)


def test_who_is_not_approved_gets_no_place(event):
    booth, exhibit = make_booth(event), make_exhibit(event, state=ExhibitorState.SUBMITTED)
    refusal = refused(lambda: actions.place(exhibit.id, booth.id))
    assert refusal.code == "exhibitor_not_approved"

    exhibits.approve_exhibitor(exhibit.exhibitor_id)
    actions.place(exhibit.id, booth.id)
    assert stands(exhibit) == "A01"


def test_refusing_an_exhibitor_frees_its_booths(event):
    exhibit = make_exhibit(event, booth=make_booth(event), locked=True)

    assert exhibits.refuse_exhibitor(exhibit.exhibitor_id, "thiếu hồ sơ") == 1
    assert stands(exhibit) is None
    assert exhibit.locked is False
    assert floor_of(event).exhibits == []


def test_an_exhibit_that_asks_for_more_than_its_booth_has_loses_its_place(event):
    exhibit = make_exhibit(event, booth=make_booth(event))

    assert exhibits.edit_exhibit(exhibit.id, exhibit.version, Wants(6.0, 2.0)) is True
    assert stands(exhibit) == "A01"
    assert exhibits.edit_exhibit(exhibit.id, exhibit.version, Wants(6.0, 22.0)) is False
    assert stands(exhibit) is None


def test_an_edit_of_an_old_version_is_refused(event):
    exhibit = make_exhibit(event)
    deed = lambda: exhibits.edit_exhibit(exhibit.id, 0, Wants(1.0))  # noqa: E731

    assert refused(deed).code == "changed_meanwhile"


def test_a_technology_is_shown_once_with_what_the_catalogue_says(event):
    exhibit = make_exhibit(event)
    again = refused(lambda: exhibits.add_exhibit(event.id, exhibit.technology_id))
    assert again.code == "already_shown"

    dryer = Technology(booth_width_m=6.0, power_kw=9.0, needs_water=True, needs_internet=False)
    assert exhibits.wants_of(dryer) == Wants(9.0, 9.0, True, False)


def test_removing_an_exhibit_forgets_whom_it_stood_away_from(event):
    first = make_exhibit(event)
    second = make_exhibit(event, apart_from=[first.id])
    exhibits.remove_exhibit(first.id)

    assert floor_of(event).wishes.rivals == {second.code: set()}


def test_a_removal_is_undone_with_booth_wishes_and_lock(event):
    booth = make_booth(event)
    rival = make_exhibit(event)
    shown = make_exhibit(event, booth=booth, apart_from=[rival.id], area_m2=6.0, power_kw=2.5)
    code, technology_id = shown.code, shown.technology_id
    actions.set_lock(shown.id, locked=True)
    exhibits.remove_exhibit(shown.id)

    stands = exhibits.put_back(event.id, technology_id)

    floor = floor_of(event)
    back = db.session.scalars(select(Exhibit).where(Exhibit.technology_id == technology_id)).one()
    assert stands
    assert (back.booth_id, back.area_m2, back.power_kw, back.locked) == (booth.id, 6.0, 2.5, True)
    assert floor.wishes.rivals[code] == {rival.code}


def test_a_removal_undone_after_the_booth_was_taken_waits_for_a_place(event):
    booth = make_booth(event)
    first = make_exhibit(event, booth=booth)
    technology_id = first.technology_id
    exhibits.remove_exhibit(first.id)
    make_exhibit(event, booth=booth, area_m2=9.0)

    assert not exhibits.put_back(event.id, technology_id)
    back = db.session.scalars(select(Exhibit).where(Exhibit.technology_id == technology_id)).one()
    assert back.booth_id is None


def test_what_was_never_removed_cannot_be_put_back(event):
    never = make_technology(event.hub)

    assert refused(lambda: exhibits.put_back(event.id, never.id)).code == "not_removed"
