"""The page of a round as a person meets it: two languages, any position, any width, with and without script."""

from __future__ import annotations

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait
from tests.api.world import World
from tests.browser.conftest import Window

pytestmark = pytest.mark.browser
PAGES = ["/", "/honours.html", "/rounds/2025.html", "/rounds/2025.html?at=110", "/rounds/2026.html", "/rounds/1999.html",
         "/articles.html", "/articles/9.html", "/articles/10.2.html", "/prizes.html", "/certificates.html?number=C-1"]  # fmt: skip
TOO_WIDE = """
const edge = document.documentElement.clientWidth + 1;
return [...document.querySelectorAll("body *")]
  .filter(e => e.getBoundingClientRect().right > edge && !e.closest(".scroll:not(.cards), pre, .skip"))
  .map(e => e.outerHTML.slice(0, 80));"""
CONTRAST = """
const channel = v => (v /= 255) <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
const luminance = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
const parts = colour => colour.match(/[\\d.]+/g).map(Number);
const ground = e => {
  for (; e; e = e.parentElement) {
    const found = parts(getComputedStyle(e).backgroundColor);
    if (found.length < 4 || found[3] > 0) return found;
  }
  return [255, 255, 255];
};
const holdsText = e => [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim());
return [...document.querySelectorAll("body *")].filter(e => {
  if (!holdsText(e) || !e.getClientRects().length || e.closest(".skip")) return false;
  const [high, low] = [luminance(parts(getComputedStyle(e).color)), luminance(ground(e))].sort((x, y) => y - x);
  return (high + 0.05) / (low + 0.05) < 4.5;
}).map(e => e.outerHTML.slice(0, 90));"""
"""Text with less contrast than WCAG 1.4.3 asks."""


def heading(window: Window) -> str:
    return window.chromium.find_element(By.TAG_NAME, "h1").text


def shown(window: Window) -> str:
    return window.chromium.find_element(By.CSS_SELECTOR, ".now strong").text


def wait_for(window: Window, at: str) -> None:
    WebDriverWait(window.chromium, 20).until(lambda browser: f"at={at}" in browser.current_url)


def test_it_opens_in_both_languages(window: Window) -> None:
    window.open("/rounds/2025.html?lang=zh")
    assert heading(window) == "2025年度区长质量奖"
    window.shoot("zh")
    window.chromium.find_element(By.LINK_TEXT, "English").click()
    assert "award year 2025" in heading(window)
    assert window.ask("return document.documentElement.lang") == "en"
    window.shoot("en")


def test_the_browser_renders_chinese(window: Window) -> None:
    window.open("/?lang=zh")
    widths = window.ask(
        "return ['质', '量', '\\uFFFE'].map(c => { const s = document.createElement('span'); s.textContent = c; document.body.append(s);"
        " const w = s.getBoundingClientRect().width; s.remove(); return w; })"
    )
    assert isinstance(widths, list)
    assert widths[0] == widths[1] > 10


def test_it_moves_by_link_number_day_slider_and_key(window: Window, site: tuple[str, World]) -> None:
    size = site[1].store.head().size
    window.open("/rounds/2025.html?lang=zh")
    assert shown(window) == f"第{size}号记录"
    window.chromium.find_element(By.CSS_SELECTOR, 'a[rel="prev"]').click()
    assert shown(window) == "第171号记录"

    number = window.chromium.find_element(By.CSS_SELECTOR, "input[type=number]")
    number.clear()
    number.send_keys("110", Keys.ENTER)
    wait_for(window, "110")
    assert shown(window) == "第110号记录"

    slider = window.chromium.find_element(By.ID, "slider")
    assert slider.get_attribute("value") == "110"
    slider.send_keys(Keys.ARROW_RIGHT, Keys.ARROW_RIGHT, Keys.ARROW_LEFT)
    assert window.chromium.find_element(By.CSS_SELECTOR, "input[type=number]").get_attribute("value") == "111"
    assert window.chromium.find_element(By.TAG_NAME, "output").text == "111"
    assert "at=110" in window.chromium.current_url
    slider.send_keys(Keys.ENTER)
    wait_for(window, "111")
    assert shown(window) == "第111号记录"

    window.ask("document.querySelector('input[type=date]').value = '2025-05-05'")
    window.chromium.find_elements(By.CSS_SELECTOR, ".forms form")[1].find_element(By.TAG_NAME, "button").click()
    wait_for(window, "2025-05-05")
    assert "2025年5月5日" in window.chromium.find_element(By.CSS_SELECTOR, ".now").text


