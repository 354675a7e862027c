"""Reading pages as a browser without JavaScript does: links, forms, and a walk along the links."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from html.parser import HTMLParser
from urllib.parse import urlsplit

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.exceptions import HTTPException

PER_ENDPOINT = 2  # addresses looked at for each route: two records may lead to different pages


@dataclass
class Control:
    """A field of a form; `options` are the values of a select or of radio buttons."""

    name: str
    kind: str
    value: str = ""
    options: list[str] = field(default_factory=list)


@dataclass
class Form:
    """A form as it stands on a page."""

    action: str
    method: str
    multipart: bool = False
    controls: list[Control] = field(default_factory=list)

    def filled(self) -> dict[str, list[str]]:
        """What a browser would send if nobody touched the form."""
        sent: dict[str, list[str]] = {}
        for control in self.controls:
            if control.kind in {"file", "submit", "button"}:
                continue
            if control.value or control.kind not in {"checkbox", "radio", "multiple"}:
                sent.setdefault(control.name, []).append(control.value)
        return sent


class Page(HTMLParser):
    """What a page offers: its links and its forms (fields with `form="…"` included)."""

    def __init__(self, address: str, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.path = urlsplit(address).path
        self.links: list[str] = []
        self.forms: list[Form] = []
        self.by_id: dict[str, Form] = {}
        self.tags: list[tuple[str, dict[str, str]]] = []
        self._form: Form | None = None
        self._late: list[tuple[str, Control]] = []
        self._select: Control | None = None
        self._area: Control | None = None
        self.feed(text)
        for owner, control in self._late:
            if owner in self.by_id:
                self.by_id[owner].controls.append(control)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = {name: value or "" for name, value in attrs}
        self.tags.append((tag, known))
        if tag == "a" and "href" in known and "download" not in known:
            self.links.append(known["href"])
        elif tag == "form":
            self._form = Form(
                known.get("action") or self.path,
                known.get("method", "get").lower(),
                known.get("enctype") == "multipart/form-data",
            )
            self.forms.append(self._form)
            self.by_id[known.get("id", "")] = self._form
        elif tag in {"input", "select", "textarea", "button"} and known.get("name"):
            self._field(tag, known)
        elif tag == "option" and self._select is not None:
            self._select.options.append(known.get("value", ""))
            if "selected" in known:
                self._select.value = known.get("value", "")

    def _field(self, tag: str, known: dict[str, str]) -> None:
        kind = {"select": "select", "textarea": "textarea", "button": "submit"}.get(
            tag, known.get("type", "text")
        )
        kind = "multiple" if tag == "select" and "multiple" in known else kind
        value = known.get("value", "")
        if kind in {"checkbox", "radio"} and "checked" not in known:
            value = ""
        control = Control(known["name"], kind, value)
        if kind in {"checkbox", "radio", "submit"}:
            control.options.append(known.get("value", "y"))
        if tag == "select":
            self._select = control
        elif tag == "textarea":
            self._area = control
        if "form" in known:
            self._late.append((known["form"], control))
        elif self._form is not None:
            self._form.controls.append(control)

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self._area.value += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._select = None
        elif tag == "textarea":
            if self._area is not None:
                self._area.value = self._area.value.removeprefix("\n")
            self._area = None


@lru_cache(maxsize=1000)
def parsed(address: str, text: str) -> Page:
    """A page as it was read before, if it was: reading one takes longer than making it."""
    return Page(address, text)


def endpoint_of(app: Flask, path: str, method: str = "GET") -> str | None:
    try:
        endpoint, _values = app.url_map.bind("localhost").match(path, method=method)
    except HTTPException:
        return None
    return str(endpoint)


@dataclass(frozen=True)
class Walked:
    """By endpoint the addresses found and what they answered; and links that led nowhere."""

    pages: dict[str, list[tuple[str, str]]]
    faults: list[str]


def walk(
    client: FlaskClient,
    start: Iterable[str],
    *,
    per_endpoint: int = PER_ENDPOINT,
    seen_at: Callable[[str, str], None] = lambda _endpoint, _address: None,
) -> Walked:
    """Follow links from `start`, at most `per_endpoint` addresses of each route.

    An address without a query is looked at before one with. `seen_at` is told of each address
    right after its answer.
    """
    found: dict[str, list[tuple[str, str]]] = {}
    faults: list[str] = []
    tried: Counter[str] = Counter()
    seen: set[str] = set()
    plain, asking = deque(start), deque[str]()
    while plain or asking:
        address = plain.popleft() if plain else asking.popleft()
        path = urlsplit(address).path
        endpoint = endpoint_of(client.application, path)
        kept = found.setdefault(endpoint or "", [])
        if (
            endpoint in {None, "static"}
            or address in seen
            or len(kept) >= per_endpoint
            or tried[str(endpoint)] >= 2 * per_endpoint
            or ("?" in address and kept)
        ):
            continue
        seen.add(address)
        tried[str(endpoint)] += 1
        answer = client.get(address)
        seen_at(str(endpoint), address)
        if answer.status_code in {301, 302, 303}:
            plain.append(answer.headers["Location"])
            continue
        if answer.status_code != 200:
            faults.append(f"{address}: {answer.status_code}")
            continue
        text = answer.get_data(as_text=True) if answer.mimetype == "text/html" else ""
        kept.append((address, text))
        for link in parsed(address, text).links:
            where = urlsplit(link)
            if where.scheme or where.netloc or not (where.path or where.query):
                continue
            full = (where.path or path) + (f"?{where.query}" if where.query else "")
            (asking if where.query else plain).append(full)
    return Walked({endpoint: pages for endpoint, pages in found.items() if pages}, faults)
