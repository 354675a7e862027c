"""What a phone gets to keep of the scanner, and scans of people found on its list."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

from app.core import tokens
from app.registrations.checkin.scanner import offline
from tests.factories.checkin import make_fair, make_guest, sent, token_of
from tests.factories.events import moment
from tests.registrations.checkin.reading import verdicts

STATIC = Path(__file__).parents[3] / "static"


def kept_files(client) -> list[str]:
    first = client.get("/sw.js").get_data(as_text=True).splitlines()[0]
    told = json.loads(first.removeprefix("self.KEPT = ").removesuffix(";"))
    return [name.removeprefix("/static/") for name in told["files"]]


def test_the_worker_is_asked_for_anew_and_keeps_every_module_with_what_it_imports(client, app):
    answer = client.get("/sw.js")
    kept = kept_files(client)

    assert answer.headers["Cache-Control"] == "no-cache"
    assert answer.mimetype == "text/javascript"
    assert {"js/registrations/scanner.js", "js/registrations/admission.js"} <= set(kept)
    assert {"vendor/idb.js", "vendor/noble-ed25519.js"} <= set(kept)
    assert {"vendor/zxing/zxing-reader.js", "vendor/zxing/zxing_reader.wasm"} <= set(kept)
    assert all((STATIC / name).is_file() for name in kept)


def test_the_scanner_with_its_decoder_is_under_700_kilobytes(client, app):
    def packed(content: bytes, name: str = "") -> int:
        return len(content if name.endswith(".woff2") else gzip.compress(content, 9))

    files = sum(packed((STATIC / name).read_bytes(), name) for name in kept_files(client))

    assert files + packed(client.get("/scan/shell").data) < 700_000


def test_a_changed_file_makes_another_version(tmp_path):
    (tmp_path / "a.js").write_text("1", encoding="utf-8")
    before = offline.version(["a.js"], tmp_path)
    (tmp_path / "a.js").write_text("2", encoding="utf-8")

    assert offline.version(["a.js"], tmp_path) != before


def test_the_page_a_phone_keeps_names_nobody(client, sign_in, fair):
    steward = sign_in(client, "steward")
    page = steward.get("/scan/shell")

    assert "camera=(self)" in page.headers["Permissions-Policy"]
    assert fair.name not in page.get_data(as_text=True)
    assert 'name="place"' not in page.get_data(as_text=True)


def test_the_scanner_can_be_installed(client, app):
    answer = client.get("/scan/app.webmanifest")

    assert answer.mimetype == "application/manifest+json"
    assert (answer.json["start_url"], answer.json["scope"]) == ("/scan", "/scan")
    for icon in answer.json["icons"]:
        assert (STATIC / icon["src"].removeprefix("/static/")).is_file()


def test_a_person_found_on_the_phones_list_is_let_in_by_serial(client, send, fair, device):
    guest = make_guest(fair)
    [badge] = client.get(f"/api/v1/events/{fair.slug}/roster", headers=device).json["badges"]
    by_serial = sent("", moment("08:00")) | {"serial": badge["serial"]}
    del by_serial["badge"]

    [result] = send(by_serial)

    assert (result["verdict"], result["name"]) == ("admitted", guest.name)
    assert verdicts(send(by_serial)) == ["admitted"], "the same scan again"
    assert verdicts(send(sent(token_of(guest), moment("08:05")))) == ["repeat"]


def test_a_serial_of_another_event_or_of_nobody_is_unknown(send, fair):
    stranger = make_guest(make_fair())
    serial = tokens.read(token_of(stranger)).serial
    scans = [sent("", moment("08:00")) | {"serial": text} for text in (str(serial), "7", "9" * 20)]
    for scan in scans:
        del scan["badge"]

    assert verdicts(send(*scans)) == ["unknown"] * 3
    assert "error" in send(scans[0] | {"id": scans[1]["id"][::-1], "serial": "-1"})[0]


def test_the_worker_that_sends_is_a_module_of_the_pages_own_and_the_other_is_none(client, app):
    plain, sending = (client.get(path).get_data(as_text=True) for path in ("/sw.js", "/sw.js?sync"))
    line = 'import { send } from "/static/js/registrations/door-sync.js";'

    assert line in sending.splitlines()
    assert "import" not in plain.splitlines()[1]
    assert plain.splitlines()[0] == sending.splitlines()[0]
