import re
from datetime import date, timedelta

import pytest

from app.catalogue.states import Confidentiality
from app.connections.stages import OutcomeKind
from app.core import clock, sheets
from app.core.db import db
from app.reports import queries
from app.reports.indicators import Figure
from app.reports.listing.figures import KINDS, records
from app.reports.rules import INDICATORS, OWN_FIGURES
from app.reports.scope import Scope
from app.workshops import actions as workshops
from app.workshops.attendance import AttendanceState
from tests.factories.accounts import hub_of, make_hub, make_user
from tests.factories.catalogue import make_need
from tests.factories.checkin import make_fair, make_guest
from tests.factories.connections import make_connection, make_request
from tests.factories.events import make_event, make_session, moment

LINKED = re.compile(r'href="(/[^"]*/figures/[^"]+)"')


def office(event) -> str:
    return f"/events/{event.slug}/desk/report"


def test_every_figure_of_the_event_opens_its_list(client, sign_in):
    event = make_event()
    sign_in(client, "viewer", event.hub)

    links = set(LINKED.findall(client.get(office(event)).get_data(as_text=True)))
    shown = {figure for group in (*INDICATORS, *OWN_FIGURES) for figure in group.figures}

    assert {link.rpartition("/")[2] for link in links} >= {figure.value for figure in shown}
    assert {client.get(link).status_code for link in links} == {200}


def test_a_figure_leads_to_its_record_in_two_clicks(client, sign_in):
    event = make_event()
    need = make_need(event.hub, title="Tìm máy sấy cau")
    make_request(event, need=need)
    sign_in(client, "viewer", event.hub)

    listed = client.get(f"{office(event)}/figures/IND01").get_data(as_text=True)
    address = re.search(r'<th scope="row"><a href="([^"]+)"', listed)

    assert "Tìm máy sấy cau" in listed
    assert "nhu cầu có đề nghị gặp tại sự kiện" in listed
    assert client.get(address[1]).status_code == 200


def test_the_list_and_the_figure_agree_when_searched_and_exported(client, sign_in):
    event = make_event()
    for title in ("Máy sấy cau", "Máy ép dầu lạc"):
        make_request(event, need=make_need(event.hub, title=title))
    sign_in(client, "viewer", event.hub)
    url = f"{office(event)}/figures/IND01"

    found = sheets.read(client.get(f"{url}?q=ep+dau&format=csv").data, "needs.csv")
    everything = sheets.read(client.get(f"{url}?format=csv").data, "needs.csv")

    assert [row[1] for row in found.rows] == ["Máy ép dầu lạc"]
    assert len(everything.rows) == 2


def test_no_such_figure_and_no_such_hub(client, sign_in):
    event = make_event()
    sign_in(client, "manager", make_hub())

    assert client.get(office(event)).status_code == 404
    assert client.get(f"/hubs/{event.hub.slug}/reports").status_code == 404
    sign_in(client, "viewer", event.hub)
    assert client.get(f"{office(event)}/figures/IND99").status_code == 404


def test_signing_off_keeps_the_figures_and_shows_what_changed(client, sign_in, submit):
    event = make_event()
    make_request(event)
    sign_in(client, "organiser", event.hub)

    submit(client, f"{office(event)}/freeze", page=office(event))
    unchanged = client.get(office(event)).get_data(as_text=True)
    make_request(event)
    changed = client.get(office(event)).get_data(as_text=True)
    signed = queries.frozen(event.hub_id, queries.scope_of(event))
    submit(client, f"{office(event)}/lift/{signed.code}", page=office(event))

    assert "Từ đó đến nay không đổi." in unchanged
    assert re.search(r"Đề nghị gặp: 1 → <a [^>]*>2</a>", changed)
    assert signed.figures[Figure.REQUESTED] == 1
    assert queries.frozen(event.hub_id, queries.scope_of(event)) is None


def test_a_viewer_signs_nothing_off(client, sign_in, submit):
    event = make_event()
    sign_in(client, "viewer", event.hub)

    assert submit(client, f"{office(event)}/freeze", page=office(event)).status_code == 403
    assert "Chốt số liệu" not in client.get(office(event)).get_data(as_text=True)


def test_targets_stand_beside_what_is_counted(client, sign_in, submit):
    event = make_event()
    sign_in(client, "organiser", event.hub)

    submit(client, f"{office(event)}/targets", ind01="35", ind11_visits="1.000")
    page = client.get(office(event)).get_data(as_text=True)

    assert queries.targets_of(event) == {Figure.NEEDS: 35, Figure.VISITS: 1000}
    assert "Mục tiêu" in page
    assert "1.000" in page


def test_what_is_written_is_kept_and_a_second_writer_is_told(client, sign_in, submit):
    event = make_event()
    sign_in(client, "organiser", event.hub)
    url = f"{office(event)}/text"

    submit(client, url, version="0", strengths="Đông khách.", signer="Nguyễn Văn A")
    late = submit(client, url, version="0", strengths="Vắng khách.")

    assert queries.paper_of(event).texts == {"strengths": "Đông khách.", "signer": "Nguyễn Văn A"}
    assert late.status_code == 409
    shown = late.get_data(as_text=True)
    assert "Vắng khách." in shown
    assert "Đông khách." in shown


