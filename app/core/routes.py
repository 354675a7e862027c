"""Addresses whose builder is compiled when it is first used.

The library compiles two for every route when it is added; with our four hundred routes that is
a quarter of the time that each command and each worker takes to start.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from werkzeug.routing import Rule

Builder = Callable[..., tuple[str, str]]


class LazyRule(Rule):
    """A rule of the URL map like any other."""

    def _compile_builder(self, append_unknown: bool = True) -> Builder:
        compiled = cache(lambda: Rule._compile_builder(self, append_unknown))

        def build(rule: Rule, **values: Any) -> tuple[str, str]:
            return compiled()(rule, **values)

        return build
