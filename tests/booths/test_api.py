"""What other programs read about exhibits."""

from tests.factories.booths import make_booth, make_exhibit
from tests.factories.catalogue import make_organisation
from tests.factories.events import make_event


def test_published_technologies_are_listed_with_their_booths(client):
    event = make_event()
    firm = make_organisation(event.hub, name="Công ty Lam Kiều", short_name="Lam Kiều")
    booth = make_booth(event, "A01", zone="A")
    shown = make_exhibit(event, firm, booth, technology={"code": "T1", "title": "Máy sấy"})
    make_exhibit(event, technology={"code": "T2", "publish_ok": False})
    answer = client.get(f"/api/v1/events/{event.slug}/exhibits").json

    assert answer["next"] is None
    [item] = answer["items"]
    assert item.pop("url").endswith(f"/events/{event.slug}/floor-plan?booth=A01")
    assert item == {
        "technology": shown.technology.public_code,
        "title": "Máy sấy",
        "field": "POST",
        "exhibitor": "Công ty Lam Kiều",
        "fascia": "Lam Kiều",
        "booth": "A01",
        "hall": "Sảnh 1",
        "zone": "A",
    }


def test_a_draft_tells_nothing(client):
    event = make_event(published=False)

    assert client.get(f"/api/v1/events/{event.slug}/exhibits").status_code == 404
