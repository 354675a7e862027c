"""The event's office: the list, one registration, deeds, categories, the desk."""

import io

import pytest
from sqlalchemy import select

from app.core import clock, jobs, sheets
from app.core.db import db, transaction
from app.registrations import actions, queries
from app.registrations.models import Category, Registration
from app.registrations.own import actions as own
from app.registrations.states import BadgeState, Purpose, Source, Status
from tests.factories.accounts import make_hub
from tests.factories.checkin import make_point
from tests.factories.registrations import (
    make_category,
    make_invitation,
    make_open_event,
    make_registration,
)


@pytest.fixture
def category(app):
    return make_category(make_open_event(make_hub()), places=100, name="Khách tham quan")


@pytest.fixture
def office(client, sign_in, category):
    return sign_in(client, "organiser", hub=category.event.hub)


def base(category):
    return f"/events/{category.event.slug}/desk"


def listed(client, category, query=""):
    page = client.get(f"{base(category)}/registrations{query}")
    assert page.status_code == 200
    return page.get_data(as_text=True)


def order(page, *names):
    found = [name for name in names if name in page]
    return sorted(found, key=page.index)


def one(category, registration):
    return f"{base(category)}/registrations/{registration.code}"


def states_of(registration):
    return [badge.state for badge in queries.badges_of(registration.id)]


def test_the_list_is_sorted_by_given_name_as_vietnamese_are(office, category):
    for name in ("Trần Văn Ất", "Lê Thị An", "Nguyễn Văn Ân", "Phạm Đức Dũng", "Đỗ Ái"):
        make_registration(category, name=name)

    page = listed(office, category)

    assert order(page, "Trần Văn Ất", "Lê Thị An", "Nguyễn Văn Ân", "Phạm Đức Dũng", "Đỗ Ái") == [
        "Đỗ Ái",
        "Lê Thị An",
        "Nguyễn Văn Ân",
        "Trần Văn Ất",
        "Phạm Đức Dũng",
    ]


@pytest.mark.parametrize("q", ["dien bien", "ĐIỆN", "0990 000 123", "0990000123", "+84990000123"])
def test_search_needs_no_marks(office, category, q):
    make_registration(
        category, name="Lò Văn Điện", organisation="HTX Điện Biên", phone="+84990000123"
    )
    make_registration(category, name="Người Khác")

    page = office.get(f"{base(category)}/registrations", query_string={"q": q})

    text = page.get_data(as_text=True)
    assert ("Lò Văn Điện" in text, "Người Khác" in text) == (True, False)


def test_filters_stand_in_the_address_and_in_the_export(office, category):
    other = make_category(category.event, approval=True, name="Đại biểu")
    make_registration(category, name="Lê An")
    make_registration(other, name="Lê Bình")

    page = listed(office, category, "?status=pending")
    assert ("Lê Bình" in page, "Lê An" in page) == (True, False)
    answer = office.get(f"{base(category)}/registrations?category={other.code}&format=csv")

    sheet = sheets.read(io.BytesIO(answer.data).read(), "x.csv")
    assert [row[1] for row in sheet.rows] == ["Lê Bình"]


def test_pages_and_exports_hold_everybody(office, category):
    for n in range(60):
        make_registration(category, name=f"Nguyễn Văn {n:02}")

    assert "Nguyễn Văn 59" not in listed(office, category)
    assert "Nguyễn Văn 59" in listed(office, category, "?page=2")
    answer = office.get(f"{base(category)}/registrations?format=xlsx")
    assert len(sheets.read(answer.data, "x.xlsx").rows) == 60


def test_the_list_takes_a_fixed_number_of_statements(office, category, statements):
    make_registration(category)
    with statements() as few:
        listed(office, category)
    for _ in range(30):
        make_registration(category)
    with statements() as many:
        listed(office, category)

    assert len(many) <= len(few) <= 12


def test_who_waits_is_shown_with_the_place_in_the_queue_in_as_few_statements(office, statements):
    category = make_category(places=0)
    registration = make_registration(category)

    with statements() as sent:
        page = office.get(one(category, registration)).get_data(as_text=True)

    assert registration.status is Status.WAITING
    assert len(sent) <= 12
    assert registration.code in page


def test_one_registration_shows_badges_consents_and_history(office, category, statements):
    registration = make_registration(category, organisation="HTX Chè", consents=frozenset(Purpose))
    actions.cancel(registration)
    actions.restore(registration)
    url = one(category, registration)

    with statements() as sent:
        page = office.get(url).get_data(as_text=True)

    assert len(sent) <= 12
    for words in ("HTX Chè", registration.email, registration.code):
        assert words in page


def test_the_waiting_list_shows_positions(office, category):
    few = make_category(category.event, places=0)
    for name in ("Lê Một", "Lê Hai"):
        make_registration(few, name=name)

    page = listed(office, few, "?status=waiting")

    assert order(page, "Lê Hai", "Lê Một") == ["Lê Một", "Lê Hai"]


