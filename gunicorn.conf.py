"""What gunicorn reads by itself when it is started in this folder."""

from __future__ import annotations

from typing import Any


def post_worker_init(worker: Any) -> None:
    """A worker of the application begins to serve; the venue's plain door has nothing to get
    ready."""
    from flask import Flask

    from app.core import serving

    if isinstance(worker.wsgi, Flask):
        serving.begin(worker.wsgi)