def test_the_fair_before_is_compared_with(client, sign_in):
    hub = make_hub()
    old = make_event(hub, name="Techmart 2025 (giả định)", starts_on=date(2025, 12, 4))
    make_request(old)
    event = make_event(hub)
    sign_in(client, "viewer", hub)

    page = client.get(office(event)).get_data(as_text=True)

    assert '<th scope="col" class="num">Techmart 2025 (giả định)</th>' in page


def test_a_hubs_year_is_set_beside_the_year_before(client, sign_in):
    hub = make_hub()
    make_need(hub, received_on=date(2026, 8, 6))
    make_need(hub, received_on=date(2025, 8, 6))
    make_need(hub, received_on=date(2025, 9, 6))
    sign_in(client, "viewer", hub)

    url = f"/hubs/{hub.slug}/reports?from=2026-01-01&to=31/12/2026"
    page = client.get(url).get_data(as_text=True)

    assert "01/01/2025–31/12/2025" in page
    assert "−50%" in page
    assert f"/hubs/{hub.slug}/reports/figures/IND01?from=2026-08-01&amp;to=2026-08-31" in page


@pytest.mark.parametrize(
    "period", ["from=2026-02-01&to=2026-01-01", "from=ngay+mai", "from=1900-01-01&to=2026-01-01"]
)
def test_an_impossible_period_is_said_and_the_year_shown(client, sign_in, period):
    hub = make_hub()
    sign_in(client, "viewer", hub)

    answer = client.get(f"/hubs/{hub.slug}/reports?{period}")

    assert answer.status_code == 200
    assert 'role="alert"' in answer.get_data(as_text=True)
    assert f"01/01/{clock.today().year}" in answer.get_data(as_text=True)


def test_all_hubs_are_for_administrators(client, sign_in):
    hub = make_hub()
    make_need(hub)
    sign_in(client, "manager", hub)
    refused = client.get("/reports").status_code
    sign_in(client, user=make_user("admin"))

    answer = client.get("/reports?from=2026-01-01&to=2026-12-31")

    assert (refused, answer.status_code) == (404, 200)
    assert hub.code in answer.get_data(as_text=True)


def test_words_of_a_private_need_do_not_find_it_in_another_hubs_list(app):
    hub, other = make_hub(), make_hub()
    secret, open_ = (
        make_need(hub, title=f"Sấy {word}", confidentiality=kind)
        for word, kind in (
            ("bí mật", Confidentiality.PRIVATE),
            ("công khai", Confidentiality.PUBLIC),
        )
    )

    def found(viewer: int | None, q: str) -> list[str]:
        kind, scope = KINDS[Figure.NEEDS](viewer), Scope(date(2026, 1, 1), date(2026, 12, 31))
        return [need.code for need in db.session.scalars(records(Figure.NEEDS, scope, kind, q))]

    assert found(hub.id, "say") == found(other.id, "") == [secret.code, open_.code]
    assert found(hub.id, "bi mat") == [secret.code]
    assert found(other.id, "bi mat") == found(None, "bi mat") == []
    assert found(other.id, "say") == [open_.code]


def test_a_hubs_period_is_signed_off(client, sign_in, submit):
    user = make_user("organiser")
    hub = hub_of(user)
    sign_in(client, user=user)
    page = f"/hubs/{hub.slug}/reports"

    dates = {"from": "2026-01-01", "to": "2026-12-31"}
    submit(client, f"{page}/freeze", page=page, **dates)
    again = submit(client, f"{page}/freeze", page=page, **dates)
    reversed_ = submit(
        client, f"{page}/freeze", page=page, **{"from": "2026-02-01", "to": "2026-01-01"}
    )

    assert [one.first for one in queries.signed_off(hub.id)] == [date(2026, 1, 1)]
    assert (again.status_code, reversed_.status_code) == (303, 400)


def test_pages_take_a_fixed_number_of_statements(client, sign_in, statements):
    fair = make_fair()
    hub = fair.hub
    urls = [
        office(fair),
        f"/hubs/{hub.slug}/reports?from=2026-01-01&to=2026-12-31",
        *(f"{office(fair)}/figures/{figure.value}" for figure in Figure),
    ]
    sign_in(client, "viewer", hub)

    def count() -> list[int]:
        found = []
        for url in urls:
            db.session.rollback()
            with statements() as sent:
                assert client.get(url).status_code == 200
            found.append(len(sent))
        return found

    def add(number: int) -> None:
        for n in range(number):
            make_request(fair)
            make_connection(hub, OutcomeKind.MOU)
            session = make_session(fair, starts_at=moment("13:00"), ends_at=moment("14:00"))
            workshops.mark(session.id, {make_guest(fair).id: AttendanceState.PRESENT})
            make_event(hub, starts_on=date(2026, 3, 1) + timedelta(days=n))

    add(1)
    count()
    few = count()
    add(4)
    assert count() == few


@pytest.mark.parametrize("kind", ["pdf", "xlsx", "json"])
def test_reports_are_downloaded(client, sign_in, kind):
    event = make_event()
    sign_in(client, "viewer", event.hub)

    answers = [
        client.get(f"{office(event)}.{kind}"),
        client.get(f"/hubs/{event.hub.slug}/reports/report.{kind}?from=2026-01-01"),
    ]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert all(answer.headers["Content-Disposition"].endswith(f'.{kind}"') for answer in answers)
    assert client.get(f"{office(event)}.docx").status_code == 404
