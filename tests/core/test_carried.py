"""A file that travels in its preview's form: what strangers put there is refused, never a crash."""

import io

import pytest
from werkzeug.datastructures import FileStorage

from app.accounts.models import Hub
from app.core import carried
from app.core.db import db
from app.core.errors import Refused
from tests.factories.events import make_event

IMPORTS = [
    "/events/{event}/desk/agenda/import",
    "/events/{event}/desk/requests/import",
    "/events/{event}/desk/booths/import",
    "/hubs/{hub}/thesaurus/import",
]


@pytest.fixture
def office(client, sign_in):
    event = make_event()
    hub = db.session.get_one(Hub, event.hub_id)
    return sign_in(client, "organiser", hub=hub), {"event": event.slug, "hub": hub.slug}


@pytest.mark.parametrize("path", IMPORTS)
@pytest.mark.parametrize("field", ["không phải base64", "A", "!!!!", ""])
def test_a_preview_that_brings_back_junk_is_refused(office, submit, path, field):
    browser, at = office
    page = path.format(**at)
    answer = submit(browser, f"{page}/confirm", page=page, file=field, name="a.csv")
    assert (answer.status_code, answer.location) == (303, page)


@pytest.mark.parametrize("path", IMPORTS)
def test_nothing_chosen_is_told_at_the_field(office, submit, path):
    browser, at = office
    answer = submit(browser, path.format(**at))
    assert answer.status_code == 422
    assert "Hãy chọn tệp trước." in answer.get_data(as_text=True)


def test_what_is_chosen_comes_back_and_too_much_does_not(app):
    content = "Tên,Mã\nĐỗ,1\n".encode()
    file = carried.chosen(FileStorage(io.BytesIO(content), "danh sách.csv"))
    with app.test_request_context(method="POST", data={"file": file.packed, "name": file.name}):
        back = carried.brought_back()
    assert back == file
    assert back.read().header == ["Tên", "Mã"]
    with pytest.raises(Refused, match="file_too_large"):
        carried.chosen(FileStorage(io.BytesIO(b"x" * (carried.MOST_BYTES + 1)), "a.csv"))
