"""A fair with gates, a device that sends scans, and an organiser in the office."""

import pytest

from app.accounts.models import Hub
from app.core.db import db
from tests.factories.checkin import (
    bearer,
    make_fair,
)


@pytest.fixture
def fair(app):
    return make_fair()


@pytest.fixture
def device(fair):
    return bearer(fair)


@pytest.fixture
def send(client, fair, device):
    def do(*scans, headers=None):
        answer = client.post(
            f"/api/v1/events/{fair.slug}/check-ins",
            json={"scans": list(scans)},
            headers=headers or device,
        )
        assert answer.status_code == 200, answer.text
        return answer.json["results"]

    return do


@pytest.fixture
def desk(fair):
    return f"/events/{fair.slug}/desk"


@pytest.fixture
def office(client, sign_in, fair):
    return sign_in(client, "organiser", hub=db.session.get_one(Hub, fair.hub_id))