def test_approving_and_refusing(office, category, submit):
    strict = make_category(category.event, approval=True)
    first, second = make_registration(strict), make_registration(strict)

    submit(office, one(strict, first) + "/approve", page=one(strict, first))
    submit(office, one(strict, second) + "/refuse", page=one(strict, second), reason="Hết chỗ")

    assert (first.status, states_of(first)) == (Status.CONFIRMED, [BadgeState.VALID])
    assert (second.status, second.refused_reason) == (Status.CANCELLED, "Hết chỗ")


def test_a_refusal_without_reason_is_asked_for_one(office, category, submit):
    strict = make_category(category.event, approval=True)
    registration = make_registration(strict)

    answer = submit(
        office, one(strict, registration) + "/refuse", page=one(strict, registration), reason=" "
    )

    assert answer.status_code == 422
    db.session.refresh(registration)
    assert registration.status is Status.PENDING


def test_cancelling_offers_to_take_it_back(office, category, submit):
    registration = make_registration(category)
    url = one(category, registration)

    submit(office, url + "/cancel", page=url)
    page = office.get(url).get_data(as_text=True)
    assert f'action="{url}/restore"' in page
    submit(office, url + "/restore", page=url)

    assert registration.status is Status.CONFIRMED
    assert states_of(registration) == [BadgeState.VALID]


def test_reprinting_revokes_the_badge_before(office, category, submit):
    registration = make_registration(category)
    url = one(category, registration)

    submit(office, url + "/reprint", page=url, reason="mất")
    assert states_of(registration) == [BadgeState.VALID, BadgeState.REVOKED]
    submit(office, url + "/revoke", page=url, reason="mất")

    assert states_of(registration) == [BadgeState.REVOKED, BadgeState.REVOKED]
    assert [b.revoked_reason for b in queries.badges_of(registration.id)] == ["mất", "mất"]


def test_changing_the_category(office, category, submit):
    other, full = (make_category(category.event, places=n) for n in (5, 0))
    registration = make_registration(category)
    url = one(category, registration)

    submit(office, url + "/category", page=url, category=other.code)
    assert registration.category_id == other.id
    answer = submit(office, url + "/category", page=url, category=full.code)

    assert answer.status_code == 409
    db.session.refresh(registration)
    assert registration.category_id == other.id


def walk_in(category, **more):
    return {
        "category": category.code,
        "name": "Lê Thị Tới",
        "phone": "0990000777",
        "consents": ["event_operations"],
    } | more


def test_a_walk_in_is_signed_up_with_the_clerk_as_witness(client, sign_in, category, submit):
    steward = sign_in(client, "steward", hub=category.event.hub)
    url = f"{base(category)}/registrations/new"

    answer = submit(steward, url, **walk_in(category))

    made = db.session.scalars(select(Registration)).one()
    assert (made.status, made.source) == (Status.CONFIRMED, Source.DESK)
    consent = queries.consents_of(made.id)[0]
    assert (consent.channel, consent.read_out_by is not None) == (Source.DESK, True)
    page = steward.get(answer.location).get_data(as_text=True)
    assert f"{made.code}/print" in page
    printed = submit(steward, f"{url[:-4]}/{made.code}/print", page=url)
    assert steward.get(printed.location).data.startswith(b"%PDF")
    assert queries.badges_of(made.id)[0].printed_at is not None


def test_the_desk_needs_the_consent_read_out(office, category, submit):
    answer = submit(office, f"{base(category)}/registrations/new", **walk_in(category, consents=[]))

    assert 'id="consents-error"' in answer.get_data(as_text=True)
    assert db.session.scalars(select(Registration)).all() == []


def test_categories_are_made_changed_and_taken_away(office, category, submit):
    url = f"{base(category)}/categories"
    said = {"name": "Báo chí", "code": "press", "places": "2", "colour": "teal", "public": "y"}

    submit(office, f"{url}/new", **said)
    made = queries.category_by_code(category.event_id, "press")
    assert (made.name, made.places, made.public, made.approval) == ("Báo chí", 2, True, False)
    answer = submit(office, f"{url}/new", **said)
    assert 'id="code-error"' in answer.get_data(as_text=True)
    submit(office, f"{url}/press/delete", page=url)

    assert queries.category_by_code(category.event_id, "press") is None


def test_more_places_move_the_queue_up_at_once(office, category, submit):
    few = make_category(category.event, places=1)
    people = [make_registration(few) for _ in range(4)]

    submit(
        office,
        f"{base(few)}/categories/{few.code}",
        name=few.name,
        places="3",
        colour="indigo",
        version="1",
    )

    assert [p.status for p in people] == [Status.CONFIRMED] * 3 + [Status.WAITING]


@pytest.mark.parametrize(
    ("change", "sign"), [({"places": "1"}, "places-error"), ({"version": "9"}, "form-errors")]
)
def test_a_change_that_does_not_fit_is_refused(office, category, submit, change, sign):
    for _ in range(2):
        make_registration(category)
    said = {"name": "Khách", "places": "50", "colour": "indigo", "version": "1"} | change

    answer = submit(office, f"{base(category)}/categories/{category.code}", **said)

    assert f'id="{sign}"' in answer.get_data(as_text=True)
    assert db.session.get_one(Category, category.id).places == 100


