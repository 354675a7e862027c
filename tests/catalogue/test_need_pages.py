"""A hub's needs: taken down from a call, matched, decided on, led to their end."""

import re

from sqlalchemy import select

from app.catalogue.models import Need, Organisation, Suggestion
from app.catalogue.states import Confidentiality, NeedState, SuggestionState
from app.core.db import db
from tests.factories.accounts import make_hub
from tests.factories.catalogue import (
    make_expert,
    make_need,
    make_organisation,
    make_technology,
)


def text(answer) -> str:
    return answer.get_data(as_text=True)


def at(hub, path: str = "") -> str:
    return f"/hubs/{hub.slug}/{path}"


# ---------------------------------------------------------------- a need from a phone call
def call(**fields):
    return {
        "organisation": "HTX Cam Đồi Vàng",
        "org_type": "COOP",
        "contact_name": "Chị Hà",
        "contact_phone": "0990 123 456",
        "title": "Bảo quản cam tươi trên 45 ngày",
        "description": "Thu 400 tấn mỗi vụ, hao hụt 18%.",
        "field": "POST",
        "province": "40",
        "source": "phone",
        "received_on": "06/08/2026",
        "confidentiality": "anonymous",
    } | fields


def test_a_new_callers_need_is_taken_down_in_one_go(office, hub, submit):
    answer = submit(office, at(hub, "needs/new"), **call())

    assert answer.headers["Location"].endswith("/needs/N001")
    need = db.session.scalars(select(Need)).one()
    assert (need.organisation.name, need.organisation.org_type, need.organisation.phone) == (
        "HTX Cam Đồi Vàng", "COOP", "+84990123456"
    )  # fmt: skip
    assert (need.state, need.confidentiality) == (NeedState.RECEIVED, Confidentiality.ANONYMOUS)


def test_a_known_caller_is_recognised_whatever_the_spelling(office, hub, submit):
    known = make_organisation(hub, name="Hợp tác xã Cam Đồi Vàng (giả định)")
    submit(office, at(hub, "needs/new"), **call(organisation="htx cam doi vang"))

    assert db.session.scalars(select(Need)).one().organisation_id == known.id
    assert len(db.session.scalars(select(Organisation)).all()) == 1


def test_a_caller_much_like_a_known_one_is_asked_about(office, hub, submit):
    known = make_organisation(hub, name="Công ty TNHH Chế biến Hải sản Cửa Sóng")
    name = "Công ty Chế biến Hải sản Cửa Sóng Xanh"

    answer = submit(office, at(hub, "needs/new"), **call(organisation=name))
    assert answer.status_code == 422
    assert f'value="{known.code}"' in text(answer)
    assert "Thu 400 tấn mỗi vụ" in text(answer)
    assert db.session.scalars(select(Need)).all() == []

    submit(office, at(hub, "needs/new"), **call(organisation=name, same_as=known.code))
    submit(office, at(hub, "needs/new"), **call(organisation=name, same_as="new"))
    askers = [need.organisation.name for need in db.session.scalars(select(Need))]
    assert askers == ["Công ty TNHH Chế biến Hải sản Cửa Sóng", name]


def test_an_anonymous_need_that_names_the_caller_is_refused(office, hub, submit):
    answer = submit(
        office, at(hub, "needs/new"), **call(description="HTX Cam Đồi Vàng cần kho lạnh")
    )
    assert answer.status_code == 422
    assert db.session.scalars(select(Organisation)).all() == []  # nothing half-done


def test_the_whole_form_asks_the_rest(office, hub, submit):
    owner = make_organisation(hub)
    fields = call(
        organisation_id=owner.id,
        budget_min_vnd="300 triệu",
        budget_max_vnd="1,5 tỷ",
        desired_trl_min="7",
        needed_by="28/04/2027",
    )
    submit(office, at(hub, "needs/new/full"), **fields)
    need = db.session.scalars(select(Need)).one()
    assert (need.budget_min_vnd, need.budget_max_vnd, need.desired_trl_min) == (
        300_000_000, 1_500_000_000, 7
    )  # fmt: skip


# ---------------------------------------------------------------- one need
def test_a_needs_page_ranks_technologies_and_says_why(office, hub):
    need = make_need(
        hub,
        title="Cần sấy nông sản",
        description="Tìm máy sấy cho mùa mưa.",
        desired_trl_min=7,
        budget_max_vnd=600_000_000,
    )
    make_technology(hub, title="Máy sấy bơm nhiệt", price_vnd=480_000_000, trl=8)
    make_technology(
        hub, title="Máy sấy thóc", description="Sấy thóc ướt", price_vnd=900_000_000, trl=5
    )

    page = text(office.get(at(hub, f"needs/{need.code}")))
    titles = re.findall(r'<a class="strong" href="[^"]*">([^<]*)</a>', page)
    assert titles == ["Máy sấy bơm nhiệt", "Máy sấy thóc"]
    for said in (
        "Cùng nói tới <b>",
        "Cùng lĩnh vực",
        "TRL 8, cao hơn mức cần 7",
        "TRL 5, thấp hơn mức cần 7",
        "Giá 480 triệu đồng, trong khoảng kinh phí",
        "Giá 900 triệu đồng, vượt kinh phí",
        "Cùng tỉnh",
        "<mark>máy sấy</mark>",
    ):
        assert said.lower() in page.lower(), said


