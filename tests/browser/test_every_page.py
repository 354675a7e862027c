"""Every page of the URL map, opened in Chromium: no console error, no policy violation, nothing
that axe finds, no scrolling sideways on a phone.

Language and theme take turns from page to page; the pages that set the manner are opened in all
four combinations. The pages are found by following links from the start pages, one address for
each route; a route that no link leads to fails the test, unless it is named below with the reason.
"""

from __future__ import annotations

from collections import deque
from urllib.parse import urljoin, urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page
from werkzeug.exceptions import HTTPException

from app.core import access
from tests.browser.conftest import EVENT, Served, Watch, axe, scrolls_sideways, signed_in
from tests.crawl import Page as Markup

START = [
    "/",
    "/sign-in",
    "/forgotten",
    "/calendar",
    "/events",
    "/technologies",
    "/needs",
    "/scan",
    "/desk",
    "/account",
    f"/events/{EVENT}",
    f"/events/{EVENT}/register",
    f"/events/{EVENT}/desk",
    "/hubs/h01/people",
    "/hubs/h01/audit",
    "/hubs/h01/find?q=cam",
    "/hubs/h01/venues",
]
#: route endpoint -> why no link leads to it, or why it is not a page
NOT_BY_LINK: dict[str, str] = {
    "registrations.import_preview": "shown after a file was uploaded",
    "registrations.signed_up": "shown after signing up",
    "events.new_event_summary": "the last step of making an event",
    "requests.ask": "its link stands beside an accepted suggestion",
    "followups.evidence": "a download",
    "core.healthz": "for machines",
    "core.readyz": "for machines",
    "core.prometheus": "for machines",
    "core.job": "shown after a job was started",
    "core.job_file": "a download",
    "accounts.set_up": "only in an empty installation",
    "accounts.reset": "its link comes by mail",
    "catalogue.alike_organisations": "a part of the form, which asks for it",
    "catalogue.import_preview": "shown after a file was chosen",
    "catalogue.import_template": "a download",
    "catalogue.edit_concept": "its link stands beside a hub's own words",
    "checkin.live_figures": "a part of the check-ins page, which asks for it",
    "checkin.kiosk": "its link stands beside a new device",
    "checkin.walk_in_done": "shown after a guest was signed up at the desk",
    "badges.design_logo": "a picture",
    "catalogue.answer_opening": "its link stands beside a hub that asks to read a need",
    "catalogue.let_in": "its link stands beside a need that is not public",
    "catalogue.refuse_opening": "its link stands beside a hub that asks to read a need",
    "catalogue.shared_need": "its link stands beside a need that another hub opened",
    "meetings.quick": "its link stands beside a meeting that is on",
    "followups.new_contract": "its link stands beside a connection that may have one",
    "registrations.edit_pool": "its link stands beside places that categories share",
    "registrations.preview_questions": "its link stands beside an event's own questions",
    "leads.phone": "its link stands beside an exhibitor's phone",
    "leads.shell": "a part of a phone's page, kept for when there is no network",
    "leads.connect": "its link stands beside a lead",
    "timetables.day_change_found": "shown after a change on the day was made",
    "badges.print_one": "behind a button, which prints; asks only the second time",
    "batches.batch": "shown after people were chosen for one deed",
    "checkin.scanner_shell": "a part of the scanner, kept for when there is no network",
    "followups.edit_contract": "its link stands beside a contract",
    "portal.answer_page": "its link comes by mail",
    "registrations.edit_question": "its link stands beside an event's own question",
    "registrations.group_template": "a download",
    "registrations.import_people_template": "a download",
    "registrations.invitation": "its link stands beside a code of invitation",
    "registrations.office_answer_file": "a download",
    "workshops.issue_certificates": "its link stands beside a class that is over",
    "workshops.verify": "its address stands on the paper",
    "wall.figures_at_hand": "what the screen of the tables asks for by itself",
    "venue.authority": "a download, only in the venue's own network",
    "venue.trust": "only in the venue's own network, where a poster's code leads to it",
}
PARTS = 2  # two workers of the suite share the pages
SHARES = [pytest.param(n, marks=pytest.mark.xdist_group(f"pages {n}")) for n in range(PARTS)]
COMBINATIONS = (("vi", "light"), ("en", "dark"), ("vi", "dark"), ("en", "light"))
#: The pages that set the manner.
MAIN = {
    "events.home",
    "events.public_event",
    "registrations.register",
    "events.hub_desk",
    "events.desk",
    "booths.plan",
    "timetables.timetable",
    "checkin.scan",
    "reports.event_report",
}
FILES = (".pdf", ".ics", ".xlsx", ".csv", ".json", ".js", ".webmanifest", ".svg", ".png")


