"""Reports as files, through the commands."""

import json
from io import BytesIO

import pytest
import python_calamine
from pypdf import PdfReader

from app.connections.stages import OutcomeKind
from app.core import clock
from app.reports import actions
from app.reports.files import event_file, hub_file
from app.reports.indicators import Figure
from app.reports.queries import scope_of
from app.reports.scope import Scope
from tests.factories.catalogue import make_need
from tests.factories.connections import make_connection, make_request
from tests.factories.events import make_event

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def run(app):
    return lambda *words: app.test_cli_runner().invoke(args=["report", *map(str, words)])


def text_of(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(pdf)).pages)


def test_the_data_of_an_event(run, tmp_path):
    event = make_event()
    make_request(event)
    out = tmp_path / "r.json"

    assert run("event", event.slug, "--out", out).exit_code == 0
    found = json.loads(out.read_text("utf-8"))

    assert (found["event"], found["from"], found["to"]) == (event.slug, "2026-12-03", "2026-12-05")
    assert list(found["indicators"]) == [figure.value for figure in Figure]
    assert found["indicators"]["meetings.requested"] == 1
    assert found["indicators"]["IND12.rate"] == 0.0


def test_the_data_of_a_hub_and_of_all(run, tmp_path):
    event = make_event()
    make_need(event.hub)
    out = tmp_path / "r.json"
    period = ("--from", "2026-01-01", "--to", "31/12/2026", "--out", out)

    found = []
    for code in (event.hub.code.lower(), "all"):
        assert run("hub", code, *period).exit_code == 0
        report = json.loads(out.read_text("utf-8"))
        found.append((report["hub"], report["to"], report["indicators"]["IND01"]))

    assert found == [(event.hub.code, "2026-12-31", 1), ("ALL", "2026-12-31", 1)]


@pytest.mark.parametrize(
    "words",
    [
        ("event", "khong-co", "--out", "r.json"),
        ("event", "{slug}", "--out", "r.docx"),
        ("event", "{slug}", "--out", "khong/co/r.json"),
        ("hub", "H99", "--from", "2026-01-01", "--to", "2026-01-02", "--out", "r.json"),
        ("hub", "{hub}", "--from", "2026-01-02", "--to", "2026-01-01", "--out", "r.json"),
        ("hub", "{hub}", "--from", "hom qua", "--to", "2026-01-01", "--out", "r.json"),
    ],
)
def test_what_cannot_be_worked_with_exits_2_with_one_line(run, tmp_path, monkeypatch, words):
    event = make_event()
    monkeypatch.chdir(tmp_path)

    answer = run(*(word.format(slug=event.slug, hub=event.hub.code) for word in words))

    assert answer.exit_code == 2
    assert list(tmp_path.iterdir()) == []


def test_the_paper_carries_figures_texts_and_annexes():
    event = make_event(name="Techmart thử nghiệm (giả định)")
    texts = {"strengths": "Khách đông & đúng đối tượng <b>.", "signer": "Nguyễn Văn Ký"}
    actions.write(event, texts, None)

    text = text_of(event_file(event, "pdf"))

    for words in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "BÁO CÁO",
        "Kết quả tổ chức Techmart thử nghiệm (giả định)",
        "I. THÔNG TIN CHUNG",
        "VI. KIẾN NGHỊ",
        "Khách đông & đúng đối tượng <b>.",
        "Nguyễn Văn Ký",
        "Phụ lục 5. Hợp đồng (0)",
    ):
        assert words in text


def test_the_paper_of_a_hub_lists_its_contracts():
    hub = make_event().hub
    make_connection(hub, OutcomeKind.TRANSFER_CONTRACT, value_vnd=400_000_000)
    today = clock.today()

    text = text_of(hub_file(hub, Scope(today.replace(month=1, day=1), today, hub.id), "pdf"))

    assert "Phụ lục 4. Hợp đồng (1)" in text
    assert "400.000.000" in text


def test_the_workbook_has_the_figures_and_a_sheet_for_every_annex():
    event = make_event()
    request = make_request(event, need=make_need(event.hub, title="=1+1"))
    actions.aim(event, {Figure.NEEDS: 35})

    book = python_calamine.load_workbook(BytesIO(event_file(event, "xlsx")))
    first = book.get_sheet_by_index(0).to_python()
    needs = book.get_sheet_by_index(1).to_python()

    row = next(row for row in first if row[0] == "IND01")
    assert row[1:4] == ["Nhu cầu công nghệ tiếp nhận", 1.0, 35.0]
    assert needs[1][:2] == [request.need.code, "=1+1"]
    assert len(book.sheet_names) == 13


def test_a_report_does_not_depend_on_the_day_it_is_made():
    event = make_event()
    make_request(event)
    found = []
    for day in (event.starts_on, event.ends_on.replace(year=2030)):
        with clock.at(clock.day_bounds(day, day)[0]):
            found.append(event_file(event, "json"))

    assert found[0] == found[1]
    assert scope_of(event).is_event
