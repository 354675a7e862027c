"""Whose badge was shown: what can be said of a scan before the fold over a person's scans."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256

from app.core import tokens
from app.core.tokens import BadgeToken
from app.registrations.checkin import known
from app.registrations.checkin.intake import Sent
from app.registrations.checkin.known import Door, Fair, KnownBadge
from app.registrations.states import Verdict

_LARGEST_SERIAL = 2**63 - 1  # what the column holds; ours are smaller


@dataclass(frozen=True, slots=True)
class Fact:
    """A scan not seen before. `badge` is set for badges of this event, else `verdict` is."""

    sent: Sent
    door: Door
    token_hash: str
    badge: KnownBadge | None
    verdict: Verdict | None  # forged, unknown or wrong_event


def recognise(fair: Fair, doors: Mapping[str, Door], new: Iterable[Sent]) -> dict[str, Fact]:
    """The facts that were sent, by scan id. `doors`: the event's points by code."""
    sent = list(new)
    badges = _by_text(fair, {one.badge for one in sent if one.badge is not None})
    listed = _by_serial(fair, {one.serial for one in sent if one.serial is not None})
    codes = {one.registration for one in sent if one.registration is not None}
    people = known.badges_of_people(fair.id, codes) if codes else {}
    facts = {}
    for one in sent:
        if one.badge is not None:
            found = badges[one.badge]
        elif one.serial is not None:
            found = listed[one.serial]
        else:
            found = people.get(one.registration or "", Verdict.UNKNOWN)
        badge, verdict = (None, found) if isinstance(found, Verdict) else (found, None)
        facts[one.id] = Fact(one, doors[one.point], token_hash(one), badge, verdict)
    return facts


def token_hash(one: Sent) -> str:
    """What was shown, by digest: junk of any kind has one, and no copy of a badge is kept."""
    if one.badge is not None:
        text = one.badge
    else:
        text = f"serial {one.serial}" if one.serial else f"registration {one.registration}"
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _by_serial(fair: Fair, serials: set[int]) -> dict[int, KnownBadge | Verdict]:
    """For each serial of the phone's list, the badge; those of other events are not known."""
    wanted = {serial for serial in serials if serial <= _LARGEST_SERIAL}
    badges = known.badges(wanted) if wanted else {}
    mine = {serial: badge for serial, badge in badges.items() if badge.event_id == fair.id}
    return {serial: mine.get(serial, Verdict.UNKNOWN) for serial in serials}


def _by_text(fair: Fair, texts: set[str]) -> dict[str, KnownBadge | Verdict]:
    """For each text shown, the badge of this event or the verdict that says why not."""
    claimed = {token.key_id for text in texts if (token := tokens.read(text)) is not None}
    keys = known.keys(claimed)
    public = {key_id: raw for key_id, (raw, _owner) in keys.items()}
    genuine = {text: tokens.verify(text, public) for text in texts}
    serials = {token.serial for token in genuine.values() if token is not None}
    badges = known.badges({serial for serial in serials if serial <= _LARGEST_SERIAL})
    return {
        text: Verdict.FORGED
        if token is None
        else _origin(fair, token, badges.get(token.serial), keys[token.key_id][1])
        for text, token in genuine.items()
    }


def _origin(
    fair: Fair, token: BadgeToken, badge: KnownBadge | None, key_owner: int
) -> KnownBadge | Verdict:
    """The badge of a genuine token. A key signs for the events of its own hub alone: another
    hub's key, or another event's number, on a badge that is known makes it a forgery."""
    if badge is None:
        return Verdict.UNKNOWN
    if badge.hub_id != key_owner or badge.event_number != token.event:
        return Verdict.FORGED
    return badge if badge.event_id == fair.id else Verdict.WRONG_EVENT


def shown(fair: Fair, text: str) -> KnownBadge | Verdict:
    """The badge of one text, for who asks outside the doors: the badge, or why there is none."""
    return _by_text(fair, {text})[text]