def test_another_hubs_technology_is_found_and_its_contacts_stay_with_that_hub(client, sign_in, hub):
    there = make_hub()  # a need of Nghệ An, a technology of Cần Thơ
    contact = {"contact_name": "Anh Lâm", "phone": "+84990100077", "email": "lam@example.org"}
    owner = make_organisation(there, province="92", **contact)
    need = make_need(hub, contact_phone="+84990100088", contact_email="ha@example.org")
    technology = make_technology(there, owner, title="Máy sấy của Cần Thơ", province="92")
    make_technology(there, title="Máy sấy nội bộ", publish_ok=False)

    seen = text(sign_in(client, "organiser", hub).get(at(hub, f"needs/{need.code}")))
    assert "Máy sấy của Cần Thơ" in seen
    assert "Máy sấy nội bộ" not in seen
    assert "0990 100 088" in seen  # of the hub's own need
    for secret in ("Anh Lâm", "0990 100 077", "lam@example.org"):
        assert secret not in seen
    assert client.get(at(there, f"organisations/{owner.code}")).status_code == 404

    seen = text(sign_in(client, "organiser", there).get(at(there, f"organisations/{owner.code}")))
    assert "0990 100 077" in seen
    assert client.get(at(hub, f"needs/{need.code}")).status_code == 404
    offer = text(client.get(at(there, f"technologies/{technology.code}")))
    assert "0990 100 088" not in offer
    assert "ha@example.org" not in offer


def test_suggestions_are_chosen_dismissed_and_taken_back(office, hub, submit):
    need = make_need(hub)
    first, second = make_technology(hub), make_technology()  # the second of another hub
    page = at(hub, f"needs/{need.code}")

    def pairs():
        found = db.session.scalars(select(Suggestion).order_by(Suggestion.id))
        return [(row.technology_id, row.state) for row in found]

    submit(office, f"{page}/suggestions/{first.public_code}/accept", page=page)
    url = f"{page}/suggestions/{second.public_code}/dismiss"
    assert submit(office, url).status_code == 422  # without a reason
    submit(office, url, reason="too_dear", note="quá xa")
    assert pairs() == [
        (first.id, SuggestionState.ACCEPTED),
        (second.id, SuggestionState.DISMISSED),
    ]
    assert "quá đắt" in text(office.get(f"{page}?decided=dismissed"))
    assert db.session.get(Need, need.id).state is NeedState.MATCHED

    submit(office, f"{page}/suggestions/{first.public_code}/undo", page=page)
    assert pairs()[0] == (first.id, SuggestionState.SUGGESTED)
    assert db.session.get(Need, need.id).state is NeedState.SEARCHING


def test_what_another_hub_does_not_publish_cannot_be_chosen(office, hub, submit):
    need, hidden = make_need(hub), make_technology(publish_ok=False)
    page = at(hub, f"needs/{need.code}")
    answer = submit(office, f"{page}/suggestions/{hidden.public_code}/accept", page=page)
    assert answer.status_code == 404


def test_an_experts_profile_is_handed_over_from_the_needs_page(office, hub, submit):
    need = make_need(hub)
    mine = make_expert(hub, public_profile=False)
    public, hidden = make_expert(), make_expert(public_profile=False)
    page = at(hub, f"needs/{need.code}")

    shown = text(office.get(page))
    assert mine.full_name in shown
    assert public.full_name in shown
    assert hidden.full_name not in shown
    url = f"{page}/experts/{hub.slug}/{mine.code}/provide"
    submit(office, url, page=page)
    assert f"experts/{hub.slug}/{mine.code}/withdraw" in text(office.get(page))
    owner = hidden.hub.slug
    answer = submit(office, f"{page}/experts/{owner}/{hidden.code}/provide", page=page)
    assert answer.status_code == 404


def test_a_need_goes_on_by_clicks_and_back_by_undo(office, hub, submit):
    need = make_need(hub, state=NeedState.RECEIVED)
    page = at(hub, f"needs/{need.code}")

    submit(office, f"{page}/step/verified", page=page)
    assert db.session.get(Need, need.id).state is NeedState.VERIFIED
    submit(office, f"{page}/undo-step", page=page)
    assert db.session.get(Need, need.id).state is NeedState.RECEIVED

    assert submit(office, f"{page}/step/rejected").status_code == 422
    submit(office, f"{page}/step/rejected", note="Hỏi mua giống, không phải công nghệ")
    row = db.session.get(Need, need.id)
    assert (row.state, row.state_note) == (
        NeedState.REJECTED, "Hỏi mua giống, không phải công nghệ"
    )  # fmt: skip
    assert office.get(f"{page}/step/flying").status_code == 404
