"""Following connections: stages, history that only grows, evidence, next steps; and their pages."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image
from sqlalchemy import func, select

from app.catalogue.states import DismissReason
from app.connections.followups import actions, queries
from app.connections.models import ConnectionStep
from app.connections.stages import SIGNED, STAGE_OF, OutcomeKind, Stage
from app.core import clock, words
from app.core.db import db
from app.core.errors import Refused
from tests.factories.accounts import make_hub, make_user
from tests.factories.catalogue import make_need
from tests.factories.connections import make_connection, make_meeting, result


def refused(deed) -> str:
    with pytest.raises(Refused) as refusal:
        deed()
    return refusal.value.code


def steps() -> int:
    return db.session.scalar(select(func.count()).select_from(ConnectionStep)) or 0


def old_connection(hub=None, kind=OutcomeKind.FOLLOW_UP, **fields):
    """One whose meeting was 20 days ago, so that there is room for further days."""
    meeting = make_meeting(hub, starts_at=clock.now() - timedelta(days=20))
    return make_connection(hub, kind, meeting, **fields)


# ---------------------------------------------------------------------- deeds
def test_every_outcome_kind_has_its_stage():
    assert set(STAGE_OF) == set(OutcomeKind)
    assert STAGE_OF[OutcomeKind.NO_FIT] is Stage.ENDED
    assert {k for k, stage in STAGE_OF.items() if stage is Stage.MEMORANDUM} == {
        OutcomeKind.MOU,
        OutcomeKind.COOPERATION_AGREEMENT,
        OutcomeKind.FRAMEWORK_CONTRACT,
    }


def test_the_latest_day_says_where_a_connection_stands_not_the_latest_entry(app):
    connection = old_connection()
    today = clock.today()
    actions.add_step(connection, result(OutcomeKind.MOU, value_vnd=520_000_000))
    actions.add_step(
        connection, result(OutcomeKind.SITE_VISIT, happened_on=today - timedelta(days=5))
    )

    assert (connection.stage, connection.stage_on) == (Stage.MEMORANDUM, today)
    assert connection.value_vnd == 520_000_000


def test_a_contract_names_its_value_and_days_stay_between_meeting_and_today(app):
    connection = old_connection()
    today = clock.today()
    contract = OutcomeKind.TRANSFER_CONTRACT

    assert refused(lambda: actions.add_step(connection, result(contract))) == "value_missing"
    for day, code in (
        (today + timedelta(days=1), "date_ahead"),
        (today - timedelta(days=30), "date_before_meeting"),
    ):
        bad = result(contract, value_vnd=1, happened_on=day)
        assert refused(lambda bad=bad: actions.add_step(connection, bad)) == code
    assert steps() == 1


def test_taking_back_leaves_both_in_the_history_and_the_connection_where_it_stood(app):
    connection = old_connection(next_step="Gọi lại")
    first = actions.valid_steps(connection)[0]
    ended = actions.add_step(
        connection, result(OutcomeKind.NO_FIT, why=DismissReason.TOO_DEAR, note="Quá 2 tỷ")
    )
    assert (connection.stage, connection.ended_why) == (Stage.ENDED, DismissReason.TOO_DEAR)
    assert (connection.ended_reason, connection.next_step) == ("Quá 2 tỷ", None)

    actions.take_back(connection, ended)

    assert (connection.stage, connection.ended_why, connection.ended_reason) == (
        Stage.EXPLORING,
        None,
        None,
    )
    assert [(s.revokes_id, gone) for s, _who, gone in queries.history(connection)] == [
        (ended.id, False),
        (None, True),
        (None, False),
    ]
    assert refused(lambda: actions.take_back(connection, ended)) == "step_revoked"
    assert refused(lambda: actions.take_back(connection, first)) == "first_step"


KINDS = st.sampled_from([OutcomeKind.SITE_VISIT, OutcomeKind.MOU, OutcomeKind.SERVICE_CONTRACT])
DEEDS = st.lists(
    st.one_of(
        st.tuples(st.just("add"), KINDS, st.integers(0, 15), st.integers(0, 9)),
        st.tuples(st.just("back"), st.integers(0, 5)),
    ),
    max_size=8,
)


@settings(
    max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(DEEDS)
def test_history_only_grows_and_the_stand_is_that_of_the_valid_steps(app, deeds):
    connection = old_connection()
    seen: list[tuple] = []
    for deed in deeds:
        if deed[0] == "add":
            _name, kind, ago, value = deed
            day = clock.today() - timedelta(days=ago)
            actions.add_step(connection, result(kind, happened_on=day, value_vnd=value))
        else:
            known = actions.valid_steps(connection)
            if len(known) > 1:
                actions.take_back(connection, known[1 + deed[1] % (len(known) - 1)])
        found = select(ConnectionStep).where(ConnectionStep.connection_id == connection.id)
        now = [
            (s.id, s.stage, s.happened_on, s.value_vnd, s.note, s.revokes_id)
            for s in db.session.scalars(found.order_by(ConnectionStep.id))
        ]
        assert now[: len(seen)] == seen
        seen = now
    valid = actions.valid_steps(connection)
    last = max(valid, key=lambda step: (step.happened_on, step.id))
    papers = [step for step in valid if step.stage in SIGNED and step.value_vnd is not None]
    paper = max(papers, key=lambda step: (step.happened_on, step.id), default=None)
    assert (connection.stage, connection.stage_on) == (last.stage, last.happened_on)
    assert connection.value_vnd == (paper.value_vnd if paper else None)


def test_what_was_planned_counts_as_done_once_something_happened(app):
    due = clock.today() + timedelta(days=3)
    connection = old_connection(next_step="Thăm xưởng", next_due=due)
    actions.add_step(connection, result(OutcomeKind.SITE_VISIT))

    assert (connection.next_step, connection.next_due) == (None, None)


def test_next_step_of_an_ended_connection_is_refused(app):
    connection = old_connection(kind=OutcomeKind.NO_FIT)

    assert refused(lambda: actions.plan_next(connection, "Gọi", None)) == "next_after_end"


# ---------------------------------------------------------------------- what lists count
def test_chips_board_and_overdue_agree(app):
    hub = make_hub()
    me = make_user("organiser", hub)
    today = clock.today()
    for days in (-2, -1, 0, 7, 8):
        old_connection(hub, next_step="Gọi", next_due=today + timedelta(days=days))
    old_connection(hub)
    old_connection(hub, OutcomeKind.NO_FIT, why=DismissReason.NO_ANSWER)
    old_connection(hub, OutcomeKind.NO_FIT, why=DismissReason.NO_ANSWER)
    old_connection(hub, OutcomeKind.MOU, value_vnd=300)
    old_connection()  # of another hub

    assert queries.chip_counts(hub, None, me.id) == {
        "all": 9,
        "mine": 0,
        "overdue": 2,
        "week": 2,
        "none": 2,
    }
    everything = queries.narrowed(hub, {}, None, me.id)
    board = queries.board(everything)
    assert {stage: stand.count for stage, stand in board.items() if stand.count} == {
        Stage.EXPLORING: 6,
        Stage.MEMORANDUM: 1,
        Stage.ENDED: 2,
    }
    assert board[Stage.MEMORANDUM].total == 300
    dues = [card.next_due for card in board[Stage.EXPLORING].cards]
    assert dues == [today + timedelta(days=days) for days in (-2, -1, 0, 7, 8)]
    assert queries.why_ended(everything) == [(DismissReason.NO_ANSWER, 2)]
    late = queries.board(queries.narrowed(hub, {"show": "overdue"}, None, me.id))
    assert late[Stage.EXPLORING].count == queries.overdue_count(hub) == 2


# ---------------------------------------------------------------------- pages
@pytest.fixture
def office(client, sign_in):
    """A connection and a browser of an organiser of its hub, with its address."""
    hub = make_hub()
    connection = old_connection(hub)
    user = make_user("organiser", hub, name="Nguyễn Thị Tổ Thư")
    sign_in(client, user=user)
    return connection, client, f"/hubs/{hub.slug}/connections/{connection.code}"


def picture() -> bytes:
    out = BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "nơi chụp bí mật"
    Image.new("RGB", (40, 30), "red").save(out, "JPEG", exif=exif)
    return out.getvalue()


def kept_files(app) -> list[Path]:
    return sorted((Path(app.config["KETNOI"].files_dir) / "evidence").glob("*"))


def test_evidence_is_kept_under_our_own_name_without_its_metadata(app, office, submit):
    connection, client, url = office
    upload = (BytesIO(picture()), '../../<b>"giấy".jpg')

    answer = submit(client, f"{url}/steps", page=url, outcome="mou", evidence=upload)
    assert answer.status_code == 303
    step = actions.valid_steps(connection)[-1]
    got = client.get(f"{url}/evidence/{step.id}")

    assert step.evidence_file.startswith("evidence/") and ".." not in step.evidence_file
    assert "/" not in step.evidence_name and '"' not in step.evidence_name
    assert got.mimetype == "image/jpeg"
    assert got.headers["Content-Disposition"].startswith("attachment")
    assert got.headers["Content-Security-Policy"] == "sandbox"
    with Image.open(BytesIO(got.data)) as shown:
        assert (shown.size, dict(shown.getexif())) == ((40, 30), {})


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"<svg onload=alert(1)>", "upload_kind"),
        (b"MZ\x90\x00 program", "upload_kind"),
        (b"\xff\xd8\xff broken", "upload_kind"),
        (b"%PDF-1.7" + b"0" * (10 * 1024 * 1024), "upload_too_large"),
    ],
)
def test_other_files_are_refused_and_what_was_typed_stays(app, office, submit, content, code):
    _connection, client, url = office
    before = kept_files(app)
    upload = (BytesIO(content), "giấy tờ.pdf")

    answer = submit(
        client, f"{url}/steps", page=url, outcome="mou", note="Ký tại chỗ", evidence=upload
    )
    page = answer.get_data(as_text=True)

    assert answer.status_code == 422
    assert words.say(Refused(code)) in page and "Ký tại chỗ" in page
    assert (steps(), kept_files(app)) == (1, before)


def test_a_refused_step_leaves_no_file_behind(app, office, submit):
    _connection, client, url = office
    before = kept_files(app)
    upload = (BytesIO(picture()), "a.jpg")

    answer = submit(client, f"{url}/steps", page=url, outcome="transfer_contract", evidence=upload)

    assert answer.status_code == 422
    assert words.say(Refused("value_missing")) in answer.get_data(as_text=True)
    assert (steps(), kept_files(app)) == (1, before)


def test_evidence_of_another_connection_does_not_exist(office, submit):
    connection, client, url = office
    upload = (BytesIO(picture()), "a.jpg")
    submit(client, f"{url}/steps", page=url, outcome="mou", evidence=upload)
    step = actions.valid_steps(connection)[-1]
    other = old_connection(connection.hub)

    assert client.get(f"{url}/evidence/{step.id}").status_code == 200
    wrong = f"/hubs/{connection.hub.slug}/connections/{other.code}/evidence/{step.id}"
    assert client.get(wrong).status_code == 404


def test_a_step_on_the_page_is_told_and_can_be_taken_back(office, submit):
    connection, client, url = office
    submit(client, f"{url}/steps", page=url, outcome="service_contract", value_vnd="480 triệu")
    page = client.get(url).get_data(as_text=True)
    assert "480.000.000 đồng" in page and "Nguyễn Thị Tổ Thư" in page
    step = actions.valid_steps(connection)[-1]

    submit(client, f"{url}/steps/{step.id}/take-back", page=url)
    page = client.get(url).get_data(as_text=True)

    assert "<del>Hợp đồng dịch vụ</del>" in page
    db.session.refresh(connection)
    assert (connection.stage, connection.value_vnd) == (Stage.EXPLORING, None)


def test_two_people_planning_the_next_step_see_each_others(office, submit):
    connection, client, url = office
    seen = str(connection.version)
    actions.plan_next(connection, "Của người trước", None)

    typed = {"plan-next_step": "Của tôi", "plan-next_due": "31/12/2099"}
    answer = submit(client, f"{url}/next", page=url, **typed, **{"plan-version": seen})
    page = answer.get_data(as_text=True)

    assert answer.status_code == 409
    assert all(text in page for text in ("Của người trước", "Của tôi", "31/12/2099"))
    fresh = {"plan-version": str(connection.version)}
    assert submit(client, f"{url}/next", page=url, **typed, **fresh).status_code == 303
    db.session.refresh(connection)
    assert connection.next_step == "Của tôi"


def test_a_bad_due_day_stays_in_its_own_form(office, submit):
    _connection, client, url = office

    answer = submit(client, f"{url}/next", page=url, **{"plan-next_due": "mai"})
    page = answer.get_data(as_text=True)

    assert answer.status_code == 422
    assert page.count('value="mai"') == 1


def test_whoever_takes_a_connection_over_finds_it_under_mine(office, submit):
    connection, client, url = office
    board = f"/hubs/{connection.hub.slug}/connections?show=mine"
    title = connection.meeting.need.title
    assert title not in client.get(board).get_data(as_text=True)

    submit(client, f"{url}/take-over", page=url)

    assert title in client.get(board).get_data(as_text=True)
    assert "Nguyễn Thị Tổ Thư" in client.get(url).get_data(as_text=True)


def test_overdue_is_said_in_words(office):
    connection, client, url = office
    actions.plan_next(connection, "Gửi báo giá", clock.today() - timedelta(days=2))

    for address in (url, f"/hubs/{connection.hub.slug}/connections"):
        page = client.get(address).get_data(as_text=True)
        assert "Gửi báo giá" in page and "quá hạn 2 ngày" in page


def test_the_sheet_has_what_is_listed(office):
    connection, client, url = office
    hub = connection.hub
    meeting = make_meeting(hub, need=make_need(hub, title="Đổi mới lò gốm"))
    make_connection(hub, OutcomeKind.NO_FIT, meeting, why=DismissReason.TOO_DEAR, note="2 tỷ")
    base = f"/hubs/{hub.slug}/connections"

    ended = client.get(f"{base}?stage=ended&format=csv").get_data(as_text=True)
    assert "Đổi mới lò gốm" in ended and "2 tỷ" in ended
    assert connection.meeting.need.title not in ended
    assert client.get(f"{base}?format=xlsx").data.startswith(b"PK")
    assert client.get(f"{base}?stage=%27&show=x&view=table&sort=y").status_code == 200
