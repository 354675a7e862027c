"""One deed for many: counted before, done, told what was not possible, taken back; tags."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app.core import clock, hooks, jobs
from app.core.db import db
from app.core.errors import Refused
from app.core.outbox import Mail
from app.registrations import actions as people
from app.registrations import places, tags
from app.registrations.batches import actions, queries
from app.registrations.batches.kinds import NOW, BatchState, Deed
from app.registrations.batches.models import Batch, BatchItem
from app.registrations.letters.compose import Words
from app.registrations.models import Registration
from app.registrations.own import actions as own
from app.registrations.states import Purpose, Status
from tests.factories.accounts import make_hub
from tests.factories.registrations import make_category, make_open_event, make_registration


@pytest.fixture
def event(app):
    return make_open_event(make_hub())


@pytest.fixture
def office(client, sign_in, event):
    return sign_in(client, "organiser", hub=event.hub)


def at(event):
    return f"/events/{event.slug}/desk/registrations"


def chosen(office, submit, event, deed, *registrations, query="", **more):
    """Tick rows and choose a deed; the address of the page that asks."""
    answer = submit(
        office,
        f"{at(event)}/bulk{query}",
        page=at(event),
        deed=deed,
        chosen=[each.code for each in registrations],
        **more,
    )
    assert answer.status_code == 303
    return answer.location


def status_of(*registrations):
    db.session.rollback()
    return [db.session.get(Registration, each.id).status for each in registrations]


def test_the_number_is_said_and_nothing_done_before_the_yes(office, submit, event):
    strict = make_category(event, approval=True)
    first, second = make_registration(strict), make_registration(strict)
    confirmed = make_registration(make_category(event))

    page = chosen(office, submit, event, "approve", first, second, confirmed)

    text = office.get(page).get_data(as_text=True)
    assert "3 người" in text
    assert "1 người trong số đó" in text
    assert status_of(first, second) == [Status.PENDING, Status.PENDING]


def test_what_was_possible_is_done_and_the_rest_named_with_the_reason(office, submit, event):
    strict = make_category(event, approval=True)
    first = make_registration(strict)
    confirmed = make_registration(make_category(event), name="Phạm Văn Xong")
    page = chosen(office, submit, event, "approve", first, confirmed)

    answer = submit(office, page)

    assert answer.status_code == 303
    text = office.get(answer.location).get_data(as_text=True)
    assert status_of(first) == [Status.CONFIRMED]
    assert "Phạm Văn Xong" in text
    assert "không còn chờ" in text


def test_registrations_of_other_events_are_not_touched(office, submit, event):
    own_one = make_registration(make_category(event, approval=True))
    foreign = make_registration(make_category(approval=True))

    submit(office, chosen(office, submit, event, "approve", own_one, foreign))

    assert status_of(own_one, foreign) == [Status.CONFIRMED, Status.PENDING]


def test_everything_listed_is_what_the_filter_shows(office, submit, event):
    guests, press = make_category(event), make_category(event)
    for _each in range(3):
        make_registration(guests)
    make_registration(press)

    page = chosen(office, submit, event, "cancel", query=f"?category={guests.code}", everything="1")
    submit(office, page)

    left = db.session.scalars(
        select(Registration.category_id).where(Registration.status == Status.CONFIRMED)
    ).all()
    assert left == [press.id]


def test_refusing_many_needs_a_reason_that_they_read(office, submit, event):
    one = make_registration(make_category(event, approval=True))
    page = chosen(office, submit, event, "refuse", one)

    assert submit(office, page, reason="").status_code == 422
    submit(office, page, reason="Hết chỗ ngồi")

    db.session.rollback()
    assert db.session.get(Registration, one.id).refused_reason == "Hết chỗ ngồi"


def test_cancelling_many_moves_the_queue_up_and_is_taken_back(office, submit, event):
    category = make_category(event, places=2)
    first, second, waiting = (make_registration(category) for _each in range(3))
    page = chosen(office, submit, event, "cancel", first, second)
    submit(office, page)
    assert status_of(first, second, waiting) == [
        Status.CANCELLED,
        Status.CANCELLED,
        Status.CONFIRMED,
    ]

    submit(office, f"{page}/undo", page=page)

    assert status_of(first, second, waiting) == [
        Status.CONFIRMED,
        Status.WAITING,
        Status.CONFIRMED,
    ]
    assert submit(office, f"{page}/undo", page=page).status_code == 303


def test_moving_to_a_category_takes_who_fits_and_names_who_does_not(office, submit, event):
    old, small = make_category(event), make_category(event, places=1)
    first, second = make_registration(old), make_registration(old)

    page = chosen(office, submit, event, "category", first, second)
    answer = submit(office, page, category=small.code)

    db.session.rollback()
    found = [db.session.get(Registration, each.id).category_id for each in (first, second)]
    assert found == [small.id, old.id]
    assert queries.refusals(batch_of(answer.location))[0].code == "category_full"
    submit(office, f"{page}/undo", page=page)
    db.session.rollback()
    assert db.session.get(Registration, first.id).category_id == old.id


def batch_of(address):
    db.session.rollback()
    return db.session.scalars(select(Batch).where(Batch.code == address.rpartition("/")[2])).one()


def test_pressing_twice_does_it_once(event):
    one = make_registration(make_category(event))
    batch = actions.choose(event, Deed.CANCEL, [one.id])

    actions.start(batch, {}, "x")
    with pytest.raises(Refused, match="batch_begun"):
        actions.start(batch, {}, "x")


def test_many_are_done_by_a_job_that_goes_on_where_it_stopped(app, event):
    category = make_category(event)
    found = [make_registration(category).id for _each in range(NOW + 2)]
    with app.test_request_context():
        batch = actions.choose(event, Deed.CANCEL, found)
        assert actions.start(batch, {}, "Hủy") is not None
    jobs.drain()
    jobs.drain()

    assert queries.counts(batch).done == NOW + 2
    assert actions.run(batch.id) == 0


def test_a_small_batch_whose_server_died_is_gone_on_with_within_the_hour(event, monkeypatch):
    category = make_category(event)
    people_of = [make_registration(category) for _ in range(3)]
    batch = actions.choose(event, Deed.TAG, [each.id for each in people_of])
    do, seen = actions.deeds.do, []

    def dies(*args):
        seen.append(args)
        if len(seen) == 2:
            raise SystemExit
        do(*args)

    with monkeypatch.context() as patched:
        patched.setattr(actions.deeds, "do", dies)
        with pytest.raises(SystemExit):
            actions.start(batch, {"tag": "vip"}, "x")
    assert queries.counts(batch).done == 1

    hooks.hourly.gather()
    assert queries.counts(batch).done == 1  # it may still be at work
    with clock.at(clock.now() + timedelta(hours=1)):
        hooks.hourly.gather()
    db.session.refresh(batch)
    assert (queries.counts(batch).done, batch.state) == (3, BatchState.DONE)


def test_what_nobody_said_yes_to_is_forgotten_after_a_week(event):
    person = make_registration(make_category(event))
    left, done = (actions.choose(event, Deed.TAG, [person.id]) for _ in range(2))
    actions.start(done, {"tag": "vip"}, "x")
    codes = left.code, done.code
    with clock.at(clock.now() + timedelta(days=8)):
        hooks.hourly.gather()
    db.session.expire_all()
    assert [queries.by_code(event.id, code) is not None for code in codes] == [False, True]
    assert db.session.scalar(select(func.count()).select_from(BatchItem)) == 1


def test_writing_to_many_goes_to_who_has_an_address_and_once(event):
    category = make_category(event)
    reached = make_registration(category)
    phone = make_registration(category, email=None, phone="+84990000002")
    batch = actions.choose(event, Deed.MAIL, [reached.id, phone.id])

    actions.start_mail(batch, Words("Đổi phòng", "Chào {{ name }}"), False, "x")

    written = select(Mail.address).where(Mail.kind == "registrations.message")
    assert db.session.scalars(written).all() == [reached.email]
    assert [each.code for each in queries.refusals(batch)] == ["no_address"]


def test_an_invitation_goes_only_to_those_who_agreed(event):
    category = make_category(event)
    agreed = make_registration(category, consents=frozenset(Purpose))
    other = make_registration(category)
    batch = actions.choose(event, Deed.MAIL, [agreed.id, other.id])

    actions.start_mail(batch, Words("Mời", "Mời"), True, "x")

    written = select(Mail.address).where(Mail.advertising.is_(True))
    assert db.session.scalars(written).all() == [agreed.email]
    assert [each.code for each in queries.refusals(batch)] == ["no_news_consent"]


def test_a_mail_is_seen_before_it_goes(office, submit, event):
    one = make_registration(make_category(event), name="Đặng Văn Ổi")
    page = chosen(office, submit, event, "mail", one)
    words = {"kind": "service", "subject": "Đổi phòng", "body": "Chào {{ name }}"}

    seen = submit(office, page, preview="1", **words).get_data(as_text=True)
    assert "Chào Đặng Văn Ổi" in seen
    assert submit(office, page, **words | {"body": "{{ x }}"}).status_code == 422
    assert submit(office, page, go="1", **words).status_code == 303


# ------------------------------------------------------------------ tags
def test_tags_are_put_on_filtered_exported_and_taken_off(office, submit, event):
    category = make_category(event)
    first = make_registration(category, name="Lê Thị Cam")
    make_registration(category, name="Trần Văn Bưởi")
    page = chosen(office, submit, event, "tag", first)
    submit(office, page, tag="Hội thảo  sáng")

    listed = office.get(f"{at(event)}?tag=hoi thao sang").get_data(as_text=True)
    rows = listed.partition("<tbody>")[2]
    assert "Lê Thị Cam" in rows
    assert "Trần Văn Bưởi" not in rows
    assert "Hội thảo sáng" in office.get(f"{at(event)}?format=csv").get_data(as_text=True)

    page = chosen(office, submit, event, "untag", first)
    submit(office, page, tag="Hội thảo sáng")
    assert tags.known(event.id) == []


def test_one_spelling_of_a_tag_wins(event):
    category = make_category(event)
    first, second = make_registration(category), make_registration(category)
    tags.add(first, "Diễn giả")

    assert tags.add(second, "dien gia")
    assert not tags.add(second, "DIỄN GIẢ")
    assert tags.known(event.id) == ["Diễn giả"]


def test_tags_of_one_are_changed_on_their_page_and_go_with_erasure(office, submit, event):
    one = make_registration(make_category(event))
    page = f"{at(event)}/{one.code}"

    submit(office, f"{page}/tags", page=page, tags="Báo chí, VIP ,")
    assert tags.of([one])[one.id] == ["Báo chí", "VIP"]
    submit(office, f"{page}/tags", page=page, tags="VIP")
    assert tags.of([one])[one.id] == ["VIP"]
    too_long = submit(office, f"{page}/tags", page=page, tags="x" * 41)
    assert too_long.status_code == 303
    assert tags.of([one])[one.id] == ["VIP"]

    own.erase(one)
    assert tags.known(event.id) == []


def test_places_still_agree_with_rows_after_many_deeds(event):
    category = make_category(event, places=5)
    found = [make_registration(category) for _each in range(8)]
    batch = actions.choose(event, Deed.CANCEL, [each.id for each in found[:4]])
    actions.start(batch, {}, "x")
    actions.undo(batch, "x")
    people.cancel(found[7])

    db.session.rollback()
    held = select(Registration.id).where(Registration.status.in_(places.HOLDS_PLACE))
    db.session.refresh(category)
    assert category.taken == len(db.session.scalars(held).all()) == 5
