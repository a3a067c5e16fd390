"""The report: every rule asked again, each kind of rule with its own verdicts, and nothing said that is not known."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

import msgspec
import orjson
import pytest

from ledger.events.approval import AwardApproved, PrizeGranted, ResultPublished
from ledger.events.deliberation import Candidate
from ledger.events.measure import AdoptedValue, InterpretationIssued, ParametersAdopted
from ledger.events.notice import CandidateDisqualified, NoticeClosed, NoticeOpened, ObjectionReceived
from ledger.events.opening import CallPublished, RoundAnnulled
from ledger.events.prize import PrizePaid
from ledger.events.qualification import QualificationDecided
from ledger.events.scoring import DefenceListFixed, ScoreRecorded
from ledger.record.envelope import Deviation, Provenance
from ledger.record.signing import SigningKey
from ledger.rules.citation import RULES, Basis, Verdict
from ledger.stages.fact import Fact
from ledger.terms import NOMINATION, Role
from projections import judging
from projections.conformance import Report, audit
from projections.judging import Item, Judging, Window
from projections.projection import digest, plain

if TYPE_CHECKING:
    from conftest import Book

ROUND = "2025"
OF_RECORDS = "method not kept"


def report(book: Book, size: int | None = None, *, complete: bool = False) -> Report:
    return audit(book.facts[:size], ROUND, complete=complete)


def violations(found: Report) -> list[tuple[str, int]]:
    return [(of(item), item.position) for item in found.findings if item.verdict.code == "violates"]


def of(item: Item) -> str:
    """Return the name of the rule, whichever module holds it."""
    return item.rule.partition(".")[2]


def of_rule(found: Report, name: str) -> Item:
    (item,) = [item for item in (*found.findings, *found.of_method) if of(item) == name]
    return item


def replaced(book: Book, kind: type, **changes: object) -> None:
    """Put another event in the place of the one fact of this kind, as if it had been said so at once."""
    (old,) = book.of(kind)
    index = book.facts.index(old)
    lone = type(book)(today=date.fromisoformat(old.said.occurred_at))
    new = lone.say(msgspec.structs.replace(old.event, **changes), caused_by=old.said.caused_by)
    said = msgspec.structs.replace(new.said, id=old.said.id)
    book.facts[index] = type(old)(new.event, said, old.position, old.recorded_at)


def test_a_round_kept_by_the_rules_has_no_violation_and_tells_what_the_text_leaves_blank(book: Book) -> None:
    found = report(book)
    assert violations(found) == []
    assert not found.violates
    assert found.of_method == ()
    assert {count.verdict.code for count in found.counts} == {"conforms", "not on record", "not applicable"}
    assert {of(item): item.why for item in report(book, complete=True).findings if item.verdict.code == "not applicable"} == {
        "equals_the_recomputed_draw": "the round is not held to a draw that can be recomputed",
        "names_the_persons_behind_the_codes": "there is no snapshot",
        "seats_exactly_who_was_drawn": "the round is not held to a draw that can be recomputed",
        "weighs_competing_opinions": "the opinions do not differ",
    }
    assert [of(item) for item in found.findings] == ["opens_before_the_measure_expires"]
    assert (found.status.code, found.conclusion.code) == ("finished", "not on record")


@pytest.mark.parametrize("size", [*range(0, 150, 13), 155])
def test_an_unfinished_round_never_conforms(book: Book, size: int) -> None:
    found = report(book, size)
    assert found.status.code != "finished"
    assert found.conclusion.code in ("not due", "not on record")
    assert not found.violates


def test_every_finding_is_counted_once_and_told_on_request(book: Book) -> None:
    brief, full = report(book), report(book, complete=True)
    assert brief.counts == full.counts
    assert len(full.findings) == sum(count.findings for count in full.counts)
    assert len(full.of_method) == sum(count.findings for count in full.method_counts)
    assert sum(count.findings for row in full.by_provision for count in row.counts) == len(full.findings)
    assert {item.rule for item in full.findings} <= set(RULES)
    cited = [row.citation for row in full.by_provision]
    assert cited.index("9(2)") < cited.index("9(8)") < cited.index("10.1")
    assert all(RULES[item.rule].basis is Basis.METHOD for item in full.of_method)


def test_every_record_is_judged_once_with_what_stood_before_it(book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def recording(history, fact):
        asked.append((history.position, fact.position))
        return ()

    monkeypatch.setattr(judging, "check", recording)
    report(book)
    assert [position for _, position in asked] == [f.position for f in book.facts if f.said.round == ROUND]
    assert all(before == position - 1 for before, position in asked)


def test_the_same_facts_give_the_same_report(book: Book) -> None:
    assert digest(report(book)) == digest(report(book))


# What breaks the text or an adopted rule


def test_a_notice_that_is_a_day_short_does_not_conform_and_one_that_is_full_does(book: Book) -> None:
    replaced(book, NoticeOpened, ends_on=date(2025, 8, 12))
    found = report(book)
    assert found.violates
    assert found.conclusion.code == "violates"
    assert "stood_its_seven_days" in {rule for rule, _ in violations(found)}
    item = of_rule(found, "stood_its_seven_days")
    assert (item.citation, item.citation_zh, item.basis.zh, item.position, item.act) == ("9(8)", "第九条第八项", "办法条文", 0, None)
    assert item.given["ends_on"] == "2025-08-12"
    replaced(book, NoticeOpened, ends_on=date(2025, 8, 13))
    assert violations(report(book)) == []


def test_a_list_that_the_scores_do_not_give_is_found_at_its_position(book: Book) -> None:
    totals = tuple(
        msgspec.structs.replace(t, applicant="A-04") if t.applicant == "A-03" else t for t in book.of(DefenceListFixed)[0].event.totals
    )
    replaced(book, DefenceListFixed, applicants=("A-01", "A-02", "A-04"), totals=totals)
    found = report(book)
    position = book.of(DefenceListFixed)[0].position
    assert ("lists_who_the_scores_send_to_the_defence", position) in violations(found)


def test_a_mark_off_the_scale_is_found_with_its_position_its_act_and_what_was_asked(book: Book) -> None:
    mark = book.of(ScoreRecorded)[0]
    corrected = book.correct(mark, msgspec.structs.replace(mark.event, points=11100))
    found = report(book)
    item = of_rule(found, "keeps_to_the_scale_of_the_item")
    assert (item.position, item.recorded_at_position, item.corrected) == (mark.position, corrected.position, (mark.position,))
    assert (item.act, item.type, item.given["points"]) == (corrected.said.id, "score.recorded", 11100)
    assert item.basis.code == "adopted"
    assert found.violates


def test_a_prize_paid_twice_is_found(book: Book) -> None:
    book.say(PrizePaid(applicant="A-01", amount=1, voucher="V-2", budget_year=None, budget_line=None, account="", payee=None))
    assert "pays_what_it_granted" in {rule for rule, _ in violations(report(book))}


def test_what_happened_against_a_rule_stays_a_violation_with_its_authority(book: Book) -> None:
    third = (Candidate(applicant="A-03", tier=NOMINATION, outside_quota=False),)
    plain_report = report(book)
    book.say(AwardApproved(applicants=("A-03",), winners=third, document=None))
    name = next(item.rule for item in report(book).findings if item.position == len(book.facts) and item.verdict.code == "violates")
    assert not plain_report.violates
    book.facts.pop()
    book.say(
        AwardApproved(applicants=("A-03",), winners=third, document=None),
        deviation=Deviation(rule=name, why="区长办公会决定", authority="区人民政府"),
    )
    found = report(book)
    assert [item.deviation for item in found.findings if item.rule == name] == ["区人民政府: 区长办公会决定"]
    assert found.violates
    assert [one.rule for one in found.deviations] == [name]


# Rules of method


def test_a_rule_of_method_that_is_not_kept_is_never_a_violation(book: Book) -> None:
    mark = book.of(ScoreRecorded)[5]
    alone = Provenance(kind="transcribed", on_behalf_of="E-03", serial="PF-1", dated="2025-05-12", scan="a" * 64, source=None)
    book.facts[mark.position - 1] = type(mark)(
        mark.event, msgspec.structs.replace(mark.said, provenance=alone), mark.position, mark.recorded_at
    )
    found = report(book)
    faults = [item for item in found.of_method if item.position == mark.position]
    assert {item.verdict.code for item in faults} == {OF_RECORDS}
    assert {item.verdict.zh for item in faults} == {"记录方法不符"}
    assert "is_signed_as_its_provenance_asks" in {of(item) for item in faults}
    assert (found.violates, violations(found)) == (False, [])
    assert any(limit.code == "scores_from_paper" and "1 " in limit.en for limit in found.limits)


def test_marks_from_paper_are_spoken_of_once(book: Book) -> None:
    assert "scores_from_paper" not in {limit.code for limit in report(book).limits}
    for fact in book.of(ScoreRecorded):
        paper = Provenance(kind="transcribed", on_behalf_of=fact.event.expert, serial="1", dated="2025-05-12", scan="a" * 64, source=None)
        said = msgspec.structs.replace(fact.said, provenance=paper)
        book.facts[fact.position - 1] = type(fact)(fact.event, said, fact.position, fact.recorded_at)
    (limit,) = [limit for limit in report(book).limits if limit.code == "scores_from_paper"]
    assert limit.en.startswith(f"{len(book.of(ScoreRecorded))} marks")


def test_an_interpretation_after_marks_is_flagged_and_bars_nothing(book: Book) -> None:
    before = book.of(DefenceListFixed)[0].position
    late = InterpretationIssued(number="1", provision="9(4)", question="?", answer="!", values=())
    kept, book.facts = book.facts[before:], book.facts[:before]
    book.today = date(2025, 6, 1)
    book.say(late, Role.OFFICE, round=None)
    book.facts += [type(f)(f.event, f.said, (f.position or 0) + 1, f.recorded_at, f.wrapped) for f in kept]
    found = report(book)
    assert of_rule(found, "comes_before_marks_are_known").position == before + 1
    assert not found.violates


# Adopted too late, corrections, views


def test_a_rule_adopted_after_the_call_cannot_be_broken(book: Book) -> None:
    mark = book.of(ScoreRecorded)[0]
    book.correct(mark, msgspec.structs.replace(mark.event, points=11100))
    item = of_rule(report(book), "keeps_to_the_scale_of_the_item")
    assert item.verdict.code == "violates"
    call_at = book.of(CallPublished)[0].position
    late = ParametersAdopted(document="补充规则", values=(AdoptedValue(key="rubric.edition", value="GB/T 19580-2012", source="补充规则"),))
    kept, book.facts = book.facts[call_at:], book.facts[:call_at]
    book.say(late)
    book.facts += [type(f)(f.event, f.said, (f.position or 0) + 1, f.recorded_at, f.wrapped) for f in kept]
    item = of_rule(report(book), "keeps_to_the_scale_of_the_item")
    assert item.verdict.code == "rule silent"
    assert "rubric.edition" in item.why
    assert f"position {call_at}" in item.why


def with_the_committee(book: Book, fact: Fact) -> list[tuple[Role, SigningKey]]:
    """Return the author of ``fact`` and the committee, who sign together what is corrected after the approval."""
    return [(role, book.key_of(fact.event, role)) for role in (type(fact.event).signed_by[0], Role.COMMITTEE)]


def test_corrections_done_rightly_raise_no_alarm(book: Book) -> None:
    decision = book.of(QualificationDecided)[0]
    first = book.correct(decision, msgspec.structs.replace(decision.event, reasons="见核查表"), signers=with_the_committee(book, decision))
    book.correct(first, msgspec.structs.replace(decision.event, reasons="见核查表二"), signers=with_the_committee(book, decision))
    mark = book.of(ScoreRecorded)[2]
    book.correct(mark, msgspec.structs.replace(mark.event), signers=with_the_committee(book, mark))
    found = report(book)
    assert [of(item) for item in (*found.findings, *found.of_method)] == ["opens_before_the_measure_expires"]


def test_a_cause_that_was_corrected_later_is_still_a_cause(book: Book) -> None:
    objection = book.of(ObjectionReceived)[0]
    book.correct(objection, msgspec.structs.replace(objection.event, content="更正后的内容"))
    assert not [item for item in report(book).of_method if of(item) == "names_causes_of_its_round"]


def test_a_correction_of_what_does_not_stand_is_a_fault_where_it_was_recorded(book: Book) -> None:
    mark = book.of(ScoreRecorded)[0]
    book.correct(mark, mark.event)
    astray = book.correct(mark, mark.event)  # the first correction has taken its place already
    faults = [(of(item), item.recorded_at_position) for item in report(book).of_method]
    assert faults == [("corrects_an_act_that_stands", astray.position)]


def test_the_public_report_opens_nothing(book: Book, public) -> None:
    found = audit(public(book.facts), ROUND, complete=True)
    shown = orjson.dumps(plain(found)).decode()
    assert "not disclosed" in {count.verdict.code for count in found.counts}
    assert not found.violates
    assert found.conclusion.code == "not disclosed"
    assert "未开示 · not disclosed" in shown
    assert not re.search(r"\b(9000|9100|27000|36200|8600|34600)\b", shown)
    assert "示例2公司" not in shown
    assert "材料不实" not in shown
    assert (found.sealed, "sealed" in {limit.code for limit in found.limits}) == (4, True)


def test_a_closed_score_is_not_disclosed_and_never_conforms(book: Book, public) -> None:
    found = audit(public(book.facts), ROUND)
    for name in ("reports_document_scores_as_marked", "reports_overall_scores_as_marked"):
        assert of_rule(found, name).verdict.code == "not disclosed"


def test_every_reason_is_told_in_chinese_too(book: Book, public) -> None:
    for facts in (book.facts, book.facts[:60], public(book.facts)):
        found = audit(facts, ROUND)
        for item in (*found.findings, *found.of_method):
            assert not item.why_zh.isascii() or not item.why, item.why
            assert "``" not in item.why + item.why_zh + item.rule_zh + item.rule_en
    closed = of_rule(audit(public(book.facts), ROUND), "reports_overall_scores_as_marked")
    assert closed.why_zh != closed.why


def test_no_rule_is_told_with_the_marks_of_its_source() -> None:
    assert len(RULES) > 200
    assert [rule.name for rule in RULES.values() if "``" in rule.en + rule.zh] == []


@pytest.mark.parametrize("view", ["all", "public"])
def test_a_judging_that_goes_on_says_what_a_new_one_says(book: Book, public, view: str) -> None:
    facts = book.facts if view == "all" else public(book.facts)
    kept = Judging(ROUND)
    for size in (120, 40, 121, 160, 0, 159, 60, 160):
        assert digest(audit(facts[:size], ROUND, judging=kept)) == digest(audit(facts[:size], ROUND)), size


def test_a_window_lists_one_stretch_and_counts_everything(book: Book) -> None:
    full = audit(book.facts, ROUND, complete=True)
    wanted = [item for item in (*full.findings, *full.of_method) if item.verdict.code == "conforms"]
    of_text = sum(item.verdict.code == "conforms" for item in full.findings)
    assert 0 < of_text < len(wanted)
    for first, end in ((0, 7), (of_text - 3, of_text + 3), (len(wanted) - 2, len(wanted) + 9), (len(wanted), len(wanted) + 1)):
        found = audit(book.facts, ROUND, judging=Judging(ROUND, Window(Verdict.CONFORMS, first, end, of_text)))
        assert [*found.findings, *found.of_method] == wanted[first:end]
        assert (found.counts, found.method_counts) == (full.counts, full.method_counts)


# The round as a whole


def test_a_published_round_with_an_undecided_candidate_lacks_an_end(book: Book) -> None:
    book.facts = [fact for fact in book.facts if not isinstance(fact.event, CandidateDisqualified)]
    item = of_rule(report(book), "gives_everybody_one_end")
    assert (item.verdict.code, "A-02" in item.why) == ("not on record", True)


def test_a_prize_that_is_not_yet_paid_is_not_due(book: Book) -> None:
    book.facts = [fact for fact in book.facts if not isinstance(fact.event, PrizePaid)]
    found = report(book)
    assert of_rule(found, "pays_what_it_granted").verdict.code == "not due"
    assert not found.violates
    book.facts = [fact for fact in book.facts if not isinstance(fact.event, PrizeGranted)]
    assert of_rule(report(book), "pays_what_it_granted").verdict.code == "not on record"


def test_a_notice_that_never_ended_is_not_on_record_once_the_result_is_out(book: Book) -> None:
    book.facts = [fact for fact in book.facts if not isinstance(fact.event, NoticeClosed)]
    assert of_rule(report(book), "stood_its_seven_days").verdict.code == "not on record"
    until = book.of(ResultPublished)[0].position - 2
    book.facts = [fact for fact in book.facts if fact.position < until]
    assert of_rule(report(book), "stood_its_seven_days").verdict.code == "not due"


def test_an_annulled_round_asks_for_no_notice_and_no_places(begun) -> None:
    book = begun("review")
    book.say(RoundAnnulled(why="评审组织不当"))
    found = audit(book.facts, ROUND, complete=True)
    asked = {of(item) for item in (*found.findings, *found.of_method)}
    assert "gives_everybody_one_end" in asked
    assert not asked & {"stood_its_seven_days", "accounts_for_every_place"}
    assert found.status.code == "annulled"


def test_the_report_speaks_of_clues_and_states_its_limits(book: Book) -> None:
    codes = [limit.code for limit in report(book).limits]
    assert codes[:4] == ["clues", "truth", "integrity", "judgement"]
    text = orjson.dumps(plain(report(book))).decode()
    assert "线索" in text
    assert not re.search("作弊|偏袒|嫌疑|违规", text)


def test_a_round_that_is_not_there_has_nothing_to_conform(book: Book) -> None:
    found = audit(book.facts, "1999")
    assert (found.records, found.conclusion.code, found.violates) == (0, "not on record", False)
