"""An event's own words in letters; reminders and thanks, once for each person."""

import email
from datetime import timedelta
from email import policy

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from app.core import clock, hooks, jobs
from app.core.db import db, transaction
from app.core.errors import Refused
from app.core.outbox import Mail
from app.registrations import actions as people
from app.registrations.checkin import actions as checkin
from app.registrations.checkin.known import fair_of
from app.registrations.letters import actions, compose, kinds, rounds
from app.registrations.letters.compose import Words
from app.registrations.letters.placeholders import fill, malformed, mark, unknown
from tests.factories.accounts import make_hub
from tests.factories.checkin import make_device, make_point, sent, token_of
from tests.factories.registrations import make_category, make_open_event, make_registration

NAMES = st.sampled_from(kinds.PLACEHOLDERS)


# ------------------------------------------------------------------ the rule
@given(st.dictionaries(NAMES, st.text()), st.text())
def test_what_a_value_holds_is_never_read_as_a_placeholder(values, around):
    text = around.replace("{", "").replace("}", "")
    for name in values:
        text += mark(name)

    assert fill(text, values) == text[: len(text) - sum(map(len, map(mark, values)))] + "".join(
        values.values()
    )


@given(st.text())
def test_a_text_that_is_accepted_holds_known_placeholders_and_no_other_braces(text):
    if malformed(text) is None and not unknown(text, kinds.PLACEHOLDERS):
        left = fill(text, dict.fromkeys(kinds.PLACEHOLDERS, ""))
        assert "{{" not in left
        assert "{%" not in left


@pytest.mark.parametrize(
    "text", ["{{ name.__class__ }}", "{% if x %}", "{{ Name }}", "{{ 7*7 }}", "{{name", "name}}"]
)
def test_what_is_no_placeholder_is_named(text):
    assert malformed(text)


def test_unknown_placeholders_are_named_in_order():
    assert unknown("{{ b }} {{name}} {{ a }} {{ b }}", ["name"]) == ["b", "a"]


# ------------------------------------------------------------------ letters
@pytest.fixture
def letters(app):
    """Send what waits; the letters in the folder."""
    folder = app.config["KETNOI"].data_dir / "mail"
    for old in folder.glob("*.eml"):
        old.unlink()

    def read():
        jobs.drain()
        files = sorted(folder.glob("*.eml"), key=lambda file: file.stat().st_mtime_ns)
        return [email.message_from_bytes(f.read_bytes(), policy=policy.default) for f in files]

    return read


def body(letter):
    return letter.get_body().get_content()


@pytest.mark.parametrize("locale", ["vi", "en"])
@pytest.mark.parametrize("kind", kinds.EDITABLE)
def test_the_usual_words_can_be_saved_as_they_are(app, kind, locale):
    event = make_open_event()

    usual = compose.shipped_words(event, kind, locale)

    actions.save_words(event, kind, locale, usual, 0)
    assert mark("name") in usual.body
    assert mark("event") in usual.subject


def test_the_events_own_words_go_out_in_their_language_only(letters):
    category = make_category()
    words = Words("Vé {{ event }}", "Chào {{ name }}, thẻ: {{ badge_link }}")
    actions.save_words(category.event, "confirmation", "vi", words, 0)
    make_registration(category, name="Trần Thị Quýt")
    make_registration(category, name="Mary", locale="en")

    vietnamese, english = letters()

    assert vietnamese["Subject"] == f"Vé {category.event.name}"
    assert "Chào Trần Thị Quýt, thẻ: http" in body(vietnamese)
    assert "/badge.pdf" in body(vietnamese)
    assert "/r/" in body(vietnamese).partition("badge.pdf")[2], "the foot brings the link"
    assert "Dear Mary" in body(english)


def test_who_waits_gets_the_words_for_the_queue(letters):
    category = make_category(places=0)
    actions.save_words(category.event, "waiting", "vi", Words("Chờ", "Số {{ position }}"), 0)
    make_registration(category)

    (letter,) = letters()

    assert "Số 1" in body(letter)
    assert db.session.scalar(select(Mail.kind)) == "registrations.waiting"


def test_back_to_the_usual_words(letters):
    category = make_category()
    actions.save_words(category.event, "confirmation", "vi", Words("Lạ", "Lạ"), 0)
    actions.reset_words(category.event, "confirmation", "vi")
    make_registration(category)

    assert "Kính gửi" in body(letters()[0])


def test_two_who_edit_at_once_are_told(app):
    event = make_open_event()
    actions.save_words(event, "thanks", "vi", Words("a", "a"), 0)

    with pytest.raises(Refused, match="changed_meanwhile"):
        actions.save_words(event, "thanks", "vi", Words("b", "b"), 0)


def test_a_name_with_braces_stays_a_name(letters):
    category = make_category()
    actions.save_words(category.event, "confirmation", "vi", Words("x", "Chào {{ name }}"), 0)
    make_registration(category, name="{{ link }}")

    assert "Chào {{ link }}" in body(letters()[0])


# ------------------------------------------------------------------ rounds
def kinds_written():
    return sorted(db.session.scalars(select(Mail.kind)))


def remind(event, at):
    with clock.at(at):
        rounds.ask()
        jobs.drain()


