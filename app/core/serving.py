"""What a web worker gets ready when it begins to serve, beside its first answers.

`gunicorn.conf.py` begins it in each worker after the fork, so threads and connections are the
worker's own, whether the application was loaded before the fork or after. Commands, jobs and
tests get ready what they need when they need it.
"""

from __future__ import annotations

import logging
import threading
import time
from typing import Any

from flask import Flask

from app.core import hooks

log = logging.getLogger(__name__)
_KEY = "ketnoi_serving"


def begin(app: Flask) -> threading.Thread:
    """Have everything that is asked for got ready in the background."""
    thread = threading.Thread(target=_get_ready, args=(app,), name="getting ready", daemon=True)
    app.extensions[_KEY] = thread
    thread.start()
    return thread


def getting_ready(app: Flask) -> bool:
    """Whether this process is still at it; a question that needs the rest waits for it."""
    thread: threading.Thread | None = app.extensions.get(_KEY)
    return thread is not None and thread.is_alive()


def _get_ready(app: Flask) -> None:
    for answer in hooks.serving.answers:
        began = time.monotonic()
        with app.app_context():
            try:
                said: Any = answer()
                log.info("%s in %.1f s", said, time.monotonic() - began)
            except Exception:  # who asks for it later meets the same trouble and can be told
                log.exception("not got ready: %s", answer.__name__)
