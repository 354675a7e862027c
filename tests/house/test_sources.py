"""What no source may hold: ways around escaping, inline script and style, other people's pages."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted((ROOT / "app").rglob("templates/**/*.html"))
SOURCES = sorted(p for p in (ROOT / "app").rglob("*.py") if "__pycache__" not in p.parts)
INLINE = re.compile(
    r"<style|\sstyle=\"|<script(?![^>]*\ssrc=)(?![^>]*application/json)[^>]*>", re.I
)
HANDLER = re.compile(r"\son(click|change|submit|load|input|keyup|keydown)=|\shx-on", re.I)
#: file -> why it may say that what it gives is safe markup
SAFE_MARKUP: dict[str, str] = {
    "app/registrations/board/views.py": "the board, drawn beforehand for all screens",
    "app/connections/wall/views.py": "the same for its page of the tables",
    "app/core/documents/qr.py": "path data made of digits",
}
DANGEROUS = {"eval", "exec", "compile", "__import__"}


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda p: p.name)
def test_templates_keep_the_policy(path: Path):
    text = path.read_text(encoding="utf-8")
    assert not INLINE.search(text)
    assert not HANDLER.search(text)
    assert "|safe" not in text.replace(" ", "")
    assert "autoescape" not in text


def test_markup_is_made_in_few_places():
    found = {
        str(path.relative_to(ROOT))
        for path in SOURCES
        if re.search(r"\bMarkup\(|render_template_string|Markup\.", path.read_text("utf-8"))
    }
    assert found <= set(SAFE_MARKUP)


def test_no_dangerous_calls():
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.func.id}"
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in DANGEROUS
    ]
    assert found == []
    shells = [str(p.relative_to(ROOT)) for p in SOURCES if "shell=True" in p.read_text("utf-8")]
    assert shells == []


def test_every_refusal_has_words(app):
    from app.core import words

    raised = {
        node.args[0].value
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "Refused"
        and node.args
        and isinstance(node.args[0], ast.Constant)
    }
    assert raised - words.known_codes() == set()


def test_every_deed_of_the_trail_has_words(app):
    from app.core import words

    recorded = {
        node.args[0].value
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call)
        and ast.unparse(node.func) in {"audit.record", "actions.record"}
        and node.args
        and isinstance(node.args[0], ast.Constant)
    }
    assert len(recorded) > 100
    assert {deed for deed in recorded if words.deed(deed) is None} == set()


def test_nothing_speaks_of_one_machine():
    import subprocess

    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    wrong = []
    for name in listed.stdout.split():
        path = ROOT / name
        if path.suffix in {".png", ".ttf", ".woff2", ".pdf"} or not path.is_file():
            continue
        text = path.read_text("utf-8", errors="replace")
        if re.search(r"/(work|root)/|registry\.npmjs|files\.pythonhosted", text) and path != Path(
            __file__
        ):
            wrong.append(name)
    assert wrong == []