def test_letting_the_slider_go_shows_the_position(window: Window) -> None:
    window.open("/rounds/2025.html?lang=zh&at=60")
    window.ask(
        "const s = document.getElementById('slider'); s.value = 90; s.dispatchEvent(new Event('input'));"
        " s.dispatchEvent(new PointerEvent('pointerup'))"
    )
    wait_for(window, "90")
    assert shown(window) == "第90号记录"


def test_it_works_without_script(window: Window) -> None:
    window.chromium.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    window.open("/rounds/2025.html?lang=zh&at=60")
    assert not window.chromium.find_element(By.ID, "slider").is_displayed()
    number = window.chromium.find_element(By.CSS_SELECTOR, "input[type=number]")
    number.clear()
    number.send_keys("110", Keys.ENTER)
    wait_for(window, "110")
    assert shown(window) == "第110号记录"


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("width", [320, 390, 640, 1280])
def test_nothing_is_wider_than_the_window(width: int, path: str, window: Window) -> None:
    """640 is a window of 1280 at 200 %, 320 one at 400 % (WCAG 1.4.10)."""
    window.size(width)
    for lang in ("zh", "en"):
        window.open(f"{path}{'&' if '?' in path else '?'}lang={lang}")
        assert window.ask(TOO_WIDE) == []
        assert window.ask("return document.documentElement.scrollWidth") == width
    if "1999" in path:
        window.console()  # a browser notes a 404


@pytest.mark.parametrize("path", PAGES)
def test_text_stands_out_from_its_ground(path: str, window: Window) -> None:
    window.open(path)
    assert window.ask(CONTRAST) == []
    if "1999" in path:
        window.console()


def test_the_keyboard_reaches_the_content_first_and_is_seen(window: Window) -> None:
    window.open("/rounds/2025.html?lang=zh")
    body = window.chromium.find_element(By.TAG_NAME, "body")
    body.send_keys(Keys.TAB)
    assert window.ask("return document.activeElement.className") == "skip"
    assert window.ask("return document.activeElement.getBoundingClientRect().left") >= 0  # type: ignore[operator]
    window.chromium.switch_to.active_element.send_keys(Keys.ENTER)
    assert window.ask("return document.activeElement.id") == "main"
    unseen = window.ask(
        "const all = document.querySelectorAll('a, button, input:not([type=hidden]), [tabindex=\"0\"]');"
        "const bare = e => { e.focus(); return e.matches(':focus-visible') && getComputedStyle(e).outlineStyle === 'none'; };"
        "return [...all].filter(bare).map(e => e.outerHTML.slice(0, 80))"
    )
    assert unseen == []


def test_a_violation_of_the_policy_would_be_seen(window: Window) -> None:
    window.open("/")
    window.ask("const s = document.createElement('script'); s.textContent = 'window.broken = 1'; document.body.append(s)")
    assert any("Content Security Policy" in word for word in window.console())
    assert window.ask("return window.broken === undefined") is True


def test_it_prints_without_controls(window: Window) -> None:
    window.open("/rounds/2025.html?lang=zh")
    window.chromium.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    try:
        for selector in (".forms", ".steps-nav", ".links"):
            assert not window.chromium.find_element(By.CSS_SELECTOR, selector).is_displayed()
        assert window.chromium.find_element(By.CSS_SELECTOR, "#proof > pre").is_displayed()
    finally:
        window.chromium.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})
