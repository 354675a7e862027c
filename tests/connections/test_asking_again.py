"""The parties are asked again after 3, 6 and 12 months; contacts; transfer contracts."""

from __future__ import annotations

from datetime import date, timedelta
from email import policy
from email.parser import BytesParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from app.catalogue.states import DismissReason
from app.connections.asking import MARKS, due_mark, months_after, span
from app.connections.contract import Direction, Payment, Right, must_register
from app.connections.followups import answer_queries, asked, contacts, contracts, letters
from app.connections.followups.asked import Answered
from app.connections.followups.contacts import ContactGiven
from app.connections.followups.contracts import ContractGiven
from app.connections.followups.models import Contact, FollowUp
from app.connections.models import Connection
from app.connections.stages import Answer, OutcomeKind, Side, Stage
from app.core import clock, jobs
from app.core.db import db
from app.core.errors import Refused
from tests.factories.accounts import make_hub
from tests.factories.catalogue import make_need, make_organisation, make_technology
from tests.factories.connections import make_connection, make_meeting

days = st.dates(date(2020, 1, 1), date(2035, 12, 31))


@given(days, st.integers(1, 24))
def test_months_after_is_the_same_day_or_the_last_one(day, months):
    later = months_after(day, months)

    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == day.day or (later + timedelta(days=1)).day == 1


@given(days)
def test_asked_every_day_each_mark_comes_once_and_in_order(met_on):
    seen: list[int] = []
    for passed in range(420):
        mark = due_mark(met_on, met_on + timedelta(days=passed), set(seen))
        if mark is not None:
            seen.append(mark)

    assert seen == list(MARKS)


@given(days, st.sampled_from(MARKS), st.integers(0, 30))
def test_what_is_due_lies_in_the_days_that_are_read(met_on, mark, late):
    today = months_after(met_on, mark) + timedelta(days=late)
    first, last = span(mark, today)

    assert first <= met_on <= last


def refused(deed) -> str:
    with pytest.raises(Refused) as refusal:
        deed()
    return refusal.value.code


@pytest.fixture
def connection(app) -> Connection:
    """A connection of two organisations with addresses."""
    hub = make_hub()
    buyer = make_organisation(hub, name="HTX Chè", email="che@example.org", contact_name="Lê An")
    seller = make_organisation(hub, name="Viện Máy", email="may@example.org")
    meeting = make_meeting(
        hub,
        need=make_need(hub, organisation=buyer),
        technology=make_technology(organisation=seller),
    )
    return make_connection(hub, meeting=meeting)


def later(connection: Connection, months: int, days: int = 0):
    met = clock.local(connection.meeting.starts_at)
    day = months_after(met.date(), months) + timedelta(days=days)
    return clock.at(met.replace(year=day.year, month=day.month, day=day.day))


def letters_sent(app) -> list[tuple[str, str]]:
    jobs.drain()
    found = []
    for file in sorted((app.config["KETNOI"].data_dir / "mail").glob("*.eml")):
        message = BytesParser(policy=policy.default).parsebytes(file.read_bytes())
        body = message.get_body(("plain",))
        found.append((message["To"], body.get_content() if body else ""))
        file.unlink()
    return found


def test_both_sides_are_asked_once_whatever_is_retried(app, connection):
    letters_sent(app)
    with later(connection, 3):
        assert [asked.ask_due() for _ in range(3)] == [2, 0, 0]
        sent = letters_sent(app)
    with later(connection, 3, 20):
        assert asked.ask_due() == 0
    with later(connection, 6):
        assert asked.ask_due() == 2

    assert sorted(to for to, _text in sent) == ["che@example.org", "may@example.org"]
    assert all("/follow-up/" in text and "[QC]" not in text for _to, text in sent)


def test_two_workers_ask_once(connection):
    with later(connection, 3):
        contact = db.session.scalars(select(Contact).order_by(Contact.id)).first()
        assert asked._ask(contact, connection, 3)
        assert not asked._ask(contact, connection, 3)

    assert db.session.scalar(select(func.count()).select_from(FollowUp)) == 1


def test_ended_connections_and_who_wants_no_letters_are_left_alone(connection):
    contact = db.session.scalars(select(Contact).order_by(Contact.id)).first()
    with later(connection, 3):
        asked.ask_due()
        row = db.session.scalars(select(FollowUp).where(FollowUp.contact == contact)).one()
        asked.answer(row, Answered(Answer.TALKING, ask_again=False))
    with later(connection, 6):
        assert asked.ask_due() == 1
    make_connection(connection.hub, OutcomeKind.NO_FIT, why=DismissReason.OTHER)
    with later(connection, 12):
        assert asked.ask_due() == 1


def test_a_party_answers_in_one_step_and_the_hub_sees_to_it(connection, client, submit, sign_in):
    hub = connection.hub
    with later(connection, 3):
        asked.ask_due()
        row = db.session.scalars(select(FollowUp).order_by(FollowUp.id)).first()
        page = f"/{letters.address_of(row).split('/', 3)[-1]}"
        assert "HTX Chè" in client.get(page).text or "Viện Máy" in client.get(page).text
        assert row.answered_at is None
        answer = submit(
            client, page, outcome="contract", value_vnd="480 triệu", note="Đã ký tuần trước"
        )
        assert answer.status_code == 303
        assert submit(client, page, outcome="ended", why="other").status_code == 422
        db.session.refresh(row)
        assert (row.answer, row.value_vnd) == (Answer.CONTRACT, 480_000_000)
        assert connection.stage is Stage.EXPLORING  # a paper counts once the hub has seen it

        sign_in(client, "organiser", hub=hub)
        office = f"/hubs/{hub.slug}"
        assert "state=waiting" in client.get(office).text
        assert "Đã ký tuần trước" in client.get(f"{office}/connections/{connection.code}").text
        assert answer_queries.counts(hub) == {"all": 2, "waiting": 1, "silent": 1, "done": 0}
        submit(
            client,
            f"{office}/follow-ups/{row.code}/seen",
            page=f"{office}/follow-ups?state=waiting",
        )
        assert answer_queries.counts(hub)["waiting"] == 0
        silent = client.get(f"{office}/follow-ups?state=silent&format=csv").text
        assert silent.count("\n") == 2