def test_reminders_go_once_to_who_has_a_place_and_an_address(letters):
    category = make_category(places=2)
    event = category.event
    make_registration(category)
    make_registration(category, email=None, phone="+84990000001")
    make_registration(category)  # waits
    actions.save_plan(event, 48, None)
    opening = rounds.opening(event)

    remind(event, opening - timedelta(hours=49))
    assert "registrations.reminder" not in kinds_written()
    for hours in (47, 46, 2):
        remind(event, opening - timedelta(hours=hours))
    remind(event, opening + timedelta(minutes=1))

    assert kinds_written().count("registrations.reminder") == 1
    reminder = letters()[-1]
    assert {part.get_content_type() for part in reminder.iter_attachments()} == {
        "application/pdf",
        "text/calendar",
    }


def test_who_signs_up_after_the_reminders_began_needs_none(letters):
    category = make_category()
    actions.save_plan(category.event, 48, None)
    at = rounds.opening(category.event) - timedelta(hours=24)
    with clock.at(at):
        make_registration(category)

    remind(category.event, at + timedelta(hours=1))

    assert "registrations.reminder" not in kinds_written()


def test_a_round_run_twice_at_once_writes_once(app):
    category = make_category()
    for _each in range(3):
        make_registration(category)
    actions.save_plan(category.event, 48, None)

    with clock.at(rounds.opening(category.event) - timedelta(hours=1)):
        assert rounds.write(category.event_id, "reminder") == 3
        assert rounds.write(category.event_id, "reminder") == 0


def test_an_event_on_another_day_reminds_anew(app):
    category = make_category()
    event = category.event
    make_registration(category)
    actions.save_plan(event, 24, None)
    with clock.at(rounds.opening(event) - timedelta(hours=1)):
        rounds.write(event.id, "reminder")
    with transaction():
        event.starts_on += timedelta(days=1)

    with clock.at(rounds.opening(event) - timedelta(hours=1)):
        assert rounds.write(event.id, "reminder") == 1


def test_thanks_go_to_those_who_came(letters):
    category = make_category()
    came, _stayed = make_registration(category), make_registration(category)
    event = category.event
    actions.save_plan(event, None, 24)
    later = rounds.closing(event) + timedelta(hours=25)
    scan_in(event, came)

    remind(event, later)

    thanked = select(Mail.address).where(Mail.kind == "registrations.thanks")
    assert db.session.scalars(thanked).all() == [came.email]


def test_where_no_badge_was_scanned_all_with_a_place_are_thanked(letters):
    category = make_category()
    make_registration(category)
    gone = make_registration(category)
    people.cancel(gone)
    actions.save_plan(category.event, None, 24)

    remind(category.event, rounds.closing(category.event) + timedelta(hours=25))

    assert kinds_written().count("registrations.thanks") == 1


def test_the_hourly_round_asks(app):
    category = make_category()
    make_registration(category)
    actions.save_plan(category.event, 48, None)

    with clock.at(rounds.opening(category.event) - timedelta(hours=1)):
        hooks.hourly.gather()
        jobs.drain()

    assert "registrations.reminder" in kinds_written()


def scan_in(event, registration):
    make_point(event, "gate-1")
    device, _token = make_device(event)
    at = rounds.opening(event) + timedelta(hours=1)
    scan = sent(token_of(registration), at)
    checkin.take_in(fair_of(event), device.id, device.name, [scan])


# ------------------------------------------------------------------ pages
@pytest.fixture
def office(client, sign_in):
    hub = make_hub()
    event = make_open_event(hub)
    return sign_in(client, "organiser", hub=hub), event


def test_words_are_previewed_for_a_real_person_and_saved(office, submit):
    client, event = office
    person = make_registration(make_category(event), name="Đặng Văn Ổi")
    page = f"/events/{event.slug}/desk/letters/confirmation/vi"
    words = {"subject": "Vé", "body": "Thân mời {{ name }} đến {{ where }}", "version": "0"}

    seen = submit(client, page, **words, preview="1").get_data(as_text=True)
    assert "Thân mời Đặng Văn Ổi đến" in seen
    assert person.link_nonce not in seen
    assert "/r/…" in seen
    assert compose.own_words(event.id, "confirmation", "vi") is None

    assert submit(client, page, **words).status_code == 303
    assert compose.own_words(event.id, "confirmation", "vi").subject == "Vé"
    submit(client, f"{page}/reset", page=page)
    db.session.rollback()
    assert compose.own_words(event.id, "confirmation", "vi") is None


def test_an_unknown_placeholder_is_refused_by_name_and_what_was_typed_stays(office, submit):
    client, event = office
    page = f"/events/{event.slug}/desk/letters/thanks/vi"

    refused = submit(client, page, subject="Ơn", body="Chào {{ nam }} nhé", version="0")

    text = refused.get_data(as_text=True)
    assert refused.status_code == 422
    assert "{{ nam }} không" in text
    assert "Chào {{ nam }} nhé" in text


def test_when_reminders_go_is_set_on_the_page(office, submit):
    client, event = office
    page = f"/events/{event.slug}/desk/letters"

    submit(client, page, remind="48", thank="")

    db.session.rollback()
    plan = actions.plan_of(event.id)
    assert (plan.remind_hours, plan.thank_hours) == (48, None)
    assert 'value="48" selected' in client.get(page).get_data(as_text=True).replace(
        'selected value="48"', 'value="48" selected'
    )
