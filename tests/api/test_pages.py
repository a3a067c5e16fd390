"""Pages: readable by people and by machines that read to people, in both languages, with nothing from elsewhere."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from starlette.datastructures import Headers
from starlette.testclient import TestClient
from tests.api.conftest import served
from tests.api.world import World, found, open_round, whole

from api.words import Speech, negotiated

PAGES = ["/", "/honours.html", "/rounds/2025.html", "/rounds/2025.html?at=0", "/rounds/2025.html?at=60", "/rounds/2025.html?at=166",
         "/rounds/2026.html", "/rounds/1999.html", "/articles.html", "/articles/9.html", "/articles/10.2.html",
         "/prizes.html", "/prizes.html?at=60", "/certificates.html", "/certificates.html?number=C-1",
         "/certificates.html?number=C-404"]  # fmt: skip
VOID = {"meta", "link", "input", "option", "br", "hr", "img"}


class Outline(HTMLParser):
    """What a page is made of: every start tag with its attributes, and whether all tags close."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.aside: list[bool] = []
        """Of each open tag, whether it says that it is in another language than the page, or in none."""
        self.text = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)
            said, page = dict(attrs), self.all("html")
            self.aside.append(said.get("translate") == "no" or said.get("lang") not in (None, page[0].get("lang") if page else None))

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        opened = self.open.pop()
        self.aside.pop()
        assert opened == tag, f"<{opened}> is closed by </{tag}>"

    def handle_data(self, data: str) -> None:
        if not any(self.aside):
            self.text += data

    def all(self, *names: str) -> list[dict[str, str | None]]:
        return [attributes for tag, attributes in self.tags if tag in names]


@pytest.fixture(params=["zh", "en"])
def lang(request: pytest.FixtureRequest) -> str:
    found: str = request.param
    return found


def outline(client: TestClient, address: str, lang: str) -> Outline:
    return Outline(client.get(address, headers={"Accept-Language": lang}).text)


@pytest.mark.parametrize("address", PAGES)
class TestEveryPage:
    def test_is_well_formed_and_says_its_language(self, address: str, lang: str, public: TestClient) -> None:
        page = outline(public, address, lang)
        assert page.open == []
        (html,) = page.all("html")
        assert html["lang"] == {"zh": "zh-CN", "en": "en"}[lang]
        assert public.get(address, headers={"Accept-Language": lang}).headers["content-language"] == html["lang"]
        assert len(page.all("h1")) == len(page.all("main")) == len(page.all("title")) == 1
        ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
        assert len(ids) == len(set(ids))
        levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch("h[1-6]", tag)]
        assert all(after <= before + 1 for before, after in pairwise(levels)), levels

    def test_has_nothing_inline_and_nothing_from_elsewhere(self, address: str, lang: str, public: TestClient) -> None:
        page = outline(public, address, lang)
        assert not page.all("style", "iframe", "object", "embed", "base")
        assert [script["src"] for script in page.all("script")] == ["/static/page.js"]
        for tag, attributes in page.tags:
            assert not [name for name in attributes if name.startswith("on") or name == "style"], tag
            for name in ("href", "src", "action"):
                target = attributes.get(name) or "/"
                assert re.match("/(?!/)|#", target), target

    def test_names_its_landmarks_tables_and_fields(self, address: str, lang: str, public: TestClient) -> None:
        page = outline(public, address, lang)
        assert page.all("header")
        assert page.all("footer")
        assert all(nav.get("aria-label") for nav in page.all("nav"))
        assert all(th.get("scope") in ("col", "row") for th in page.all("th"))
        assert all(region.get("aria-label") for _, region in page.tags if region.get("role") == "region")
        labelled = {label.get("for") for label in page.all("label")}
        for field in page.all("input"):
            assert field["type"] == "hidden" or field.get("id") in labelled or "name" in field

    def test_speaks_one_language(self, address: str, lang: str, public: TestClient) -> None:
        text = outline(public, address, lang).text
        if lang == "zh":
            assert not re.search("not disclosed|Standings|Records|Verify|applicant|signed by", text)
        else:
            for recorded in ("区长质量奖", "示例精工有限公司", "公示异议成立", "示例 DEMO", "DEMO 示例", "评审台账", "评委会纪要"):
                text = text.replace(recorded, "")
            assert not re.search("[一-鿿]", text), re.findall("[一-鿿]+", text)

    def test_every_link_leads_somewhere(self, address: str, lang: str, public: TestClient) -> None:
        page = outline(public, address, lang)
        ids = {attributes["id"] for _, attributes in page.tags if "id" in attributes}
        targets = {str(a["href"]) for a in page.all("a", "link")} | {str(form["action"]) for form in page.all("form")}
        for target in targets:
            parts = urlsplit(urljoin(f"http://testserver{address}", target))
            if parts.fragment and parts.path == address.partition("?")[0]:
                assert parts.fragment in ids, target
            status = public.get(f"{parts.path}?{parts.query}" if parts.query else parts.path).status_code
            assert status == 200 or (status, "1999" in address) == (404, True), target


