"""The house stands as drawn: imports point one way, rooms keep their order."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

APP = Path(__file__).resolve().parents[2] / "app"
FLOORS = {
    "config": 0,
    "core": 1,
    "accounts": 2,
    "catalogue": 3,
    "events": 4,
    "registrations": 5,
    "workshops": 6,
    "booths": 6,
    "connections": 7,
    "reports": 8,
    "demo": 9,
    "factory": 10,
}
DOORS = {"views", "api", "cli", "tasks"}
FRAMEWORKS = {"flask", "sqlalchemy", "flask_sqlalchemy", "flask_login", "wtforms", "flask_wtf"}
DECISIONS = [
    "registrations/checkin/admission.py",
    "registrations/badges/layout.py",
    "registrations/letters/placeholders.py",
    "registrations/letters/kinds.py",
    "registrations/doubles/likeness.py",
    "registrations/questions/rules.py",
    "events/conflicts.py",
    "catalogue/matching.py",
    "booths/assignment.py",
    "booths/layout.py",
    "connections/scheduling/timetable.py",
    "connections/scheduling/replan.py",
    "connections/proof.py",
    "connections/asking.py",
    "connections/digests/contents.py",
    "connections/contract.py",
    "reports/chain.py",
    "core/text.py",
    "core/tokens.py",
]


def sources() -> list[Path]:
    return sorted(path for path in APP.rglob("*.py") if "__pycache__" not in path.parts)


def imported(path: Path) -> Iterator[tuple[str, bool]]:
    """Modules a file imports, and whether only for type checking."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    typing_only = {
        child
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test)
        for child in ast.walk(node)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for name in node.names:
                yield name.name, node in typing_only
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            for name in node.names:
                yield f"{node.module}.{name.name}", node in typing_only


def test_imports_point_downwards():
    wrong = []
    for path in sources():
        own = path.relative_to(APP).parts[0].removesuffix(".py")
        if own == "__init__":
            continue
        for module, _typing in imported(path):
            parts = module.split(".")
            if parts[0] != "app" or len(parts) < 2:
                continue
            other = parts[1]
            if other != own and FLOORS[other] >= FLOORS[own]:
                wrong.append(f"{path.relative_to(APP)} imports {module}")
    assert wrong == []


def test_nothing_imports_in_a_circle():
    names = {module_name(path): path for path in sources()}
    graph = {
        name: {
            target
            for module, typing in imported(path)
            if not typing
            for target in (module, module.rpartition(".")[0])
            if target in names and target != name and names[target].name != "__init__.py"
        }
        for name, path in names.items()
    }
    assert circle_in(graph) is None


def module_name(path: Path) -> str:
    parts = ["app", *path.relative_to(APP).with_suffix("").parts]
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def circle_in(graph: dict[str, set[str]]) -> list[str] | None:
    done: set[str] = set()

    def walk(name: str, trail: list[str]) -> list[str] | None:
        if name in trail:
            return trail[trail.index(name) :]
        if name in done:
            return None
        for target in sorted(graph[name]):
            found = walk(target, [*trail, name])
            if found:
                return found
        done.add(name)
        return None

    return next((found for name in sorted(graph) if (found := walk(name, []))), None)


def test_decisions_need_no_framework():
    wrong = []
    for name in DECISIONS:
        path = APP / name
        assert path.exists(), f"{name} is gone: name its successor here"
        for module, _typing in imported(path):
            if module.split(".")[0] in FRAMEWORKS:
                wrong.append(f"{name} imports {module}")
    assert wrong == []


def test_doors_never_commit():
    wrong = [
        str(path.relative_to(APP))
        for path in sources()
        if path.stem in DOORS
        and ("session.commit" in (text := path.read_text()) or "session.flush" in text)
    ]
    assert wrong == []


def test_only_the_clock_knows_the_time():
    wrong = []
    for path in sources():
        if path.name == "clock.py":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr in {"now", "today", "utcnow"}
                and isinstance(node.func.value, ast.Name)
                and node.func.value.id in {"datetime", "date"}
            ):
                wrong.append(f"{path.relative_to(APP)}:{node.lineno}")
    assert wrong == []
