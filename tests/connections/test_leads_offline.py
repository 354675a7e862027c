"""What an exhibitor's phone keeps of its page for a cold start without a network."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from app.connections.leads import actions, links
from tests.factories.leads import make_lead, make_lead_phone

STATIC = Path(__file__).parents[2] / "static"


@pytest.fixture
def address(app) -> str:
    return f"/leads/{links.token_of(make_lead_phone())}"


def told_to(client, address: str) -> dict:
    first = client.get(f"{address}/sw.js").get_data(as_text=True).splitlines()[0]
    return json.loads(first.removeprefix("self.KEPT = ").removesuffix(";"))


def test_the_worker_keeps_the_page_of_this_phone_and_all_it_needs(client, address):
    answer = client.get(f"{address}/sw.js?sync")
    told = told_to(client, address)
    kept = [name.removeprefix("/static/") for name in told["files"]]

    assert answer.headers["Service-Worker-Allowed"] == address
    assert answer.mimetype == "text/javascript"
    assert 'from "/static/js/connections/lead-sync.js"' in answer.get_data(as_text=True)
    assert told["pages"] == {address: f"{address}/shell"}
    assert told["scans"] == f"{address}/scans"
    assert {"js/connections/leads.js", "js/connections/lead-queue.js", "vendor/idb.js"} <= set(kept)
    assert {"vendor/zxing/zxing_reader.wasm", "css/leads.css"} <= set(kept)
    assert all((STATIC / name).is_file() for name in kept)


def test_the_page_with_its_decoder_is_under_700_kilobytes(client, address):
    names = [name.removeprefix("/static/") for name in told_to(client, address)["files"]]
    size = sum(
        len(content if name.endswith(".woff2") else gzip.compress(content, 9))
        for name in names
        for content in [(STATIC / name).read_bytes()]
    )

    assert size < 700_000


def test_the_page_a_phone_keeps_names_no_visitor(client, app):
    lead = make_lead(make_lead_phone(), name="Đỗ Ưu")
    phone = actions.make_phone(lead.exhibitor, "Máy hai")
    address = f"/leads/{links.token_of(phone)}"

    assert "Đỗ Ưu" in client.get(address).get_data(as_text=True)
    page = client.get(f"{address}/shell")
    assert "Đỗ Ưu" not in page.get_data(as_text=True)
    assert "camera=(self)" in page.headers["Permissions-Policy"]


def test_a_revoked_phone_gets_neither_page_nor_worker(client, app):
    phone = make_lead_phone()
    address = f"/leads/{links.token_of(phone)}"
    actions.revoke_phone(phone)

    assert [client.get(address + part).status_code for part in ("/shell", "/sw.js")] == [404, 404]
