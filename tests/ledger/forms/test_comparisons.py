"""Numbers, scans and documents against the record: each way in which two sides can differ."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from ledger.errors import BadInput
from ledger.events.approval import HonourConferred
from ledger.events.deliberation import DeliberationHeld
from ledger.events.forms import Form, FormsIssued, FormSpoiled, FormsReturned
from ledger.events.prize import PrizePaid
from ledger.forms.documents import Number, document_rows
from ledger.forms.letters import punctuated
from ledger.forms.numbers import Ending, NumberRow, Use, number_rows, ranges, unended
from ledger.forms.scans import FOLDER, Found, ScanRow, scan_rows, scans_in
from ledger.rules.paper_forms import Serial
from ledger.stages.forms import State
from ledger.stages.history import Round
from ledger.terms import ActId, Digest, RoundId

PAPER = ("E-01", "2025-06-01", Digest("a" * 64))
OTHER = ("E-01", "2025-06-02", Digest("b" * 64))


def round_with(*, over: bool = False) -> Round:
    round = Round(RoundId("2025"))
    issued = {
        ActId("1"): FormsIssued(series="PF", first=1, last=4, form=Form.SCORE_SHEET, issued_to="E-01"),
        ActId("2"): FormsIssued(series="YY", first=1, last=2, form=Form.OBJECTION_RECEIPT, issued_to="office"),
    }
    spoiled = {ActId("3"): FormSpoiled(series="PF", number=2, why="填错")}
    returned = {ActId("4"): FormsReturned(series="PF", first=3, last=3)}
    round.forms = State(issued, spoiled, returned)
    round.approval.published_at = 99 if over else 0
    return round


def use(serial: str, position: int, paper: tuple[str, str, Digest] = PAPER) -> Use:
    return Use(serial, position, "score.recorded", paper)


def rows(*uses: Use, over: bool = False) -> dict[str, NumberRow]:
    return {row.serial: row for row in number_rows(round_with(over=over), uses)}


def test_every_number_ends_somewhere() -> None:
    found = rows(use("PF-0001", 7))
    endings = {serial: row.ending for serial, row in found.items()}
    assert endings == {
        "PF-0001": Ending.USED, "PF-0002": Ending.SPOILED, "PF-0003": Ending.RETURNED, "PF-0004": Ending.OUT,
        "YY-0001": Ending.OUT, "YY-0002": Ending.OUT,
    }  # fmt: skip
    assert [row.wrong for row in found.values()] == [None] * 6
    assert found["PF-0001"].issued_to == "E-01"


def test_many_acts_on_one_paper_are_one_use() -> None:
    assert rows(use("PF-0001", 7), use("PF-1", 8))["PF-0001"] == NumberRow("PF-0001", "score_sheet", "E-01", Ending.USED, (7, 8), None)


def test_a_sheet_filled_in_over_several_days_is_one_paper_as_its_scan_shows() -> None:
    assert rows(use("PF-0001", 7), use("PF-0001", 9, (PAPER[0], OTHER[1], PAPER[2])))["PF-0001"].wrong is None
    days = [(PAPER[0], day, None) for day in (PAPER[1], OTHER[1])]
    assert rows(*(Use("PF-0001", at, "score.recorded", day) for at, day in zip((7, 9), days, strict=True)))["PF-0001"].wrong is not None


@pytest.mark.parametrize("other", [OTHER, ("E-02", PAPER[1], PAPER[2]), (PAPER[0], PAPER[1], OTHER[2])])
def test_one_number_on_two_papers_is_wrong(other: tuple[str, str, Digest]) -> None:
    wrong = rows(use("PF-0001", 7), use("PF-0001", 9, other))["PF-0001"].wrong
    assert wrong is not None
    assert "records 7, 9" in wrong.en


def test_a_spoiled_number_that_is_used_is_wrong() -> None:
    wrong = rows(use("PF-0002", 7))["PF-0002"].wrong
    assert wrong is not None
    assert wrong.en == "it was spoiled and is used"


def test_a_number_that_came_back_blank_and_is_used_is_wrong() -> None:
    wrong = rows(use("PF-0003", 7))["PF-0003"].wrong
    assert wrong is not None
    assert wrong.en == "it came back blank and is used"


def test_a_number_that_nobody_handed_out_is_wrong_in_a_series_that_was() -> None:
    assert rows(use("PF-0009", 7))["PF-0009"].wrong is not None
    assert rows(use("QQ-0009", 7))["QQ-0009"].wrong is None, "nothing on record says who hands this series out"
    assert rows(use("质办〔2025〕9号", 7))["质办〔2025〕9号"].wrong is None


def test_a_number_that_is_out_is_wrong_once_the_round_has_its_result() -> None:
    assert rows()["PF-0004"].wrong is None
    assert rows(over=True)["PF-0004"].wrong is not None
    assert rows(use("PF-0004", 7), over=True)["PF-0004"].wrong is None


def test_what_is_out_is_told_in_ranges() -> None:
    out = unended(round_with(), {Serial("PF", 1)})
    assert list(ranges(out)) == ["PF-0004", "YY-0001…YY-0002"]
    assert list(ranges([])) == []
    assert list(ranges([Serial("PF", 9), Serial("PF", 7), Serial("PF", 8), Serial("PG", 10)])) == ["PF-0007…PF-0009", "PG-0010"]


# Scans


def scan(folder: Path, name: str, content: str) -> Digest:
    path = folder / FOLDER / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content)
    return Digest(sha256(content.encode()).hexdigest())


def states(found: tuple[ScanRow, ...]) -> list[tuple[str, str, Found]]:
    return [(row.serial, row.file, row.found) for row in found]


def test_a_scan_that_is_there_agrees(tmp_path: Path) -> None:
    digest = scan(tmp_path, "PF-0001.pdf", "one")
    found = scan_rows([use("PF-1", 7, ("E-01", "2025-06-01", digest))], scans_in(tmp_path))
    assert states(found) == [("PF-0001", "PF-0001.pdf", Found.THERE)]
    assert not found[0].is_wrong


def test_a_scan_under_another_name_is_there_all_the_same(tmp_path: Path) -> None:
    digest = scan(tmp_path, "scan 0001.jpg", "one")
    assert states(scan_rows([use("PF-0001", 7, ("E-01", "2025-06-01", digest))], scans_in(tmp_path))) == [
        ("PF-0001", "scan 0001.jpg", Found.THERE)
    ]


def test_a_missing_scan_is_named_with_its_records(tmp_path: Path) -> None:
    found = scan_rows([use("PF-0001", 7), use("PF-0001", 8)], scans_in(tmp_path))
    assert found == (ScanRow("PF-0001", "", Found.MISSING, PAPER[2], None, (7, 8)),)
    assert found[0].is_wrong


def test_a_changed_scan_is_not_a_missing_one(tmp_path: Path) -> None:
    before, after = Digest(sha256(b"one").hexdigest()), scan(tmp_path, "PF-0001.pdf", "one!")
    (row,) = scan_rows([use("PF-0001", 7, ("E-01", "2025-06-01", before))], scans_in(tmp_path))
    assert (row.found, row.recorded, row.actual, row.is_wrong) == (Found.CHANGED, before, after, True)


def test_a_scan_that_no_act_names_is_named(tmp_path: Path) -> None:
    scan(tmp_path, "PF-0009.pdf", "nine")
    assert states(scan_rows([], scans_in(tmp_path))) == [("", "PF-0009.pdf", Found.UNNAMED)]


def test_evidence_is_no_stray(tmp_path: Path) -> None:
    digest = scan(tmp_path, "纪要.pdf", "minutes")
    assert scan_rows([], scans_in(tmp_path), {digest}) == ()


def test_one_scan_for_two_numbers_is_wrong(tmp_path: Path) -> None:
    digest = scan(tmp_path, "PF-0001.pdf", "one")
    uses = [use("PF-0001", 7, ("E-01", "2025-06-01", digest)), use("PF-0004", 8, ("E-01", "2025-06-01", digest))]
    assert [row.found for row in scan_rows(uses, scans_in(tmp_path))] == [Found.SHARED, Found.SHARED]


def test_what_programs_leave_behind_is_no_scan(tmp_path: Path) -> None:
    scan(tmp_path, ".DS_Store", "x")
    scan(tmp_path, "~$PF-0001.docx", "x")
    assert scans_in(tmp_path) == {}
    assert scans_in(tmp_path / FOLDER) == {}, "the folder of scans may be named itself"


def test_a_folder_that_is_not_there_is_said_to_be_so(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="not there"):
        scans_in(tmp_path / "nowhere")


# Documents and vouchers


def fact(event: Any, position: int) -> Any:
    return SimpleNamespace(
        event=event,
        position=position,
        said=SimpleNamespace(type=type(event).wire_name),
        brief=SimpleNamespace(corrects=None, id=str(position)),
    )


def paid(voucher: str) -> PrizePaid:
    return PrizePaid(applicant="A-01", amount=1, voucher=voucher, budget_year=2025, budget_line="1", account="", payee=None)


def conferred(number: int, **changes: str) -> HonourConferred:
    return HonourConferred(applicant=f"A-{number}", **({"plaque": f"P-{number}", "certificate": f"C-2025-{number:03}"} | changes))


def wrongs(*facts: Any) -> list[tuple[Number, str, tuple[int, ...]]]:
    return [(row.kind, row.number, row.positions) for row in document_rows(facts) if row.is_wrong]


def test_numbers_that_stand_once_agree() -> None:
    assert wrongs(fact(paid("V-1"), 1), fact(paid("V-2"), 2), fact(conferred(1), 3), fact(conferred(2), 4)) == []


def test_a_voucher_that_stands_twice_is_wrong() -> None:
    assert wrongs(fact(paid("V-1"), 1), fact(paid("V-1"), 2)) == [(Number.VOUCHER, "V-1", (1, 2))]


@pytest.mark.parametrize(("field", "kind"), [("plaque", Number.PLAQUE), ("certificate", Number.CERTIFICATE)])
def test_a_plaque_or_certificate_that_stands_twice_is_wrong(field: str, kind: Number) -> None:
    assert wrongs(fact(conferred(1, **{field: "X"}), 1), fact(conferred(2, **{field: "X"}), 2)) == [(kind, "X", (1, 2))]


def test_a_gap_is_to_be_explained_and_no_mismatch() -> None:
    found = document_rows([fact(conferred(1), 1), fact(conferred(4), 2)])
    gaps = {row.number for row in found if row.said is not None}
    assert gaps == {"P-2", "P-3", "C-2025-002", "C-2025-003"}
    assert not any(row.is_wrong for row in found)


def test_an_act_without_its_number_is_told() -> None:
    (row,) = document_rows([fact(paid(" "), 5)])
    assert (row.number, row.positions, row.is_wrong) == ("", (5,), False)
    assert row.said is not None


def test_acts_that_have_no_numbers_say_nothing() -> None:
    meeting = DeliberationHeld(members=3, present=3, stood_aside=0, minutes="略")
    assert document_rows([fact(meeting, 1)]) == ()


def test_numbers_far_apart_are_no_series() -> None:
    assert [row for row in document_rows([fact(paid("20250101"), 1), fact(paid("20250924"), 2)]) if row.said] == []


# Letters


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("公示时间: 9月24日 (7 天, 自然日), 24 时止。", "公示时间：9月24日（7 天，自然日），24 时止。"),
        ("区长质量奖 (2 个)", "区长质量奖（2 个）"),
        ("根 (SHA-256): abc=", "根 (SHA-256): abc="),
        ("https://award.example/a,b; x: y", "https://award.example/a,b; x: y"),
        ("《办法》, “异议”", "《办法》，“异议”"),
    ],
)
def test_chinese_is_printed_with_its_own_marks_and_nothing_else_is(typed: str, printed: str) -> None:
    assert punctuated(typed) == printed
