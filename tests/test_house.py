"""The house plan, held by reading the imports of every file."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ROOMS = {"mentions", "crawlers", "nlp", "index", "graph", "alerts", "loyalty", "dashboard"}
CLUSTER = {"cluster", "cluster_crew", "cluster_reader"}
COMMANDS = {"cli", "cli_desk", "cli_steps", "cli_talk", "correcting", "vocabulary"}
STREET = {"config", "doctor", "house", "intake", "pipeline", "progress"} | COMMANDS | CLUSTER
DOORS = {"crawlers/settings.py", "dashboard/data.py"}  # read config and join rooms
EXTRA_DOORS = {("dashboard", "index")}
GUESTS = {
    "scrapy": "crawlers",
    "twisted": "crawlers",
    "feedparser": "crawlers",
    "openpyxl": "crawlers",
    "kiwipiepy": "nlp",
    "transformers": "nlp",
    "torch": "nlp",
    "tokenizers": "nlp",
    "openvino": "nlp",
    "nncf": "nlp",
    "sklearn": "nlp",
    "ray": "cluster",
    "tantivy": "index",
    "elasticsearch": "index",
    "networkx": "graph",
    "streamlit": "dashboard",
    "altair": "dashboard",
    "pandas": "dashboard",
    "sqlalchemy": "mentions",
    "alembic": "mentions",
}
FILES = sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.py"))
MOST_LINES = 400


def imported(path: Path) -> set[str]:
    """Return the dotted names that a file imports, wherever in it the import stands."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def room_of(path: Path) -> str:
    return path.relative_to(ROOT).parts[0]


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_room_knocks_on_no_other_door_than_mentions(path):
    room = room_of(path)
    if str(path.relative_to(ROOT)) in DOORS:
        return
    ours = {name.split(".")[0] for name in imported(path)} & (ROOMS | STREET)
    strangers = {other for other in ours - {room, "mentions"} if (room, other) not in EXTRA_DOORS}
    assert not strangers


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_heavy_guest_lives_in_one_room(path):
    guests = {name.split(".")[0] for name in imported(path)} & GUESTS.keys()
    assert {GUESTS[guest] for guest in guests} <= {room_of(path)}


@pytest.mark.parametrize("name", sorted(STREET))
def test_the_street_holds_no_heavy_guest(name):
    guests = {part.split(".")[0] for part in imported(ROOT / f"{name}.py")} & GUESTS.keys()
    assert guests <= ({"ray"} if name in CLUSTER else set())


def test_config_reads_nothing_of_ours_but_mentions():
    ours = {name.split(".")[0] for name in imported(ROOT / "config.py")} & (ROOMS | STREET)
    assert ours == {"mentions"}


def modules() -> dict[str, Path]:
    """Return every module of ours by its dotted name."""
    paths = [*FILES, *(ROOT / f"{name}.py" for name in STREET)]
    named = {}
    for path in paths:
        dotted = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        named[dotted.removesuffix(".__init__")] = path
    return named


def test_no_import_goes_in_a_circle():
    named = modules()
    arrows = {}
    for module, path in named.items():
        targets = {name if name in named else name.rpartition(".")[0] for name in imported(path)}
        arrows[module] = (targets & named.keys()) - {module}
    while arrows:
        leaves = {module for module, targets in arrows.items() if not targets & arrows.keys()}
        assert leaves, f"a circle among {sorted(arrows)}"
        arrows = {module: targets for module, targets in arrows.items() if module not in leaves}


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_file_can_be_read_in_one_sitting(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MOST_LINES


def test_no_file_of_the_dashboard_is_named_after_a_room():
    names = {path.stem for path in (ROOT / "dashboard").rglob("*.py")}
    assert not names & (ROOMS | STREET)
