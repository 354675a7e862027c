"""Letters to organisations: answers to requests, meetings called off; and what needs learn."""

from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from sqlalchemy import select

from app.catalogue.models import Need
from app.catalogue.needs import actions as needs
from app.catalogue.states import Confidentiality, NeedState
from app.connections.followups import actions as followups
from app.connections.meetings import actions as meetings
from app.connections.presence import letters as presence
from app.connections.requests import actions as requests
from app.connections.stages import MeetingState, OutcomeKind
from app.core import audit, clock, jobs
from app.core.db import db
from tests.factories.accounts import make_hub
from tests.factories.catalogue import make_need, make_organisation, make_technology
from tests.factories.connections import make_connection, make_meeting, make_request, result


@pytest.fixture
def letters(app):
    """The letters written since the last call: address -> subject and text in one."""
    folder = app.config["KETNOI"].data_dir / "mail"

    def do(*, keep: bool = False) -> dict[str, str]:
        for old in () if keep else folder.glob("*.eml"):
            old.unlink()
        jobs.drain()
        found = {}
        for file in folder.glob("*.eml"):
            letter = message_from_bytes(file.read_bytes(), policy=policy.default)
            text = letter.get_body(("plain",)).get_content()
            found[letter["To"]] = " ".join(f"{letter['Subject']} {text}".split())
        return found

    return do


def firm(hub, name: str):
    return make_organisation(hub, name=name, email=f"{name.lower()}@example.org")


@pytest.fixture
def pair(app):
    """A need and a technology of two firms that can be written to."""
    hub = make_hub()
    need = make_need(hub, organisation=firm(hub, "HTX"), title="Bảo quản cam tươi")
    return hub, need, make_technology(hub, organisation=firm(hub, "Vien"), title="Màng phủ")


def test_both_sides_learn_the_answer_once_however_many_requests_it_answers(letters, pair):
    hub, need, technology = pair
    first = make_request(need=need, technology=technology)
    second = make_request(first.event, need=make_need(hub, organisation=need.organisation,
                          title="Chế biến chè"), technology=technology)  # fmt: skip
    letters()

    requests.answer_many([first, second], accept=True)
    accepted = letters()
    requests.answer(first, accept=False, reason="Sai quy mô")
    declined = letters()
    requests.withdraw(second)
    withdrawn = letters()

    assert set(accepted) == set(declined) == set(withdrawn)
    assert {address.split("@")[0] for address in accepted} == {"htx", "vien"}
    for said in accepted.values():
        assert "Đã nhận lời" in said
        assert "Bảo quản cam tươi – Màng phủ" in said
        assert "Chế biến chè – Màng phủ" in said
    assert all("Lý do: Sai quy mô" in said for said in declined.values())
    assert all("đã được rút" in said and "Chế biến chè" in said for said in withdrawn.values())


def test_a_private_need_is_not_told_to_the_other_side_before_the_yes(letters, pair):
    hub, need, technology = pair
    secret = make_need(
        hub,
        organisation=need.organisation,
        title="Sấy vi sóng bí mật",
        confidentiality=Confidentiality.PRIVATE,
    )
    request = make_request(need=secret, technology=technology)
    asked = letters()
    requests.answer(request, accept=False, reason="Sai quy mô")
    declined = letters()
    requests.answer(request, accept=True)
    accepted = letters()

    assert not any("bí mật" in text for text in asked.values())
    assert "bí mật – Màng phủ" in declined["htx@example.org"]
    assert "bí mật" not in declined["vien@example.org"]
    assert "một nhu cầu không công khai – Màng phủ" in declined["vien@example.org"]
    assert all("bí mật" in text for text in accepted.values())


def test_an_answer_taken_back_before_the_letter_left_is_not_told(letters, pair):
    _hub, need, technology = pair
    request = make_request(need=need, technology=technology)
    letters()

    requests.answer(request, accept=True)
    requests.reopen(request)

    assert letters() == {}


def test_both_sides_learn_that_a_meeting_ahead_is_called_off_and_that_it_stands_again(
    letters, pair
):
    hub, need, technology = pair
    ahead = clock.now() + timedelta(days=2)
    meeting = make_meeting(hub, need=need, technology=technology, starts_at=ahead)
    letters()

    meetings.cancel(meeting, "Bên cung bận")
    off = letters()
    meetings.take_back(meeting)
    on = letters()

    assert len(off) == len(on) == 2
    assert all("đã hủy" in said and "Lý do: Bên cung bận" in said for said in off.values())
    assert all("vẫn diễn ra" in said for said in on.values())


def test_each_organisation_is_written_to_in_its_language(letters, pair):
    hub, need, technology = pair
    abroad = make_organisation(hub, name="Kyoto", email="kyoto@example.org", language="en")
    theirs = make_technology(hub, organisation=abroad, title="Heat pump")
    request = make_request(need=need, technology=theirs)
    requests.answer(request, accept=True)
    answers = letters()
    ahead = clock.now() + timedelta(days=2)
    meetings.cancel(make_meeting(hub, need=need, technology=theirs, starts_at=ahead), "Bận")
    off = letters()
    past = make_meeting(hub, need=need, technology=theirs)
    meetings.record_no_show(past, MeetingState.NO_SHOW_SUPPLY)
    letters()
    presence.send_absence(past.id, "absence")
    missed = letters(keep=True)

    assert "Accepted: to meet" in answers["kyoto@example.org"]
    assert "Đã nhận lời" in answers["htx@example.org"]
    assert "is called off" in off["kyoto@example.org"] and "đã hủy" in off["htx@example.org"]
    assert "we did not see you" in missed["kyoto@example.org"]
    assert "?lang=en" in missed["kyoto@example.org"]


def test_of_a_meeting_that_is_over_nobody_is_told(letters, pair):
    hub, need, technology = pair
    meeting = make_meeting(hub, need=need, technology=technology)
    letters()

    meetings.cancel(meeting, None)

    assert letters() == {}


def state_of(connection) -> NeedState:
    return db.session.scalar(select(Need.state).where(Need.id == connection.meeting.need_id))


def test_a_contract_moves_the_need_to_negotiating_and_a_transfer_resolves_it(app):
    connection = make_connection()
    need_id = connection.meeting.need_id
    needs.step_need(need_id, NeedState.SEARCHING)

    contract = result(OutcomeKind.TRANSFER_CONTRACT, value_vnd=480_000_000)
    followups.add_step(connection, contract)
    signed = state_of(connection)
    followups.add_step(connection, result(OutcomeKind.HANDED_OVER))

    need = db.session.get_one(Need, need_id, populate_existing=True)
    assert (signed, need.state) == (NeedState.NEGOTIATING, NeedState.RESOLVED)
    assert need.resolved_on == connection.stage_on
    last = audit.history(need)[0]
    assert (last.action, last.details["connection"]) == ("need_stepped", connection.code)


def test_a_step_taken_back_takes_the_need_back(app):
    connection = make_connection()
    before = state_of(connection)
    step = followups.add_step(
        connection, result(OutcomeKind.SERVICE_CONTRACT, value_vnd=90_000_000)
    )

    followups.take_back(connection, step)

    assert state_of(connection) is before


def test_a_need_that_a_person_refused_stays_refused(app):
    connection = make_connection()
    needs.step_need(connection.meeting.need_id, NeedState.REJECTED, note="không phải nhu cầu")

    followups.add_step(connection, result(OutcomeKind.TRANSFER_CONTRACT, value_vnd=480_000_000))

    assert state_of(connection) is NeedState.REJECTED
