"""Every form of a loaded fair, sent with junk: no fault, nothing executed, nothing lost.

KETNOI_FUZZ=all sends every kind of junk to every form; otherwise each form gets a few, in turn.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from io import BytesIO
from itertools import count
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient

from tests.crawl import Control, Form, Page, endpoint_of, parsed, walk
from tests.security.junk import ALL, MADE, PRINTABLE
from tests.security.world import World, crossed_references, rows_of_strangers, start

PER_FORM = len(ALL) if os.environ.get("KETNOI_FUZZ") == "all" else 2
TYPED = {"text", "email", "tel", "number", "search", "textarea", "url", "password", "hidden"}
SEES = {"anonymous": "public", "manager": "office"}
SPOILS_THE_TEST = {
    "accounts.sign_out",
    "accounts.account",
    "accounts.reset",
    "board.renew",
    "events.cancel",
    "events.unpublish",
    "registrations.forget_leader",
    "registrations.own_cancel",
    "registrations.own_erase",
}


@pytest.fixture(scope="module")
def loose(spoilt_world: World) -> World:
    """Forms are sent without their token: its absence is tested elsewhere."""
    spoilt_world.app.config["WTF_CSRF_ENABLED"] = False
    return spoilt_world


def forms_of(world: World, who: str) -> Iterator[tuple[str, Form]]:
    """One form for each deed, with the page it stands on; deeds without fields come last."""
    bare: list[tuple[str, Form]] = []
    seen: set[tuple[str, str]] = set()
    for pages in walk(world.clients[who], start(world, SEES[who])).pages.values():
        for address, text in pages:
            for form in parsed(address, text).forms:
                endpoint = endpoint_of(world.app, form.action.split("?")[0], form.method.upper())
                deed = (str(endpoint), form.method)
                if endpoint is None or deed in seen or endpoint in SPOILS_THE_TEST:
                    continue
                seen.add(deed)
                if any(c.kind in TYPED - {"hidden"} or c.kind == "select" for c in form.controls):
                    yield address, form
                else:
                    bare.append((address, form))
    yield from bare


def spoilt(form: Form, junk: str, *, choices_too: bool) -> dict[str, list[str]]:
    """The form with junk typed into every field; choices stay as they are, or are forged."""
    sent = form.filled()
    for control in form.controls:
        if control.kind in TYPED and (choices_too or control.kind != "hidden"):
            sent[control.name] = [junk]
        elif control.kind in {"select", "multiple", "radio", "checkbox", "submit"}:
            sent[control.name] = [junk] if choices_too else _choice(control)
    return sent


def _choice(control: Control) -> list[str]:
    offered = [one for one in control.options if one]
    return [control.value or (offered[0] if offered else "")]


def send(client: FlaskClient, form: Form, data: dict[str, list[str]]) -> object:
    if form.method == "get":
        return client.get(form.action.split("?")[0] + "?" + urlencode(data, True, errors="replace"))
    return client.post(form.action, data=data)


def faults_of(answer: object, name: str) -> list[str]:
    """What is wrong with an answer, whatever was asked."""
    if answer.status_code >= 500:
        return [f"{name}: {answer.status_code}"]
    if answer.mimetype != "text/html":
        return []
    text = answer.get_data(as_text=True)
    wrong = [f"{name}: executed"] if MADE in text else []
    if "Traceback (most recent" in text:
        wrong.append(f"{name}: shows a traceback")
    tags = parsed("/", text).tags
    if any(a.startswith("on") for _tag, known in tags for a in known):
        wrong.append(f"{name}: markup came alive")
    if any(known.get("href", "").startswith("javascript:") for _tag, known in tags):
        wrong.append(f"{name}: a link runs script")
    return wrong


def lost(form: Form, data: dict[str, list[str]], answer: object) -> list[str]:
    """Fields whose text is gone from the form that came back."""
    if answer.status_code not in {200, 422} or answer.mimetype != "text/html":
        return []
    back = [
        again
        for again in Page(form.action, answer.get_data(as_text=True)).forms
        if again.action.split("?")[0] == form.action.split("?")[0] and again.method == "post"
    ]
    if not back or form.method == "get":
        return []
    shown = {c.name: c.value for again in back for c in again.controls}
    return [
        control.name
        for control in form.controls
        if control.kind in TYPED - {"hidden", "password"}
        and control.name in shown
        and data[control.name][0].split() != shown[control.name].split()
    ]


@pytest.mark.parametrize("who", ["anonymous", "manager"])
def test_no_form_fails_and_refused_ones_keep_what_was_typed(loose: World, who: str) -> None:
    with loose.inside():
        before = rows_of_strangers()
    names = list(ALL)
    turn, wrong, sent = count(), [], 0
    codes = list(loose.foreign.values())
    for address, form in forms_of(loose, who):
        for step in range(PER_FORM):
            name = names[next(turn) % len(names)]
            junk = codes[next(turn) % len(codes)] if step == PER_FORM - 1 else ALL[name]
            data = spoilt(form, junk, choices_too=step % 2 == 1)
            answer = send(loose.clients[who], form, data)
            sent += 1
            where = f"{form.method} {form.action} (on {address}, {name})"
            wrong += faults_of(answer, where)
            if name in PRINTABLE and (gone := lost(form, data, answer)):
                wrong.append(f"{where}: lost {gone}")
    assert not wrong, "\n".join(wrong)
    assert sent > (30 if who == "anonymous" else 300)
    with loose.inside():
        after = rows_of_strangers()
        assert {name for name in before if before[name] != after[name]} == set()
        assert crossed_references() == []


def instead_of(form: Form) -> dict[str, dict[str, object]]:
    """What a program may send where a form is expected."""
    names = [control.name for control in form.controls]
    paper = b"%PDF-\xff\x00"
    return {
        "nothing": {"data": {}},
        "objects": {"json": {name: {"a": [1]} for name in names}},
        "a deep list": {"data": "[" * 5000 + "]" * 5000, "content_type": "application/json"},
        "other bytes": {"data": b"\xff\xfe" * 500, "content_type": "text/plain"},
        "half a form": {"data": b"--x\r\nfoo", "content_type": "multipart/form-data; boundary=x"},
        "files": {"data": {name: (BytesIO(paper), "a.pdf") for name in names}},
        "texts": {"data": dict.fromkeys(names, "31/12/9999 23:59")},
        "rows": {"data": {f"{name}-²-name": "x" for name in names}},
    }


@pytest.mark.parametrize("who", ["anonymous", "manager"])
def test_no_form_fails_whatever_is_sent_in_its_place(loose: World, who: str) -> None:
    turn, wrong, sent = count(), [], 0
    for _address, form in forms_of(loose, who):
        if form.method == "get":
            continue
        bodies = instead_of(form)
        for _step in range(2 if PER_FORM == 2 else len(bodies)):
            name = list(bodies)[next(turn) % len(bodies)]
            answer = loose.clients[who].post(form.action, **bodies[name])
            sent += 1
            if answer.status_code >= 500:
                wrong.append(f"{form.action} ({name}): {answer.status_code}")
    assert not wrong, "\n".join(wrong)
    assert sent > (30 if who == "anonymous" else 300)


QUERIES = [
    {"q": "%00' OR 1=1 --", "sort": "--x", "page": "9" * 30, "format": "exe", "state": "\x00"},
    {"q": "<svg onload=alert(1)>", "page": "-1", "from": "31/02/2026", "to": "x", "kind": "\u202e"},
    dict.fromkeys(("page", "year", "month", "keeper", "show", "step", "class", "event"), "²"),
    {"cursor": "x" * 3000, "view": "[]", "day": "9999-99-99", "category": "9" * 25, "lang": "xx"},
]


@pytest.mark.parametrize("who", ["manager"])
def test_no_page_fails_whatever_its_address_asks(loose: World, who: str) -> None:
    """After the forms: what they left behind is inert on every page, too."""
    walked = walk(loose.clients[who], start(loose, SEES[who]))
    wrong = list(walked.faults)
    for place, pages in enumerate(walked.pages.values()):
        address, text = pages[0]
        path = address.split("?")[0]
        known = {key: f"{MADE}{key}" for key in ("need", "technology", "organisation", "booth")}
        asked = QUERIES[place % len(QUERIES)] | known
        answer = loose.clients[who].get(f"{path}?{urlencode(asked)}")
        if answer.status_code >= 500:
            wrong.append(f"{path}?{urlencode(asked)[:60]}: {answer.status_code}")
        if any(a.startswith("on") for _tag, tag in parsed(path, text).tags for a in tag):
            wrong.append(f"{path}: markup came alive")
    assert not wrong, "\n".join(wrong)


BAD_CODES = ["%00", "a%00b", "x" * 300, "..%2f..%2fetc", "%e2%80%ae", "9" * 30, "%ff", "-1"]


def test_no_address_fails_whatever_stands_in_it(loose: World) -> None:
    wrong = []
    for route in loose.app.url_map.iter_rules():
        given = {"hub": "h01", "slug": "techmart-bac-trung-bo"}
        if not route.arguments - given.keys() and not route.arguments:
            continue
        for method in sorted((route.methods or set()) & {"GET", "POST"}):
            for bad in BAD_CODES[:: 1 if method == "GET" else 3]:
                path = route.rule
                for name in route.arguments:
                    kind = "<int:%s>" if f"<int:{name}>" in path else "<%s>"
                    kind = "<path:%s>" if f"<path:{name}>" in path else kind
                    given_here = name in given and len(route.arguments - given.keys())
                    path = path.replace(kind % name, given[name] if given_here else bad)
                answer = loose.clients["manager"].open(path, method=method)
                if answer.status_code >= 500:
                    wrong.append(f"{method} {path[:90]}: {answer.status_code}")
    assert not wrong, "\n".join(wrong)
