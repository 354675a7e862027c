"""Certificates: who gets one, that nobody gets two, and what the papers and pages say."""

import contextlib
import threading
from datetime import date, timedelta

import pytest

from app.core import clock, jobs
from app.core.audit import AuditEntry
from app.core.db import db, transaction
from app.core.errors import Refused
from app.core.i18n import force_locale
from app.events.kinds import EventKind
from app.registrations.own import actions as own
from app.registrations.own import link
from app.workshops import actions as workshops
from app.workshops.attendance import AttendanceState
from app.workshops.certificates import actions, paper, queries
from app.workshops.certificates.actions import Signed
from app.workshops.classes import title_of
from app.workshops.models import Certificate
from tests.factories.accounts import make_hub
from tests.factories.checkin import make_guest
from tests.factories.events import make_event
from tests.factories.workshops import make_class

pytestmark = pytest.mark.usefixtures("app")
PRESENT = AttendanceState.PRESENT
SIGNED = Signed("Giám đốc", "Nguyễn Thị Hòa", "Nghệ An", date(2026, 12, 20))


@pytest.fixture
def course():
    """A class that gives certificates, with three who came and one who did not; it is over."""
    session = make_class(gives_certificate=True)
    event = session.event
    came = [make_guest(event, name=name) for name in ("Võ Ý", "Lê An", "Trần Bình")]
    away = make_guest(event, name="Hồ Xuân")
    workshops.enrol(session.id, away.id)
    workshops.mark(session.id, {guest.id: PRESENT for guest in came})
    with clock.at(session.ends_at + timedelta(days=1)):
        yield session


def names(found) -> list[tuple[str, str]]:
    return [(one.serial, one.name) for one in found]


def test_who_attended_enough_gets_one_in_the_order_of_names(course):
    made = actions.issue(course.event, course.code, SIGNED)

    hub = course.event.hub.code
    assert names(made) == [
        (f"01/2026/GCN-{hub}", "Lê An"),
        (f"02/2026/GCN-{hub}", "Trần Bình"),
        (f"03/2026/GCN-{hub}", "Võ Ý"),
    ]
    assert made[0].hours == 3
    assert made[0].title == course.title


def test_who_comes_to_it_later_gets_the_next_number_and_nobody_a_second(course):
    actions.issue(course.event, course.code, SIGNED)
    with pytest.raises(Refused) as refusal:
        actions.issue(course.event, course.code, SIGNED)
    assert refusal.value.code == "no_certificates_due"

    late = make_guest(course.event, name="Đỗ Cường")
    workshops.mark(course.id, {late.id: PRESENT})
    made = actions.issue(course.event, course.code, SIGNED)
    assert names(made) == [(f"04/2026/GCN-{course.event.hub.code}", "Đỗ Cường")]


def test_numbers_begin_anew_each_year_and_each_hub_counts_its_own(course):
    actions.issue(course.event, course.code, SIGNED)
    other = make_class(make_event(make_hub()), gives_certificate=True)
    guest = make_guest(other.event)
    workshops.mark(other.id, {guest.id: PRESENT})
    made = actions.issue(other.event, other.code, SIGNED)
    assert [one.number for one in made] == [1]

    late = make_guest(course.event)
    workshops.mark(course.id, {late.id: PRESENT})
    next_year = Signed("Giám đốc", "Nguyễn Thị Hòa", "Nghệ An", date(2027, 1, 4))
    made = actions.issue(course.event, course.code, next_year)
    assert [(one.number, one.year) for one in made] == [(1, 2027)]


def test_before_the_class_is_over_nobody_gets_one(course):
    with clock.at(course.starts_at + timedelta(minutes=30)), pytest.raises(Refused) as refusal:
        actions.issue(course.event, course.code, SIGNED)
    assert refusal.value.code == "class_not_over"


def test_a_class_that_gives_none_is_not_offered():
    session = make_class(gives_certificate=False)
    workshops.mark(session.id, {make_guest(session.event).id: PRESENT})
    assert queries.classes_of(session.event) == []


def test_two_who_press_at_once_give_each_person_one(app, course):
    event_id, code = course.event_id, course.code
    at = clock.now()
    start = threading.Barrier(4)

    def press() -> None:
        with app.app_context(), clock.at(at):
            from app.events.models import Event

            event = db.session.get_one(Event, event_id)
            start.wait()
            with contextlib.suppress(Refused):
                actions.issue(event, code, SIGNED)
            db.session.remove()

    crowd = [threading.Thread(target=press) for _ in range(4)]
    for each in crowd:
        each.start()
    for each in crowd:
        each.join()

    db.session.rollback()
    numbers = db.session.scalars(db.select(Certificate.number).order_by(Certificate.number)).all()
    assert numbers == [1, 2, 3]


