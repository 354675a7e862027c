"""What the hub sees of its letters and their answers."""

from __future__ import annotations

import re
from datetime import timedelta

from sqlalchemy import select

from app.catalogue.models import Need, Organisation
from app.catalogue.organisations.merging import merge
from app.catalogue.states import DismissReason
from app.connections.digests import actions, queries
from app.connections.digests.actions import Answered
from app.connections.digests.contents import Every, Reply
from app.connections.digests.models import Digest, DigestItem
from app.core import clock
from app.core.db import db
from tests.connections.digests.moments import MONDAY, page_of, rows
from tests.factories.accounts import sign_in_as
from tests.factories.digests import make_chosen, make_digest, make_owned


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


def test_organisations_that_were_written_to_day_by_day_become_one_too(hub, client):
    """What moves to the next day meets there what moves as well."""
    firms, digests = [], []
    for days in (1, 2):
        need = make_owned(hub)
        firms.append(need.organisation_id)
        for day in range(days):
            chosen = make_chosen(hub, need)
            with clock.at(clock.now() + timedelta(days=day)):
                digests.append(make_digest(hub, chosen))

    merge(*firms)

    db.session.expire_all()
    assert {each.organisation_id for each in digests} == {firms[0]}
    assert len({each.period for each in digests}) == 3
