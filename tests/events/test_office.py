"""The office of events: the list, the wizard, settings and deeds."""

from datetime import date

import pytest
from sqlalchemy import select

from app.core.db import db
from app.events import actions
from app.events.kinds import EventKind, EventState
from app.events.models import Event, Milestone
from tests.conftest import csrf_of
from tests.factories.accounts import make_hub
from tests.factories.events import FIRST_DAY, make_event, make_session, make_venue, moment


def text_of(answer) -> str:
    return answer.get_data(as_text=True)


def post(client, path: str, page: str, **fields: object):
    token = csrf_of(text_of(client.get(page)))
    return client.post(path, data={"csrf_token": token, **fields})


def event_form(event: Event, **changes: object) -> dict[str, object]:
    return {
        "version": event.version,
        "kind": event.kind.value,
        "name": event.name,
        "starts_on": f"{event.starts_on:%d/%m/%Y}",
        "ends_on": f"{event.ends_on:%d/%m/%Y}",
        "opens_at": "08:00",
        "closes_at": "17:00",
        "venue": "",
        "province": "40",
        "min_attendance": "80",
    } | changes


def test_the_list_is_searched_without_marks_filtered_and_sorted(office, hub):
    make_event(hub, name="Chợ công nghệ Điện Biên")
    make_event(hub, name="Ngày hội", kind=EventKind.TECHFEST, published=False)
    path = f"/hubs/{hub.slug}/events"

    assert "Ngày hội</a>" not in text_of(office.get(f"{path}?q=dien+bien"))
    assert "Điện Biên</a>" not in text_of(office.get(f"{path}?when=draft"))
    assert "Điện Biên</a>" not in text_of(office.get(f"{path}?kind=techfest"))
    page = text_of(office.get(f"{path}?sort=-name"))
    assert page.index("Ngày hội</a>") < page.index("Điện Biên</a>")


def test_what_is_listed_is_exported(office, hub):
    make_event(hub, name="Một", kind=EventKind.TRAINING)
    make_event(hub, name="Hai")

    answer = office.get(f"/hubs/{hub.slug}/events?kind=training&format=csv")

    lines = answer.data.decode("utf-8-sig").splitlines()
    assert len(lines) == 2
    assert lines[1].startswith("Một,")


def test_the_wizard_makes_a_draft_with_its_dates(office, hub):
    venue = make_venue(hub)
    path = f"/hubs/{hub.slug}/events/new"
    assert "kind=techmart" in text_of(office.get(path))
    typed = {"name": "Techmart 2030", "starts_on": "3/12/2030", "ends_on": "05.12.2030",
             "venue": str(venue.id)}  # fmt: skip

    details = f"{path}/details?kind=techmart"
    checked = post(office, details, details, **typed)
    assert checked.status_code == 303
    summary = text_of(office.get(checked.location))
    assert "Techmart 2030" in summary
    kept = {"kind": "techmart", "name": "Techmart 2030", "starts_on": "2030-12-03",
            "ends_on": "2030-12-05", "venue": str(venue.id)}  # fmt: skip
    made = post(office, path, checked.location, **kept)

    event = db.session.scalars(select(Event)).one()
    assert made.location.endswith(f"/events/{event.slug}/desk")
    assert (event.slug, event.state) == ("techmart-2030", EventState.DRAFT)
    assert (event.starts_on, event.ends_on) == (date(2030, 12, 3), date(2030, 12, 5))
    assert event.venue_id == venue.id
    assert event.province == venue.province
    due = db.session.scalars(select(Milestone).order_by(Milestone.due_on)).all()
    assert len(due) == 10


def test_the_wizard_keeps_what_was_typed_when_it_does_not_fit(office, hub):
    path = f"/hubs/{hub.slug}/events/new/details?kind=techmart"

    answer = post(office, path, path, name="Hội chợ", starts_on="05/12/2030", ends_on="3/12/2030")

    assert answer.status_code == 422
    page = text_of(answer)
    assert 'value="Hội chợ"' in page
    assert 'value="3/12/2030"' in page
    assert "Ngày cuối không thể trước ngày đầu." in page


def test_settings_are_saved(office, hub):
    event = make_event(hub)
    path = f"/events/{event.slug}/desk/settings"

    answer = post(office, path, path, **event_form(event, name="Tên mới", summary="Hai\r\ndòng"))

    assert answer.status_code == 303
    db.session.refresh(event)
    assert (event.name, event.summary, event.version) == ("Tên mới", "Hai\ndòng", 3)


def test_two_people_editing_see_both_texts(office, hub):
    event = make_event(hub)
    path, old = f"/events/{event.slug}/desk/settings", event_form(event)
    actions.edit_event(event.id, event.version, name="Bản của chị Hà")

    answer = post(office, path, path, **old | {"name": "Bản của tôi"})

    page = text_of(answer)
    assert answer.status_code == 409
    assert "Bản của chị Hà" in page
    assert 'value="Bản của tôi"' in page
    db.session.refresh(event)
    assert event.name == "Bản của chị Hà"
    again = post(office, path, path, **old | {"name": "Bản chung", "version": event.version})
    assert again.status_code == 303


def test_publish_and_take_back(office, visitor, hub):
    event = make_event(hub, published=False)
    desk = f"/events/{event.slug}/desk"

    post(office, f"{desk}/publish", f"{desk}/settings")
    assert visitor.get(f"/events/{event.slug}").status_code == 200
    post(office, f"{desk}/unpublish", f"{desk}/settings")
    assert visitor.get(f"/events/{event.slug}").status_code == 404


