"""The pages that outsiders may link to, and the addresses for those who run the house."""

import re

import pytest

from .house import Browser
from .sample import FAIR
from .web_forms import fill_in

PUBLIC = ["/", f"/events/{FAIR}", f"/events/{FAIR}/register", "/scan", "/sign-in"]


@pytest.mark.parametrize("path", PUBLIC)
def test_public_pages_answer(web, path):
    answer = web.get(path, Accept="text/html")

    assert (answer.status, answer.kind) == (200, "text/html")
    assert '<html lang="vi"' in answer.text
    assert "'unsafe-inline'" not in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_the_front_page_tells_what_is_on(web):
    answer = web.get("/")

    assert "Techmart &amp; Techdemo Bắc Trung Bộ 2026" in answer.text
    assert f'href="/events/{FAIR}"' in answer.text


def test_the_fairs_page_tells_where_when_and_how_to_come(web, first_day):
    page = web.get(f"/events/{FAIR}").text

    assert "Techmart &amp; Techdemo Bắc Trung Bộ 2026" in page
    assert first_day.strftime("%d/%m") in page
    assert "Lễ khai mạc" in page
    assert f"/events/{FAIR}/register" in page
    assert f"/events/{FAIR}/agenda.ics" in page


def test_the_desk_is_for_those_who_signed_in(web):
    answer = web.get("/desk", Accept="text/html")

    assert answer.status in {302, 303}
    assert "/sign-in" in answer.headers["Location"]


def test_a_page_that_is_not_there_says_so_in_words(web):
    answer = web.get("/no/such/page", Accept="text/html")

    assert (answer.status, answer.kind) == (404, "text/html")


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_life_and_readiness(web, path):
    assert web.get(path).status == 200


def test_figures_for_the_local_machine_alone(web):
    answer = web.get("/metrics")
    through_a_proxy = web.get("/metrics", X_Forwarded_For="203.0.113.9")

    assert answer.status == 200
    assert answer.kind == "text/plain"
    assert re.search(r"^# TYPE \w+ (counter|gauge|histogram)$", answer.text, re.MULTILINE)
    assert through_a_proxy.status in {403, 404}


def sign_in(base: str, email: str, password: str) -> Browser:
    """A browser that filled in the sign-in page as a person would."""
    browser = Browser(base)
    fill_in(browser, "/sign-in", 'type="password"', email=email, password=password)
    return browser


def desk_status(browser: Browser) -> int:
    """Where the desk leads: 200 when signed in, else the redirect to the sign-in page."""
    answer = browser.get("/desk", Accept="text/html")
    while answer.status in {302, 303} and "/sign-in" not in answer.headers["Location"]:
        answer = browser.get(answer.headers["Location"], Accept="text/html")
    return answer.status


def test_a_created_user_reaches_the_desk_and_a_new_password_ends_it(web, house):
    email, name = "an.thu@example.org", ("--name", "Nguyễn An")
    created = house.ok("users", "create", email, *name, "--hub", "H01", "--role", "organiser")
    password = max(created.split(), key=len)
    browser = sign_in(web.base, email, password)
    assert desk_status(browser) == 200

    house.ok("users", "password", email, "--password-stdin", said="mot mat khau moi va dai\n")

    assert desk_status(browser) in {302, 303}
    assert desk_status(sign_in(web.base, email, password)) in {302, 303}
    assert desk_status(sign_in(web.base, email, "mot mat khau moi va dai")) == 200


def test_a_password_from_standard_input_is_never_shown(web, house):
    words = ("users", "create", "binh.thu@example.org", "--name", "Bình", "--hub", "ALL")
    said = house.ok(*words, "--role", "admin", "--password-stdin", said="mat khau cua Binh 9\n")

    assert "mat khau cua Binh 9" not in said
    assert desk_status(sign_in(web.base, "binh.thu@example.org", "mat khau cua Binh 9")) == 200