def test_an_ending_needs_its_reason(connection):
    with later(connection, 3):
        asked.ask_due()
        row = db.session.scalars(select(FollowUp).limit(1)).one()
        assert refused(lambda: asked.answer(row, Answered(Answer.ENDED))) == "why_missing"


def test_contacts_are_added_and_forgotten(connection, client, submit, sign_in):
    sign_in(client, "organiser", hub=connection.hub)
    page = f"/hubs/{connection.hub.slug}/connections/{connection.code}"
    fields = {"who-side": "supply", "who-name": "Trần Bình", "who-email": "binh@example.org"}

    assert submit(client, f"{page}/contacts", page=page, **fields).status_code == 303
    assert (
        submit(client, f"{page}/contacts", page=page, **{"who-side": "demand"}).status_code == 422
    )
    contact = db.session.scalars(select(Contact).where(Contact.name == "Trần Bình")).one()
    submit(client, f"{page}/contacts/{contact.id}/remove", page=page)
    db.session.refresh(contact)
    assert (contact.name, contact.email) == (None, None)
    assert refused(lambda: contacts.add(connection, Side.DEMAND, ContactGiven("An"))) == (
        "contact_empty"
    )


# ---------------------------------------------------------------------- transfer contracts
@pytest.mark.parametrize(
    ("transferor", "transferee", "state", "certificate", "required"),
    [
        ("VN", "VN", False, False, False),
        ("VN", "VN", True, False, True),
        ("VN", "VN", True, True, False),
        ("JP", "VN", False, True, True),
        ("VN", "LA", False, False, True),
    ],
)
def test_what_must_be_registered(transferor, transferee, state, certificate, required):
    direction = Direction.of(transferor, transferee)

    assert must_register(direction, state_funded=state, task_certificate=certificate) is required


def test_a_contract_carries_what_the_law_asks_and_says_when_it_is_late(connection):
    given = ContractGiven(
        contract_no="12/HĐCGCN",
        signed_on=clock.today(),
        transferor="Kyoto Dry",
        transferor_country="JP",
        transferee="HTX Chè",
        technology="Sấy bơm nhiệt",
        transfer_form="INDEP",
        right=Right.NON_EXCLUSIVE,
        payment=Payment.LUMP_SUM,
        objects=["process"],
        methods=["training"],
    )
    row = contracts.record(connection, given)

    until = clock.today() + timedelta(days=90)
    on_time = contracts.registration_of(row, until)
    assert (on_time.required, on_time.until, on_time.late) == (True, until, False)
    assert contracts.registration_of(row, until + timedelta(days=1)).late


def test_the_contract_page_keeps_what_was_typed(connection, client, submit, sign_in):
    sign_in(client, "organiser", hub=connection.hub)
    page = f"/hubs/{connection.hub.slug}/connections/{connection.code}"
    typed = {
        "contract_no": "7/HĐ",
        "signed_on": f"{clock.today():%d/%m/%Y}",
        "transferor": "Viện Máy",
        "transferee": "HTX Chè",
        "transferor_country": "JP",
        "transferee_country": "VN",
        "technology": "Máy sấy",
        "transfer_form": "INDEP",
        "right": "exclusive",
        "payment": "lump_sum",
        "price_vnd": "480 triệu",
    }
    wrong = submit(client, f"{page}/contracts/new", **typed)
    assert wrong.status_code == 422
    assert "7/HĐ" in wrong.text
    assert '<option selected value="JP">Nhật Bản</option>' in wrong.text
    assert '<option value="VI">' in wrong.text and '<option value="EU">' not in wrong.text
    kept = submit(client, f"{page}/contracts/new", objects=["process", "know_how"], **typed)
    assert kept.status_code == 303
    row = answer_queries.contracts(connection)[0]
    assert (row.objects, row.price_vnd) == (["process", "know_how"], 480_000_000)
    edited = submit(
        client,
        f"{page}/contracts/{row.code}",
        objects=["process"],
        registration_no="55/GCN",
        version="1",
        **typed,
    )
    assert edited.status_code == 303
    assert "55/GCN" in client.get(page).text


def test_a_connection_is_handed_to_a_user_of_its_hub(connection, client, submit, sign_in):
    from tests.factories.accounts import make_user

    colleague = make_user("organiser", connection.hub)
    stranger = make_user("organiser", make_hub())
    sign_in(client, "organiser", hub=connection.hub)
    page = f"/hubs/{connection.hub.slug}/connections/{connection.code}"

    submit(client, f"{page}/keeper", page=page, **{"by-keeper": colleague.id})
    db.session.refresh(connection)
    assert connection.keeper_id == colleague.id
    answer = submit(client, f"{page}/keeper", page=page, **{"by-keeper": stranger.id})
    assert answer.status_code == 400
    shown = client.get(f"/hubs/{connection.hub.slug}/connections?keeper={colleague.id}")
    assert connection.meeting.need.title in shown.text
