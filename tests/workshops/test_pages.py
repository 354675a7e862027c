from app.core import clock, sheets
from app.core.db import db
from app.registrations import actions as registrations
from app.registrations.own import link
from app.workshops import actions, queries
from app.workshops.attendance import AttendanceState, EnrolmentState
from tests.factories.accounts import make_hub
from tests.factories.checkin import make_fair, make_guest
from tests.factories.events import make_session, moment
from tests.factories.registrations import make_category, make_registration
from tests.factories.workshops import make_class, make_enrolment, scan_at_door


def office(event) -> str:
    return f"/events/{event.slug}/desk/classes"


def test_sessions_are_listed_with_seats_and_attendance(client, sign_in):
    fair = make_fair()
    session = make_class(fair, code="S04", capacity=2)
    make_session(fair, code="S05", starts_at=moment("13:00"), ends_at=moment("14:00"))
    for _ in range(3):
        make_enrolment(session)

    page = sign_in(client, "viewer", fair.hub).get(office(fair)).get_data(as_text=True)

    assert "S04 Lớp tập huấn: Ủ phân hữu cơ" in page
    assert "hết chỗ" in page
    assert "vào tự do" in page


def test_only_sessions_of_one_kind_and_day_are_shown(client, sign_in):
    fair = make_fair()
    make_class(fair, code="S04")
    make_session(fair, code="S05")

    page = sign_in(client, "viewer", fair.hub).get(office(fair) + "?kind=training&day=2026-12-03")

    text = page.get_data(as_text=True)
    assert "S04" in text
    assert "/classes/S05" not in text


def test_other_hubs_see_nothing(client, sign_in):
    session = make_class()

    answer = sign_in(client, "manager", make_hub()).get(f"{office(session.event)}/{session.code}")

    assert answer.status_code == 404


def test_a_viewer_looks_and_changes_nothing(client, sign_in, submit):
    session = make_class()
    guest = make_guest(session.event)
    url = f"{office(session.event)}/{session.code}"
    sign_in(client, "viewer", session.event.hub)

    answer = submit(client, f"{url}/enrol/{guest.code}", page=url)

    assert answer.status_code == 403
    assert queries.seats_of(session.id) == []


def test_people_are_found_and_enrolled_from_the_list(client, sign_in, submit):
    session = make_class()
    guest = make_guest(session.event, name="Lê Quốc Kiên")
    url = f"{office(session.event)}/{session.code}"
    sign_in(client, "organiser", session.event.hub)

    found = client.get(f"{url}?add=le+quoc").get_data(as_text=True)
    submit(client, f"{url}/enrol/{guest.code}", page=url)

    assert f"/enrol/{guest.code}" in found
    assert [seat.state for seat in queries.seats_of(session.id)] == [EnrolmentState.ENROLLED]


def test_a_person_of_another_event_is_not_found(client, sign_in, submit):
    session = make_class()
    stranger = make_guest(make_fair())
    url = f"{office(session.event)}/{session.code}"
    sign_in(client, "organiser", session.event.hub)

    assert submit(client, f"{url}/enrol/{stranger.code}", page=url).status_code == 404


def test_withdrawing_can_be_undone(client, sign_in, submit):
    enrolment = make_enrolment()
    session, guest = enrolment.session, enrolment.registration
    url = f"{office(session.event)}/{session.code}"
    sign_in(client, "organiser", session.event.hub)

    submit(client, f"{url}/withdraw/{guest.code}", page=url)
    page = client.get(url).get_data(as_text=True)
    submit(client, f"{url}/enrol/{guest.code}", page=url)

    assert f'action="{url}/enrol/{guest.code}"' in page
    assert [seat.state for seat in queries.seats_of(session.id)] == [EnrolmentState.ENROLLED]


def test_ticked_people_are_marked_and_the_mark_is_taken_away(client, sign_in, submit):
    session = make_class()
    here, away = (make_enrolment(session).registration for _ in range(2))
    url = f"{office(session.event)}/{session.code}"
    sign_in(client, "organiser", session.event.hub)

    submit(client, f"{url}/mark", page=url, deed="late", chosen=[here.code])
    marked = {seat.registration.id: seat.mark for seat in queries.seats_of(session.id)}
    submit(client, f"{url}/mark", page=url, deed="clear", chosen=[here.code])

    assert marked == {here.id: AttendanceState.LATE, away.id: None}
    assert [seat.mark for seat in queries.seats_of(session.id)] == [None, None]


def test_all_that_are_listed_are_marked(client, sign_in, submit):
    session = make_class(capacity=2)
    for _ in range(3):
        make_enrolment(session)
    url = f"{office(session.event)}/{session.code}"
    sign_in(client, "organiser", session.event.hub)

    submit(client, f"{url}/mark?state=enrolled", page=url, deed="present", everything="1")

    marks = [(seat.state, seat.mark) for seat in queries.seats_of(session.id)]
    assert sorted(marks, key=str) == sorted(
        [
            (EnrolmentState.ENROLLED, AttendanceState.PRESENT),
            (EnrolmentState.ENROLLED, AttendanceState.PRESENT),
            (EnrolmentState.WAITING, None),
        ],
        key=str,
    )