def test_a_category_in_use_stays(office, category, submit):
    make_registration(category)
    url = f"{base(category)}/categories"

    submit(office, f"{url}/{category.code}/delete", page=url)

    assert queries.category_by_code(category.event_id, category.code) is not None


@pytest.mark.parametrize(
    "use",
    [
        make_invitation,
        lambda category: make_point(category.event, categories=[category.number]),
    ],
)
def test_a_category_that_codes_or_doors_are_of_stays(office, category, submit, use):
    use(category)
    url = f"{base(category)}/categories"

    answer = submit(office, f"{url}/{category.code}/delete", page=url)

    assert answer.status_code == 303
    assert queries.category_by_code(category.event_id, category.code) is not None


@pytest.mark.parametrize("deed", ["category", "approve"])
def test_who_was_erased_at_the_event_gets_no_new_badge(office, category, submit, deed):
    with transaction():
        category.event.starts_on, category.approval = clock.today(), deed == "approve"
    other, registration = make_category(category.event), make_registration(category)
    url = one(category, registration)
    own.erase(registration)

    submit(office, f"{url}/{deed}", page=f"{base(category)}/categories", category=other.code)

    assert BadgeState.VALID not in states_of(registration)
    db.session.refresh(category)
    assert category.taken == (0 if deed == "approve" else 1)


def test_categories_are_put_in_order(office, category, submit):
    other = make_category(category.event, position=5)
    url = f"{base(category)}/categories"

    submit(office, f"{url}/{other.code}/move", page=url, step="up")

    codes = [each.code for each in queries.categories_of(category.event_id)]
    assert codes == [other.code, category.code]


def test_badge_sheets_are_made_by_a_job(office, category, submit):
    for _ in range(3):
        make_registration(category)
    url = f"{base(category)}/badges"

    answer = submit(office, url, which="new", layout="a4", category="")
    assert answer.location.startswith("/jobs/")
    jobs.drain()

    job = db.session.scalar(select(jobs.Job).where(jobs.Job.task == "registrations.badge_sheet"))
    assert (job.state, job.result) == (jobs.State.DONE, {"badges": 3})
    assert office.get(answer.location + "/file").data.startswith(b"%PDF")
    assert queries.badge_counts(category.event_id) == {"valid": 3, "new": 0, "revoked": 0}


def test_a_stopped_sheet_counts_nothing_as_printed(office, category, submit):
    make_registration(category)
    answer = submit(office, f"{base(category)}/badges", which="all", layout="card", category="")
    (job,) = db.session.scalars(
        select(jobs.Job).where(jobs.Job.task == "registrations.badge_sheet")
    )
    with transaction():
        job.cancel_asked = True

    jobs.drain()

    assert job.state is jobs.State.CANCELLED
    assert office.get(answer.location + "/file").status_code == 404
    assert queries.badge_counts(category.event_id)["new"] == 1


def test_ticked_badges_are_printed_alone(office, category, submit):
    first, _second = make_registration(category), make_registration(category)

    submit(
        office,
        f"{base(category)}/badges/chosen",
        page=f"{base(category)}/registrations",
        chosen=[first.code],
    )
    jobs.drain()

    assert queries.badge_counts(category.event_id)["new"] == 1
    assert queries.badges_of(first.id)[0].printed_at is not None


PAGES = [
    ("viewer", "registrations", 200),
    ("viewer", "registrations/CODE", 200),
    ("viewer", "registrations/CODE/edit", 403),
    ("viewer", "registrations/new", 403),
    ("viewer", "categories", 200),
    ("viewer", "categories/new", 403),
    ("viewer", "badges", 403),
    ("viewer", "registrations/import", 403),
    ("steward", "registrations", 403),
    ("steward", "registrations/CODE", 403),
    ("steward", "registrations/new", 200),
    ("steward", "registrations/CODE/badge.pdf", 200),
    ("organiser", "registrations/CODE/edit", 200),
    ("organiser", "registrations/nothing", 404),
    ("organiser", "categories/nothing", 404),
    ("organiser", "badges", 200),
    ("organiser", "registrations/import", 200),
    ("organiser", "registrations/import/nothing", 404),
]


@pytest.mark.parametrize(("role", "page", "status"), PAGES)
def test_roles_open_what_they_should(client, sign_in, category, role, page, status):
    registration = make_registration(category)
    path = f"{base(category)}/{page}".replace("CODE", registration.code)

    assert sign_in(client, role, hub=category.event.hub).get(path).status_code == status


@pytest.mark.parametrize("page", sorted({page for _role, page, _status in PAGES}))
def test_other_hubs_and_strangers_see_nothing(client, app, sign_in, category, page):
    registration = make_registration(category)
    path = f"{base(category)}/{page}".replace("CODE", registration.code)

    assert sign_in(client, "manager").get(path).status_code == 404
    assert app.test_client().get(path).status_code == 303


def test_a_registration_of_another_event_is_not_there(office, category):
    other = make_registration(make_category(make_open_event(category.event.hub)))

    path = f"{base(category)}/registrations/{other.code}"
    assert office.get(path).status_code == 404
    assert office.get(path + "/badge.pdf").status_code == 404