def endpoint_of(app, path: str) -> str | None:
    adapter = app.url_map.bind("localhost")
    try:
        endpoint, _values = adapter.match(path, method="GET")
    except HTTPException:
        return None
    return endpoint


def is_page(endpoint: str, rule: str) -> bool:
    return (
        endpoint != "static"
        and not rule.startswith("/api/")
        and not rule.endswith(FILES)
        and endpoint not in NOT_BY_LINK
    )


def addresses(app, context: BrowserContext, boards: list[str]) -> dict[str, str]:
    """One address for each page that links lead to, by endpoint; read without drawing the pages."""
    queue, found = deque([*START, *boards]), {}
    while queue:
        path = queue.popleft()
        endpoint = endpoint_of(app, urlsplit(path).path)
        if endpoint is None or endpoint in found:
            continue
        if not is_page(endpoint, next(app.url_map.iter_rules(endpoint)).rule):
            continue
        found[endpoint] = path
        answer = context.request.get(path)
        if "html" not in answer.headers.get("content-type", ""):
            continue
        for link in Markup(path, answer.text()).links:
            where = urlsplit(urljoin(answer.url, link))
            if where.netloc == urlsplit(answer.url).netloc and not link.startswith("#"):
                queue.append(where.path + (f"?{where.query}" if where.query else ""))
    return found


def boards_of(fair: Served) -> list[str]:
    """The wall screens, which no page of the office shows before their link is made."""
    board = fair.house.ok("board", "--tables", EVENT).strip()
    return [board, f"{board}/tables"]


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize(
    "part",
    [pytest.param(n, marks=pytest.mark.xdist_group(f"every_page_{n}")) for n in range(PARTS)],
)
def test_every_page_is_sound(app, browser: Browser, fair: Served, part: int):
    context = signed_in(browser, fair, "manager", viewport={"width": 1280, "height": 900})
    found, wrong = addresses(app, context, boards_of(fair)), []
    page = context.new_page()
    watch = Watch(page)
    for turn, (endpoint, path) in enumerate(sorted(found.items())):
        if turn % PARTS != part:
            continue
        look = COMBINATIONS[turn // PARTS % len(COMBINATIONS)]
        for each in COMBINATIONS if endpoint in MAIN else (look,):
            faults = _look_at(page, watch, fair.url, path, each)
            wrong += [f"{path} ({' '.join(each)}): {line}" for line in faults]
    context.close()
    missed = {
        route.endpoint
        for route in app.url_map.iter_rules()
        if "GET" in (route.methods or set()) and is_page(route.endpoint, route.rule)
    } - found.keys()
    missed = {
        e for e in missed if (rule := access.rule_of(e)) and rule.kind not in {"link", "admin"}
    }
    assert not wrong, "\n".join(wrong)
    assert not missed, "reached by no link: " + ", ".join(sorted(missed))


def _look_at(page: Page, watch: Watch, url: str, path: str, look: tuple[str, str]) -> list[str]:
    """Open a page in a language and a theme; what is wrong with it."""
    names = ("ketnoi_language", "ketnoi_theme")
    cookies = [{"name": n, "value": v, "url": url} for n, v in zip(names, look, strict=True)]
    page.context.add_cookies(cookies)
    try:
        answer = page.goto(path, wait_until="load")
    except Error as trouble:
        if "Download is starting" in trouble.message:
            return []  # a file, whatever its route is called
        raise
    if answer is None or answer.status >= 400:
        watch.take()
        return [f"status {answer.status if answer else '-'}"]
    html = page.locator("html")
    shown = (html.get_attribute("lang"), html.get_attribute("data-bs-theme"))
    wrong = [] if shown == look else [f"shown as {shown}"]
    return wrong + _faults(page, watch)


def _faults(page: Page, watch: Watch) -> list[str]:
    found = [f"1280: {line}" for line in watch.take()]
    found += [f"1280 axe {line}" for line in axe(page)]
    page.set_viewport_size({"width": 390, "height": 844})
    page.wait_for_timeout(50)
    if scrolls_sideways(page):
        found.append("390: scrolls sideways")
    found += [f"390 axe {line}" for line in axe(page)]
    found += [f"390: {line}" for line in watch.take()]
    page.set_viewport_size({"width": 1280, "height": 900})
    return found
