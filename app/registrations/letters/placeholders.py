"""Placeholders in the words of a letter: {{ name }}, {{ event }}, {{ badge_link }}.

Plain substitution and nothing else: no conditions, no loops, no attributes. Organisers write
letters, not programs; what cannot be expressed cannot be abused (a template language in a
sandbox has been escaped from before), and every mistake can be named to whoever made it. One
pass: what a value holds is never read as a placeholder again.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

_FOUND = re.compile(r"\{\{\s*([a-z_]{1,40})\s*\}\}")
_BRACES = re.compile(r"\{\{|\}\}|\{%|%\}")


def mark(name: str) -> str:
    """How a placeholder is written."""
    return "{{ " + name + " }}"


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with its placeholders replaced; one that has no value stays as it is."""
    return _FOUND.sub(lambda found: values.get(found.group(1), found.group(0)), text)


def unknown(text: str, known: Collection[str]) -> list[str]:
    """The placeholders that mean nothing, in their order, each once."""
    used = dict.fromkeys(found.group(1) for found in _FOUND.finditer(text))
    return [name for name in used if name not in known]


def malformed(text: str) -> str | None:
    """The first piece with braces that is no placeholder ("{{ Name }}", "{% if"), or None."""
    rest = _FOUND.sub(lambda found: " " * len(found.group(0)), text)
    wrong = _BRACES.search(rest)
    if wrong is None:
        return None
    line = text[wrong.start() :].splitlines()[0]
    return line[:40].strip()