def test_the_paper_is_one_page_each_and_names_the_address_that_verifies_it(app, course):
    made = actions.issue(course.event, course.code, SIGNED)
    with transaction():
        made[0].title = "Kỹ thuật ủ phân hữu cơ từ phụ phẩm nông nghiệp " * 5
        made[1].name = "Công Tằng Tôn Nữ Hoàng Nguyễn Phước Quỳnh Như Ý Trân Châu" * 2
    with app.test_request_context():
        content = paper.of(course.event, made)
        assert paper.address(made[0]).endswith(f"/certificates/{made[0].code}")
    assert content.startswith(b"%PDF")
    assert content.count(b"/Type /Page\n") == 3
    assert len(content) < 150_000


def test_whoever_verifies_one_sees_name_class_date_and_state_only(client, course):
    one, *_others = actions.issue(course.event, course.code, SIGNED)
    page = client.get(f"/certificates/{one.code}").get_data(as_text=True)
    assert "Lê An" in page and course.title in page and "20/12/2026" in page
    assert "hợp lệ" in page
    assert one.registration.code not in page
    assert (one.registration.phone or "-none-") not in page

    actions.revoke(one, "cấp nhầm lớp")
    page = client.get(f"/certificates/{one.code}").get_data(as_text=True)
    assert "đã thu hồi" in page and "cấp nhầm lớp" not in page
    actions.reinstate(one)
    assert "hợp lệ" in client.get(f"/certificates/{one.code}").get_data(as_text=True)
    assert client.get("/certificates/nosuchcode000000").status_code == 404


def test_the_office_gives_prints_and_revokes(client, sign_in, submit, course):
    desk = sign_in(client, "organiser", hub=course.event.hub)
    path = f"/events/{course.event.slug}/desk/certificates"
    assert "Cấp giấy chứng nhận" in desk.get(path).text

    form = f"{path}/classes/{course.code}"
    refused = submit(desk, form, position="Giám đốc", signatory="", place="Vinh", on="20/12/2026")
    assert refused.status_code == 422
    assert "Giám đốc" in refused.get_data(as_text=True)
    fields = {"position": "Giám đốc", "signatory": "Nguyễn Thị Hòa", "place": "Vinh"}
    assert submit(desk, form, on="20/12/2026", **fields).status_code == 303
    assert "Nguyễn Thị Hòa" in desk.get(form).text or "đã có giấy" in desk.get(form).text

    listed = desk.get(path).text
    assert all(name in listed for name in ("Lê An", "Trần Bình", "Võ Ý"))
    assert "Hồ Xuân" not in listed
    one = db.session.scalars(db.select(Certificate).order_by(Certificate.number)).first()
    answer = desk.get(f"{path}/{one.code}/certificate.pdf")
    assert answer.data.startswith(b"%PDF")

    submit(desk, f"{path}/print", page=path)
    assert jobs.drain() > 0
    job = db.session.scalars(db.select(jobs.Job)).first()
    assert job.result == {"certificates": 3}

    submit(desk, f"{path}/{one.code}/revoke", reason="cấp nhầm")
    assert desk.get(f"{path}/{one.code}/certificate.pdf").status_code == 404
    assert "cấp nhầm" in desk.get(f"{path}?state=revoked").text
    assert one.name not in desk.get(f"{path}?state=valid").text


def test_pressed_twice_the_first_reason_for_revoking_stands(client, sign_in, submit, course):
    one, *_others = actions.issue(course.event, course.code, SIGNED)
    desk = sign_in(client, "organiser", hub=course.event.hub)
    path = f"/events/{course.event.slug}/desk/certificates/{one.code}/revoke"
    submit(desk, path, reason="cấp nhầm lớp")
    first = one.revoked_at
    with clock.at(clock.now() + timedelta(hours=2)):
        assert submit(desk, path, reason="lý do khác").status_code == 303

    db.session.refresh(one)
    assert (one.reason, one.revoked_at) == ("cấp nhầm lớp", first)
    assert deeds("certificate_revoked") == 1
    for _press in range(2):
        actions.reinstate(one)
        actions.take_name(one)
    assert one.revoked_at is None
    assert (deeds("certificate_reinstated"), deeds("certificate_renamed")) == (1, 0)


def test_where_none_is_in_force_no_empty_paper_is_made(client, sign_in, submit, course):
    for one in actions.issue(course.event, course.code, SIGNED):
        actions.revoke(one, "cấp nhầm")
    desk = sign_in(client, "organiser", hub=course.event.hub)
    path = f"/events/{course.event.slug}/desk/certificates"
    answer = submit(desk, f"{path}/print", page=path)
    assert answer.location.endswith(path)
    assert "không có gì để in" in desk.get(path).text
    assert jobs.drain() == 0


