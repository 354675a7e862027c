"""Owners of needs learn by letter what was found for them, and answer in one step."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from threading import Barrier

import pytest
from sqlalchemy import func, select

from app.accounts.models import Hub
from app.catalogue import records
from app.catalogue.models import Need, Organisation
from app.catalogue.organisations.merging import merge
from app.catalogue.states import DismissReason, NeedState, SuggestionState
from app.catalogue.suggestions import actions as suggestions
from app.connections.digests import actions, links, queries
from app.connections.digests.actions import Answered
from app.connections.digests.contents import AGAIN, OPEN_FOR, Every, Reply
from app.connections.digests.models import Digest, DigestItem
from app.core import clock, hooks, jobs, outbox
from app.core import links as signed
from app.core.db import db, transaction
from app.core.errors import Refused
from tests.conftest import csrf_of
from tests.factories.accounts import make_hub, sign_in_as
from tests.factories.catalogue import make_need, make_organisation, make_technology
from tests.factories.connections import make_meeting
from tests.factories.digests import item_of, make_chosen, make_digest, make_owned

MONDAY = datetime(2026, 11, 30, 1, 30, tzinfo=UTC)  # half past eight in Vietnam
WEEK = timedelta(days=7)


@pytest.fixture
def hub(app):
    """It writes every week, since long ago."""
    made = make_hub()
    with clock.at(MONDAY - 10 * WEEK):
        actions.plan(made, Every.WEEKLY)
    return made


@pytest.fixture
def letters(app):
    """The letters written since the last call: (to, subject, text, headers)."""
    folder = app.config["KETNOI"].data_dir / "mail"

    def do():
        for old in folder.glob("*.eml"):
            old.unlink()
        jobs.drain()
        files = [file.read_bytes() for file in sorted(folder.glob("*.eml"))]
        mails = [message_from_bytes(file, policy=policy.default) for file in files]
        return {m["To"]: (m["Subject"], m.get_body(("plain",)).get_content(), m) for m in mails}

    return do


def rows(model) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def page_of(digest: Digest, more: str = "") -> str:
    return f"/digest/{links.token_of(digest)}{more}"


# ------------------------------------------------------------------ writing
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


# ------------------------------------------------------------------ answering
def answered(client, submit, digest, item, **fields):
    address = page_of(digest, f"/{item.code}")
    return submit(client, address, page=page_of(digest), **fields)


def test_opening_changes_nothing_and_one_press_answers(hub, client, submit):
    digest = make_digest(hub)
    (item,) = [one.item for one in queries.told(digest)]

    for _scanner in range(2):
        assert client.get(page_of(digest)).status_code == 200
    assert client.get(page_of(digest, f"/{item.code}")).status_code == 405
    db.session.refresh(item)
    assert item.reply is None
    assert answered(client, submit, digest, item, reply="yes").status_code == 303
    answered(client, submit, digest, item, reply="yes", note="Sáng thứ hai")

    db.session.refresh(item)
    assert (item.reply, item.note, item.replied_by_id) == (Reply.YES, "Sáng thứ hai", None)
    assert "Sáng thứ hai" in client.get(page_of(digest)).get_data(as_text=True)


def test_a_no_dismisses_with_the_reason_and_a_changed_mind_chooses_it_again(hub, client, submit):
    digest = make_digest(hub)
    (told,) = queries.told(digest)
    item, suggestion = told.item, told.item.suggestion

    answered(client, submit, digest, item, reply="no", why="too_dear", note="Quá 2 tỷ")
    db.session.refresh(suggestion)
    said = (suggestion.state, suggestion.dismiss_reason, suggestion.note)
    assert said == (SuggestionState.DISMISSED, DismissReason.TOO_DEAR, "Quá 2 tỷ")
    assert db.session.get_one(Need, suggestion.need_id).state is NeedState.SEARCHING

    answered(client, submit, digest, item, reply="yes")
    db.session.refresh(suggestion)
    db.session.refresh(item)
    assert (suggestion.state, suggestion.dismiss_reason) == (SuggestionState.ACCEPTED, None)
    assert (item.reply, item.why, item.note) == (Reply.YES, None, None)
    assert db.session.get_one(Need, suggestion.need_id).state is NeedState.MATCHED


def test_a_no_without_a_reason_counts_as_another_reason(hub):
    item = queries.told(make_digest(hub))[0].item
    actions.answer(item, Answered(Reply.NO))

    assert item.why is DismissReason.OTHER


def test_later_asks_once_more_after_four_weeks_under_a_new_letter(hub, letters):
    with clock.at(MONDAY - WEEK):
        chosen = make_chosen(hub)
    with clock.at(MONDAY):
        actions.write_due()
        item = item_of(chosen)
        first = item.digest
        actions.answer(item, Answered(Reply.LATER))
    with clock.at(MONDAY + AGAIN - WEEK):
        assert actions.write_due() == 0
    letters()
    with clock.at(MONDAY + AGAIN):
        assert [actions.write_due(), actions.write_due()] == [1, 0]
        assert len(letters()) == 1

    db.session.refresh(item)
    assert (item.reply, item.replied_at) == (None, None)
    assert item.digest_id != first.id
    assert queries.told(first) == []


@pytest.mark.parametrize("settled", ["handled", "met", "closed", "undone"])
def test_what_the_hub_acted_on_stands_and_the_page_says_so(hub, client, submit, settled):
    digest = make_digest(hub)
    (told,) = queries.told(digest)
    item, need, technology = told.item, told.need, told.technology
    actions.answer(item, Answered(Reply.YES))
    if settled == "handled":
        actions.handle(item)
    elif settled == "met":
        make_meeting(hub, need=need, technology=technology)
    elif settled == "closed":
        with transaction():
            need.state = NeedState.RESOLVED
    else:
        suggestions.undo_decision(need.id, technology.id)

    with pytest.raises(Refused, match="digest_settled"):
        actions.answer(item, Answered(Reply.NO))
    page = client.get(page_of(digest)).get_data(as_text=True)
    assert "Có, hãy kết nối" in page  # what was said
    assert f"/{item.code}" not in page  # and no button any more
    assert item.suggestion.state is not SuggestionState.DISMISSED


# ------------------------------------------------------------------ the link
def test_foreign_cut_and_old_links_get_a_clear_page(hub, client):
    digest = make_digest(hub)
    token = links.token_of(digest)
    for wrong in (
        token[:-2],
        token + "x",
        signed.sign("follow-up", {"d": digest.code}),
        signed.sign("digest", {"d": ["x"]}),
        signed.sign("digest", {"d": "x" * 16}),
        "x",
    ):
        for more in ("", "/stop"):
            answer = client.get(f"/digest/{wrong}{more}")
            assert answer.status_code == 404
            assert "Đường dẫn này không mở được" in answer.get_data(as_text=True)
    with clock.at(clock.now() + OPEN_FOR + timedelta(days=1)):
        answer = client.get(page_of(digest))
    assert answer.status_code == 410
    assert hub.name in answer.get_data(as_text=True)


def test_a_link_reaches_only_its_own_digest(hub, client, submit):
    mine, other = (
        make_digest(hub),
        make_digest(hub, make_chosen(hub, make_owned(hub, email="b@x.vn"))),
    )
    item = queries.told(other)[0].item

    page = client.get(page_of(mine)).get_data(as_text=True)
    assert queries.told(other)[0].need.title not in page
    fields = {"csrf_token": csrf_of(page), "reply": "no"}
    assert client.post(page_of(mine, f"/{item.code}"), data=fields).status_code == 404
    db.session.refresh(item)
    assert item.reply is None


def test_what_is_no_answer_is_refused_and_nothing_changes(hub, client, submit):
    digest = make_digest(hub)
    item = queries.told(digest)[0].item
    for fields in (
        {},
        {"reply": "x"},
        {"reply": "no", "why": "x"},
        {"reply": "no", "note": "x" * 501},
    ):
        assert answered(client, submit, digest, item, **fields).status_code == 422
    db.session.refresh(item)
    assert item.reply is None


def test_the_way_out_is_one_press_without_a_cookie_and_can_be_taken_back(hub, app):
    digest, way = make_digest(hub), None
    way = page_of(digest, "/stop")
    mail_program = app.test_client()

    assert mail_program.get(way).status_code == 200
    assert not actions.is_stopped(digest)
    for _twice in range(2):
        answer = mail_program.post(way, data={"List-Unsubscribe": "One-Click"})
        assert answer.status_code == 200
        assert actions.is_stopped(digest)
    mail_program.post(way, data={"again": "1"})
    assert not actions.is_stopped(digest)


# ------------------------------------------------------------------ the hub
def test_a_yes_waits_at_the_desk_with_the_owners_words_until_it_is_seen_to(hub, submit, app):
    digest = make_digest(hub)
    (told,) = queries.told(digest)
    actions.answer(told.item, Answered(Reply.YES, note="Gọi tôi buổi sáng"))
    office = sign_in_as(app.test_client(), "organiser", hub)
    base = f"/hubs/{hub.slug}"
    listed = f"{base}/digests?state=yes"

    desk = office.get(base).get_data(as_text=True)
    assert "muốn được kết nối" in desk and "digests?state=yes" in desk
    page = office.get(listed).get_data(as_text=True)
    assert "Gọi tôi buổi sáng" in page
    link = re.search(r'href="([^"]*meetings/new[^"]*)"', page)[1].replace("&amp;", "&")
    form = office.get(link).get_data(as_text=True)
    assert f'selected value="{told.need.code}"' in form
    assert f'selected value="{told.technology.code}"' in form
    for other in (f"{base}/needs/{told.need.code}?decided=accepted",
                  f"{base}/organisations/{digest.organisation.code}"):  # fmt: skip
        assert "Gọi tôi buổi sáng" in office.get(other).get_data(as_text=True)

    submit(office, f"{base}/digests/{told.item.code}/done", page=listed)
    assert told.need.title not in office.get(listed).get_data(as_text=True)
    assert "digests?state=yes" not in office.get(base).get_data(as_text=True)
    submit(office, f"{base}/digests/{told.item.code}/reopen", page=base)
    assert told.need.title in office.get(listed).get_data(as_text=True)


def test_beside_a_chosen_suggestion_stands_when_its_owner_learns_of_it(hub, app):
    chosen = make_chosen(hub)
    office = sign_in_as(app.test_client(), "organiser", hub)
    need = db.session.get_one(Need, chosen.need_id)
    page = f"/hubs/{hub.slug}/needs/{need.code}?decided=accepted"

    with clock.at(MONDAY):
        coming = office.get(page).get_data(as_text=True)
        assert "Chủ nhu cầu sẽ được báo trong thư gợi ý ngày 07/12/2026" in coming
        actions.write_now(hub)
        told = office.get(page).get_data(as_text=True)
        assert "Đã gửi thư cho chủ nhu cầu ngày 30/11/2026; chưa có trả lời" in told
    actions.plan(hub, Every.OFF)
    make_chosen(hub, need)
    assert "thư gợi ý chưa được gửi tự động" in office.get(page).get_data(as_text=True)


def test_an_answer_by_phone_is_taken_down_with_who_did_it(hub, submit, app):
    make_chosen(hub, make_owned(hub, email=None))
    actions.write_now(hub)
    item = db.session.scalars(select(DigestItem)).one()
    office = sign_in_as(app.test_client(), "organiser", hub)
    address = f"/hubs/{hub.slug}/digests/{item.code}"
    assert address in office.get(f"/hubs/{hub.slug}/digests?state=phone").get_data(as_text=True)

    answer = submit(office, address, page=address, reply="no", why="already_solved", note="Đã mua")

    assert answer.status_code == 303
    db.session.refresh(item)
    said = (item.reply, item.why, item.note, item.replied_by_id is not None)
    assert said == (Reply.NO, DismissReason.ALREADY_SOLVED, "Đã mua", True)


def test_the_rhythm_is_set_and_what_waits_is_told_at_once_once_a_day(hub, submit, app, letters):
    make_chosen(hub)
    office = sign_in_as(app.test_client(), "organiser", hub)
    page = f"/hubs/{hub.slug}/digests"

    submit(office, f"{page}/plan", page=page, every="monthly")
    assert queries.plan_of(hub).every is Every.MONTHLY
    submit(office, f"{page}/now", page=page)
    assert list(letters()) == ["chu.nhu.cau@example.org"]
    need = db.session.scalars(select(Need)).one()
    make_chosen(hub, need)
    submit(office, f"{page}/now", page=page)
    assert rows(Digest) == 1
    sheet = office.get(f"{page}?format=csv").get_data(as_text=True)
    assert need.title in sheet


def test_the_list_takes_as_many_statements_with_many_rows_as_with_one(hub, app, statements):
    office = sign_in_as(app.test_client(), "organiser", hub)
    page, taken = f"/hubs/{hub.slug}/digests", []
    for number in (1, 4):
        for _turn in range(number):
            make_digest(hub, make_chosen(hub, make_owned(hub, email=f"x{rows(Digest)}@x.vn")))
        digest = db.session.scalars(select(Digest)).first()
        for address in (page, page_of(digest)):
            with statements() as sent:
                assert office.get(address).status_code == 200
            taken.append(len(sent))

    assert taken[:2] == taken[2:]
    assert max(taken) <= 10


def test_two_organisations_made_one_keep_both_letters_and_their_links(hub, client):
    one, other = (make_digest(hub, make_chosen(hub)) for _turn in range(2))
    actions.stop(one)
    actions.stop(other)

    merge(one.organisation_id, other.organisation_id)

    db.session.expire_all()
    firm = one.organisation_id
    assert other.organisation_id == firm
    assert rows(Organisation) >= 1
    assert all(client.get(page_of(each)).status_code == 200 for each in (one, other))
    assert actions.is_stopped(other)
