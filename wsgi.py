"""The WSGI entry."""

import sys

from app.config import UnusableSetting
from app.factory import create_app

try:
    app = create_app()
except UnusableSetting as trouble:
    print(trouble, file=sys.stderr)  # noqa: T201 - there is no log yet
    sys.exit(2)