def deeds(name: str) -> int:
    found = db.select(db.func.count()).select_from(AuditEntry).where(AuditEntry.action == name)
    return db.session.scalar(found)


def test_the_reason_is_kept_with_the_certificate_alone_and_goes_with_its_holder(course):
    one, *_others = actions.issue(course.event, course.code, SIGNED)
    actions.revoke(one, "giấy của Lê An cấp nhầm")
    told = db.session.scalars(
        db.select(AuditEntry).where(AuditEntry.action == "certificate_revoked")
    ).one()
    assert "Lê An" not in str(told.details)

    own.erase(one.registration)
    db.session.refresh(one)
    assert one.reason is None and one.revoked_at is not None


def test_another_first_session_gives_nobody_a_second_certificate(course):
    """The event's class of two sessions: the first one's paper was lost and it is called off."""
    with transaction():
        course.event.kind = EventKind.TRAINING
        course.event.min_attendance = 50
    later = make_class(
        course.event,
        gives_certificate=True,
        starts_at=course.starts_at + timedelta(hours=4),
        ends_at=course.ends_at + timedelta(hours=4),
    )
    with clock.at(later.ends_at + timedelta(days=1)):
        assert len(actions.issue(course.event, course.code, SIGNED)) == 3
        with transaction():
            course.starts_at, course.ends_at = later.ends_at, later.ends_at + timedelta(hours=3)
        (found,) = queries.classes_of(course.event)

    assert found.first.id == later.id
    assert found.due == []


def test_a_class_is_called_the_same_on_the_list_to_sign_and_on_the_certificate(course):
    made = actions.issue(course.event, course.code, SIGNED)
    assert made[0].title == title_of(course.event, [course]) == course.title
    with transaction():
        course.title_en = "Training: composting"
    late = make_guest(course.event)
    workshops.mark(course.id, {late.id: PRESENT})
    with force_locale("en"):
        assert title_of(course.event, [course]) == "Training: composting"
        (one,) = actions.issue(course.event, course.code, SIGNED)
    assert one.title == course.title


def test_a_certificate_of_another_event_is_not_found(client, sign_in, course):
    one, *_others = actions.issue(course.event, course.code, SIGNED)
    other = make_event(course.event.hub)
    desk = sign_in(client, "organiser", hub=course.event.hub)
    path = f"/events/{other.slug}/desk/certificates/{one.code}"
    assert desk.get(f"{path}/certificate.pdf").status_code == 404
    assert desk.get(f"{path}/revoke").status_code == 404


def test_a_misspelt_name_is_taken_over_from_the_registration(client, sign_in, submit, course):
    one, *_others = actions.issue(course.event, course.code, SIGNED)
    desk = sign_in(client, "organiser", hub=course.event.hub)
    path = f"/events/{course.event.slug}/desk/certificates"
    assert "Lấy tên" not in desk.get(path).text
    with transaction():
        one.registration.name = "Lê Ân"
    assert "Lấy tên Lê Ân" in desk.get(path).text
    submit(desk, f"{path}/{one.code}/name", page=path)
    db.session.refresh(one)
    assert one.name == "Lê Ân"


def test_the_holder_has_it_on_the_own_page_and_after_erasing_nobody_reads_the_name(client, course):
    one, other, *_rest = actions.issue(course.event, course.code, SIGNED)
    token = link.mailed_token_of(one.registration)
    page = client.get(f"/r/{token}").get_data(as_text=True)
    assert one.serial in page
    answer = client.get(f"/r/{token}/certificates/{one.code}.pdf")
    assert answer.data.startswith(b"%PDF")
    assert client.get(f"/r/{token}/certificates/{other.code}.pdf").status_code == 404

    own.erase(one.registration)
    page = client.get(f"/certificates/{one.code}").get_data(as_text=True)
    assert "Lê An" not in page and course.title in page
    assert one.code not in {held.code for held in queries.printable(course.event_id)}


def test_pages_take_a_fixed_number_of_statements(client, sign_in, statements, course):
    desk = sign_in(client, "viewer", hub=course.event.hub)
    path = f"/events/{course.event.slug}/desk/certificates"
    actions.issue(course.event, course.code, SIGNED)
    desk.get(path)
    with statements() as few:
        desk.get(path)
    more = [make_guest(course.event) for _ in range(12)]
    workshops.mark(course.id, {guest.id: PRESENT for guest in more})
    actions.issue(course.event, course.code, SIGNED)
    with statements() as many:
        desk.get(path)
    assert len(many) == len(few) <= 12
