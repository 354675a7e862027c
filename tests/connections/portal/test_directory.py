"""Who is here, and what fits whom."""

from __future__ import annotations

from sqlalchemy import select

from app.accounts.models import Hub
from app.catalogue.states import Confidentiality, TechnologyState
from app.connections.portal import arranging
from app.connections.portal.models import Profile
from app.core.db import db, transaction
from app.registrations.own import actions as own
from app.registrations.own import link as own_link
from app.registrations.states import Purpose, Source
from tests.factories.booths import make_exhibit
from tests.factories.catalogue import make_need, make_organisation, make_technology
from tests.factories.portal import DRYER, DRYING, home, participant
from tests.factories.registrations import make_category, make_open_event, make_registration


def test_only_who_agreed_is_found_and_never_by_phone_or_e_mail(client, event, an, binh):
    participant(event, "Lê Ẩn Danh", offers=DRYER, shown=False)
    page = client.get(f"{home(an)}/people?q=binh").text
    everybody = client.get(f"{home(an)}/people").text

    assert "Trần Thị Bình" in page
    assert "Nguyễn Văn An" not in page
    assert "Lê Ẩn Danh" not in everybody
    for hidden in (binh.registration.email, binh.registration.phone or "0990"):
        assert hidden not in everybody
        assert (
            "Trần Thị Bình" not in client.get(f"{home(an)}/people", query_string={"q": hidden}).text
        )


def test_who_takes_the_consent_back_is_gone_at_once(client, an, binh):
    own.change_consents(binh.registration, set(), channel=Source.WEB)

    assert "Trần Thị Bình" not in client.get(f"{home(an)}/people").text
    assert client.get(f"{home(an)}/ask/person/{binh.code}").status_code == 404


def test_others_are_shown_only_to_whose_address_is_confirmed(client, event, an, binh):
    with transaction():
        an.registration.email_confirmed_at = None
    badge = f"/r/{own_link.token_of(an.registration.code, an.registration.link_nonce)}"

    led = client.get(f"{badge}/meet/people")
    assert led.headers["Location"].endswith(badge)
    assert "Trần Thị Bình" not in client.get(badge).text

    own.confirm_email(an.registration)
    assert "Trần Thị Bình" in client.get(f"{home(an)}/people").text


def test_the_directory_is_searched_without_marks_and_filtered(client, event, an, binh):
    def found(**asked):
        page = client.get(f"{home(an)}/people", query_string=asked).text
        return ["Nguyễn Văn An" in page, "Trần Thị Bình" in page]

    assert found(q="say lanh") == [True, True]
    assert found(q="duoc lieu") == [False, True]
    assert found(kind="wants") == [True, False]
    assert found(kind="offers") == [False, True]
    assert found(field="AGRI") == [True, True]
    assert found(field="ICT") == [False, False]


def test_opening_the_portal_fills_the_directory_with_those_who_agreed(app):
    event = make_open_event()
    agreed = frozenset({Purpose.EVENT_OPERATIONS, Purpose.DIRECTORY})
    shown = make_registration(category=make_category(event), consents=agreed)
    make_registration(category=make_category(event))

    arranging.set_rules(event, arranging.Rules())

    assert [row.registration_id for row in db.session.scalars(select(Profile))] == [shown.id]


def test_suggestions_name_people_and_technologies_with_the_reason(client, event, an, binh):
    hub = db.session.get_one(Hub, event.hub_id)
    firm = make_organisation(hub, name="Công ty Cơ điện lạnh (giả định)")
    fits = make_technology(
        hub, firm, title="Máy sấy lạnh chè búp 300 kg", description=DRYER,
        publish_ok=True, state=TechnologyState.APPROVED,
    )  # fmt: skip
    away = make_technology(
        hub, title="Máy sấy lạnh ở nơi khác", description=DRYER, publish_ok=True,
        state=TechnologyState.APPROVED,
    )  # fmt: skip
    make_exhibit(event, firm)

    page = client.get(home(an)).text

    assert fits.title in page
    assert away.title not in page  # its owner is not at this event
    assert "Trần Thị Bình" in page
    assert "cùng nói tới" in page


def test_needs_that_are_private_are_suggested_to_nobody(client, event, binh):
    hub = db.session.get_one(Hub, event.hub_id)
    shown = make_need(hub, title="Sấy lạnh chè búp", description=DRYING, field="AGRI",
                      confidentiality=Confidentiality.ANONYMOUS)  # fmt: skip
    hidden = make_need(hub, title="Sấy lạnh chè kín", description=DRYING, field="AGRI",
                       confidentiality=Confidentiality.PRIVATE)  # fmt: skip

    page = client.get(home(binh)).text

    assert shown.title in page
    assert shown.organisation.name not in page
    assert hidden.title not in page
    assert client.get(f"{home(binh)}/ask/need/{hidden.public_code}").status_code == 404
