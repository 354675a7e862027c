"""What all screens of one process share: one look at the database, however many they are.

A stream keeps a thread of the web server busy while it lasts, so only so many are open at once
and none for long; a screen that gets none asks for the picture from time to time, and that costs
no look of its own. Every picture is whole: a screen that was away has missed nothing.
"""

from __future__ import annotations

import json
import logging
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

EVERY = 2.0  # seconds between two looks
ANEW = 30.0  # drawn again at least so often: hours pass, points change
BEAT = 15.0  # a sign of life on a quiet stream
LASTS = 120.0  # a stream; then the screen opens another
FORGOTTEN = 30.0  # nobody asked for so long

Key = tuple[int, str]  # event id, language
log = logging.getLogger(__name__)


@dataclass
class Picture:
    """What screens of one event and language show. `number` grows with each change."""

    html: str
    number: int = 0
    seen: tuple[Any, ...] = ()
    drawn: float = 0.0
    asked: float = field(default_factory=time.monotonic)
    watchers: int = 0

    @property
    def message(self) -> bytes:
        return b"data: " + json.dumps({"html": self.html}).encode() + b"\n\n"


class Wall:
    """`look` tells by a value whether an event may have changed, `draw` makes its HTML. Both are
    called by one thread that lives while somebody watches; the first picture by who asks."""

    def __init__(
        self,
        look: Callable[[int], tuple[Any, ...]],
        draw: Callable[[int, str], str],
        *,
        streams: int,
        every: float = EVERY,
    ) -> None:
        self._look, self._draw = look, draw
        self._streams, self._every = streams, every
        self._changed = threading.Condition()
        self._pictures: dict[Key, Picture] = {}
        self._open = 0
        self._running = False

    def picture(self, key: Key) -> Picture:
        """The picture of now."""
        with self._changed:
            found = self._pictures.get(key)
            if found is not None:
                found.asked = time.monotonic()
                return found
        seen = self._look(key[0])
        fresh = Picture(self._draw(*key), seen=seen, drawn=time.monotonic())
        with self._changed:
            found = self._pictures.setdefault(key, fresh)
            if not self._running:
                self._running = True
                threading.Thread(target=self._watch, name="board", daemon=True).start()
        return found

    def stream(self, key: Key, lasts: float = LASTS) -> Iterator[bytes] | None:
        """Server-sent events: the picture at once and after each change. None: all are taken."""
        picture = self.picture(key)
        with self._changed:
            if self._open >= self._streams:
                return None
            self._open += 1
            picture.watchers += 1
        return Stream(self, picture, time.monotonic() + lasts)

    def leave(self, picture: Picture) -> None:
        with self._changed:
            self._open -= 1
            picture.watchers -= 1
            picture.asked = time.monotonic()

    def wait(self, picture: Picture, number: int, seconds: float) -> int:
        """The picture's number, after a change or when the time is over."""
        with self._changed:
            self._changed.wait_for(lambda: picture.number != number, max(0.0, seconds))
            return picture.number

    def _watch(self) -> None:
        while True:
            time.sleep(self._every)
            with self._changed:
                now = time.monotonic()
                for key, picture in list(self._pictures.items()):
                    if not picture.watchers and now - picture.asked > FORGOTTEN:
                        del self._pictures[key]
                if not self._pictures:
                    self._running = False
                    return
                pictures = dict(self._pictures)
            try:
                self._renew(pictures, now)
            except SQLAlchemyError as trouble:
                log.warning("the board could not look: %s", type(trouble).__name__)

    def _renew(self, pictures: dict[Key, Picture], now: float) -> None:
        looked = {event_id: self._look(event_id) for event_id in {key[0] for key in pictures}}
        for key, picture in pictures.items():
            seen = looked[key[0]]
            if seen == picture.seen and now - picture.drawn < ANEW:
                continue
            html = self._draw(*key)
            with self._changed:
                picture.seen, picture.drawn = seen, now
                if html != picture.html:
                    picture.html, picture.number = html, picture.number + 1
                    self._changed.notify_all()


class Stream:
    """One screen's stream. Closing it, also before it began, gives its place to another."""

    def __init__(self, wall: Wall, picture: Picture, until: float) -> None:
        self._wall, self._picture, self._until = wall, picture, until
        self._number = -1
        self._left = False

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        if self._number < 0:
            self._number = self._picture.number
            return b"retry: 2000\n" + self._picture.message
        left = self._until - time.monotonic()
        if left <= 0:
            raise StopIteration
        number = self._wall.wait(self._picture, self._number, min(BEAT, left))
        if number == self._number:
            return b"event: beat\ndata: \n\n"
        self._number = number
        return self._picture.message

    def close(self) -> None:
        """Called by the server at the end of the answer, however it ended."""
        if not self._left:
            self._left = True
            self._wall.leave(self._picture)
