"""Calendar files: every entry keeps its UID, and each change counts."""

from dataclasses import replace

from icalendar import Calendar

from app.events import actions
from app.events.agenda import actions as agenda
from tests.factories.events import make_event, make_session


def entries(client, path: str) -> dict[str, dict]:
    answer = client.get(path)
    assert (answer.status_code, answer.mimetype) == (200, "text/calendar")
    calendar = Calendar.from_ical(answer.data)
    return {str(entry["UID"]): entry for entry in calendar.walk("VEVENT")}


def test_a_moved_session_keeps_its_uid_and_counts_the_change(visitor, hub):
    event = make_event(hub)
    session = make_session(event, title="Phiên; có, dấu\\lạ", speakers=["TS An"])
    path = f"/events/{event.slug}/agenda.ics"
    [(uid, before)] = entries(visitor, path).items()

    agenda.edit_session(session.id, 1, replace(agenda.given_of(session), title="Khác"))
    [(again, after)] = entries(visitor, path).items()

    assert uid == again
    assert after["SEQUENCE"] > before["SEQUENCE"]
    assert str(before["SUMMARY"]) == "Phiên; có, dấu\\lạ"
    assert str(after["SUMMARY"]) == "Khác"


def test_times_are_local_and_the_zone_is_defined(visitor, hub):
    event = make_event(hub)
    make_session(event)

    text = visitor.get(f"/events/{event.slug}/agenda.ics").get_data(as_text=True)

    assert "DTSTART;TZID=Asia/Ho_Chi_Minh:20261203T090000" in text
    assert "BEGIN:VTIMEZONE" in text


def test_what_is_called_off_is_marked_so_that_calendars_drop_it(visitor, hub):
    event = make_event(hub)
    agenda.cancel_session(make_session(event).id, None)

    [entry] = entries(visitor, f"/events/{event.slug}/agenda.ics").values()

    assert str(entry["STATUS"]) == "CANCELLED"


def test_the_calendar_of_events_has_whole_days(visitor, hub):
    event = make_event(hub)
    off = make_event(hub)
    actions.cancel_event(off.id, "bão")

    found = {str(entry["URL"]).rsplit("/", 1)[1]: entry
             for entry in entries(visitor, "/calendar.ics").values()}  # fmt: skip

    days = found[event.slug]["DTEND"].dt - found[event.slug]["DTSTART"].dt
    assert days.days == 3
    assert [str(found[slug]["STATUS"]) for slug in (event.slug, off.slug)] == [
        "CONFIRMED",
        "CANCELLED",
    ]


def test_line_breaks_in_a_text_add_no_line_to_the_file(visitor, hub):
    event = make_event(hub)
    make_session(event, summary="một\r\nATTENDEE:mailto:evil@example.org")

    text = visitor.get(f"/events/{event.slug}/agenda.ics").get_data(as_text=True)

    assert not [line for line in text.splitlines() if line.startswith("ATTENDEE")]
