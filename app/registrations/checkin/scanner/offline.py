"""What a phone keeps of the scanner so that it starts without a network.

The list of files is read off the page and off the modules themselves, so that it cannot fall
behind them: what the page links, what its modules import, and the letters it is set in.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

STATIC = "/static/"
_LINKED = re.compile(r'(?:href|src|data-zxing|data-wasm)="/static/([^"#?]+)')
_IMPORTED = re.compile(r"""(?:from|import)\s*\(?\s*['"](\.{1,2}/[^'"]+\.js)['"]""")
_FONTS = "vendor/fonts/web/be-vietnam-pro-{}-{}-normal.woff2"
SCANNER = ("js/core/mount.js", "js/registrations/scanner.js")
KIOSK = ("js/core/mount.js", "js/registrations/kiosk.js")
_SELDOM = ("vendor/noble-ed25519.js",)  # for browsers that cannot check signatures themselves
_NOT_NEEDED = ("css/print.css", "icons/scan-192.png")


def files(pages: Iterable[str], static: Path) -> list[str]:
    """Every file under `static` that these pages need, the modules' imports included: the pages
    name all their modules."""
    found = {name for page in pages for name in _LINKED.findall(page)}
    found |= {
        _FONTS.format(part, weight) for part in ("latin", "vietnamese") for weight in _WEIGHTS
    }
    found |= {*_SELDOM}
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


def worker(names: list[str], static: Path, pages: dict[str, str]) -> str:
    """The service worker's script: what it keeps, then what it does. `pages`: by address, where
    each is to be had without anybody's name in it."""
    told = {
        "version": version([*names, "js/registrations/worker.js"], static),
        "pages": pages,
        "files": [STATIC + name for name in names],
    }
    script = (static / "js/registrations/worker.js").read_text(encoding="utf-8")
    return f"self.SCANNER = {json.dumps(told)};\n{script}"