def test_a_steward_calls_the_roll_and_sees_no_contacts(client, sign_in, submit):
    fair = make_fair()
    session = make_class(fair)
    scanned, forgot = (make_guest(fair, phone="+84912345678") for _ in range(2))
    for guest in (scanned, forgot):
        make_enrolment(session, guest)
    scan_at_door(session, scanned)
    url = f"{office(fair)}/{session.code}/roll"
    sign_in(client, "steward", fair.hub)

    page = client.get(url).get_data(as_text=True)
    submit(client, url, **{f"mark-{forgot.code}": "present", f"mark-{scanned.code}": ""})

    assert "0912 345 678" not in page
    seen = {seat.registration.id: (seat.mark, seat.there) for seat in queries.seats_of(session.id)}
    assert seen == {
        scanned.id: (None, True),
        forgot.id: (AttendanceState.PRESENT, True),
    }
    assert client.get(f"{office(fair)}/{session.code}").status_code == 403


def test_the_list_is_exported_as_it_is_shown(client, sign_in):
    session = make_class(capacity=1)
    seated, _waiting = make_enrolment(session), make_enrolment(session)
    sign_in(client, "viewer", session.event.hub)

    url = f"{office(session.event)}/{session.code}?state=enrolled&format=csv"
    table = sheets.read(client.get(url).data, "list.csv")

    assert [row[1] for row in table.rows] == [seated.registration.code]


def test_the_paper_names_who_has_a_seat(client, sign_in):
    session = make_class()
    make_enrolment(session)

    answer = sign_in(client, "viewer", session.event.hub).get(
        f"{office(session.event)}/{session.code}/list.pdf"
    )

    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    assert answer.data.startswith(b"%PDF")


def test_trainees_are_listed_with_what_they_attended(client, sign_in):
    fair = make_fair()
    session = make_class(fair, code="S04")
    there, away = (make_guest(fair, name=name) for name in ("Lê An", "Võ Ý"))
    for guest in (there, away):
        make_enrolment(session, guest)
    actions.mark(session.id, {there.id: AttendanceState.PRESENT})
    sign_in(client, "viewer", fair.hub)

    url = f"/events/{fair.slug}/desk/trainees"
    passed = client.get(f"{url}?passed=yes").get_data(as_text=True)
    table = sheets.read(client.get(f"{url}?format=csv").data, "t.csv")

    assert "Lê An" in passed
    assert "Võ Ý" not in passed
    assert [(row[2], row[5], row[7]) for row in table.rows] == [
        ("Lê An", "1", "3"),
        ("Võ Ý", "0", "0"),
    ]


def test_pages_take_a_fixed_number_of_statements(client, sign_in, statements):
    fair = make_fair()
    session = make_class(fair)
    urls = [
        office(fair),
        f"{office(fair)}/{session.code}",
        f"{office(fair)}/{session.code}/roll",
        f"/events/{fair.slug}/desk/trainees",
    ]
    sign_in(client, "organiser", fair.hub)

    def count() -> list[int]:
        found = []
        for url in urls:
            db.session.rollback()
            with statements() as sent:
                client.get(url)
            found.append(len(sent))
        return found

    make_enrolment(session)
    few = count()
    for _ in range(6):
        make_enrolment(session)
        make_class(fair, starts_at=moment("08:30", day=2), ends_at=moment("11:30", day=2))
    assert count() == few


def test_people_choose_sessions_by_their_own_link(client, submit):
    session = make_class(
        starts_at=moment("08:30", day=3), ends_at=moment("11:30", day=3), capacity=1
    )
    people = [make_registration(make_category(session.event)) for _ in range(2)]

    urls = [f"/r/{link.token_of(one.code, one.link_nonce)}/sessions" for one in people]
    for url in urls:
        submit(client, f"{url}/{session.code}/enrol", page=url)
    waiting = client.get(urls[1]).get_data(as_text=True)
    submit(client, f"{urls[0]}/{session.code}/withdraw", page=urls[0])

    assert "Bạn chờ, thứ 1" in waiting
    assert "Bạn đã có chỗ" in client.get(urls[1]).get_data(as_text=True)


def test_a_link_that_opens_nothing_is_not_found(client):
    person = make_registration(make_category(make_fair()))

    token = link.token_of(person.code, person.link_nonce)
    registrations.cancel(person)

    assert client.get(f"/r/{token}/sessions").status_code == 404
    assert client.get("/r/abc-def/sessions").status_code == 404


def test_nobody_enrols_by_the_link_once_the_session_has_begun(client, submit):

    session = make_class()
    person = make_registration(make_category(session.event))
    url = f"/r/{link.token_of(person.code, person.link_nonce)}/sessions"
    with clock.at(moment("09:00")):
        submit(client, f"{url}/{session.code}/enrol", page=url)
        page = client.get(url).get_data(as_text=True)

    assert "đã bắt đầu hoặc không nhận ghi tên" in page
    assert queries.seats_of(session.id) == []
