"""A hub and its organiser's browser."""

import pytest

from tests.factories.accounts import make_hub


@pytest.fixture
def hub(app):
    return make_hub()


@pytest.fixture
def office(client, sign_in, hub):
    return sign_in(client, "organiser", hub)
