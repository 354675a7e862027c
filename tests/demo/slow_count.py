"""What report.json must say after `demo run`, counted slowly from the sample files alone.

Nothing of the product is imported: this is a second opinion, written from docs/indicators.md.
Run it to see the figures: python tests/demo/slow_count.py
"""

from __future__ import annotations

import csv
import json
import unicodedata
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path

DATA = Path(__file__).parents[2] / "app/demo/data"
MEMORANDA = {"mou", "cooperation_agreement", "framework_contract"}
CONTRACTS = {
    "transfer_contract",
    "equipment_contract",
    "service_contract",
    "investment",
    "joint_project",
}
TAKEN_UP = {
    "verified",
    "searching",
    "matched",
    "negotiating",
    "resolved",
    "closed_unresolved",
}
STAGES = ["contacted", "exploring", "memorandum", "contract", "transferred", "ended"]
IN_TIME = timedelta(minutes=5)


def rows(name: str) -> list[dict[str, str]]:
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def bare(name: str) -> str:
    """Lower case without marks."""
    plain = unicodedata.normalize("NFD", name.lower().replace("đ", "d"))
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).split())


def signed_up() -> list[dict[str, str]]:
    """The rows that sign-up takes: the first of each person.

    The same person = the same e-mail, or, without one, the same phone and name. A299 is the
    person of A131 under another e-mail address: sign-up cannot know and takes both.
    """
    taken, known = [], set()
    for row in rows("attendees"):
        digits = "".join(c for c in row["phone"] if c.isdigit())
        person = row["email"].lower() or (
            digits.removeprefix("84")[-9:],
            bare(row["full_name"]),
        )
        if person not in known:
            known.add(person)
            taken.append(row)
    return taken


def who_waits(people: list[dict[str, str]]) -> list[dict[str, str]]:
    """Those beyond their category's places, in order of sign-up."""
    places = {row["code"]: int(row["places"]) for row in rows("categories")}
    taken: Counter[str] = Counter()
    waiting = []
    for row in people:
        taken[row["role"]] += 1
        if taken[row["role"]] > places[row["role"]]:
            waiting.append(row)
    return waiting


def entries() -> list[dict[str, str]]:
    """One entry at a gate for every `checked_in_at` of a person with a place."""
    people = signed_up()
    waiting = {row["code"] for row in who_waits(people)}
    return [row for row in people if row["checked_in_at"] and row["code"] not in waiting]


def visits_by_day() -> dict[str, int]:
    return dict(sorted(Counter(row["checked_in_at"][:10] for row in entries()).items()))


def visits_by_category() -> dict[str, int]:
    return dict(sorted(Counter(row["role"] for row in entries()).items()))


def attendance() -> list[tuple[str, str]]:
    """(session, attendee): who sat where, as docs/indicators.md "The sample fair" tells.

    In each half of the day on which a person came, the sessions that begin at least five
    minutes after they came in are theirs to choose from; the number in their code chooses.
    """
    sat = []
    for person in entries():
        came = datetime.fromisoformat(person["checked_in_at"])
        for half in ("morning", "afternoon"):
            choice = []
            for session in rows("sessions"):
                start = datetime.fromisoformat(session["start"])
                of_half = "morning" if start.hour < 12 else "afternoon"
                if start.date() == came.date() and of_half == half and start >= came + IN_TIME:
                    choice.append(session["code"])
            if choice:
                sat.append((choice[int(person["code"][1:]) % len(choice)], person["code"]))
    return sat


def attended(*kinds: str) -> list[str]:
    """Sessions of these kinds (none named: of every kind) at which somebody was."""
    sat = {session for session, _ in attendance()}
    wanted = [row for row in rows("sessions") if not kinds or row["kind"] in kinds]
    return [row["code"] for row in wanted if row["code"] in sat]


def standing() -> tuple[int, int]:
    """(placed, unplaced) exhibits: every one that some booth could carry finds one."""
    placed = 0
    technologies, booths = rows("technologies"), rows("booths")
    for tech in technologies:
        for booth in booths:
            if (
                float(tech["booth_width_m"]) * 1.5 <= float(booth["area_m2"])
                and float(tech["power_kw"] or 0) <= float(booth["power_kw"])
                and (tech["needs_water"] == "no" or booth["water"] == "yes")
                and (tech["needs_internet"] == "no" or booth["internet"] == "yes")
            ):
                placed += 1
                break
    return placed, len(technologies) - placed


def event_report() -> dict[str, int | float | None]:
    people = signed_up()
    waiting = who_waits(people)
    requests = {row["code"]: row for row in rows("meeting_requests")}
    outcomes = rows("outcomes")
    held = [row for row in outcomes if row["held"] == "held"]
    kinds = Counter(row["outcome_kind"] for row in held)
    stages = Counter(row["stage"] for row in held)
    modes = Counter(requests[row["request"]]["mode"] for row in held)
    answers = Counter(row["answer"] for row in requests.values())

    brought = {row["need"] for row in requests.values()}
    needs = [row for row in rows("needs") if row["code"] in brought and row["status"] in TAKEN_UP]
    resolved = [row for row in needs if row["status"] == "resolved"]
    placed, unplaced = standing()
    sat = attendance()
    classes = attended("training")
    trainees = [(session, person) for session, person in sat if session in classes]
    came = entries()

    return {
        "registrations.confirmed": len(people) - len(waiting),
        "registrations.pending": 0,
        "registrations.waiting": len(waiting),
        "registrations.cancelled": 0,
        "IND01": len(needs),
        "IND02": len(rows("technologies")),
        "IND03.stock": len({s["expert_code"] for s in rows("sessions") if s["expert_code"]}),
        "IND03.provided": 0,
        "IND04.on_site": modes["on_site"],
        "IND04.online": modes["online"],
        "IND05": placed,
        "IND06": len(attended("workshop", "roundtable")),
        "IND07": len(classes),
        "IND08.people": len({person for _, person in trainees}),
        "IND08.heads": len(trainees),
        "IND09": 1,
        "IND10.memorandum.number": sum(kinds[kind] for kind in MEMORANDA),
        "IND10.contract.number": sum(kinds[kind] for kind in CONTRACTS),
        "IND10.contract.value_vnd": sum(
            int(row["value_vnd"] or 0) for row in held if row["outcome_kind"] in CONTRACTS
        ),
        "IND11.visits": len(came),
        "IND11.people": len({row["code"] for row in came}),
        "IND12.resolved": len(resolved),
        "IND12.rate": len(resolved) / len(needs) if needs else None,
        "meetings.requested": len(requests),
        "meetings.accepted": answers["accepted"],
        "meetings.announced": answers["accepted"],
        "meetings.held": len(held),
        "meetings.no_show": len(outcomes) - len(held),
        **{f"connections.{stage}": stages[stage] for stage in STAGES},
        "exhibits.placed": placed,
        "exhibits.unplaced": unplaced,
        "sessions.held": len(attended()),
        "sessions.attendance": len(sat),
    }


if __name__ == "__main__":
    print(json.dumps(event_report(), indent=1))
    print("by day", visits_by_day())
    print("by category", visits_by_category())
