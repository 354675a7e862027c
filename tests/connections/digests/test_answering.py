"""One press answers; what its link opens and what it does not."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.catalogue.models import Need
from app.catalogue.states import DismissReason, NeedState, SuggestionState
from app.catalogue.suggestions import actions as suggestions
from app.connections.digests import actions, links, queries
from app.connections.digests.actions import Answered
from app.connections.digests.contents import AGAIN, OPEN_FOR, Reply
from app.core import clock
from app.core import links as signed
from app.core.db import db, transaction
from app.core.errors import Refused
from tests.conftest import csrf_of
from tests.connections.digests.moments import MONDAY, WEEK, page_of
from tests.factories.connections import make_meeting
from tests.factories.digests import item_of, make_chosen, make_digest, make_owned


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
