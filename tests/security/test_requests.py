"""What a request may bring: sizes, characters, numbers, addresses to go on to."""

from __future__ import annotations

from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core import web
from app.core.web import local_path
from tests.crawl import parsed
from tests.security.world import World

FAIR = "/events/techmart-bac-trung-bo"
MEGABYTE = 1024 * 1024


@pytest.mark.parametrize(
    ("path", "size", "refused"),
    [
        ("/sign-in", 2 * MEGABYTE, True),
        ("/sign-in", MEGABYTE // 2, False),
        (f"{FAIR}/register", 2 * MEGABYTE, False),  # its questions may ask for files
        (f"{FAIR}/register", 18 * MEGABYTE, True),
        (f"{FAIR}/desk/registrations/import", 2 * MEGABYTE, False),
        (f"{FAIR}/desk/registrations/import", 12 * MEGABYTE, True),
        (f"{FAIR}/desk/agenda/import/confirm", 9 * MEGABYTE, False),
        (f"{FAIR}/desk/agenda/import/confirm", 13 * MEGABYTE, True),
    ],
)
def test_each_route_takes_what_it_needs_and_no_more(
    world: World, path: str, size: int, refused: bool
) -> None:
    client = world.clients["manager"]
    answer = client.post(path, data={"file": "x" * size, "csrf_token": "x"})
    assert (answer.status_code == 413) is refused


def test_a_file_that_is_too_large_is_refused_without_being_read_whole(world: World) -> None:
    sent = {"file": (BytesIO(b"x" * (13 * MEGABYTE)), "x.xlsx")}
    answer = world.clients["manager"].post(f"{FAIR}/desk/registrations/import", data=sent)
    assert answer.status_code == 413
    assert "413" in answer.get_data(as_text=True)


def test_a_json_body_is_limited_too(world: World) -> None:
    body = b'{"name": "' + b"x" * (2 * MEGABYTE) + b'"}'
    answer = world.clients["anonymous"].post(
        f"/api/v1{FAIR}/registrations", data=body, content_type="application/json"
    )
    assert answer.status_code == 413
    assert answer.mimetype == "application/problem+json"
    assert answer.json["code"] == "too_large"


@pytest.mark.parametrize("path", ["/events/%00", "/technologies/a%00b", "/hubs/h01/needs/%00"])
def test_an_address_with_nul_does_not_exist(world: World, path: str) -> None:
    assert world.clients["admin"].get(path).status_code == 404


@pytest.mark.parametrize("number", ["9" * 30, str(2**63)])
def test_a_number_no_database_can_hold_does_not_exist(world: World, number: str) -> None:
    path = f"/hubs/h01/connections/x/evidence/{number}"
    assert world.clients["admin"].get(path).status_code == 404


BROWSERS_READ_AS_ELSEWHERE = ("//", "/\\", "\\", "http:", "https:", "javascript:", "data:")


@given(st.text(max_size=40) | st.from_regex(r"/[/\\\t\n ]?[a-z.:@/\\]{0,12}", fullmatch=True))
def test_next_leads_nowhere_but_to_a_path_of_this_site(wanted: str) -> None:
    found = local_path(wanted, "/desk")

    assert found.startswith("/")
    assert not found.startswith(BROWSERS_READ_AS_ELSEWHERE)
    assert not any(ord(c) < 32 or c == "\\" for c in found)


@pytest.mark.parametrize("header", ["X-Forwarded-Host", "X-Forwarded-Proto", "X-Original-URL"])
def test_headers_of_proxies_change_nothing_by_default(world: World, header: str) -> None:
    client = world.clients["anonymous"]
    plain = client.get("/sign-in", headers={"Accept-Language": "vi"})
    claimed = client.get("/sign-in", headers={header: "evil.example"})
    assert plain.status_code == claimed.status_code == 200
    assert "evil" not in claimed.get_data(as_text=True)
    answer = client.get("/desk", headers={header: "evil.example"})
    assert answer.headers["Location"].startswith("/sign-in")


def test_figures_are_not_told_through_a_proxy(world: World) -> None:
    client = world.clients["anonymous"]
    assert client.get("/metrics").status_code == 200
    assert client.get("/metrics", headers={"X-Forwarded-For": "127.0.0.1"}).status_code == 404
    far = {"REMOTE_ADDR": "203.0.113.5"}
    assert client.get("/metrics", environ_base=far).status_code == 404


def test_no_route_of_the_api_relies_on_a_cookie(world: World) -> None:
    """The API asks for no CSRF token, so nothing in it may be opened by a cookie."""
    from app.core import access

    with world.inside():
        kinds = {
            access.rule_of(route.endpoint).kind
            for route in world.app.url_map.iter_rules()
            if route.rule.startswith("/api/") and route.methods & {"POST", "PUT", "DELETE"}
        }
    assert kinds <= {"public", "device"}


def test_pages_of_people_are_kept_by_no_cache(world: World) -> None:
    for who, path in (("manager", f"{FAIR}/desk"), ("anonymous", f"/r/{world.links['/r/']}")):
        answer = world.clients[who].get(path)
        assert answer.headers["Cache-Control"] == "private, no-store"
        assert answer.headers.get("ETag") is None


def test_stale_versions_are_told_and_nothing_is_overwritten(world: World) -> None:
    """Every form that carries a version refuses an older one with 409 and shows what was typed."""
    world.app.config["WTF_CSRF_ENABLED"] = False
    client, wrong, forms = world.clients["manager"], [], 0
    try:
        for pages in world.walk().pages.values():
            address, text = pages[0]
            for form in parsed(address, text).forms:
                known = form.filled()
                if known.get("version", ["0"])[0] in {"", "0"} or form.method != "post":
                    continue  # nothing is edited here
                forms += 1
                data = known | {"version": ["999"]}
                marker = "Chữ vừa gõ, không được mất"
                typed = [c.name for c in form.controls if c.kind in {"text", "textarea"}]
                if "name" in typed or "title" in typed:
                    data["name" if "name" in typed else "title"] = [marker]
                answer = client.post(form.action, data=data)
                if answer.status_code != 409:
                    wrong.append(f"{form.action}: {answer.status_code}")
                elif marker in str(data) and marker not in answer.get_data(as_text=True):
                    wrong.append(f"{form.action}: what was typed is lost")
    finally:
        world.app.config["WTF_CSRF_ENABLED"] = True
    assert not wrong, "\n".join(wrong)
    assert forms >= 5


def test_a_limit_stands_in_one_place() -> None:
    @web.takes(megabytes=3)
    def view() -> None: ...

    assert view.body_limit == 3 * MEGABYTE


@pytest.mark.parametrize(
    ("path", "name"),
    [
        (f"{FAIR}/desk/requests/answer", "chosen"),
        (f"{FAIR}/desk/requests/new", "technology"),
        ("/hubs/h01/organisations/new", "name"),
    ],
)
def test_nul_in_a_choice_or_a_name_is_the_callers_mistake(
    world: World, path: str, name: str
) -> None:
    world.app.config["WTF_CSRF_ENABLED"] = False
    try:
        answer = world.clients["manager"].post(path, data={name: "An\x00", "deed": "accept"})
    finally:
        world.app.config["WTF_CSRF_ENABLED"] = True
    assert answer.status_code < 500
