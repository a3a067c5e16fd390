"""The timeline: nine links in their order, and every record with what it corrects."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import orjson
import pytest
from msgspec.structs import replace

from ledger.events.approval import ResultPublished
from ledger.events.deliberation import AtLine
from ledger.events.event import TYPES, Event
from ledger.events.opening import CallPublished, RoundOpened
from ledger.events.prize import ClawbackReceived
from ledger.events.revocation import (
    BarImposed,
    Ground,
    PlaqueRecovered,
    RevocationAnnounced,
    RevocationApproved,
    RevocationServed,
    Token,
)
from ledger.events.scoring import ScoreRecorded
from ledger.record.envelope import Provenance
from ledger.stages.history import STAGE_OF
from ledger.terms import PartialDate, Phase, RoundKind
from projections.projection import plain
from projections.timeline import LINKS, Timeline, heading_of, link_of, timeline_of, who_of

if TYPE_CHECKING:
    from conftest import Book

ROUND = "2025"
ORDER = ("not_begun", "running", "done")


def answer(book: Book, size: int | None = None) -> Timeline:
    return timeline_of(ROUND).fold(book.facts[:size])


def progress(timeline: Timeline) -> dict[str, str]:
    return {row.link.code: row.progress.code for row in timeline.links}


def test_a_finished_round_is_done_link_by_link(book: Book) -> None:
    found = answer(book)
    assert [row.link.zh for row in found.links[:9]] == [
        "发布信息", "申报推荐", "资格审查", "资料评审", "陈述答辩", "现场评审", "综合评价", "审定公示", "批准公布",
    ]  # fmt: skip
    assert [row.citation for row in found.links[:9]] == [f"9({n})" for n in range(1, 10)]
    assert list(progress(found).values()) == ["done"] * 10 + ["not_begun"]
    firsts = [row.first_position for row in found.links[:10]]
    assert firsts == sorted(firsts)
    assert (found.links[8].first_day, found.links[8].last_day, found.links[8].days) == ("2025-09-01", "2025-09-03", 3)
    assert [who.code for who in found.links[8].who] == ["government", "office"]


def test_no_link_goes_back_as_the_round_goes_on(book: Book) -> None:
    before = dict.fromkeys(progress(answer(book, 0)), "not_begun")
    for size in range(len(book.facts) + 1):
        now = progress(answer(book, size))
        # Prize money that was all paid is owed again when more is granted; every other link only goes on.
        assert all(ORDER.index(now[code]) >= ORDER.index(before[code]) for code in now if code != "prize")
        before = now


def test_a_link_without_records_has_no_days_and_nobody(book: Book) -> None:
    row = answer(book).links[-1]
    assert (row.link.code, row.first_position, row.last_position, row.first_day, row.days, row.who) == ("revoke", 0, 0, None, None, ())


def test_a_date_that_is_not_known_to_the_day_stretches_no_link(book: Book) -> None:
    (opened,) = book.of(RoundOpened)
    (called,) = book.of(CallPublished)
    for text in ("2025", "2025-12", ""):
        book.facts[opened.position - 1] = replace(opened, brief=msgspec.structs.replace(opened.said, occurred_at=text))
        row = answer(book).links[0]
        assert (row.first_day, row.last_day) == (called.said.occurred_at, called.said.occurred_at)
        assert (row.days, row.partly_known) == (1, (text,) if text else ())
    before_the_call = answer(book, called.position - 2).links[0]
    assert before_the_call.records
    book.facts[opened.position - 1] = replace(opened, brief=msgspec.structs.replace(opened.said, occurred_at="2025"))
    alone = timeline_of(ROUND).fold([book.facts[opened.position - 1]]).links[0]
    assert (alone.first_day, alone.last_day, alone.days, alone.partly_known) == (None, None, None, ("2025",))


def test_a_round_put_together_afterwards_lacks_records_and_is_not_under_way(book: Book) -> None:
    (opened,) = book.of(RoundOpened)
    event = msgspec.structs.replace(opened.event, kind=RoundKind.HISTORICAL)
    book.facts[opened.position - 1] = replace(opened, event=event)
    (published,) = book.of(ResultPublished)
    few = [book.facts[opened.position - 1], published]
    found = progress(timeline_of(ROUND).fold(few))
    assert (found["publish"], found["apply"], found["approve"]) == ("in_part", "not_on_record", "done")
    on_notice = replace(published, event=msgspec.structs.replace(published.event, status="notice"))
    assert progress(timeline_of(ROUND).fold([few[0], on_notice]))["approve"] == "in_part"
    assert not {"running", "not_begun"} & set(found.values())


def test_a_revocation_is_done_when_all_of_it_is(book: Book) -> None:
    assert progress(answer(book))["revoke"] == "not_begun"
    book.say(RevocationApproved(applicant="A-01", ground=Ground.FRAUD, document=None))
    book.say(RevocationServed(applicant="A-01", how="直接送达"))
    book.say(PlaqueRecovered(applicant="A-01", what=(Token.PLAQUE, Token.CERTIFICATE)))
    book.say(RevocationAnnounced(applicant="A-01", site="https://award.example"))
    book.say(BarImposed(applicant="A-01", starts_on=PartialDate(2025, 9, 20)))
    book.say(ClawbackReceived(applicant="A-01", amount=19_999_999, voucher="V"))
    assert progress(answer(book))["revoke"] == "running"
    book.say(ClawbackReceived(applicant="A-01", amount=1, voucher="V"))
    assert progress(answer(book))["revoke"] == "done"


def test_a_corrected_record_and_its_correction_stand_each_at_its_own_position(book: Book) -> None:
    mark = book.of(ScoreRecorded)[0]
    first = book.correct(mark, msgspec.structs.replace(mark.event, points=100))
    second = book.correct(first, msgspec.structs.replace(mark.event, points=200))
    rows = {row.position: row for row in answer(book).facts}
    assert (rows[mark.position].corrects, rows[mark.position].corrected_by) == (0, first.position)
    assert (rows[first.position].corrects, rows[first.position].corrected_by) == (mark.position, second.position)
    assert (rows[second.position].corrects, rows[second.position].corrected_by) == (first.position, 0)
    assert list(rows) == sorted(rows)
    assert len(rows) == sum(fact.said.round == ROUND for fact in book.facts)


def test_a_correction_moves_no_link(book: Book) -> None:
    before = answer(book).links
    mark = book.of(ScoreRecorded)[0]
    book.correct(mark, mark.event)
    after = answer(book).links
    assert [(r.link, r.first_position, r.progress) for r in before] == [(r.link, r.first_position, r.progress) for r in after]


def test_the_public_timeline_names_no_sealed_act(book: Book, public) -> None:
    shown = timeline_of(ROUND).fold(public(book.facts))
    text = orjson.dumps(plain(shown)).decode()
    assert "objection" not in text
    assert "异议" not in text
    assert [row.type.zh for row in shown.facts].count("密封记录") == 4
    assert len(shown.facts) == len(answer(book).facts)


def test_a_transcription_stands_in_the_name_of_whom_it_was_written_for(book: Book) -> None:
    mark = book.of(ScoreRecorded)[0]
    paper = Provenance(kind="transcribed", on_behalf_of="E-01", serial="1", dated="2025-05-12", scan="a" * 64, source=None)
    fact = type(mark)(mark.event, msgspec.structs.replace(mark.said, provenance=paper), 1, mark.recorded_at)
    assert who_of(fact).code == "E-01"
    assert who_of(mark).zh == "评审专家"


@pytest.mark.parametrize("kind", TYPES.values(), ids=lambda kind: kind.wire_name)
def test_every_type_has_a_chinese_and_an_english_heading(kind: type[Event]) -> None:
    heading = heading_of(kind)
    assert heading.zh
    assert not heading.zh.isascii()
    assert "(" not in heading.zh
    assert heading.en.isascii()


def test_every_type_of_a_stage_belongs_to_a_link() -> None:
    codes = {link.code for link in LINKS}
    for kind in STAGE_OF:
        fields = dict.fromkeys(kind.__struct_fields__)
        if "phase" in fields:
            fields["phase"] = Phase.SITE
        if "line" in fields:
            fields["line"] = AtLine.TIER
        # Numbered paper goes along with the whole round, and is no link of article 9.
        assert link_of(kind(**fields)) in ({None} if STAGE_OF[kind] == "forms" else codes)
