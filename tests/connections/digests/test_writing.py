"""What owners of needs are told by letter, when, and who is called instead."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

from sqlalchemy import select

from app.accounts.models import Hub
from app.catalogue import records
from app.catalogue.models import Need
from app.catalogue.states import DismissReason, NeedState
from app.catalogue.suggestions import actions as suggestions
from app.connections.digests import actions, contents, queries
from app.connections.digests.contents import Every, Reply
from app.connections.digests.models import Digest, DigestItem
from app.core import clock, hooks, outbox
from app.core.db import db, transaction
from tests.connections.digests.moments import MONDAY, WEEK, rows
from tests.factories.accounts import make_hub
from tests.factories.catalogue import make_need, make_organisation, make_technology
from tests.factories.connections import make_meeting
from tests.factories.digests import item_of, make_chosen, make_digest, make_owned


def test_what_is_told_again_is_asked_anew_without_the_old_words(hub):
    chosen = make_chosen(hub)
    item = item_of(make_digest(hub, chosen) and chosen)
    actions.answer(item, actions.Answered(Reply.LATER, None, "Gọi lại sau Tết"))

    with clock.at(clock.now() + contents.AGAIN + timedelta(days=1)):
        assert actions.write_now(hub) == 1

    db.session.refresh(item)
    assert (item.reply, item.note, item.replied_at, item.replied_by_id) == (None,) * 4


def test_who_answered_while_the_letter_was_being_written_gets_none(hub, letters, monkeypatch):
    """The suggestion was put off, was to be told again, and its owner just said yes."""
    chosen = make_chosen(hub)
    item = item_of(make_digest(hub, chosen) and chosen)
    actions.answer(item, actions.Answered(Reply.LATER))
    letters()
    with clock.at(clock.now() + contents.AGAIN + timedelta(days=1)):
        seen = queries.candidates(hub.id)
        actions.answer(item, actions.Answered(Reply.YES))
        monkeypatch.setattr(queries, "candidates", lambda _hub_id: seen)
        assert actions.write_now(hub) == 0

    db.session.refresh(item)
    assert item.reply is Reply.YES
    assert rows(Digest) == 1


def test_writing_twice_writes_once_and_tells_the_owner_what_why_and_by_whom(hub, letters):
    need = make_owned(hub, title="Cần máy sấy chè")
    firm = make_organisation(hub, name="Viện Máy Sấy (giả định)")
    technology = make_technology(hub, firm, title="Máy sấy bơm nhiệt", price_vnd=480_000_000)
    with clock.at(MONDAY - timedelta(days=3)):
        chosen = make_chosen(hub, need, technology)

    with clock.at(MONDAY):
        assert [actions.write_due(), actions.write_due()] == [1, 0]
        sent = letters()
    with clock.at(MONDAY + timedelta(days=2)):
        assert actions.write_due() == 0
    with clock.at(MONDAY + WEEK):
        assert actions.write_due() == 0

    subject, text, message = sent["chu.nhu.cau@example.org"]
    assert subject == "1 công nghệ cho nhu cầu của quý vị"
    digest, item = item_of(chosen).digest, item_of(chosen)
    for said in (
        "Cần máy sấy chè",
        "* Máy sấy bơm nhiệt",
        "Viện Máy Sấy (giả định), Nghệ An",
        "+ Cùng lĩnh vực",
        "480 triệu",
    ):
        assert said in text
    assert re.search(rf"/digest/\S+#s-{item.code}\n", text)
    assert message["List-Unsubscribe"].endswith("/stop>")
    kept = db.session.scalars(select(outbox.Mail)).one()
    assert (kept.state, kept.about_id) == (outbox.MailState.SENT, digest.id)
    assert "/digest/…" in kept.text
    assert (rows(Digest), rows(DigestItem)) == (1, 1)


def test_what_is_chosen_within_a_week_waits_for_the_next(hub):
    with clock.at(MONDAY + timedelta(hours=1)):
        make_chosen(hub)
        assert actions.write_due() == 0
    with clock.at(MONDAY + WEEK):
        assert actions.write_due() == 1


def test_a_hub_that_never_said_so_writes_nothing_and_a_new_rhythm_begins_with_its_next_period(app):
    hub = make_hub()
    with clock.at(MONDAY - WEEK):
        make_chosen(hub)
    with clock.at(MONDAY):
        assert actions.write_due() == 0
        actions.plan(hub, Every.MONTHLY)
        assert actions.write_due() == 0
    with clock.at(MONDAY + timedelta(days=1)):  # the first of December
        actions.plan(hub, Every.MONTHLY)  # said again: the rhythm goes on
        assert actions.write_due() == 1


def test_only_what_the_hub_stands_by_and_is_on_offer_is_told(hub):
    ours, theirs = make_organisation(hub, email="o@example.org"), make_hub()
    need = make_need(hub, ours)
    kept = make_chosen(hub, need, make_technology(theirs))
    closed = make_chosen(hub)
    with transaction():
        db.session.get_one(Need, closed.need_id).state = NeedState.CLOSED_UNRESOLVED
    gone, hidden = make_technology(hub), make_technology(hub, publish_ok=False)
    make_chosen(hub, need, gone)
    records.archive(gone)
    make_chosen(hub, need, hidden)
    make_chosen(hub, need, make_technology(hub, ours))
    met = make_technology(hub)
    make_chosen(hub, need, met)
    make_meeting(hub, need=need, technology=met)
    away = make_chosen(hub, need)
    suggestions.dismiss_suggestion(need.id, away.technology_id, DismissReason.TOO_DEAR)

    found = queries.candidates(hub.id)

    assert [one.suggestion_id for one in found] == [kept.id]


def test_five_at_a_time_and_who_asked_is_written_to_before_the_organisation(hub, letters):
    firm = make_organisation(hub, email="chung@example.org", language="en")
    person = {"contact_email": "an@example.org", "contact_name": "Nguyễn An"}
    need, common = make_need(hub, firm, **person), make_need(hub, firm)
    with clock.at(MONDAY - WEEK):
        for _turn in range(7):
            make_chosen(hub, need)
        make_chosen(hub, common)

    with clock.at(MONDAY):
        assert actions.write_due() == 2
        first = letters()
    with clock.at(MONDAY + WEEK):
        assert actions.write_due() == 1
        second = letters()

    assert {to: mail[0].split()[0] for to, mail in first.items()} == {
        "an@example.org": "5",
        "chung@example.org": "1",
    }
    assert "Dear Nguyễn An," in first["an@example.org"][1]
    assert common.title not in first["an@example.org"][1]
    assert re.search(r"/digest/\S+\?lang=en#s-\w{16}\n", first["chung@example.org"][1])
    assert {to: mail[0].split()[0] for to, mail in second.items()} == {"an@example.org": "2"}


def test_an_owner_without_address_or_who_wants_no_letters_is_to_be_called(hub, app, letters):
    silent = make_digest(hub)
    letters()
    actions.stop(silent)
    make_chosen(hub, make_need(hub, silent.organisation))
    make_chosen(hub, make_owned(hub, email=None))

    with clock.at(clock.now() + timedelta(days=1)):
        assert actions.write_now(hub) == 2
        assert letters() == {}

    counted = db.session.execute(queries.counts(hub.id, *queries.STATES)).mappings().one()
    assert (counted["digest_phone"], counted["digest_silent"]) == (2, 1)
    with app.test_request_context():
        tasks = [task.title for task in hooks.hub_tasks.gather(hub) if "/digests" in task.url]
    assert tasks == ["Báo qua điện thoại cho chủ nhu cầu về 2 công nghệ"]


def test_whom_a_letter_did_not_reach_is_to_be_called_too(hub):
    make_digest(hub)
    (letter,) = db.session.scalars(select(outbox.Mail)).all()
    for stopped, expected in ((True, (1, 0)), (False, (0, 1))):
        (outbox.stop_one if stopped else outbox.again_one)(letter)
        found = db.session.execute(queries.counts(hub.id, "phone", "silent")).one()
        assert tuple(found) == expected


def test_workers_at_once_write_one_letter(hub, app):
    make_chosen(hub)
    start, hub_id = Barrier(4), hub.id

    def worker(_number: int) -> int:
        with app.app_context():
            mine = db.session.get_one(Hub, hub_id)
            start.wait(10)
            try:
                return actions.write_now(mine)
            finally:
                db.session.remove()

    with ThreadPoolExecutor(4) as pool:
        written = list(pool.map(worker, range(4)))
    db.session.rollback()

    assert (sum(written), rows(Digest), rows(DigestItem), rows(outbox.Mail)) == (1, 1, 1, 1)


def test_a_letter_says_nothing_of_what_was_settled_before_it_went(hub, letters):
    digest = make_digest(hub)
    (told,) = queries.told(digest)
    suggestions.undo_decision(told.need.id, told.technology.id)

    assert letters() == {}
    assert db.session.scalars(select(outbox.Mail.state)).one() == outbox.MailState.NEEDLESS
