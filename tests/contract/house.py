"""An installation of the product, driven as outsiders drive it: by commands and by HTTP."""

import http.client
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any
from urllib.parse import urlencode, urlsplit
from uuid import uuid4

import psycopg

from .forks import Forked

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent


@dataclass(frozen=True)
class Outcome:
    """What a command left: its exit status and its two streams."""

    code: int
    out: str
    err: str


@dataclass(frozen=True)
class Answer:
    """An HTTP answer, redirects not followed."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def kind(self) -> str:
        return self.headers.get_content_type()

    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Browser:
    """Requests to one address; keeps cookies as a browser does."""

    base: str
    cookies: dict[str, str] = field(default_factory=dict)

    def request(
        self,
        method: str,
        path: str,
        *,
        body: Any = None,
        form: dict[str, str] | None = None,
        headers: dict[str, str] | None = None,
        patience: float = 30,
    ) -> Answer:
        """Send one request. `body` goes as JSON (bytes as they are), `form` as a web form."""
        sent = {"Accept": "*/*"} | (headers or {})
        data = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
        if body is not None:
            sent.setdefault("Content-Type", "application/json")
        if form is not None:
            data = urlencode(form).encode()
            sent["Content-Type"] = "application/x-www-form-urlencoded"
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        where = urlsplit(self.base if path.startswith("/") else path)
        connection = http.client.HTTPConnection(where.hostname, where.port, timeout=patience)
        try:
            target = path if path.startswith("/") else path.removeprefix(self.base)
            connection.request(method, target, body=data, headers=sent)
            reply = connection.getresponse()
            answer = Answer(reply.status, reply.headers, reply.read())
        finally:
            connection.close()
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = cookie.split(";")[0].partition("=")
            self.cookies[name] = value
        return answer

    def get(self, path: str, **headers: str) -> Answer:
        return self.request(
            "GET", path, headers={k.replace("_", "-"): v for k, v in headers.items()}
        )

    def items(self, path: str) -> list[dict]:
        """All items of a public list, page after page."""
        found: list[dict] = []
        cursor = None
        while True:
            glue = "&" if "?" in path else "?"
            answer = self.get(path + (f"{glue}{urlencode({'cursor': cursor})}" if cursor else ""))
            assert answer.status == 200, answer.text
            page = answer.json()
            assert page.keys() == {"items", "next"}
            found += page["items"]
            cursor = page["next"]
            if cursor is None:
                return found


class House:
    """A data folder and a database of its own, with nothing in them.

    On PostgreSQL the database gets a name by chance or the one given, and is empty or `like`
    another one.
    """

    def __init__(
        self, folder: Path, *, database: str | None = None, like: str | None = None, **settings: str
    ):
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.data = folder / "var"
        self.database = _fresh_database(database, like)
        kept = {name: value for name, value in os.environ.items() if not name.startswith("KETNOI_")}
        self.env = kept | {
            "KETNOI_DATA_DIR": str(self.data),
            "KETNOI_DEMO": "off",
            "KETNOI_RATE_LIMITS": "off",
            "PYTHONWARNINGS": "ignore",
        }
        if self.database:
            self.env["KETNOI_DATABASE_URL"] = self.database
        self.env |= settings

    def start(self, *args: str, **settings: str) -> subprocess.Popen:
        """Start a command and leave it running."""
        return subprocess.Popen(
            self._words(args),
            cwd=ROOT,
            env=self.env | settings,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *args: object, said: str | None = None, timeout: float = 60) -> Outcome:
        """Run a command to its end. `said`: what it reads from standard input."""
        with TemporaryFile() as given, TemporaryFile() as out, TemporaryFile() as err:
            given.write((said or "").encode())
            given.seek(0)
            command = Forked(self._words(args), self.env, given, out, err)
            try:
                code = command.wait(timeout)
            except subprocess.TimeoutExpired:
                command.kill()
                raise
            return Outcome(code, *(_text(stream) for stream in (out, err)))

    def ok(self, *args: object, said: str | None = None, timeout: float = 60) -> str:
        """Run a command that must succeed; what it printed on standard output."""
        outcome = self.run(*args, said=said, timeout=timeout)
        assert outcome.code == 0, f"{args}: exit {outcome.code}\n{outcome.out}\n{outcome.err}"
        return outcome.out

    def tokens(self, event: str) -> dict[str, str]:
        """The token of every valid badge by registration code."""
        lines = self.ok("badges", "tokens", event).splitlines()
        return dict(line.split("\t") for line in lines)

    @contextmanager
    def served(self, **settings: str) -> Iterator[Browser]:
        """A real server process on a free port while the block runs."""
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        # `os.devnull` as configuration: the server is the product's, its settings are the test's.
        command = [str(BIN / "gunicorn"), "wsgi:app", "--config", os.devnull]
        command += ["--bind", f"127.0.0.1:{port}", "--threads", "4", "--no-control-socket"]
        with (self.folder / f"server-{port}.log").open("w") as log, open(os.devnull) as nothing:
            server = Forked(command, self.env | settings, nothing, log, log)
            try:
                browser = Browser(f"http://127.0.0.1:{port}")
                _wait_for(browser, server)
                yield browser
            finally:
                server.terminate()
                server.wait(20)

    @contextmanager
    def working(self) -> Iterator[None]:
        """A job worker while the block runs."""
        with (self.folder / "jobs.log").open("w") as log, open(os.devnull) as nothing:
            worker = Forked(self._words(("jobs", "work")), self.env, nothing, log, log)
            try:
                yield
            finally:
                worker.terminate()
                worker.wait(20)

    def drop(self) -> None:
        """Give the database back to the server it was borrowed from."""
        if self.database:
            drop_database(urlsplit(self.database).path.lstrip("/"))

    def _words(self, args: tuple) -> list[str]:
        return [str(BIN / "flask"), "--app", "wsgi", *(str(arg) for arg in args)]


def scan(badge: str, at: str, point: str = "gate-1", **more: Any) -> dict:
    """One scan as a device sends it."""
    return {"id": str(uuid4()), "badge": badge, "point": point, "scanned_at": at} | more


def _text(stream: IO[bytes]) -> str:
    """What a command wrote, line ends as they are for people."""
    stream.seek(0)
    return stream.read().decode().replace("\r\n", "\n")


def _wait_for(browser: Browser, server: Forked) -> None:
    deadline = time.monotonic() + 90
    while time.monotonic() < deadline:
        assert server.poll() is None, "the server ended while starting"
        try:
            if browser.request("GET", "/healthz", patience=5).status == 200:
                return
        except OSError:
            pass
        time.sleep(0.1)
    raise AssertionError("the server did not answer within 90 s")


def _asked_for() -> str | None:
    """The PostgreSQL address the suite runs on, None for SQLite."""
    url = os.environ.get("KETNOI_TEST_DATABASE_URL", "")
    return url if url.startswith("postgresql") else None


def _maintenance() -> psycopg.Connection:
    url = _asked_for() or ""
    return psycopg.connect(url.replace("postgresql+psycopg://", "postgresql://"), autocommit=True)


def _fresh_database(name: str | None, like: str | None) -> str | None:
    """The address of a new PostgreSQL database, empty or like another; None on SQLite."""
    url = _asked_for()
    if url is None:
        return None
    name = name or f"ketnoi_contract_{uuid4().hex[:12]}"
    with _maintenance() as connection:
        connection.execute(f'CREATE DATABASE "{name}"' + (f' TEMPLATE "{like}"' if like else ""))
    return urlsplit(url)._replace(path=f"/{name}").geturl()


def databases(prefix: str) -> list[str]:
    """Names on the PostgreSQL server that begin so; none when the suite runs on SQLite."""
    if _asked_for() is None:
        return []
    with _maintenance() as connection:
        asked = "SELECT datname FROM pg_database WHERE starts_with(datname, %s)"
        return [name for (name,) in connection.execute(asked, [prefix])]


def drop_database(name: str) -> None:
    with _maintenance() as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
