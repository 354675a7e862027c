"""What a phone keeps of the scanner, and of other pages, so that they start without a network.

The list of files is read off the page and off the modules themselves, so that it cannot fall
behind them: what the page links, what its modules import, and the letters it is set in.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from flask import Response, request

STATIC = "/static/"
API = "/api/v1/events/"
_LINKED = re.compile(r'(?:href|src|data-zxing|data-wasm)="/static/([^"#?]+)')
_IMPORTED = re.compile(r"""(?:from|import)\s*\(?\s*['"](\.{1,2}/[^'"]+\.js)['"]""")
_FONTS = "vendor/fonts/web/be-vietnam-pro-{}-{}-normal.woff2"
SCANNER = ("js/core/mount.js", "js/registrations/scanner.js")
KIOSK = ("js/core/mount.js", "js/registrations/kiosk.js")
_SELDOM = ("vendor/noble-ed25519.js",)  # for browsers that cannot check signatures themselves
_NOT_NEEDED = ("css/print.css", "icons/scan-192.png")


def files(pages: Iterable[str], static: Path, seldom: tuple[str, ...] = _SELDOM) -> list[str]:
    """Every file under `static` that these pages need, the modules' imports included: the pages
    name all their modules."""
    found = {name for page in pages for name in _LINKED.findall(page)}
    found |= {
        _FONTS.format(part, weight) for part in ("latin", "vietnamese") for weight in _WEIGHTS
    }
    found |= {*seldom}
    return sorted(found.difference(_NOT_NEEDED))


_WEIGHTS = (400, 600, 700)


@cache
def modules(static: Path, entries: tuple[str, ...] = SCANNER) -> list[str]:
    """The modules of a page. It names them all, so that a phone need not read one to learn of the
    next."""
    return sorted({*entries, *_imports(entries, static)}.difference(_SELDOM))


def _imports(entries: Iterable[str], static: Path) -> Iterator[str]:
    """The modules that these import, and those that they import, and so on."""
    todo, seen = list(entries), set(entries)
    while todo:
        module = todo.pop()
        text = (static / module).read_text(encoding="utf-8")
        for name in _IMPORTED.findall(text):
            target = (static / module).parent / name
            found = target.resolve().relative_to(static.resolve()).as_posix()
            if found not in seen:
                seen.add(found)
                todo.append(found)
                yield found


def version(names: Iterable[str], static: Path) -> str:
    """Changes when any of the files does."""
    digest = hashlib.sha256()
    for name in names:
        digest.update(name.encode() + b"\0" + (static / name).read_bytes())
    return digest.hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Kept:
    """A page, or pages, that a phone keeps. `name`: of the app, its caches' own; `pages`: by
    address, where each is to be had without anybody's name in it; `sender`: the module that sends
    in the background, with `more` as what it is told."""

    name: str
    names: list[str]
    pages: dict[str, str]
    sender: str
    more: dict[str, str]


def worker(kept: Kept, static: Path, *, sends: bool) -> str:
    """The service worker's script: what it keeps, then what it does. One that `sends` is a
    module, which not every browser takes as a service worker."""
    mine = ["js/registrations/worker.js", *modules(static, (kept.sender,))]
    told = {
        "name": kept.name,
        "version": version([*kept.names, *mine], static),
        "pages": kept.pages,
        "files": [STATIC + name for name in kept.names],
        **kept.more,
    }
    script = (static / "js/registrations/worker.js").read_text(encoding="utf-8")
    sending = f'import {{ send }} from "{STATIC}{kept.sender}";\nself.SEND = send;\n'
    return f"self.KEPT = {json.dumps(told)};\n{sending if sends else ''}{script}"


def answer(kept: Kept, static: Path, *, scope: str) -> Response:
    """The script as it is asked for: anew at every visit, and with `?sync` as one that sends."""
    script = worker(kept, static, sends="sync" in request.args)
    headers = {"Cache-Control": "no-cache", "Service-Worker-Allowed": scope}
    return Response(script, mimetype="text/javascript", headers=headers)
