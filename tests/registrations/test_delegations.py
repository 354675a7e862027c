"""Groups: one page for all, all or nobody or the rest waits, a head count, the leader's page."""

import io

import pytest
from sqlalchemy import func, select

from app.core import jobs, sheets
from app.core.audit import AuditEntry
from app.core.db import db
from app.core.errors import Refused
from app.core.outbox import Mail
from app.registrations import actions, places
from app.registrations.delegations import actions as delegations
from app.registrations.delegations import link
from app.registrations.delegations.queries import delegation_of
from app.registrations.models import Badge, Category, Consent, Delegation, Registration
from app.registrations.own import actions as own
from app.registrations.states import Purpose, Status
from tests.factories.registrations import (
    make_category,
    make_open_event,
    make_person,
    make_registration,
)


@pytest.fixture
def category(app):
    return make_category(make_open_event(), name="Đại biểu")


def address(category):
    return f"/events/{category.event.slug}/register/group"


def fields(category, names=(), **more):
    rows = {f"people-{n}-name": name for n, name in enumerate(names)}
    return {
        "category": category.id,
        "group": "Hội Nông dân xã Lam Hồng",
        "leader": "Nguyễn Trưởng Đoàn",
        "email": "doan@example.org",
        "way": "names",
        "short": "none",
        "agreed": "y",
        **rows,
    } | more


def everybody():
    return db.session.scalars(select(Registration).order_by(Registration.id)).all()


def the_group():
    return db.session.scalars(select(Delegation)).one()


def leader(**more):
    said = {"group": "Đoàn", "name": "An", "email": "an@example.org", "phone": None}
    return delegations.Leader(**(said | more))


@pytest.mark.parametrize("number", ["²", "7" * 5000, "-1", "x"])
def test_only_rows_with_a_plain_number_are_rows(client, submit, category, number):
    more = {f"people-{number}-name": "Kẻ Lạ"}
    answer = submit(client, address(category), **fields(category, ["Lê Thị Một"]), **more)

    assert answer.status_code == 303
    assert [person.name for person in everybody()] == ["Lê Thị Một"]


def test_nothing_of_a_leader_who_is_forgotten_stays_in_the_outbox(app, client, submit, category):
    answer = submit(client, address(category), **fields(category, ["Lê Thị Một"]))
    jobs.drain()
    assert db.session.scalars(select(Mail).where(Mail.address == "doan@example.org")).all()

    submit(client, answer.location + "/forget", page=answer.location)

    kept = db.session.scalars(select(Mail)).all()
    told = " ".join(f"{m.address} {m.name} {m.folded} {m.subject} {m.text}" for m in kept)
    assert "doan@example.org" not in told and "Trưởng Đoàn" not in told
    deed = select(AuditEntry).where(AuditEntry.action == "delegation_leader_forgotten")
    assert db.session.scalars(deed).one().actor == "visitor"


def test_a_group_gets_its_badges_and_its_page(client, submit, category):
    answer = submit(
        client,
        address(category),
        **fields(category, ["Lê Thị Một", "Trần Văn Hai"]),
        **{"people-1-email": "hai@example.org"},
    )

    assert answer.status_code == 303
    page = client.get(answer.location).get_data(as_text=True)
    assert all(words in page for words in ("Hội Nông dân xã Lam Hồng", "Lê Thị Một", "Hai"))
    assert page.count('class="qr"') == 2
    assert client.get(answer.location + "/badges.pdf").data.startswith(b"%PDF")
    made = everybody()
    assert [(each.status, each.email) for each in made] == [
        (Status.CONFIRMED, None),
        (Status.CONFIRMED, "hai@example.org"),
    ]
    assert db.session.scalar(select(Category.taken)) == 2
    given = db.session.scalars(select(Consent.purpose)).all()
    assert given == [Purpose.EVENT_OPERATIONS] * 2
    assert jobs.drain() >= 2


def test_one_wrong_cell_and_nobody_is_signed_up(client, submit, category):
    make_registration(category, email="hai@example.org")

    answer = submit(
        client,
        address(category),
        **fields(category, ["Một", "Hai", "Ba"]),
        **{
            "people-1-email": "hai@example.org",
            "people-2-email": "ba@example.org",
        },
    )
    wrong = submit(
        client,
        address(category),
        **fields(category, ["Một", "Hai"]),
        **{"people-1-phone": "09"},
    )

    page = answer.get_data(as_text=True)
    assert 'id="people-1-email-error"' in page
    assert 'value="Ba"' in page
    assert 'id="people-1-phone-error"' in wrong.get_data(as_text=True)
    assert len(everybody()) == 1


