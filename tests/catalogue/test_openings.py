"""Needs that are not public: who reads them in full, on whose word, for how long, and the log."""

from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from app.catalogue import records
from app.catalogue.models import NeedOpening, NeedReading
from app.catalogue.openings import actions, links
from app.catalogue.openings.actions import Word
from app.catalogue.openings.standing import Standing, standing
from app.catalogue.states import Confidentiality, OpeningState
from app.core import clock, jobs
from app.core.db import db
from app.core.errors import Refused
from tests.factories.accounts import make_hub, make_user
from tests.factories.catalogue import make_need, make_organisation

SECRET, CONTACT, PHONE = "Buồng sấy vi sóng Hoa Gạo", "Chị Hoài Thương", "+84990123987"
OWNER = "Công ty Dệt Hoa Gạo (giả định)"
NOW = datetime(2026, 11, 25, tzinfo=UTC)


def text(answer) -> str:
    return answer.get_data(as_text=True)


@pytest.fixture
def secret(hub):
    """A private need of the hub, with a contact."""
    return make_need(
        hub,
        make_organisation(hub, name=OWNER),
        title=SECRET,
        description=f"{SECRET}: cần 2 tấn mỗi ngày, giữ kín.",
        requirements="Không cho đối thủ biết.",
        contact_name=CONTACT,
        contact_phone=PHONE,
        confidentiality=Confidentiality.PRIVATE,
    )


@pytest.fixture
def firm(hub):
    return make_organisation(hub, name="Viện Cơ điện (giả định)", email="vien@example.org")


@pytest.fixture
def other():
    return make_hub()


def let_in(need, whom, **word) -> NeedOpening:
    return actions.let_in(need.id, whom, Word(**{"said": "Giám đốc đồng ý qua điện thoại"} | word))


# ---------------------------------------------------------------- the rule
@given(
    st.sampled_from(OpeningState),
    st.none() | st.integers(-5, 5).map(lambda days: NOW + timedelta(days=days)),
)
def test_only_what_was_opened_and_is_not_over_reads(state, ends_at):
    reads = standing(state, ends_at, NOW) is Standing.OPEN
    assert reads == (state is OpeningState.OPEN and ends_at is not None and ends_at > NOW)


# ---------------------------------------------------------------- an organisation and its link
def test_who_is_let_in_reads_by_link_without_the_contact_until_it_is_ended(
    client, sign_in, hub, secret, firm, submit
):
    url = f"/hubs/{hub.slug}/needs/{secret.code}"
    office = sign_in(client, "organiser", hub)
    submit(
        office, f"{url}/let-in", whom=f"org:{hub.code}/{firm.code}", said="Chị Hoài đồng ý",
        days="30",
    )  # fmt: skip
    opening = db.session.scalars(select(NeedOpening)).one()
    (letter,) = _letters(client)
    assert letter["To"] == "vien@example.org"
    assert SECRET not in letter.get_content()
    link = next(word for word in letter.get_content().split() if "/need/" in word)
    link = link[link.index("/need/") :]

    stranger = client.application.test_client()
    stranger.head(link)  # a scanner of mails is no reader
    page = stranger.get(link)
    seen = text(page)
    assert page.headers["Cache-Control"] == "private, no-store"
    assert all(word in seen for word in (SECRET, OWNER, "giữ kín", "Không cho đối thủ biết"))
    assert CONTACT not in seen
    assert "990 123 987" not in seen

    log = text(office.get(url))
    assert "Chị Hoài đồng ý" in log
    assert "qua liên kết" in log
    submit(office, f"{url}/openings/{opening.code}/revoke", page=url)
    ended = stranger.get(link)
    assert ended.status_code == 410
    assert SECRET not in text(ended)
    assert len(db.session.scalars(select(NeedReading)).all()) == 1


def _letters(client):
    """The letters that go out now."""
    folder = client.application.config["KETNOI"].data_dir / "mail"
    for old in folder.glob("*.eml"):
        old.unlink()
    jobs.drain()
    return [
        message_from_bytes(file.read_bytes(), policy=policy.default)
        for file in folder.glob("*.eml")
    ]


def test_the_contact_goes_to_whom_it_was_ticked_for(client, secret, firm):
    opening = let_in(secret, firm, with_contact=True)
    seen = text(client.get(f"/need/{links.token_of(opening)}"))
    assert CONTACT in seen
    assert "0990 123 987" in seen


def test_a_link_ends_by_itself_and_another_kind_of_link_opens_nothing(client, secret, firm):
    opening = let_in(secret, firm, days=30)
    token = links.token_of(opening)
    with clock.at(clock.now() + timedelta(days=31)):
        over = client.get(f"/need/{token}")
    forged = client.get(f"/need/{token[:-2]}xx")
    assert (over.status_code, forged.status_code) == (410, 404)
    assert SECRET not in text(over) + text(forged)
    assert db.session.scalars(select(NeedReading)).all() == []


