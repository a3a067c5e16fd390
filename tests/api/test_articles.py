"""Articles: our restatement beside the official wording that the operator supplied, in both languages. The text here is made up."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner
from starlette.testclient import TestClient
from tests.api.conftest import served
from tests.api.test_pages import outline

from ledger.commands.init import command as init
from ledger.commands.key import command as keys
from ledger.home import Home
from ledger.rules.restatements import RESTATED

TEXT = "第一条 甲：写明目的。\n第二条 乙：写明范围。\n第三条 丙。\n丁。\n第四条 戊，\n已断行。\n"
EDITION = Path(__file__).parents[2] / "examples/editions/example-district.json"


def made(folder: Path, text: str | None, *options: str) -> Home:
    """Return a new ledger whose operator supplied ``text``."""
    runner = CliRunner()
    for name in ("registrar", "second"):
        assert runner.invoke(keys, ["new", str(folder / f"{name}.pem")]).exit_code == 0
    given = [
        "--origin",
        "award.example/quality",
        "--registrar",
        str(folder / "registrar.pem"),
        "--countersigner",
        str(folder / "second.pem.pub"),
    ]
    if text is not None:
        (folder / "text.txt").write_text(text, "utf-8")
        given += ["--regulation", str(folder / "text.txt")]
    ran = runner.invoke(init, [str(folder / "home"), *given, *options])
    assert ran.exit_code == 0, ran.output
    return Home.open(folder / "home")


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return made(tmp_path, TEXT)


@pytest.fixture
def supplied(home: Home) -> Iterator[TestClient]:
    with served(home) as client:
        yield client


@contextmanager
def kept(home: Home) -> Iterator[Path]:
    (path,) = home.attachments.iterdir()
    yield path


def test_every_provision_is_listed_in_its_order_with_both_wordings(supplied: TestClient) -> None:
    told = supplied.get("/articles").json()
    assert told["official"]["state"]["code"] == "shown"
    rows = told["provisions"]
    assert [row["citation"] for row in rows] == list(RESTATED)
    assert [(row["zh"], row["en"]) for row in rows] == list(RESTATED.values())
    wordings = {row["citation"]: row["wording"]["text"] for row in rows}
    assert (wordings["1"], wordings["3.2"], wordings["4"]) == ("第一条 甲：写明目的。", "丁。", "第四条 戊，\n已断行。")
    assert wordings["9(4)"] is None
    for row in rows:
        assert supplied.get(row["addresses"]["article"]).json()["citation"] == row["citation"]


def test_a_provision_is_told_whole(supplied: TestClient) -> None:
    told = supplied.get("/articles/3").json()
    assert (told["zh_citation"], told["wording"]["text"]) == ("第三条", "第三条 丙。\n丁。")
    assert [row["wording"]["text"] for row in told["provisions"]] == ["第三条 丙。", "丁。"]
    (row,) = supplied.get("/articles/9（8）").json()["provisions"]
    assert row["wording"]["why"]["code"] == "not_told_apart"
    assert {one["basis"] for one in row["rules"]} == {"text", "adopted", "method"}
    assert all(one["name"] and one["zh"] and one["en"] for one in row["rules"])
    assert {"key": "notice.days", "value": 7, "meaning": {"zh": "公示 7 天", "en": "a public notice of 7 days"}} in row["fixed"]
    (quorum,) = [one for one in row["silences"] if one["key"] == "vote.quorum"]
    assert quorum["meaning"] == {"zh": "出席者不少于委员总数的 2/3", "en": "at least 2/3 of the members"}
    assert "notice.opened" in {kind["name"] for kind in row["events"]}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_page_shows_both_beside_each_other(supplied: TestClient, lang: str) -> None:
    body = supplied.get(f"/articles/1.html?lang={lang}").text
    for text in ("第一条 甲：写明目的。", *RESTATED["1"]):
        assert text in body
    page = outline(supplied, f"/articles/3.1.html?lang={lang}", lang)
    assert page.all("blockquote") == [{"class": "wording", "lang": "zh-CN"}], "the wording is Chinese on any page"
    assert "/articles/3.html?lang=" + lang in {link["href"] for link in page.all("a")}


def test_an_article_that_cannot_be_told_apart_is_shown_whole(tmp_path: Path) -> None:
    with served(made(tmp_path, "第一条 一。\n第二条 二。\n第三条 断，\n行。\n第四条 四。")) as client:
        body = client.get("/articles/3.html?lang=zh").text
        assert body.count("<p>第三条 断，</p><p>行。</p>") == 1
        assert "整条原文" in body
        assert body.count("原文中不能确切划出这一部分") == 2
        assert "整条原文" not in client.get("/articles/8.html?lang=zh").text


def test_a_file_that_differs_is_said_to_differ_and_not_shown(home: Home, supplied: TestClient) -> None:
    etag = supplied.get("/articles/1").headers["etag"]
    page = supplied.get("/articles/1.html").headers["etag"]
    assert supplied.get("/articles/1", headers={"If-None-Match": etag}).status_code == 304
    with kept(home) as path:
        path.write_text(TEXT.replace("甲", "假"), "utf-8")
        answer = supplied.get("/articles/1", headers={"If-None-Match": etag})
        assert (answer.status_code, answer.json()["official"]["state"]["code"]) == (200, "differs")
        assert answer.json()["wording"] == {"citation": None, "zh_citation": None, "text": None, "why": answer.json()["official"]["state"]}
        shown = supplied.get("/articles/1.html", headers={"If-None-Match": page, "Accept-Language": "zh"})
        assert (shown.status_code, "不予采用" in shown.text, "写明目的" in shown.text) == (200, True, False)
        path.unlink()
        assert supplied.get("/articles").json()["official"]["state"]["code"] == "missing"


def test_a_file_that_cannot_be_read_is_no_secret_of_the_machine(home: Home, supplied: TestClient) -> None:
    with kept(home) as path:
        path.unlink()
        path.mkdir()
    answer = supplied.get("/articles")
    assert (answer.status_code, str(home.path) in answer.text) == (503, False)


def test_without_an_official_text_it_says_so(public: TestClient) -> None:
    for address in ("/articles", "/articles/9(4)"):
        assert public.get(address).json()["official"]["state"]["code"] == "not_supplied"
    assert "建账时未提供办法原文" in public.get("/articles.html?lang=zh").text
    assert "the operator supplied no official text" in public.get("/articles/9(4).html?lang=en").text


def test_the_text_of_another_measure_stands_where_its_data_say_what_answers(tmp_path: Path) -> None:
    with served(made(tmp_path, TEXT, "--edition", str(EDITION))) as client:
        told = client.get("/articles/1").json()
        edition = json.loads(EDITION.read_text("utf-8"))["edition_id"]
        assert (told["official"]["edition"], told["official"]["state"]["code"]) == (edition, "shown")
        assert told["wording"]["why"]["code"] == "not_answered", "its government has not signed yet what answers to what"


def test_findings_of_a_round_lead_to_their_provision(public: TestClient) -> None:
    links = {link["href"] for link in outline(public, "/rounds/2025.html?lang=en", "en").all("a")}
    cited = {item["citation"] for item in public.get("/rounds/2025/findings").json()["findings"]}
    assert {f"/articles/{citation}.html?lang=en" for citation in cited if citation in RESTATED} <= links
    assert "/articles/9(8).html?lang=en" in links


def test_a_round_tells_what_was_settled_with_its_words(public: TestClient) -> None:
    settled = {one["key"]: one for one in public.get("/rounds/2025").json()["round"]["settled"]}
    ties = settled["tie.site_visit"]
    assert ties["value"] == ["item:4.7", "item:4.1", "committee_decision"]
    assert ties["meaning"]["zh"] == "依次比较：评分项 4.7 得分、评分项 4.1 得分、委员会决定"
    assert ties["by"] == {"code": "adopted", "zh": "采用", "en": "adopted"}
    assert (ties["source"], ties["provisions"]) == ("评委会纪要", ["9(5)"])
    text = outline(public, "/rounds/2025.html", "zh").text
    assert "并列者全部进入" in text
    assert "出席者不少于委员总数的 2/3" in text
