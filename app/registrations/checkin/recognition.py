"""Whose badge was shown: what can be said of a scan before the fold over a person's scans."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256

from app.core import tokens
from app.core.tokens import BadgeToken
from app.registrations.checkin import known
from app.registrations.checkin.intake import Sent
from app.registrations.checkin.known import Door, Fair, Histories, Key, KnownBadge
from app.registrations.states import Verdict

LARGEST_SERIAL = 2**63 - 1  # what the column holds; ours are smaller


@dataclass(frozen=True, slots=True)
class Fact:
    """A scan not seen before. `badge` is set for badges of this event, else `verdict` is."""

    sent: Sent
    door: Door
    token_hash: str
    badge: KnownBadge | None
    verdict: Verdict | None  # forged, unknown or wrong_event


def genuine(texts: Collection[str], keys: Mapping[int, Key]) -> dict[str, tuple[BadgeToken, int]]:
    """The tokens among the texts that were shown, each with the hub whose key signed it.

    `keys`: public key and owner by id, as far as known; others are looked up.
    """
    claimed = {token.key_id for text in texts if (token := tokens.read(text)) is not None}
    if missing := claimed - keys.keys():
        keys = {**keys, **known.keys(missing)}
    public = {key_id: raw for key_id, (raw, _owner) in keys.items()}
    return {
        text: (token, keys[token.key_id][1])
        for text in texts
        if (token := tokens.verify(text, public)) is not None
    }


def recognise(
    fair: Fair,
    doors: Mapping[str, Door],
    new: Iterable[Sent],
    signed: Mapping[str, tuple[BadgeToken, int]],
    about: Histories,
) -> dict[str, Fact]:
    """The facts that were sent, by scan id. `doors`: the event's points by code; `signed`: the
    genuine tokens among what was shown; `about`: the people concerned."""
    by_serial, by_code = about.by_serial(), about.by_code(fair.id)
    facts = {}
    for one in new:
        found: KnownBadge | Verdict
        if one.serial is not None:
            found = _listed(fair, by_serial.get(one.serial), about)
        elif one.badge is None:
            found = by_code.get(one.registration or "", Verdict.UNKNOWN)
        elif one.badge not in signed:
            found = Verdict.FORGED
        else:
            token, owner = signed[one.badge]
            found = _origin(fair, token, by_serial.get(token.serial), owner, about)
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


def _origin(
    fair: Fair, token: BadgeToken, badge: KnownBadge | None, key_owner: int, about: Histories
) -> KnownBadge | Verdict:
    """The badge of a genuine token. A key signs for the events of its own hub alone: another
    hub's key, or another event's number, on a badge that is known makes it a forgery."""
    if badge is None:
        return Verdict.UNKNOWN
    person = about.people[badge.registration_id]
    if person.hub_id != key_owner or person.event_number != token.event:
        return Verdict.FORGED
    return badge if person.event_id == fair.id else Verdict.WRONG_EVENT


def _listed(fair: Fair, badge: KnownBadge | None, about: Histories) -> KnownBadge | Verdict:
    """The badge of a serial of the phone's list; those of other events are not known."""
    mine = badge is not None and about.people[badge.registration_id].event_id == fair.id
    return badge if badge is not None and mine else Verdict.UNKNOWN


def shown(fair: Fair, text: str) -> KnownBadge | Verdict:
    """The badge of one text, for who asks outside the doors: the badge, or why there is none."""
    signed = genuine({text}, {})
    if text not in signed:
        return Verdict.FORGED
    token, owner = signed[text]
    serials = {token.serial} if token.serial <= LARGEST_SERIAL else set()
    about = known.histories_of(fair.id, known.people_of(fair.id, serials))
    return _origin(fair, token, about.by_serial().get(token.serial), owner, about)
