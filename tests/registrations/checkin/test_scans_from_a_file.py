"""A phone whose network never came back: its file is taken in, once, in its own name."""

import io
import json

import pytest
from sqlalchemy import select

from app.core.db import db
from app.registrations.models import Scan
from tests.factories.checkin import make_device, make_guest, sent, token_of
from tests.factories.events import moment


@pytest.fixture
def upload(office, desk, submit):
    def do(content):
        body = content if isinstance(content, bytes) else json.dumps(content).encode()
        return submit(
            office, f"{desk}/check-ins/upload", file=(io.BytesIO(body), "ketnoi-scans.json")
        )

    return do


def test_the_scans_count_as_if_the_phone_had_sent_them_and_once_only(upload, office, desk, fair):
    device, _token = make_device(fair, "L-03")
    badge = token_of(make_guest(fair))
    scans = [
        sent(badge, moment("08:00")) | {"shown": "admitted", "event": fair.slug},
        sent(badge, moment("09:00"), reason="not a supervisor"),
        sent(badge, moment("10:00"), "nowhere") | {"error": "point"},
        sent(badge, moment("10:00")) | {"event": "another"},
        "junk",
    ]
    file = {"device": device.code, "scans": scans}

    for said in ("2 lượt đã nhận, 0 lượt có sẵn", "0 lượt đã nhận, 2 lượt có sẵn"):
        assert upload(file).status_code == 303
        page = office.get(f"{desk}/check-ins").get_data(as_text=True)
        assert f"{said}. 2 lượt không đọc được. 1 lượt thuộc sự kiện khác." in page
    stored = db.session.scalars(select(Scan).order_by(Scan.at)).all()
    assert [(scan.verdict, scan.device_id, scan.reason) for scan in stored] == [
        ("admitted", device.id, None),
        ("repeat", device.id, None),
    ]


def test_a_file_that_does_not_tell_its_phone_is_taken_in_all_the_same(upload, fair):
    upload({"scans": [sent(token_of(make_guest(fair)), moment("08:00"))]})
    [scan] = db.session.scalars(select(Scan)).all()

    assert (scan.verdict, scan.device_id) == ("admitted", None)


@pytest.mark.parametrize("content", [b"", b"%PDF", b"[1]", b'{"scans": []}', b"[" * 99_999])
def test_another_file_is_refused_with_words(upload, content):
    answer = upload(content)

    assert answer.status_code == 422
    assert "không phải tệp của máy quét" in answer.get_data(as_text=True)
