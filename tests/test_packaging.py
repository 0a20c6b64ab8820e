"""What a wheel carries: all that a run needs, nothing that only training and tests need."""

import os
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from collections.abc import Collection
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

ROOT = Path(__file__).parents[1]
NOT_TO_PACK = {"__pycache__", "build", "docs", "tests", "benchmarks", "var"}
ONLY_TO_LEARN_FROM = {"nlp/data/mentions.tsv", "nlp/data/posts.tsv"}
ONLY_TO_MAKE_THE_DEMO = {"demo/__init__.py", "demo/sample.py", "demo/titles.tsv"}
BUILD = """
import sys
from setuptools.build_meta import build_wheel
build_wheel(sys.argv[1], {"--build-option": ["--compression=stored"]})
"""
LOOK = """
import sys
from pathlib import Path
import cli, dashboard.words, nlp
from config import load
from house import House
from nlp.spellings import spellings

for module in (cli, dashboard.words, nlp):
    assert Path(module.__file__).is_relative_to(sys.argv[1]), module
assert list(spellings())
with House(load(Path(sys.argv[2]), Path(sys.argv[3]))) as house:
    print(house.ledger.status()["mentions"], house.reader_name)
"""


def not_copied(folder: str, names: list[str]) -> Collection[str]:
    """Return what stays behind: caches, and at the root hidden folders, metadata and big ones."""
    if Path(folder) != ROOT:
        return {"__pycache__"}
    hidden = {name for name in names if name.startswith(".") or name.endswith(".egg-info")}
    return hidden | NOT_TO_PACK


@pytest.fixture(scope="module")
def installed():
    """A wheel unpacked: what Python imports from, and the folder that is copied to start from.

    It is built of a copy of the tree, because building leaves things in it.
    """
    with TemporaryDirectory() as place:
        source, wheels, site = (Path(place) / name for name in ("source", "wheels", "site"))
        shutil.copytree(ROOT, source, ignore=not_copied, copy_function=os.symlink)
        command = [sys.executable, "-c", BUILD, str(wheels)]
        subprocess.run(command, cwd=source, check=True, capture_output=True, timeout=120)
        (wheel,) = wheels.glob("*.whl")
        with zipfile.ZipFile(wheel) as packed:
            packed.extractall(site)
        (data,) = site.glob("*.data/data")
        yield site, data / "share" / "ipsomun"


def files(folder: Path, *, below: Path) -> set[str]:
    """Return every file of a folder, as a path below another."""
    found = {path for path in folder.rglob("*") if path.is_file()}
    return {
        path.relative_to(below).as_posix() for path in found if path.parent.name != "__pycache__"
    }


def rooms() -> set[str]:
    """Return the names of the packages that lie at the root, which the demo is not."""
    return {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"demo"}


def only_to_learn_from(name: str) -> bool:
    return name in ONLY_TO_LEARN_FROM or name.startswith("nlp/data/dev_")


def test_every_module_at_the_root_is_carried(installed):
    there = {path.name for path in ROOT.glob("*.py")} - {"setup.py"}
    assert {path.name for path in installed[0].glob("*.py")} == there


def test_only_rooms_are_carried(installed):
    folders = {path.name for path in installed[0].iterdir() if path.is_dir()}
    assert {name for name in folders if not name.startswith("ipsomun-")} == rooms()


@pytest.mark.parametrize("room", sorted(rooms()))
def test_every_file_of_a_room_is_carried_that_is_not_only_to_learn_from(installed, room):
    there = {name for name in files(ROOT / room, below=ROOT) if not only_to_learn_from(name)}
    assert files(installed[0] / room, below=installed[0]) == there


def test_the_folder_to_start_from_holds_the_config_and_all_that_it_may_include(installed):
    shared = files(ROOT / "packs", below=ROOT) | files(ROOT / "demo", below=ROOT)
    there = {"config.toml"} | shared - ONLY_TO_MAKE_THE_DEMO
    assert files(installed[1], below=installed[1]) == there


def test_what_is_installed_reads_its_own_files(installed, tmp_path):
    """Opens ledger, tables and model's files without the project or its editable install."""
    site, share = installed
    mine = tmp_path / "mine"
    shutil.copytree(share, mine)
    config = mine / "config.toml"
    text = config.read_text(encoding="utf-8")
    included = 'include = ["demo/demo.toml", "packs/food.toml"]'
    config.write_text(text.replace('include = ["demo/demo.toml"]', included), encoding="utf-8")
    plain = {name: value for name, value in os.environ.items() if not name.startswith("IPSOMUN_")}
    places = [str(site), sysconfig.get_path("purelib"), sysconfig.get_path("platlib")]
    done = subprocess.run(
        [sys.executable, "-S", "-c", LOOK, str(site), str(config), str(tmp_path / "home")],
        cwd=tmp_path,
        env=plain | {"PYTHONPATH": os.pathsep.join(places)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("0 ")