def test_a_need_that_was_put_away_is_read_by_nobody(client, sign_in, secret, firm, other):
    token = links.token_of(let_in(secret, firm))
    opening = let_in(secret, other)
    records.archive(secret)

    answer = client.get(f"/need/{token}")
    assert answer.status_code == 410 and SECRET not in text(answer)
    office = sign_in(client, "organiser", hub=other)
    assert office.get(f"/hubs/{other.slug}/shared-needs/{opening.code}").status_code == 404
    assert opening.code not in text(office.get(f"/hubs/{other.slug}/shared-needs"))
    assert db.session.scalars(select(NeedReading)).all() == []

    records.restore(secret)
    assert SECRET in text(client.get(f"/need/{token}"))


def test_nobody_is_let_in_twice_and_a_public_need_needs_no_opening(hub, secret, firm):
    let_in(secret, firm)
    with pytest.raises(Refused, match="opening_exists"):
        let_in(secret, firm)
    with pytest.raises(Refused, match="own_need"):
        let_in(secret, secret.organisation)
    with pytest.raises(Refused, match="need_is_public"):
        let_in(make_need(hub), firm)
    with clock.at(clock.now() + timedelta(days=91)):
        assert let_in(secret, firm).state is OpeningState.OPEN


# ---------------------------------------------------------------- another hub
def test_a_hub_asks_is_refused_asks_again_and_reads_until_it_is_ended(
    client, sign_in, hub, other, secret, submit
):
    theirs = sign_in(client.application.test_client(), "organiser", other)
    ours = sign_in(client, "organiser", hub)
    asked, need = f"/hubs/{other.slug}/shared-needs", f"/hubs/{hub.slug}/needs/{secret.code}"

    def ask():
        return submit(theirs, f"{asked}/ask", hub=hub.slug, code=secret.code.lower(), why="Có máy")

    def opening() -> NeedOpening:
        db.session.rollback()
        return db.session.scalars(select(NeedOpening).order_by(NeedOpening.id.desc())).first()

    ask()
    assert ask().status_code == 422  # it waits already
    assert "xin đọc 1 nhu cầu không công khai" in text(ours.get(f"/hubs/{hub.slug}"))
    assert "Có máy" in text(ours.get(f"/hubs/{hub.slug}/shared-needs"))
    submit(ours, f"{need}/openings/{opening().code}/refuse", reason="Chưa tiện")
    assert "Chưa tiện" in text(theirs.get(asked))
    assert theirs.get(f"{asked}/{opening().code}").status_code == 404

    ask()
    submit(ours, f"{need}/openings/{opening().code}", said="Giám đốc cho phép", days="90")
    page = theirs.get(f"{asked}/{opening().code}")
    assert SECRET in text(page)
    assert CONTACT not in text(page)
    reader = db.session.scalars(select(NeedReading)).one()
    assert reader.user_id is not None

    actions.revoke(opening().id)
    assert theirs.get(f"{asked}/{opening().code}").status_code == 404
    late = submit(ours, f"{need}/openings/{opening().code}", said="Muộn", days="90")
    assert late.status_code == 422
    assert opening().state is OpeningState.REVOKED


def test_an_opening_to_one_hub_is_not_there_for_a_third(client, sign_in, other, secret):
    opening = let_in(secret, other)
    third = make_hub()
    stranger = sign_in(client, "manager", third)
    assert stranger.get(f"/hubs/{third.slug}/shared-needs/{opening.code}").status_code == 404
    assert stranger.get(f"/hubs/{other.slug}/shared-needs/{opening.code}").status_code == 404
    assert stranger.get(f"/need/{links.token_of(opening)}").status_code == 404  # a hub has no link
    assert db.session.scalars(select(NeedReading)).all() == []


def test_who_only_looks_neither_lets_in_nor_reads(client, sign_in, hub, other, secret):
    opening = let_in(secret, other)
    viewer = sign_in(client, user=make_user("viewer", other))
    assert viewer.get(f"/hubs/{other.slug}/shared-needs").status_code == 200
    assert viewer.get(f"/hubs/{other.slug}/shared-needs/{opening.code}").status_code == 403
    assert viewer.get(f"/hubs/{hub.slug}/needs/{secret.code}/let-in").status_code == 404


def test_a_private_need_is_found_on_no_page_of_who_is_not_let_in(
    client, sign_in, hub, other, secret
):
    """Positive control: the hub itself finds it at the same kind of address."""
    public = [
        "/needs",
        "/needs?q=vi+song",
        f"/needs/{secret.public_code}",
        "/technologies?q=vi+song",
    ]
    public += ["/api/v1/needs", "/api/v1/needs?q=vi+song"]
    office = ["needs", "needs?q=vi+song", f"needs/{secret.code}", "find?q=vi+song", "shared-needs"]
    office += ["report/figures/ind01", "report", "technologies", "organisations?q=Hoa+Gao"]

    def leaks(who, slug: str) -> list[str]:
        addresses = [*public, *(f"/hubs/{slug}/{page}" for page in office)]
        found = [(address, text(who.get(address))) for address in addresses]
        return [a for a, seen in found if SECRET in seen or OWNER in seen or CONTACT in seen]

    actions.ask(secret, other, "Có máy")
    assert leaks(sign_in(client.application.test_client(), "manager", other), other.slug) == []
    assert leaks(client.application.test_client(), other.slug) == []
    assert len(leaks(sign_in(client, "manager", hub), hub.slug)) >= 4
