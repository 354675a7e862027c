"""An event whose office asks questions of its own."""

import pytest

from tests.factories.registrations import (
    make_open_event,
)


@pytest.fixture
def event(app):
    return make_open_event()


@pytest.fixture
def office(client, sign_in, event):
    return sign_in(client, "organiser", hub=event.hub)
