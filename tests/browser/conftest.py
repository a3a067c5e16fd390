"""A real browser on a real server: headless Chromium, driven through its own driver."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import uvicorn
from selenium import webdriver
from selenium.common.exceptions import WebDriverException
from selenium.webdriver.chrome.service import Service
from tests.api.world import World, whole

from api.app import create_app

FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
)
START_SECONDS = 60


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, World]]:
    """Yield the address of a served ledger."""
    world = whole(tmp_path_factory.mktemp("site") / "ledger")
    world.publish()
    with serving(world) as address:
        yield address, world
    world.close()


@contextmanager
def serving(world: World) -> Iterator[str]:
    """Serve a ledger on a free port while the block runs."""
    config = uvicorn.Config(create_app(world.home), port=0, access_log=False, log_level="warning", lifespan="on")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    end = time.monotonic() + START_SECONDS
    while not server.started:
        assert thread.is_alive(), "the server did not start"
        assert time.monotonic() < end, "the server did not start"
        time.sleep(0.02)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(START_SECONDS)


@pytest.fixture(scope="session")
def chromium() -> Iterator[webdriver.Chrome]:
    """Yield the browser; skip where there is none."""
    programs = [shutil.which(name) for name in ("chromium", "chromedriver")]
    if None in programs:
        pytest.skip("no Chromium or no chromedriver (Debian: apt-get install chromium chromium-driver fonts-noto-cjk)")
    yield from _started(*map(str, programs))


def _started(browser: str, driver: str) -> Iterator[webdriver.Chrome]:
    options = webdriver.ChromeOptions()
    options.binary_location = browser
    for flag in FLAGS:
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    try:
        found = webdriver.Chrome(options=options, service=Service(driver))
    except WebDriverException as error:
        pytest.skip(f"Chromium is installed and does not start: {error.msg}")
    yield found
    found.quit()


class Window:
    """One window of the browser, which fails the test for every word on its console."""

    def __init__(self, chromium: webdriver.Chrome, address: str, shots: Path) -> None:
        self.chromium, self.address, self.shots = chromium, address, shots

    def size(self, width: int, height: int = 900) -> None:
        metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600}
        self.chromium.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)

    def open(self, path: str) -> None:
        self.chromium.get(self.address + path)

    def ask(self, script: str) -> object:
        return self.chromium.execute_script(script)

    def console(self) -> list[str]:
        return [entry["message"] for entry in self.chromium.get_log("browser")]

    def shoot(self, name: str) -> Path:
        path = self.shots / f"{name}.png"
        assert self.chromium.save_screenshot(str(path))
        return path


@pytest.fixture
def window(chromium: webdriver.Chrome, site: tuple[str, World], tmp_path: Path) -> Iterator[Window]:
    """Yield a window of desktop size."""
    opened = Window(chromium, site[0], tmp_path)
    opened.size(1280)
    opened.console()
    yield opened
    assert opened.console() == []
    chromium.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})
