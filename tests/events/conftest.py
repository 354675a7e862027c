"""A hub with an organiser signed in."""

import pytest

from tests.factories.accounts import make_hub


@pytest.fixture
def hub(app):
    return make_hub()


@pytest.fixture
def office(client, sign_in, hub):
    """The browser of the hub's organiser."""
    return sign_in(client, "organiser", hub=hub)


@pytest.fixture
def manager(app, sign_in, hub):
    return sign_in(app.test_client(), "manager", hub=hub)


@pytest.fixture
def visitor(app):
    """A browser of nobody in particular."""
    return app.test_client()
