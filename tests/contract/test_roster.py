"""What a device needs to judge badges without a network."""

import pytest
from cryptography.exceptions import InvalidSignature

from . import badge_token
from .sample import CLASS, FAIR

PATH = f"/api/v1/events/{FAIR}/roster"


@pytest.fixture
def roster(web, device):
    """The roster from a cursor on, page after page: keys, badges by serial, the last cursor."""

    def read(cursor: str | None = None) -> tuple[dict, dict, str]:
        keys, badges = {}, {}
        while True:
            path = PATH + (f"?cursor={cursor}" if cursor else "")
            answer = web.request("GET", path, headers=device)
            assert answer.status == 200
            page = answer.json()
            assert page.keys() == {"cursor", "keys", "badges"}
            keys, cursor = page["keys"], page["cursor"]
            if not page["badges"]:
                return keys, badges, cursor
            badges |= {badge["serial"]: badge for badge in page["badges"]}

    return read


def test_all_badges_first_then_only_what_changed(roster, sign_up, web):
    early = sign_up()
    _, badges, cursor = roster()
    assert early.name in {badge["name"] for badge in badges.values()}

    late = sign_up()
    web.request("DELETE", early.manage_url, headers={"Accept": "application/json"})
    _, changed, _ = roster(cursor)

    assert {badge["name"]: badge["state"] for badge in changed.values()} == {
        late.name: "valid",
        early.name: "cancelled",
    }


def test_a_badge_tells_as_little_as_the_door_needs(roster, sign_up):
    guest = sign_up(organisation="Viện Thử (giả định)", phone="0990 555 777")
    _, badges, _ = roster()

    [badge] = [badge for badge in badges.values() if badge["name"] == guest.name]
    assert badge.keys() == {"serial", "name", "organisation", "category", "state"}
    assert isinstance(badge["serial"], str)
    assert badge["organisation"] == "Viện Thử (giả định)"


@pytest.fixture(scope="module")
def guest(sign_up):
    return sign_up()


@pytest.fixture(scope="module")
def tokens(house, guest):
    return house.tokens(FAIR)


def test_tokens_verify_with_the_rosters_keys_alone(roster, guest, tokens):
    keys, badges, _ = roster()
    token = tokens[guest.code]

    fields = badge_token.verify(token, keys)

    assert (fields["version"], fields["purpose"]) == (1, 1)
    assert badges[str(fields["serial"])]["name"] == guest.name
    with pytest.raises(InvalidSignature):
        badge_token.verify(str(int(token) ^ 1 << 8 * 65), keys)


def test_all_badges_of_a_fair_carry_its_number_and_no_two_a_serial(roster, tokens):
    keys, _, _ = roster()
    read = [badge_token.verify(token, keys) for token in tokens.values()]

    assert len({fields["event"] for fields in read}) == 1
    assert len({fields["serial"] for fields in read}) == len(read)


def test_the_keys_of_the_whole_installation_are_there(roster, sign_up, house):
    house.ok("categories", "create", CLASS, "roster", "--places", 5)
    trainee = sign_up("roster", CLASS)
    keys, _, _ = roster()

    fields = badge_token.verify(house.tokens(CLASS)[trainee.code], keys)

    assert fields["event"]


def test_the_roster_is_for_devices_only(web):
    answer = web.get(PATH)

    assert (answer.status, answer.kind) == (401, "application/problem+json")
