"""Scans from devices: verdicts, repeats of delivery, and what is refused."""

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest

from . import badge_token
from .house import scan
from .sample import CLASS, FAIR

PATH = f"/api/v1/events/{FAIR}/check-ins"


@pytest.fixture(scope="module")
def send(web, device):
    """Send scans; the results in the order sent."""

    def do(*scans: dict) -> list[dict]:
        answer = web.request("POST", PATH, body={"scans": list(scans)}, headers=device)
        assert answer.status == 200, answer.text
        results = answer.json()["results"]
        assert [result.get("id") for result in results] == [sent.get("id") for sent in scans]
        return results

    return do


@pytest.fixture(scope="module")
def stock(house, sign_up):
    """Forty people with badges: pairs of guest and token, taken one by one."""
    with ThreadPoolExecutor(4) as pool:
        guests = list(pool.map(lambda _: sign_up(organisation="Đơn vị thử"), range(40)))
    tokens = house.tokens(FAIR)
    return iter([(guest, tokens[guest.code]) for guest in guests])


@pytest.fixture
def person(stock):
    return next(stock)


@pytest.fixture
def badge(person):
    return person[1]


def all_scans(web, device) -> dict[str, dict]:
    """Every scan of the fair by id, page after page."""
    found, cursor = {}, None
    while True:
        path = PATH + (f"?cursor={cursor}" if cursor else "")
        page = web.request("GET", path, headers=device).json()
        rows = next(value for value in page.values() if isinstance(value, list))
        found |= {row["id"]: row for row in rows}
        cursor = page.get("next") or page.get("cursor")
        if not rows or not cursor:
            return found


def test_the_first_scan_of_a_day_admits_and_names_the_person(send, person, at):
    guest, badge = person
    [result] = send(scan(badge, at("09:00")))

    assert result.keys() >= {
        "id",
        "verdict",
        "changed",
        "name",
        "category",
        "organisation",
        "first",
    }
    assert (result["verdict"], result["changed"]) == ("admitted", False)
    assert (result["name"], result["organisation"]) == (guest.name, "Đơn vị thử")
    assert result["category"] in {"guests", "Khách thử"}


def test_another_scan_of_the_day_is_a_repeat_that_names_the_first(send, badge, at):
    _, again = send(scan(badge, at("09:00")), scan(badge, at("09:05"), "gate-2"))

    assert again["verdict"] == "repeat"
    assert again["first"]["point"] == "gate-1"
    assert again["first"]["device"]
    assert again["first"]["at"]


def test_going_out_and_in_again_admits_again_and_so_does_the_next_day(send, badge, at):
    results = send(
        scan(badge, at("09:00")),
        scan(badge, at("10:00"), "gate-2", direction="out"),
        scan(badge, at("11:00")),
        scan(badge, at("11:01")),
        scan(badge, at("09:00", day=2)),
    )

    told = [result["verdict"] for result in results]
    assert told == ["admitted", "exited", "admitted", "repeat", "admitted"]


def test_the_same_scan_sent_again_is_the_same_scan(send, badge, at):
    once = scan(badge, at("09:00"))
    results = send(once, once) + send(once)

    assert [(result["verdict"], result["changed"]) for result in results] == [
        ("admitted", False)
    ] * 3


def test_an_earlier_scan_that_arrives_late_takes_the_entry_over(send, badge, at, web, device):
    late, early = scan(badge, at("09:30"), "gate-2"), scan(badge, at("09:00"))

    [told_first] = send(late)
    [told_later] = send(early)
    [told_again] = send(late)

    assert [told_first["verdict"], told_later["verdict"]] == ["admitted", "admitted"]
    assert (told_again["verdict"], told_again["changed"]) == ("repeat", True)
    assert told_again["first"]["point"] == "gate-1"
    known = all_scans(web, device)
    assert [known[row["id"]]["verdict"] for row in (early, late)] == ["admitted", "repeat"]


def test_any_order_of_arrival_ends_in_the_same_verdicts(send, stock, at, web, device):
    def day(badge: str) -> list[dict]:
        return [
            scan(badge, at("09:00")),
            scan(badge, at("09:00"), direction="out"),
            scan(badge, at("09:10"), "gate-2"),
            scan(badge, at("10:00"), direction="out", clock_offset_ms=-90 * 60 * 1000),
            scan(badge, at("08:00", day=3)),
        ]

    orders = [(0, 1, 2, 3, 4), (4, 3, 2, 1, 0), (2, 0, 4, 1, 3)]
    days = []
    for order in orders:
        scans = day(next(stock)[1])
        # Ids decide between equal times: the same order of ids for every person.
        for one, made in zip(scans, sorted(str(uuid4()) for _ in scans), strict=True):
            one["id"] = made
        days.append([one["id"] for one in scans])
        for index in order:
            send(scans[index])

    known = all_scans(web, device)
    told = [[known[made]["verdict"] for made in ids] for ids in days]
    assert told == [["admitted", "exited", "admitted", "exited", "admitted"]] * 3


def test_time_is_corrected_by_the_offset_learnt(send, badge, at):
    plain, offset = scan(badge, at("09:00")), scan(badge, at("09:10"), clock_offset_ms=-20 * 60_000)

    send(plain, offset)
    results = send(plain, offset)

    assert [result["verdict"] for result in results] == ["repeat", "admitted"]