def test_the_same_address_twice_in_one_group_is_one_person(client, submit, category):
    answer = submit(
        client,
        address(category),
        **fields(category, ["Một", "Hai"]),
        **{"people-0-email": "x@example.org", "people-1-email": "X@example.org"},
    )

    assert 'id="people-1-email-error"' in answer.get_data(as_text=True)
    assert everybody() == []


def test_people_of_one_name_without_address_are_different_people(client, submit, category):
    submit(client, address(category), **fields(category, ["Nguyễn Văn An", "Nguyễn Văn An"]))

    assert len(everybody()) == 2


def test_all_or_nobody_when_places_are_short(client, submit, app):
    category = make_category(places=2)

    answer = submit(client, address(category), **fields(category, ["Một", "Hai", "Ba"]))

    assert "2" in answer.get_data(as_text=True)
    assert everybody() == []
    assert db.session.scalar(select(Category.taken)) == 0
    submit(client, address(category), **fields(category, ["Một", "Hai", "Ba"], short="wait"))
    made = everybody()
    assert [each.status for each in made] == [Status.CONFIRMED] * 2 + [Status.WAITING]
    assert places.position(made[2]) == 1
    assert db.session.scalar(select(Category.taken)) == 2


def test_a_head_count_is_numbers_without_names(client, submit, category):
    answer = submit(
        client,
        address(category),
        **fields(category, ["left over"], way="count", heads="40", agreed=""),
    )

    assert answer.status_code == 303
    made = everybody()
    assert len(made) == 40
    assert made[6].name == "Hội Nông dân xã Lam Hồng · 07"
    assert db.session.scalar(select(func.count(Badge.id))) == 40
    assert db.session.scalar(select(func.count(Consent.id))) == 0
    assert db.session.scalar(select(Category.taken)) == 40
    assert all(each.person_key is None for each in made)


@pytest.mark.parametrize("heads", ["", "0", "201", "nhiều"])
def test_a_head_count_has_its_limits(client, submit, category, heads):
    answer = submit(client, address(category), **fields(category, way="count", heads=heads))

    assert 'id="heads-error"' in answer.get_data(as_text=True)
    assert everybody() == []


def test_children_come_with_a_guardian_and_his_phone(client, submit, category):
    child = {"people-0-birth_year": "2015", "people-0-guardian": "Mẹ"}

    lacking = submit(client, address(category), **fields(category, ["Bé"]), **child)
    submit(
        client,
        address(category),
        **fields(category, ["Bé"]),
        **child,
        **{"people-0-guardian_phone": "0912345678"},
    )

    assert 'id="people-0-guardian_phone-error"' in lacking.get_data(as_text=True)
    (made,) = everybody()
    assert (made.guardian, made.guardian_phone) == ("Mẹ", "+84912345678")


def test_a_spreadsheet_fills_the_rows_and_sends_nothing(client, submit, category):
    table = sheets.write(
        ["Họ và tên", "Số điện thoại", "Thư điện tử"],
        [["Lê Một", "912345678", None], ["Trần Hai", None, "khong-phai-thu"]],
        "xlsx",
    )

    answer = submit(
        client,
        address(category),
        **fields(category, ["typed before"], read_file="1"),
        file=(io.BytesIO(table), "doan.xlsx"),
    )

    page = answer.get_data(as_text=True)
    assert 'value="Lê Một"' in page
    assert 'value="0912345678"' in page
    assert 'id="people-1-email-error"' in page
    assert "typed before" not in page
    assert 'value="Hội Nông dân xã Lam Hồng"' in page
    assert everybody() == []


@pytest.mark.parametrize("content", [b"a,b\n1,2\n", b"full_name\n" + b"An\n" * 51, b""])
def test_a_spreadsheet_that_cannot_be_used_says_why(client, submit, category, content):
    answer = submit(
        client,
        address(category),
        **fields(category, ["Một"], read_file="1"),
        file=(io.BytesIO(content), "doan.csv"),
    )

    page = answer.get_data(as_text=True)
    assert 'id="file-error"' in page
    assert 'value="Một"' in page


def test_more_rows_keep_what_was_typed(client, submit, category):
    page = submit(client, address(category), **fields(category, ["Một"], more="1"))

    text = page.get_data(as_text=True)
    assert 'value="Một"' in text
    assert 'name="people-9-name"' in text or 'name="people-5-name"' in text


