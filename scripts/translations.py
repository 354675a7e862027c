"""Translations: compile them, extract new words, or check that none is missing.

translations.py compile | update | check
"""

from __future__ import annotations

import os
import sys
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
APP = ROOT / "app"
KEYWORDS = {"_": None, "_l": None, "gettext": None, "lazy_gettext": None, "ngettext": (1, 2)}
METHODS = [
    ("**.py", "python"),
    ("**/templates/**.html", "jinja2"),
    ("templates/**.html", "jinja2"),
    ("**/templates/**.txt", "jinja2"),
    ("templates/**.txt", "jinja2"),
]
OPTIONS = {pattern: {"encoding": "utf-8"} for pattern, _method in METHODS}


def packages() -> dict[str, list[Path]]:
    """The folder of each catalogue and the folders its words come from."""
    found = {
        folder.name: [folder]
        for folder in sorted(APP.iterdir())
        if folder.is_dir() and (folder / "__init__.py").exists() and folder.name != "core"
    }
    found["."] = [APP / "core", APP / "templates"]
    return found


def po_file(package: str) -> Path:
    return APP / package / "translations" / "vi" / "LC_MESSAGES" / "messages.po"


def extracted(folders: list[Path]) -> Catalog:
    """The words in the sources of some folders."""
    catalogue = Catalog(locale="vi", charset="utf-8")
    for folder in folders:
        methods = METHODS
        if folder.name == "templates":
            methods = [("**.html", "jinja2"), ("**.txt", "jinja2")]
        for name, line, message, comments, _context in extract_from_dir(
            folder, methods, {p: {"encoding": "utf-8"} for p, _m in methods}, KEYWORDS
        ):
            catalogue.add(message, None, [(name, line)], auto_comments=comments)
    return catalogue


def read(package: str) -> Catalog | None:
    path = po_file(package)
    if not path.exists():
        return None
    with path.open("rb") as content:
        return read_po(content, locale="vi")


def missing(package: str, folders: list[Path]) -> list[str]:
    """Words without a translation."""
    known = read(package) or Catalog(locale="vi")
    found = []
    for message in extracted(folders):
        if not message.id:
            continue
        ours = known.get(message.id[0] if isinstance(message.id, tuple) else message.id)
        texts = (
            [ours.string]
            if ours and isinstance(ours.string, str)
            else list(ours.string or [""])
            if ours
            else [""]
        )
        if ours is None or ours.fuzzy or not texts[0]:
            found.append(str(message.id))
    return found


def compile_all() -> int:
    for package in packages():
        catalogue = read(package)
        if catalogue is None:
            continue
        content = BytesIO()
        write_mo(content, catalogue)
        target = po_file(package).with_suffix(".mo")
        if not target.exists() or target.read_bytes() != content.getvalue():
            fresh = target.with_suffix(f".{os.getpid()}.tmp")
            fresh.write_bytes(content.getvalue())
            fresh.replace(target)
    return 0


def update_all(only: list[str]) -> int:
    for package, folders in packages().items():
        if only and package not in only:
            continue
        template = extracted(folders)
        if not len(template):
            continue
        catalogue = read(package) or Catalog(locale="vi", charset="utf-8")
        catalogue.update(template, no_fuzzy_matching=True)
        catalogue.obsolete.clear()
        path = po_file(package)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as out:
            write_po(
                out, catalogue, omit_header=False, no_location=True, sort_output=True, width=100
            )
    return 0


def conflicts() -> list[str]:
    """The same words translated differently in two packages: one of them would be shown in both."""
    seen: dict[str, tuple[str, str]] = {}
    found = []
    for package in packages():
        for message in read(package) or ():
            text = message.string if isinstance(message.string, str) else message.string[0]
            key = message.id if isinstance(message.id, str) else message.id[0]
            if not key:
                continue
            first, where = seen.setdefault(key, (text, package))
            if first != text:
                found.append(f"{where} and {package} differ on {key!r}: {first!r}, {text!r}")
    return found


def check_all() -> int:
    bad = 0
    for difference in conflicts():
        print(difference)
        bad += 1
    for package, folders in packages().items():
        for text in missing(package, folders):
            print(f"{package}: not translated: {text}")
            bad += 1
    print(f"{bad} words to put right" if bad else "all words are translated")
    return 1 if bad else 0


if __name__ == "__main__":
    deed = sys.argv[1] if len(sys.argv) > 1 else "check"
    if deed == "compile":
        sys.exit(compile_all())
    sys.exit(update_all(sys.argv[2:]) if deed == "update" else check_all())
