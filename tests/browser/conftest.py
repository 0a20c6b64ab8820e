"""The real dashboard on a free port over a small real ledger, and a headless Chromium."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

import config as configuration
from house import House
from mentions.model import Author, Hearing, Mention, Opinion, Polarity, Reading

ROOT = Path(__file__).parents[2]
CONFIG = """
notice = "시험 자료입니다."
notice_en = "These are test data."
[[brands]]
name = "달빛커피"
[[brands]]
name = "별빛커피"
[[aspects]]
name = "배송"
domain = "service"
[policies.blog]
store_text = true
allow_model = true
"""
HOSTILE = (
    '<script>document.title="owned"</script><img src="http://127.0.0.1:9/x.png" '
    'onerror="document.title=`owned`">![사진](http://127.0.0.1:9/y.png) $\\frac{1}{2}$ '
    ":red[빨강] <h1>가짜 제목</h1>" + "가" * 300
)
SAID = [(f"p{n}", "달빛커피", "praise", f"달빛커피 배송이 빨라요 {n}번째") for n in range(24)]
SAID += [(f"b{n}", "별빛커피", "blame", f"별빛커피 배송이 느려요 {n}번째") for n in range(5)]
SAID += [("x", "별빛커피", "blame", HOSTILE)]


def tell(config: Path, said: list[tuple[str, str, str, str]]) -> None:
    """Keep, read and file mentions of today as the straight line does."""
    with House(configuration.load(config)) as house:
        house.ledger.hear(hearing(name, brand, text) for name, brand, _, text in said)
        house.ledger.keep(reading(*one) for one in said)
        entries = list(house.ledger.unfiled(house.index.name))
        house.index.put(entries)
        house.ledger.filed(house.index.name, entries)


def hearing(name: str, brand: str, text: str) -> Hearing:
    now = datetime.now(UTC)
    return Hearing(
        mention=Mention(
            id=f"blog:{name}",
            source="blog",
            heard_at=now,
            posted_at=now,
            url=f"https://blog.example/{name}",
            author=Author(id=f"writer-{name}", source="blog", handle="김작가"),
            text=text,
            brands=(brand,),
        )
    )


def reading(name: str, brand: str, polarity: str, text: str) -> Reading:
    whole = Opinion(
        brand=brand, polarity=Polarity(polarity), confidence=0.9, quote=text[:4], start=0, end=4
    )
    return Reading(
        mention_id=f"blog:{name}",
        reader="test@1",
        polarity=Polarity(polarity),
        confidence=0.9,
        praise=0.5,
        opinions=(whole,),
    )


@pytest.fixture(scope="session")
def browser() -> Iterator[object]:
    """Start a headless Chromium, or skip where there is none."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if not chromium:
        pytest.skip("no Chromium on this machine: apt-get install chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture(scope="session")
def config(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write a house with 24 praising mentions of one brand and 6 blaming ones of another."""
    path = tmp_path_factory.mktemp("browser") / "config.toml"
    path.write_text(CONFIG, encoding="utf-8")
    tell(path, SAID)
    return path


@pytest.fixture(scope="session")
def address(config: Path, browser: object) -> Iterator[str]:
    """Serve the real dashboard as its own process; give its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = config.with_name("dashboard.log").open("wb")
    command = [sys.executable, "-m", "streamlit", "run", str(ROOT / "dashboard" / "app.py")]
    served = subprocess.Popen(
        [*command, "--server.port", str(port)],
        cwd=config.parent,
        env={
            **os.environ,
            configuration.CONFIG_VARIABLE: str(config),
            "PYTHONPATH": str(ROOT),
        },
        stdout=log,
        stderr=subprocess.STDOUT,
    )
    try:
        wait_for(f"http://127.0.0.1:{port}/_stcore/health", served)
        yield f"http://127.0.0.1:{port}"
    finally:
        served.terminate()
        served.wait(timeout=30)
        log.close()


def wait_for(url: str, served: subprocess.Popen[bytes], seconds: int = 60) -> None:
    for _ in range(seconds * 5):
        if served.poll() is not None:
            pytest.fail(f"the dashboard ended with code {served.returncode}")
        try:
            urllib.request.urlopen(url, timeout=2).close()
        except OSError:
            time.sleep(0.2)
        else:
            return
    pytest.fail("the dashboard did not answer")
