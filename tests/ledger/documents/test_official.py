"""The official text: what is told apart with certainty, what is not, and a file that is not the one on record. The text here is made up."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from types import MappingProxyType

import pytest
from tests.ledger.world import World, key

from ledger.documents.official import LARGEST, OfficialText, Supplied, divide, read_official
from ledger.errors import StoreUnavailable
from ledger.rules.citation import Citation
from ledger.rules.editions import FIXED, THIS_MEASURE
from ledger.rules.restatements import RESTATED
from ledger.terms import Digest, EditionId, Role

MADE_UP = """
花园评比办法（虚构）

第一条  为了让花开得好，编此办法。
第二章 评比
第二条　花分红、白两种。
[bookmark: _GoBack]第3条  花匠须具备下列条件：
（一）有铲；
（二）有壶。
 第四条  先看，
再评。
第五条  每年一次。
逢雨顺延。
附件：花名册
"""


def text_of(content: str, edition: EditionId = THIS_MEASURE) -> OfficialText:
    return OfficialText(Supplied.SHOWN, Digest("0" * 64), edition, divide(content))


def wording(text: OfficialText, citation: str, *, whole: bool = False, **answering: str) -> str | None:
    given = {ours.replace("_", "."): Citation.parse(theirs) for ours, theirs in answering.items()}
    told = text.of(Citation.parse(citation), given, whole=whole)
    assert (told["text"] is None) == (told["why"] is not None)
    return told["text"] if told["why"] is None else told["why"]["code"]


@pytest.mark.parametrize(
    ("citation", "found"),
    [
        ("1", "第一条  为了让花开得好，编此办法。"),
        ("2", "第二条　花分红、白两种。"),
        ("3", "第3条  花匠须具备下列条件："),
        ("3(1)", "（一）有铲；"),
        ("3(2)", "（二）有壶。"),
        ("3(3)", "not_told_apart"),
        ("4", "第四条  先看，\n再评。"),
        ("4.1", "not_told_apart"),
        ("5.1", "第五条  每年一次。"),
        ("5.2", "逢雨顺延。"),
        ("5", "第五条  每年一次。\n逢雨顺延。"),
        ("6", "not_told_apart"),
    ],
)
def test_each_provision_has_its_wording_or_says_that_it_cannot_be_told_apart(citation: str, found: str) -> None:
    assert wording(text_of(MADE_UP), citation) == found


def test_the_whole_of_an_article_is_there_with_what_stands_under_it() -> None:
    assert wording(text_of(MADE_UP), "3", whole=True) == "第3条  花匠须具备下列条件：\n（一）有铲；\n（二）有壶。"


@pytest.mark.parametrize(
    ("content", "certain"),
    [
        ("第一条 甲。\n第二条 乙。", {1, 2}),
        ("第二条 乙。\n第三条 丙。", set()),
        ("第一条 甲。\n第三条 规定见下。\n第二条 乙。", {2}),
        ("第一条 甲。\n第三条 丙。\n第四条 丁。", set()),
        ("第一条 甲。\n第二条所称花是红花。\n第二条 乙。", {1, 2}),
        ("序言，第一条 不在行首。", set()),
        ("", set()),
    ],
)
def test_an_article_out_of_order_makes_the_one_around_it_uncertain(content: str, certain: set[int]) -> None:
    assert set(divide(content)) == certain


@pytest.mark.parametrize(
    "article",
    [
        "第一条 条件：\n（一）甲；\n（三）丙。",
        "第一条 条件：\n（一）甲；\n（二）乙。\n还有一段。",
        "第一条 条件：\n（一）甲，\n接着写；\n（二）乙。",
        "（一）甲；\n第一条 条件：",
    ],
)
def test_items_are_told_apart_in_their_order_and_nothing_behind_them(article: str) -> None:
    assert wording(text_of(article), "1(1)") == "not_told_apart"


def test_items_of_one_paragraph_among_several_are_cited_with_it() -> None:
    text = text_of("第一条 先有一段。\n条件：\n（一）甲；\n（二）乙。")
    assert (wording(text, "1.2(2)"), wording(text, "1(2)")) == ("（二）乙。", "not_told_apart")


def test_numbers_up_to_ninety_nine_are_counted() -> None:
    numbers = [*"一二三四五六七八九十", *(f"十{n}" for n in "一二三四五六七八九"), "二十", "二十一"]
    assert set(divide("\n".join(f"第{number}条 文。" for number in numbers))) == set(range(1, 22))


def test_another_measure_answers_where_its_data_say_so() -> None:
    other = text_of(MADE_UP, EditionId("garden-2020"))
    assert wording(other, "1") == "not_answered"
    assert wording(other, "10.1", **{"10_1": "3(2)"}) == "（二）有壶。"
    told = other.of(Citation.parse("10.1"), {"10.1": Citation.parse("3(2)")})
    assert (told["citation"], told["zh_citation"]) == ("3(2)", "第三条第二项")


# The file


def first_of(folder: Path, content: bytes | None) -> tuple[Path, bytes]:
    """Return the attachments and the first record of a ledger that was opened with ``content`` as its official text."""
    world = World(folder)
    stated = None if content is None else sha256(content).hexdigest()
    if content is not None and stated is not None:
        (world.home.attachments / stated).write_bytes(content)
    names = {"name_zh": "台账", "name_en": "ledger", "log_key": "x", "service_key": world.home.service_key().public.hex()}
    keys = {"registrar_key": key("registrar").public.hex(), "countersigner_key": key("countersigner").public.hex()}
    world.record("ledger.opened", [(Role.REGISTRAR, key("registrar"))], round=None, **names, **keys, regulation=stated)
    world.ledger.close()
    recorder = world.home.open_store(read_only=True)
    ((_, first),) = recorder.read_log(upto=1)
    recorder.close()
    return world.home.attachments, first


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_the_file_is_read_as_offices_write_it(tmp_path: Path, encoding: str) -> None:
    text = read_official(*first_of(tmp_path / "home", MADE_UP.encode(encoding)))
    assert (text.supplied, wording(text, "3(1)")) == (Supplied.SHOWN, "（一）有铲；")


def test_a_file_that_changed_is_never_used(tmp_path: Path) -> None:
    attachments, first = first_of(tmp_path / "home", MADE_UP.encode())
    (kept,) = attachments.iterdir()
    kept.write_text(MADE_UP.replace("红", "黑"), "utf-8")
    text = read_official(attachments, first)
    assert (text.supplied, dict(text.articles), wording(text, "1")) == (Supplied.DIFFERS, {}, "differs")
    kept.write_text(MADE_UP, "utf-8")
    assert read_official(attachments, first).supplied is Supplied.SHOWN, "it is held against the record each time"
    kept.unlink()
    assert read_official(attachments, first).supplied is Supplied.MISSING
    kept.mkdir()
    with pytest.raises(StoreUnavailable, match="the official text cannot be read"):
        read_official(attachments, first)


@pytest.mark.parametrize("content", [b"PK\x03\x04\x00\x00", b"%PDF-1.7\n\xff\xff\xff\xff", b"a" * (LARGEST + 1)])
def test_a_file_that_is_no_plain_text_is_said_to_be_none(tmp_path: Path, content: bytes) -> None:
    assert read_official(*first_of(tmp_path / "home", content)).supplied is Supplied.UNREADABLE


def test_where_none_was_supplied_it_says_so(tmp_path: Path) -> None:
    assert wording(read_official(*first_of(tmp_path / "home", None)), "9(4)") == "not_supplied"
    assert read_official(tmp_path, None).supplied is Supplied.NOT_SUPPLIED


@pytest.mark.shared
def test_every_article_of_the_measure_is_found_and_every_citation_has_wording(shared: Path) -> None:
    text = text_of((shared / "regulation/measures.txt").read_text("utf-8"))
    assert sorted(text.articles) == list(range(1, 18))
    for citation in {*RESTATED, *FIXED.values()}:
        told = text.of(Citation.parse(citation), MappingProxyType({}))
        assert told["text"] or told["why"]["code"] == "not_told_apart", citation
    parts = [citation for citation in RESTATED if not text.of(Citation.parse(citation), {})["text"]]
    assert parts == [], "this text can be told apart everywhere"
