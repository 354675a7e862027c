"""The designer of badges, and printing one of them twice."""

from io import BytesIO

import pytest
from PIL import Image
from pypdf import PdfReader
from sqlalchemy import select

from app.core.db import db, transaction
from app.core.errors import Refused
from app.registrations import queries
from app.registrations.badges import actions, designs, sheets
from app.registrations.badges.design import MM, Back, Design, Part, QrPlace, Size
from app.registrations.models import BadgeDesign
from app.registrations.states import BadgeState
from tests.factories.accounts import make_hub
from tests.factories.registrations import make_category, make_open_event, make_registration

TYPED = {
    "size": "a7",
    "qr": "below",
    "parts": ["event", "organisation"],
    "back": "words",
    "back_words": "Wi-Fi: techmart",
    "version": "0",
}


@pytest.fixture
def category(app):
    return make_category(make_open_event(make_hub()), places=100, name="Khách tham quan")


@pytest.fixture
def office(client, sign_in, category):
    return sign_in(client, "organiser", hub=category.event.hub)


@pytest.fixture
def designer(category):
    return f"/events/{category.event.slug}/desk/badges/design"


def picture(kind="PNG", mode="RGBA"):
    out = BytesIO()
    Image.new(mode, (900, 300)).save(out, kind)
    out.seek(0)
    return out


def card(registration):
    return PdfReader(BytesIO(sheets.for_one(registration))).pages


def test_badges_follow_the_design_that_was_kept(office, submit, designer, category):
    guest = make_registration(category, name="Lò Thị Ý")

    assert submit(office, designer, **TYPED).status_code == 303

    assert designs.design_of(designs.row_of(category.event_id)) == Design(
        Size.A7,
        QrPlace.BELOW,
        frozenset({Part.EVENT, Part.ORGANISATION}),
        Back.WORDS,
        "Wi-Fi: techmart",
    )
    front, back = card(guest)
    assert round(float(front.mediabox.width) / MM) == 74
    assert "Khách tham quan" not in front.extract_text()
    assert back.extract_text().strip() == "Wi-Fi: techmart"


def test_the_designer_shows_the_shortest_and_the_longest_name(office, submit, designer, category):
    for name in ("Lê Ý", "Công Tằng Tôn Nữ Hoàng Nguyệt Minh Châu", "Trần Văn Giữa"):
        make_registration(category, name=name)

    seen = office.get(designer).get_data(as_text=True)

    assert ">Lê Ý</text>" in seen and ">Hoàng Nguyệt Minh</text>" in seen
    assert "Giữa" not in seen
    for badge in queries.valid_tokens(category.event_id):
        assert badge[1] not in seen  # what opens the door is not in a picture of it


def test_the_preview_follows_the_form_and_keeps_nothing(office, submit, designer, category):
    seen = submit(office, f"{designer}/preview", page=designer, **TYPED).get_data(as_text=True)

    assert "Wi-Fi: techmart</text>" in seen
    assert db.session.scalars(select(BadgeDesign)).all() == []
    wrong = TYPED | {"size": "postcard"}
    assert submit(office, f"{designer}/preview", page=designer, **wrong).status_code == 422


def test_a_logo_is_made_anew_shown_and_taken_away(office, submit, designer, category):
    assert submit(office, designer, **TYPED, logo=(picture(), "logo.png")).status_code == 303
    kept = office.get(f"{designer}/logo")
    with Image.open(BytesIO(kept.data)) as seen:
        assert (seen.format, seen.size) == ("JPEG", (600, 200))
        assert seen.getpixel((5, 5)) == (255, 255, 255)  # what was transparent is white
    assert b"/Subtype /Image" in sheets.for_one(make_registration(category))

    submit(office, designer, **TYPED | {"version": "1"}, without_logo="y")

    assert office.get(f"{designer}/logo").status_code == 404


@pytest.mark.parametrize("name", ["logo.png", "logo.pdf"])
def test_a_file_that_is_no_picture_is_refused_and_what_was_typed_is_kept(
    office, submit, designer, name
):
    answer = submit(office, designer, **TYPED, logo=(BytesIO(b"%PDF-1.7 <script>"), name))

    assert answer.status_code == 422
    assert "Wi-Fi: techmart" in answer.get_data(as_text=True)


def test_two_who_change_the_design_at_once_learn_of_each_other(office, submit, designer):
    submit(office, designer, **TYPED)

    late = submit(office, designer, **TYPED | {"size": "a6"})

    assert late.status_code == 409


def test_a_badge_is_printed_again_only_with_a_reason_and_a_new_code(
    client, sign_in, category, submit
):
    steward = sign_in(client, "steward", hub=category.event.hub)
    guest = make_registration(category)
    url = f"/events/{category.event.slug}/desk/registrations/{guest.code}/print"
    (first,) = queries.badges_of(guest.id)
    with transaction():
        actions.hand_out(first)

    asked = submit(steward, url)
    assert asked.status_code == 200 and 'value="damaged"' in asked.get_data(as_text=True)
    assert submit(steward, url, reason="because").status_code == 422

    assert submit(steward, url, reason="damaged").status_code == 303
    states = {badge.id: badge.state for badge in queries.badges_of(guest.id)}
    assert states.pop(first.id) is BadgeState.REVOKED
    assert list(states.values()) == [BadgeState.VALID]
    assert all(badge.printed_at for badge in queries.badges_of(guest.id))


def test_two_desks_cannot_hand_out_the_same_paper(app, category):
    (badge,) = queries.badges_of(make_registration(category).id)
    actions.hand_out(badge)

    with pytest.raises(Refused):
        actions.hand_out(badge)