def test_cancelling_needs_a_reason_and_can_be_taken_back(manager, visitor, hub):
    event = make_event(hub)
    desk = f"/events/{event.slug}/desk"

    assert post(manager, f"{desk}/cancel", f"{desk}/cancel", reason=" ").status_code == 422
    assert post(manager, f"{desk}/cancel", f"{desk}/cancel", reason="Bão số 9").status_code == 303
    assert "Bão số 9" in text_of(visitor.get(f"/events/{event.slug}"))
    post(manager, f"{desk}/restore", desk)

    db.session.refresh(event)
    assert (event.state, event.cancelled_reason) == (EventState.PUBLISHED, None)


def test_a_copy_in_another_year(office, hub):
    event = make_event(hub, name="Techmart 2026")
    make_session(event)
    path = f"/events/{event.slug}/desk/copy"
    assert 'value="Techmart 2027"' in text_of(office.get(path))
    assert 'value="02/12/2027"' in text_of(office.get(path)), "the same weekday"

    post(office, path, path, name="Techmart 2027", starts_on="02/12/2027", agenda="y")

    copy = db.session.scalars(select(Event).where(Event.id != event.id)).one()
    assert (copy.slug, copy.state) == ("techmart-2027", EventState.DRAFT)
    assert copy.ends_on == date(2027, 12, 4)
    assert len(actions.planned_sessions(copy)) == 1


def test_dates_are_noted_ticked_and_dropped(office, hub):
    event = make_event(hub, starts_on=date(2020, 1, 1))
    path = f"/events/{event.slug}/desk/dates"
    assert post(office, path, path, title="", due_on="32/1/2030").status_code == 422

    post(office, path, path, title="Nộp phương án điện", due_on="24/11/2030")
    milestone = db.session.scalars(select(Milestone)).one()
    post(office, f"{path}/{milestone.code}/done", path)
    db.session.refresh(milestone)
    assert milestone.done_at is not None
    post(office, f"{path}/{milestone.code}/open", path)
    post(office, f"{path}/{milestone.code}", path, title="Khác", due_on="25/11/2030")
    db.session.refresh(milestone)
    assert (milestone.title, milestone.done_at) == ("Khác", None)
    post(office, f"{path}/{milestone.code}/delete", path)
    assert db.session.scalars(select(Milestone)).all() == []


def test_a_usual_date_is_called_in_the_readers_language_until_somebody_names_it(office, hub):
    event = actions.create_event(
        hub.id, EventKind.WORKSHOP, "Hội thảo", date(2030, 12, 3), date(2030, 12, 3)
    )
    path = f"/events/{event.slug}/desk/dates"
    badges = db.session.scalars(select(Milestone).where(Milestone.usual == "badges")).one()
    assert "In thẻ" in office.get(path).text
    office.set_cookie("ketnoi_language", "en")
    assert "Badges printed" in office.get(path).text

    post(office, f"{path}/{badges.code}", path, title="Badges printed", due_on="25/11/2030")
    db.session.refresh(badges)
    assert (badges.usual, badges.due_on) == ("badges", date(2030, 11, 25))

    post(office, f"{path}/{badges.code}", path, title="Thẻ về kho", due_on="25/11/2030")
    db.session.refresh(badges)
    assert (badges.usual, badges.title) == (None, "Thẻ về kho")
    assert "Badges printed" not in office.get(path).text


OFFICE = ["desk", "desk/settings", "desk/agenda", "desk/sessions", "desk/agenda/new",
          "desk/agenda/S01", "desk/agenda/import", "desk/copy", "desk/dates",
          "desk/history"]  # fmt: skip


@pytest.mark.parametrize("path", OFFICE)
def test_other_hubs_find_nothing_and_strangers_sign_in(client, sign_in, visitor, path):
    event = make_event()
    make_session(event)
    stranger = sign_in(client, "manager", hub=make_hub())

    assert stranger.get(f"/events/{event.slug}/{path}").status_code == 404
    answer = visitor.get(f"/events/{event.slug}/{path}")
    assert (answer.status_code, "/sign-in" in answer.location) == (303, True)


@pytest.mark.parametrize("path", ["desk", "desk/agenda", "desk/sessions", "desk/dates"])
def test_viewers_read_and_change_nothing(client, sign_in, hub, path):
    event = make_event(hub)
    make_session(event)
    viewer = sign_in(client, "viewer", hub=hub)

    assert viewer.get(f"/events/{event.slug}/{path}").status_code == 200
    assert viewer.get(f"/events/{event.slug}/desk/settings").status_code == 403
    assert viewer.get(f"/events/{event.slug}/desk/cancel").status_code == 403


def test_only_a_manager_cancels(office, hub):
    event = make_event(hub)

    assert office.get(f"/events/{event.slug}/desk/cancel").status_code == 403


def test_the_desks_tell_what_waits(office, hub):
    event = make_event(hub, name="Techmart", published=False)
    path = f"/events/{event.slug}/desk"

    page, hub_page = text_of(office.get(path)), text_of(office.get(f"/hubs/{hub.slug}"))

    for said in (page, hub_page):
        assert "Sự kiện còn là bản nháp" in said
        assert "Chưa có chương trình" in said
        assert "Tạo sự kiện" in said
    assert office.get("/desk").location.endswith(f"/hubs/{hub.slug}")


def test_the_number_of_statements_of_the_desk_does_not_grow(office, hub, statements):
    event = make_event(hub, starts_on=FIRST_DAY)
    slug = event.slug

    def sent() -> int:
        with statements() as found:
            assert office.get(f"/events/{slug}/desk").status_code == 200
        return len(found)

    make_session(event)
    few = sent()
    for hour in range(10, 17):
        begin, end = moment(f"{hour:02d}:00"), moment(f"{hour + 1:02d}:00")
        make_session(event, starts_at=begin, ends_at=end, speakers=[f"Người {hour}"])

    assert sent() <= few + 1, "no more than the speakers, read at once"