def test_the_language_is_the_readers(public: TestClient) -> None:
    for header, lang in {
        "": "zh-CN",
        "zh-CN,zh;q=0.9": "zh-CN",
        "en-GB,en;q=0.8": "en",
        "fr": "zh-CN",
        "fr,en;q=0.1": "en",
        "*": "zh-CN",
    }.items():
        answer = public.get("/", headers={"Accept-Language": header})
        assert answer.headers["content-language"] == lang, header
        assert answer.headers["vary"] == "Accept-Language"
    assert public.get("/?lang=en", headers={"Accept-Language": "zh"}).headers["content-language"] == "en"
    assert public.get("/?lang=fr").status_code == 400
    assert public.get("/?lang=").headers["content-language"] == "zh-CN"


@pytest.mark.parametrize("header", ["en;q=2", "en;q=x", ";;;,,,", "en" * 4000, "zh;q=0,en;q=0", "\x00", "EN-us;Q=0.5"])
def test_an_odd_language_header_breaks_nothing(header: str) -> None:
    assert negotiated(Headers({"accept-language": header})) in ("zh", "en")


class TestRoundPage:
    def test_shows_the_standings_at_the_position_asked_for(self, public: TestClient) -> None:
        early, late = public.get("/rounds/2025.html?at=60").text, public.get("/rounds/2025.html?at=172").text
        assert "示例精工有限公司" not in early
        assert "示例精工有限公司" in late
        assert "2025年5月5日" in early
        assert '<div class="outcome">公示不通过' in late
        assert '<div class="outcome">公示不通过' not in early

    def test_leads_to_the_record_before_and_after(self, public: TestClient, world: World) -> None:
        positions = [position for position, _ in world.store.read_round("2025")]
        for index in (0, 1, 50, len(positions) - 1):
            text = public.get(f"/rounds/2025.html?at={positions[index]}").text
            assert ('rel="prev"' in text) == (index > 0)
            assert ('rel="next"' in text) == (index < len(positions) - 1)
            if index:
                assert f'at={positions[index - 1]}&amp;lang=zh#place" rel="prev"' in text
        between = public.get("/rounds/2025.html?at=3").text
        assert f'at={positions[0]}&amp;lang=zh#place" rel="next"' in between

    def test_says_how_to_verify_and_what_is_not_proven(self, public: TestClient, world: World) -> None:
        text = public.get("/rounds/2025.html").text
        for word in (
            world.vkey,
            "ledger verify award-log",
            "/log/files",
            "核验不能证明的事",
            "从未入账的行为",
            str(world.store.head().size),
        ):
            assert word in text

    def test_says_that_it_is_an_example(self, public: TestClient, tmp_path: Path) -> None:
        assert "示例 DEMO" in public.get("/").text
        for origin in ("award.example.gov.cn/quality", "demo.invalid.example.cn/quality", "notdemo.invalid/quality"):
            world = World(tmp_path / origin.replace("/", "_"), origin=origin)
            found(world)
            with served(world.home) as client:
                assert "示例 DEMO" not in client.get("/").text, origin
            world.close()

    def test_recorded_text_is_text(self, tmp_path: Path) -> None:
        world = World(tmp_path / "ledger")
        found(world)
        open_round(world)
        papers = {"received_on": "2025-04-01", "materials": None, "truth_declared": True, "organisation": "x", "name": "x"}
        world.add("application.submitted", {"applicant": "<b>A", **papers})
        world.add("round.annulled", {"why": "<script>alert(1)</script>\"'&"})
        with served(world.home) as client:
            for address in ("/rounds/2025.html", "/", "/rounds/2025.html?lang=en"):
                text = client.get(address).text
                assert Outline(text).open == []
                assert "<script>alert" not in text
                assert "<b>" not in text
            assert "&lt;script&gt;alert(1)" in client.get("/rounds/2025.html").text
        world.close()


def test_days_money_and_points_read_as_each_language_writes_them() -> None:
    zh, en = Speech("zh"), Speech("en")
    assert [zh.day(text) for text in ("2025-09-04", "2025-09", "2025", "", None)] == ["2025年9月4日", "2025年9月", "2025年", "—", "—"]
    assert [en.day(text) for text in ("2025-09-04", "2025-09", "2025", "")] == ["2025-09-04", "2025-09", "2025", "—"]
    assert zh.day("2025-09-24T23:30:00.000Z") == "2025年9月25日"
    assert zh.moment("2025-09-24T09:12:03.120+08:00") == "2025年9月24日 09:12:03"
    assert zh.span("2025-09-24", "2025-10-09") == "2025年9月24日至10月9日"
    assert zh.span("2025-12-24", "2026-01-09") == "2025年12月24日至2026年1月9日"
    assert en.span("2025-09-24", "2025-09-24") == "2025-09-24"
    assert [zh.money(fen) for fen in (20_000_000, 5, -123_456, 0, None)] == ["200,000", "0.05", "-1,234.56", "0", "—"]


def test_a_second_ledger_of_the_same_acts_has_the_same_pages(tmp_path: Path, public: TestClient) -> None:
    again = whole(tmp_path / "again")
    again.publish()
    with served(again.home) as client:
        assert len(client.get("/rounds/2025.html").text) == len(public.get("/rounds/2025.html").text)
    again.close()