def test_the_same_id_with_other_content_keeps_the_first(send, badge, at):
    first = scan(badge, at("09:00"))
    send(first)
    [clash] = send(first | {"scanned_at": at("07:00"), "direction": "out"})
    [kept] = send(first)

    assert clash["conflict"] is True
    assert kept["verdict"] == "admitted"
    assert not kept.get("conflict")


def test_revoked_cancelled_and_foreign_badges_are_told_apart(
    send, stock, at, house, web, sign_up, device
):
    (revoked, revoked_badge), (cancelled, cancelled_badge) = next(stock), next(stock)
    house.ok("badges", "revoke", FAIR, revoked.code)
    web.request("DELETE", cancelled.manage_url, headers={"Accept": "application/json"})
    house.ok("categories", "create", CLASS, "others", "--places", 5)
    trainee = sign_up("others", CLASS)
    foreign_badge = house.tokens(CLASS)[trainee.code]

    results = send(
        scan(revoked_badge, at("23:59", day=2)),
        scan(cancelled_badge, at("23:59", day=2)),
        scan(foreign_badge, at("09:00")),
    )

    assert [result["verdict"] for result in results] == ["revoked", "cancelled", "wrong_event"]


def forgeries(token: str) -> list[str]:
    fields = badge_token.read(token)
    number = int(token)
    keyless = number ^ (fields["key"] ^ 0xBEEF) << 8 * (64 + 8 + 4 + 2)
    return [
        str(number ^ 1),  # signature
        str(number ^ 1 << 8 * 70),  # serial
        str(keyless),
        token[:-1],
        token + "0",
        "0" + token,
        f" {token}",
        token.replace("1", "١", 1),
        "not a badge",
        "",
    ]


def test_what_is_no_genuine_badge_is_forged(send, badge, at):
    results = send(*(scan(text, at("09:00")) for text in forgeries(badge)))

    told = [result.get("verdict", "error" in result and "error") for result in results]
    assert told[:-1] == ["forged"] * (len(told) - 1)
    assert told[-1] in {"forged", "error"}, "an empty badge may count as malformed"


def test_outside_the_days_of_the_fair_a_gate_is_closed(send, badge, at):
    results = send(scan(badge, at("09:00", day=-3)), scan(badge, at("09:00", day=9)))

    assert [result["verdict"] for result in results] == ["wrong_time", "wrong_time"]


def test_a_sessions_door_admits_who_is_enrolled(send, stock, at, house):
    (_, stranger), (guest, enrolled) = next(stock), next(stock)
    # S14: the class of the second day, 8:30 to 11:30
    house.ok("enrol", FAIR, "S14", guest.code)

    results = send(*(scan(one, at("08:40", day=2), "s14") for one in (stranger, enrolled)))

    assert [result["verdict"] for result in results] == ["not_enrolled", "admitted"]


@pytest.mark.parametrize(
    "spoilt",
    [
        {"point": "no-such-gate"},
        {"scanned_at": "yesterday"},
        {"scanned_at": "2026-12-03T09:00:00"},
        {"direction": "up"},
        {"badge": 7},
        {"id": "not-a-uuid"},
        {"clock_offset_ms": "soon"},
    ],
)
def test_a_malformed_scan_gets_an_error_and_spoils_nothing(send, badge, at, spoilt):
    bad, good = scan(badge, at("09:00")) | spoilt, scan(badge, at("10:00"))

    told_bad, told_good = send(bad, good)

    assert told_bad["error"]
    assert "verdict" not in told_bad
    assert told_good["verdict"] == "admitted"


def test_an_offset_beyond_twelve_hours_is_judged_all_the_same(send, badge, at):
    [result] = send(scan(badge, at("22:00"), clock_offset_ms=-13 * 3600 * 1000))

    assert result["verdict"] == "admitted"


@pytest.mark.parametrize("number", [0, 1001])
def test_none_and_too_many_at_once_are_refused(web, device, at, number):
    body = {"scans": [scan("1", at("09:00")) for _ in range(number)]}
    answer = web.request("POST", PATH, body=body, headers=device)

    assert (answer.status, answer.kind) == (422, "application/problem+json")


def test_a_thousand_at_once_are_taken(web, device, at):
    body = {"scans": [scan("1", at("09:00")) for _ in range(1000)]}
    answer = web.request("POST", PATH, body=body, headers=device)

    assert answer.status == 200
    assert [result["verdict"] for result in answer.json()["results"]] == ["forged"] * 1000


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer wrong"}])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_without_a_devices_token_nothing_is_told(web, at, headers, method):
    body = {"scans": [scan("1", at("09:00"))]} if method == "POST" else None
    answer = web.request(method, PATH, body=body, headers=headers)

    assert (answer.status, answer.kind) == (401, "application/problem+json")


def test_a_device_belongs_to_one_event(web, device, at):
    path = f"/api/v1/events/{CLASS}/check-ins"
    answer = web.request("POST", path, body={"scans": [scan("1", at("09:00"))]}, headers=device)

    assert answer.status in {401, 404}


def test_every_attempt_is_listed(send, web, device, badge, at):
    made = [scan(badge, at("09:00")), scan("rubbish", at("09:00"))]
    send(*made)

    known = all_scans(web, device)
    assert [known[one["id"]]["verdict"] for one in made] == ["admitted", "forged"]
