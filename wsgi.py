"""The WSGI entry."""

import sys

from app.config import UnusableSetting
from app.core.venue.door import Wsgi, plain
from app.factory import create_app

try:
    app = create_app()
except UnusableSetting as trouble:
    print(trouble, file=sys.stderr)  # noqa: T201 - there is no log yet
    sys.exit(2)


def venue() -> Wsgi:
    """The plain door of a venue's network, beside https."""
    return plain(app)