def test_pressing_twice_signs_up_once(client, submit, category):
    said = fields(category, ["Một"], key="k" * 26)

    first = submit(client, address(category), **said)
    second = submit(client, address(category), **said)

    assert first.location == second.location
    assert len(everybody()) == 1


def test_the_leader_cancels_one_and_the_next_in_line_moves_up(client, submit, app):
    category = make_category(places=1)
    group = delegations.sign_up(
        category.id,
        leader(),
        [make_person(name="Một"), make_person(name="Hai")],
        rest_waits=True,
    )
    stranger = make_registration(make_category(category.event))
    first, second = everybody()[:2]
    page = f"/d/{link.token_of(group)}"

    submit(client, f"{page}/cancel/{stranger.code}", page=page)
    submit(client, f"{page}/cancel/{first.code}", page=page)

    statuses = {each.name: each.status for each in everybody()}
    assert (first.status, second.status) == (Status.CANCELLED, Status.CONFIRMED)
    assert statuses[stranger.name] is Status.CONFIRMED


def test_the_group_knows_itself(category):
    delegations.sign_up(category.id, leader(), [make_person() for _ in range(3)])
    alone = make_registration(category)
    first, second, third = everybody()[:3]

    actions.cancel(second)

    group = delegation_of(first)
    assert group is not None
    assert (group.name, group.members) == ("Đoàn", (first.id, third.id))
    assert delegation_of(alone) is None


def test_other_links_open_no_group(client, category):
    group = delegations.sign_up(category.id, leader(), [make_person()])
    token = link.token_of(group)

    assert client.get(f"/d/{token}").status_code == 200
    assert client.get(f"/r/{token}").status_code == 404
    assert client.get(f"/d/{token[:-1]}").status_code == 404


def test_the_leader_is_forgotten_and_the_badges_stay(client, submit, category):
    group = delegations.sign_up(category.id, leader(), [make_person()])
    page = f"/d/{link.token_of(group)}"

    submit(client, f"{page}/forget", page=page)

    db.session.refresh(group)
    assert (group.leader, group.email, group.phone) == ("", None, None)
    assert client.get(page).status_code == 404
    assert everybody()[0].status is Status.CONFIRMED


def test_a_forgotten_leader_is_forgotten_again_after_an_older_backup(category):
    group, other = (delegations.sign_up(category.id, leader(), [make_person()]) for _ in range(2))
    delegations.forget_leader(other)
    codes = [*own.erased_codes(), group.code]  # the group as the older backup had it

    assert other.code in codes
    assert own.erase_codes(codes) == 1

    db.session.refresh(group)
    assert (group.leader, group.email) == ("", None)


def test_a_member_who_leads_is_erased_there_too(category):
    person = make_person(name="An", email="an@example.org")
    group = delegations.sign_up(category.id, leader(), [person, make_person()])

    own.erase(everybody()[0])

    db.session.refresh(group)
    assert (group.leader, group.email) == ("", None)


def test_who_leads_a_group_without_being_of_it_is_erased_there_too(category):
    group = delegations.sign_up(category.id, leader(), [make_person()])
    nobody = delegations.sign_up(category.id, leader(email=None), [make_person()])
    own.erase(make_registration(category, name="Vũ Bình", email=None, phone="+84990000001"))
    own.erase(make_registration(category, name="An", email="an@example.org"))

    db.session.refresh(group)
    assert (group.leader, group.email) == ("", None)
    db.session.refresh(nobody)
    assert nobody.leader == "An"


def test_the_office_lists_a_group(client, sign_in, category):
    group = delegations.sign_up(category.id, leader(), [make_person(name="Thành Viên")])
    make_registration(category, name="Người Khác")
    office = sign_in(client, "organiser", hub=category.event.hub)
    base = f"/events/{category.event.slug}/desk/registrations"

    page = office.get(f"{base}?group={group.code}").get_data(as_text=True)

    assert "Thành Viên" in page
    assert "Người Khác" not in page
    one = office.get(f"{base}/{everybody()[0].code}").get_data(as_text=True)
    assert f"group={group.code}" in one


def test_closed_categories_take_no_groups(app):
    category = make_category(public=False)

    with pytest.raises(Refused) as told:
        delegations.sign_up(category.id, leader(), [make_person()])

    assert told.value.code == "no_such_category"
