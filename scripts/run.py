"""`make run`: migrate, load the sample once, then serve until Ctrl-C.

Web server (gunicorn) and job worker are children of this process: Ctrl-C or SIGTERM ends
both in order, and when one of them dies the other is ended too.
"""

from __future__ import annotations

import logging
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.config import Settings

ROOT = Path(__file__).resolve().parent.parent
STALE_AFTER_DAYS = 7
THREADS = 8  # of each process of the web server, for requests
sys.path.insert(0, str(ROOT))
os.chdir(ROOT)


def main() -> int:
    from app.config import UnusableSetting, load, plain_port

    demo = os.environ.setdefault("KETNOI_DEMO", "on").lower() == "on"
    port = os.environ.setdefault("PORT", "8000")
    os.environ.setdefault("KETNOI_BOARD_STREAMS", "16")
    try:
        settings = load()
        if settings.tls:
            _certify(settings)
            settings = load()  # the address served is the certificate's
    except UnusableSetting as trouble:
        print(f"ketnoi: {trouble}", file=sys.stderr)
        return 2
    taken = [port for port in _ports(port, tls=settings.tls) if not _free(port)]
    if taken:
        print(f"ketnoi: port {taken[0]} is in use; choose another with PORT=…", file=sys.stderr)
        return 1
    _prepare(demo)
    children = [_worker(), _web(port, settings)]
    if settings.tls:
        children.append(_plain(settings, plain_port(port)))
        print(f"Phones come to trust this server at {settings.trust_url}", flush=True)
    return _until_stopped(children, settings.base_url)


def _certify(settings: Settings) -> None:
    """The venue's certificate: for the hosts asked for, else for where this machine is now."""
    from app.core import clock
    from app.core.venue import certificates

    folder = settings.venue_dir
    certificates.ensure(folder, certificates.wanted(folder), clock.now())


def _plain(settings: Settings, port: int) -> subprocess.Popen[bytes]:
    """The page that helps phones to trust the certificate, over http."""
    command = [sys.executable, "-m", "gunicorn", "wsgi:venue()", "--bind"]
    command += [f"{settings.bind}:{port}", "--threads", "4", "--no-control-socket"]
    command += ["--log-level", "warning", "--worker-tmp-dir", str(settings.data_dir)]
    return subprocess.Popen(command, start_new_session=True)


def _ports(port: str, *, tls: bool) -> list[str]:
    """The ports to be served: beside https, one for phones that do not trust it yet."""
    from app.config import plain_port

    return [port, str(plain_port(port))] if tls else [port]


def _free(port: str) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", int(port))) != 0


def _prepare(demo: bool) -> None:
    """Bring the database up to date; with the sample, load it once or say that it is stale."""
    from flask_migrate import upgrade

    from app.factory import create_app

    app = create_app()
    logging.getLogger("alembic").setLevel(logging.WARNING)
    with app.app_context():
        upgrade()
        if demo:
            _offer_sample()


def _offer_sample() -> None:
    """Load the sample at the first start; later say when its days are over."""
    from sqlalchemy import select

    from app.accounts import queries
    from app.core import clock
    from app.core.db import db
    from app.demo import loader
    from app.demo.sample import FAIR, Sample
    from app.events.models import Event

    starts_on = db.session.scalar(select(Event.starts_on).where(Event.slug == FAIR))
    if starts_on is None:
        if not queries.is_empty():
            return  # somebody's own data: the sample does not belong here
        print("Loading the sample fair (invented people and organisations) …", flush=True)
        loaded = loader.load(Sample(clock.today()))
        assert loaded is not None
        print("Sample accounts, shown this once:")
        for account in loaded.accounts:
            print(f"  {account.role:<10} {account.email:<32} {account.password}")
        return
    age = (clock.today() - starts_on).days
    if age >= STALE_AFTER_DAYS:
        print(
            f"The sample fair began {age} days ago. For one that begins today, move the data\n"
            "folder away (mv var var.old) and run `make run` again."
        )


def _web(port: str, settings: Settings) -> subprocess.Popen[bytes]:
    """The web server: threads for requests, and one more for each stream of the live board."""
    threads = THREADS + settings.board_streams
    command = [sys.executable, "-m", "gunicorn", "wsgi:app", "--bind"]
    command += [f"{settings.bind}:{port}"]
    command += ["--workers", str(settings.web_workers), "--threads", str(threads)]
    command += ["--no-control-socket", "--worker-class", "gthread"]
    command += ["--graceful-timeout", "10", "--keep-alive", "15"]
    command += ["--log-level", "warning", "--worker-tmp-dir", str(settings.data_dir)]
    if settings.tls:
        certificate, key = settings.venue_dir / "server.crt", settings.venue_dir / "server.key"
        command += ["--certfile", str(certificate), "--keyfile", str(key)]
    return subprocess.Popen(command, start_new_session=True)


def _worker() -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "jobs", "work"]
    return subprocess.Popen(command, start_new_session=True)


def _until_stopped(children: list[subprocess.Popen[bytes]], address: str) -> int:
    asked: list[int] = []

    def stop(number: int, _frame: FrameType | None) -> None:
        asked.append(number)

    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)
    print(f"Ketnoi: {address}  (Ctrl-C stops it)", flush=True)
    while not asked and all(child.poll() is None for child in children):
        time.sleep(0.2)
    for child in reversed(children):
        if child.poll() is None:
            child.send_signal(signal.SIGTERM)
    deadline = time.monotonic() + 12
    for child in children:
        try:
            child.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
    return 0 if asked else 1


if __name__ == "__main__":
    sys.exit(main())
