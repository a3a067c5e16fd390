"""The official wording (办法原文): the text that the operator supplied, taken apart by article for display beside our restatement.

``ledger init --regulation`` keeps the file among the attachments, and its SHA-256 in the first record. The file is read and
hashed each time; one that differs is said to differ and never shown. Nothing is decided from this text: it is shown, no more.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from ledger.errors import StoreUnavailable
from ledger.record.envelope import read_record
from ledger.rules.citation import Citation
from ledger.rules.editions import edition_of
from ledger.terms import Digest, EditionId

LARGEST = 4 * 2**20
"""Bytes of a text that is read for display. A measure has some ten thousand."""


class Supplied(Enum):
    """原文状态: whether there is an official text to show, and if not, why not."""

    SHOWN = "shown", "原文由建账者提供，哈希与首条记录相符", "supplied by the operator; its hash is the one in the first record"
    NOT_SUPPLIED = "not_supplied", "建账时未提供办法原文", "the operator supplied no official text"
    MISSING = "missing", "首条记录载有原文哈希，台账文件夹中没有该文件", "its hash is on record, and the file is not in the ledger's folder"
    DIFFERS = "differs", "文件与首条记录所载哈希不符，不予采用", "the file has another hash than the first record says, and is not used"
    UNREADABLE = "unreadable", "该文件不是纯文本，无法显示", "the file is no plain text, and cannot be shown"

    def __init__(self, code: str, zh: str, en: str) -> None:
        self.code, self.zh, self.en = code, zh, en


class Division(NamedTuple):
    """条: one article as it is printed. ``pieces`` are its 款 and 项 by citation, and the words that lead to its 项 by that of the article.

    Empty where these cannot be told apart with certainty.
    """

    whole: str
    pieces: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class OfficialText:
    """办法原文 of a ledger. ``edition`` is the measure that the ledger was opened under: citations are those of its text."""

    supplied: Supplied
    sha256: Digest | None
    edition: EditionId | None
    articles: Mapping[int, Division]

    @property
    def is_ours(self) -> bool:
        """Whether its articles are those that our restatements number."""
        return edition_of(self.edition) is not None

    def of(self, citation: Citation, answering: Mapping[str, Citation], *, whole: bool = False) -> dict[str, Any]:
        """Return the wording of a provision of ours as plain JSON. ``text`` is null where there is none to show, and ``why`` says why.

        ``answering`` tells which provision of another measure answers to ours. Of an article whose 项 can be told apart the text
        is what leads to them, or all of it where the ``whole`` is asked.
        """
        there = citation if self.is_ours else answering.get(str(citation))
        told: dict[str, Any] = {"citation": None, "zh_citation": None, "text": None, "why": None}
        if self.supplied is not Supplied.SHOWN:
            return told | {"why": self.state()["state"]}
        if there is None:
            zh = "所提供的是另一办法的原文，其中何条与此对应未见记录"
            return told | {"why": _term("not_answered", zh, "the text is another measure's, and nothing says what of it answers to this")}
        told |= {"citation": str(there), "zh_citation": there.zh, "text": self._piece(there, whole=whole)}
        if told["text"] is None:
            zh, en = "原文中不能确切划出这一部分", "this part cannot be told apart in the text with certainty"
            return told | {"why": _term("not_told_apart", zh, en)}
        return told

    def state(self) -> dict[str, Any]:
        """Return as plain JSON whether the text is there, and which it is."""
        return {"state": _term(self.supplied.code, self.supplied.zh, self.supplied.en), "sha256": self.sha256, "edition": self.edition}

    def _piece(self, citation: Citation, *, whole: bool) -> str | None:
        found = self.articles.get(citation.article)
        if found is None:
            return None
        is_whole = citation.paragraph is None and citation.item is None
        return found.pieces.get("" if is_whole and whole else str(citation), found.whole if is_whole else None)


def read_official(attachments: Path, first: bytes | None) -> OfficialText:
    """Return the official text among the ``attachments`` of a ledger whose ``first`` record says which it is; None before there is one.

    Raises ``StoreUnavailable`` for a file that is there and cannot be read.
    """
    if first is None:
        return OfficialText(Supplied.NOT_SUPPLIED, None, None, MappingProxyType({}))
    said = read_record(first, 1, strict=False).act.said
    stated = said.body.get("regulation")
    if not isinstance(stated, str):
        return OfficialText(Supplied.NOT_SUPPLIED, None, said.edition, MappingProxyType({}))
    supplied, text = _read(attachments / stated, stated)
    return OfficialText(supplied, Digest(stated), said.edition, divide(text))


def _read(path: Path, stated: str) -> tuple[Supplied, str]:
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except FileNotFoundError:
        return Supplied.MISSING, ""
    except OSError as error:
        raise StoreUnavailable(str(path), f"the official text cannot be read: {error.strerror}") from None
    if len(content) > LARGEST:
        return Supplied.UNREADABLE, ""
    if sha256(content).hexdigest() != stated:
        return Supplied.DIFFERS, ""
    # Offices still write GB 18030 where they do not write UTF-8; what holds a zero byte is a document of Word, or a picture.
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return (Supplied.UNREADABLE, "") if "\0" in text else (Supplied.SHOWN, text)
    return Supplied.UNREADABLE, ""


# Taking a text apart

_DIGITS = "零一二三四五六七八九"
_NUMBER = r"(?P<number>[一二三四五六七八九十]{1,3}|\d{1,3})"
_RESIDUE = re.compile(r"^\s*(\[bookmark:[^\]]*\]\s*)?")
"""What a conversion from Word leaves before a line."""
_ARTICLE = re.compile(rf"第\s*{_NUMBER}\s*条(?=[\s\u3000:：])")
_BETWEEN = re.compile(r"第\s*[一二三四五六七八九十\d]{1,3}\s*[章节编]([\s\u3000]|$)|附\s*[件表录则]")
"""Headings of chapters and annexes, which belong to no article."""
_ITEM = re.compile(rf"[（(]\s*{_NUMBER}\s*[)）]")
_ENDS = re.compile(r"[。；：:;！？][”’）)】]*$")


def divide(text: str) -> Mapping[int, Division]:
    """Return the articles of a text that can be told apart with certainty, by number.

    An article begins with its number at the start of a line and runs to the next number in order. A line that begins like an
    article out of order makes the article that it stands in uncertain, and so that one is left out.
    """
    found: dict[int, list[str]] = {}
    uncertain: set[int] = set()
    number = 0
    inside = False
    for raw in text.splitlines():
        line = _RESIDUE.sub("", raw).strip()
        if not line:
            continue
        if _BETWEEN.match(line):
            inside = False
        elif (heading := _ARTICLE.match(line)) is not None:
            if _count(heading["number"]) == number + 1:
                number, inside = number + 1, True
                found[number] = [line]
            else:
                uncertain.add(number)
        elif inside:
            found[number].append(line)
    return MappingProxyType({n: Division("\n".join(lines), _pieces(n, lines)) for n, lines in found.items() if n not in uncertain})


def _pieces(article: int, lines: list[str]) -> Mapping[str, str]:
    """Return the 款 and 项 of one article by citation; nothing where a line runs on into the next, or numbers are out of order."""
    if not all(_ENDS.search(line) for line in lines):
        return MappingProxyType({})
    paragraphs: list[tuple[str, list[str]]] = []
    for line in lines:
        item = _ITEM.match(line)
        if item is None:
            paragraphs.append((line, []))
        elif not paragraphs or _count(item["number"]) != len(paragraphs[-1][1]) + 1:
            return MappingProxyType({})
        else:
            paragraphs[-1][1].append(line)
    if len(paragraphs) > 1 and any(items for _, items in paragraphs[:-1]):
        # What stands behind items may go on with the last of them or be a paragraph of its own.
        return MappingProxyType({})
    found = {str(Citation(article, at)): "\n".join([lead, *items]) for at, (lead, items) in enumerate(paragraphs, 1)}
    if len(paragraphs) == 1:
        found[str(Citation(article))] = paragraphs[0][0]
    for at, (_, items) in enumerate(paragraphs, 1):
        paragraph = at if len(paragraphs) > 1 else None
        found |= {str(Citation(article, paragraph, number)): item for number, item in enumerate(items, 1)}
    return MappingProxyType(found)


def _count(numeral: str) -> int:
    """Return what a numeral up to 99 counts, in Arabic or Chinese figures; 0 for one that is misshapen."""
    if numeral.isdecimal():
        return int(numeral)
    tens, ten, ones = numeral.rpartition("十")
    if len(tens) > 1 or len(ones) > 1 or "十" in tens:
        return 0
    return (_DIGITS.index(tens) if tens else 1) * 10 * bool(ten) + (_DIGITS.index(ones) if ones else 0)


def _term(code: str, zh: str, en: str) -> dict[str, str]:
    return {"code": code, "zh": zh, "en": en}
