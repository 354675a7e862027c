"""Handing a place over to a colleague who says yes; a single consent taken back; the page kept."""

import email
import re
from datetime import timedelta
from email import policy

import pytest
from sqlalchemy import select

from app.core import clock, jobs
from app.core.db import db
from app.core.errors import Refused
from app.registrations import actions as people
from app.registrations import queries
from app.registrations.models import Consent, Registration, TransferOffer
from app.registrations.own import actions as own
from app.registrations.own import link, transfer
from app.registrations.states import BadgeState, Purpose, Source, Status
from app.workshops import actions as workshops
from app.workshops.models import Enrolment
from tests.factories.accounts import make_hub
from tests.factories.registrations import (
    make_category,
    make_open_event,
    make_person,
    make_registration,
)
from tests.factories.workshops import make_class


@pytest.fixture
def holder(app):
    event = make_open_event(make_hub())
    return make_registration(make_category(event, places=1), name="Lê Thị Cam")


@pytest.fixture
def letters(app):
    folder = app.config["KETNOI"].data_dir / "mail"
    for old in folder.glob("*.eml"):
        old.unlink()

    def read():
        jobs.drain()
        files = sorted(folder.glob("*.eml"), key=lambda file: file.stat().st_mtime_ns)
        found = [email.message_from_bytes(f.read_bytes(), policy=policy.default) for f in files]
        return {letter["To"]: letter for letter in found}

    return read


def mine(registration):
    return f"/r/{link.token_of(registration.code, registration.link_nonce)}"


COLLEAGUE = {"name": "Trần Văn Bưởi", "email": "buoi@example.org"}
YES = {"name": "Trần Văn Bưởi", "consents": ["event_operations"]}


def test_the_colleague_says_yes_on_their_own_page(client, submit, holder, letters):
    submit(client, f"{mine(holder)}/transfer", **COLLEAGUE)
    letter = letters()["buoi@example.org"]
    address = re.search(r"/transfer/\S+", letter.get_body().get_content()).group(0)
    assert client.get(address).status_code == 200
    db.session.refresh(holder)
    assert holder.status is Status.CONFIRMED, "opening the link changes nothing"

    assert submit(client, address, **YES | {"consents": []}).status_code == 422
    answer = submit(client, address, **YES)

    assert answer.status_code == 303
    assert "Bưởi" in client.get(answer.location).get_data(as_text=True)
    db.session.refresh(holder)
    after = db.session.get(Registration, holder.transferred_to_id)
    assert (holder.status, after.status, after.email) == (
        Status.CANCELLED,
        Status.CONFIRMED,
        "buoi@example.org",
    )
    assert [badge.state for badge in queries.badges_of(holder.id)] == [BadgeState.CANCELLED]
    assert [badge.state for badge in queries.badges_of(after.id)] == [BadgeState.VALID]
    assert client.get(address).status_code == 404
    assert holder.email in letters()


def test_the_place_changes_hands_and_nobody_moves_up(holder):
    waiting = make_registration(holder.category)
    found = transfer.offer(holder, "Bưởi", "buoi@example.org")

    transfer.accept(found, make_person(email="buoi@example.org"), None)

    db.session.refresh(waiting)
    db.session.refresh(holder.category)
    assert waiting.status is Status.WAITING
    assert holder.category.taken == 1


def test_history_stays_with_who_made_it_and_seats_go_along(holder):
    session = make_class(
        event=holder.event,
        capacity=3,
        starts_at=clock.now() + timedelta(days=10),
        ends_at=clock.now() + timedelta(days=10, hours=2),
    )
    workshops.enrol(session.id, holder.id)
    found = transfer.offer(holder, "Bưởi", "buoi@example.org")
    after = transfer.accept(found, make_person(email="buoi@example.org"), None)

    assert db.session.scalars(select(Enrolment.registration_id)).all() == [after.id]
    owners = set(db.session.scalars(select(Consent.registration_id)).all())
    assert owners == {holder.id, after.id}
    db.session.refresh(session)
    assert session.enrolled == 1


def test_an_offer_taken_back_opens_nothing(client, submit, holder):
    found = transfer.offer(holder, "Bưởi", "buoi@example.org")
    address = transfer.address_of(found)
    address = address[address.index("/transfer/") :]

    submit(client, f"{mine(holder)}/transfer/back", page=f"{mine(holder)}/transfer")

    assert client.get(address).status_code == 404


def test_a_new_offer_takes_the_place_of_the_one_before(holder):
    transfer.offer(holder, "Một", "mot@example.org")
    transfer.offer(holder, "Hai", "hai@example.org")

    assert db.session.scalars(select(TransferOffer.email)).all() == ["hai@example.org"]


def test_who_is_signed_up_already_cannot_take_a_second_place(holder):
    make_registration(make_category(holder.event), email="buoi@example.org")
    found = transfer.offer(holder, "Bưởi", "buoi@example.org")

    with pytest.raises(Refused, match="already_signed_up"):
        transfer.accept(found, make_person(email="buoi@example.org"), None)
    db.session.refresh(holder)
    assert holder.status is Status.CONFIRMED


def test_an_offer_is_answered_once(holder):
    found = transfer.offer(holder, "Bưởi", "buoi@example.org")
    transfer.accept(found, make_person(email="buoi@example.org"), None)

    assert transfer.offer_of(holder) is None


def test_what_is_cancelled_or_over_is_not_handed_over(holder):
    people.cancel(holder)
    with pytest.raises(Refused, match="not_confirmed"):
        transfer.offer(holder, "Bưởi", "buoi@example.org")


def test_what_was_handed_over_is_not_restored(holder):
    found = transfer.offer(holder, "Bưởi", "buoi@example.org")
    transfer.accept(found, make_person(email="buoi@example.org"), None)

    with pytest.raises(Refused, match="handed_over"):
        people.restore(holder)


def test_erasing_the_holder_erases_the_offer(holder):
    transfer.offer(holder, "Bưởi", "buoi@example.org")

    own.erase(holder)

    assert db.session.scalars(select(TransferOffer)).all() == []


# ------------------------------------------------------------------ a single consent
def test_one_consent_is_taken_back_with_one_press(client, submit, holder):
    own.change_consents(holder, set(Purpose), channel=Source.WEB)
    page = f"{mine(holder)}/consents"

    submit(client, f"{page}/news/withdraw", page=page)

    db.session.rollback()
    held = own.current_consents(holder)
    assert Purpose.NEWS not in held
    assert Purpose.PHOTO in held
    assert client.post(f"{page}/event_operations/withdraw").status_code in {400, 404}
