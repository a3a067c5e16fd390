"""The commands on a real ledger: the whole round is recorded, then asked for, in each view and at each time."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import orjson
import pytest
from click.testing import CliRunner, Result

from ledger.errors import BadInput
from ledger.events.opening import RoundOpened
from ledger.handle import Ledger
from ledger.home import Home
from ledger.terms import View
from ledger.vault.reading import Reader
from projections import cli
from projections.projection import digest
from projections.standings import standings_of

if TYPE_CHECKING:
    from click import Command

    from conftest import Book


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory, whole_round, service_key) -> tuple[Path, Book]:
    """Return the folder of a ledger that holds the whole round, and the facts as they were said."""
    book = whole_round()
    folder = tmp_path_factory.mktemp("ledger")
    home = Home.create(folder, "award.example/quality", service_key=service_key)
    clock = iter(fact.recorded_at for fact in book.facts)
    now = ""

    def today() -> str:
        return now

    with Ledger(home, clock=today) as writer:
        for act in book.acts:
            now = next(clock)
            writer.record(act)
    return folder, book


def run(command: Command, ledger: tuple[Path, Book], *arguments: str, lang: str = "C") -> Result:
    return CliRunner(env={"LANG": lang, "LC_ALL": lang}).invoke(command, [*arguments, "--ledger", str(ledger[0])], standalone_mode=False)


def told(command: Command, ledger: tuple[Path, Book], *arguments: str) -> Any:
    done = run(command, ledger, *arguments, "--json")
    assert done.exception is None, done.exception
    return orjson.loads(done.stdout)


def test_what_was_recorded_reads_back_as_it_was_said(ledger) -> None:
    folder, book = ledger
    with Reader(Home.open(folder), View.AUDITOR, who="test", purpose="test") as reader:
        read = list(reader.facts("2025"))
    assert [fact.said.id for fact in read] == [fact.said.id for fact in book.facts]
    assert digest(standings_of("2025").fold(read)) == digest(standings_of("2025").fold(book.facts))


def test_rounds_are_listed_with_where_they_stand(ledger) -> None:
    answer = told(cli.rounds, ledger)
    assert [(row["round"], row["status"]["code"], row["received"]) for row in answer["rounds"]] == [("2025", "finished", 7)]
    assert (answer["as_of"]["position"], answer["as_of"]["size"], len(answer["as_of"]["root"])) == (
        len(ledger[1].facts),
        len(ledger[1].facts),
        64,
    )
    assert "已完成" in run(cli.rounds, ledger, lang="zh_CN.UTF-8").stdout
    assert "finished" in run(cli.rounds, ledger).stdout


def test_a_replay_at_a_position_and_at_its_day_are_one(ledger) -> None:
    at_position = told(cli.replay, ledger, "2025", "--at", "156")
    assert at_position["standings"]["as_of"]["position"] == 156
    assert at_position["standings"]["status"]["code"] == "running"
    assert told(cli.replay, ledger, "2025", "--at", "2025-07-31") == at_position
    assert told(cli.replay, ledger, "2025", "--at", at_position["standings"]["last_recorded_at"]) == at_position
    assert told(cli.replay, ledger, "2025", "--at", "155") != at_position
    assert told(cli.replay, ledger, "2025")["standings"]["status"]["code"] == "finished"


@pytest.mark.parametrize(
    "at",
    [
        *("99999", "9" * 5000, "yesterday", "-1", "２０", "2025-13-01", "2025-W01-1", "2025W011", "20250924", "2025-267", "2025-9-24"),
        *("2025-09-24T09:00:00", "2025-09-24 09:00:00+08:00", "2025-09-24T09+08:00", "20250924T090000+08:00", "0001-01-01T00:00:00+14:00"),
    ],
)
def test_a_time_that_is_none_is_bad_input(ledger, at: str) -> None:
    assert isinstance(run(cli.replay, ledger, "2025", "--at", at).exception, BadInput)


@pytest.mark.parametrize("command", [cli.replay, cli.audit])
def test_a_round_that_is_not_there_is_bad_input_and_names_those_that_are(ledger, command: Command) -> None:
    refused = run(command, ledger, "1999").exception
    assert isinstance(refused, BadInput)
    assert "2025" in refused.remedy()


def test_no_ledger_is_bad_input(tmp_path: Path) -> None:
    for command, arguments in ((cli.rounds, ()), (cli.honours, ()), (cli.replay, ("2025",)), (cli.audit, ("2025",))):
        assert isinstance(run(command, (tmp_path, None), *arguments).exception, BadInput)


def test_the_public_replay_holds_no_mark(ledger) -> None:
    public = orjson.dumps(told(cli.replay, ledger, "2025", "--view", "public", "--at", "150")).decode()
    auditor = orjson.dumps(told(cli.replay, ledger, "2025", "--at", "150")).decode()
    for secret in ("36200", "示例2公司"):
        assert secret in auditor
        assert secret not in public


def test_every_opening_is_in_the_access_log_and_the_public_view_opens_nothing_before_a_milestone(ledger) -> None:
    home = Home.open(ledger[0])

    def entries() -> list[dict[str, Any]]:
        with_log = home.open_access_log()
        try:
            return [entry for _, entry in with_log.entries()]
        finally:
            with_log.close()

    before = len(entries())
    told(cli.replay, ledger, "2025", "--view", "public", "--at", "156")
    assert len(entries()) == before
    told(cli.audit, ledger, "2025", "--purpose", "案卷 7")
    after = entries()[before:]
    assert after
    assert {(entry["view"], entry["purpose"], entry["round"]) for entry in after} == {("auditor", "案卷 7", "2025")}


def test_an_audit_without_a_violation_ends_with_0_and_one_with_ends_with_1(ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    clean = run(cli.audit, ledger, "2025")
    assert clean.return_value == 0
    assert "第九条第八项" in run(cli.audit, ledger, "2025", "--all", lang="zh_CN.UTF-8").stdout
    assert "9(8)" in run(cli.audit, ledger, "2025", "--all").stdout
    book = ledger[1]
    monkeypatch.setattr(Reader, "facts", lambda *_: iter([*book.facts[:-1], _dearer(book)]))
    broken = run(cli.audit, ledger, "2025")
    assert broken.return_value == 1
    assert "violates" in broken.stdout
    assert f"#{len(book.facts)}" in broken.stdout
    assert told(cli.audit, ledger, "2025")["violates"] is True


def _dearer(book: Book) -> Any:
    paid = book.facts[-1]
    dearer = msgspec.structs.replace(paid.event, amount=20_000_001)
    return type(paid)(dearer, paid.said, paid.position, paid.recorded_at)


def test_an_audit_in_json_tells_what_the_table_tells(ledger) -> None:
    answer = told(cli.audit, ledger, "2025")
    assert (answer["answer"], answer["view"]["code"], answer["conclusion"]["zh"]) == ("audit", "auditor", "未见记录")
    (finding,) = answer["findings"]
    (opened,) = ledger[1].of(RoundOpened)
    assert (finding["citation_zh"], finding["position"], finding["given"]["valid_until"]) == ("第十七条", opened.position, None)
    shown = run(cli.audit, ledger, "2025").stdout
    assert finding["rule_en"] in shown
    assert "not on record" in shown


def test_the_tables_of_a_replay_show_places_and_links_in_both_languages(ledger) -> None:
    for lang, words in (
        ("zh_CN.UTF-8", ("名次", "公示不通过", "失格空出", "批准公布")),
        ("C", ("rank", "failed the public notice", "9(9)")),
    ):
        shown = run(cli.replay, ledger, "2025", lang=lang)
        assert shown.exception is None
        assert all(word in shown.stdout for word in words)
    assert "application submitted" in run(cli.replay, ledger, "2025", "--records").stdout
    assert "application submitted" not in run(cli.replay, ledger, "2025").stdout


def test_honours_are_public_and_give_every_reading(ledger) -> None:
    answer = told(cli.honours, ledger)
    assert answer["view"]["code"] == "public"
    (title,) = answer["honours"]
    assert [bar["reading"]["code"] for bar in title["bars"]] == ["government_decision_date", "start_of_award_year", "end_of_award_year"]
    assert "示例1公司" in run(cli.honours, ledger).stdout
    assert "自区政府批准之日起" in run(cli.honours, ledger, lang="zh_CN.UTF-8").stdout


def test_recorded_text_is_never_markup() -> None:
    from projections.terminal import add_row, table_of

    table = table_of(None, ("a", "a"))
    add_row(table, "[red]x[/red]")
    assert [str(cell) for cell in table.columns[0].cells] == ["[red]x[/red]"]


def test_the_prizes_are_public_and_agree(ledger) -> None:
    answer = told(cli.prizes, ledger, "--on", "2026-01-01")
    assert (answer["answer"], answer["view"]["code"], answer["on"], answer["total"], answer["odd"]) == (
        "prizes",
        "public",
        "2026-01-01",
        0,
        [],
    )
    (winner,) = answer["winners"]
    assert (winner["granted"], winner["paid"], winner["outstanding"]) == (20_000_000, 20_000_000, 0)
    assert told(cli.prizes, ledger, "--on", "2026-01-01", "--round", "2025") == answer
    shown = run(cli.prizes, ledger, "--journal")
    assert shown.return_value == 0
    assert "prize payable 2025/A-01" in shown.stdout
    assert "200,000.00" in run(cli.prizes, ledger, lang="zh_CN.UTF-8").stdout


@pytest.mark.parametrize(
    ("argument", "value", "named"), [("--round", "2031", "2025"), ("--on", "tomorrow", "tomorrow"), ("--on", "2026-02-30", "2026-02-30")]
)
def test_prizes_of_no_round_and_on_no_day_are_bad_input(ledger, argument: str, value: str, named: str) -> None:
    error = run(cli.prizes, ledger, argument, value).exception
    assert isinstance(error, BadInput)
    assert named in f"{error} {error.remedy()}"


def test_prizes_that_do_not_agree_end_with_1(ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    book = ledger[1]
    monkeypatch.setattr(Reader, "facts", lambda *_: iter([*book.facts[:-1], _dearer(book)]))
    done = run(cli.prizes, ledger)
    assert done.return_value == 1
    assert "paid beyond what was owed" in done.stdout
    assert "拨付超过应付" in run(cli.prizes, ledger, lang="zh_CN.UTF-8").stdout


@pytest.mark.parametrize(("number", "code", "shown"), [("C-1", "valid", "示例1公司"), (" c-1 ", "valid", "示例1公司")])
def test_anybody_can_ask_for_a_certificate(ledger, number: str, code: str, shown: str) -> None:
    answer = told(cli.honours, ledger, "--certificate", number)
    assert (answer["answer"], answer["state"]["code"], answer["number"]) == ("certificate", code, number.strip())
    assert shown in run(cli.honours, ledger, "--certificate", number).stdout


@pytest.mark.parametrize("number", ["C-404", "", "  ", "C-1 C-1"])
def test_a_number_that_no_record_has_is_bad_input(ledger, number: str) -> None:
    error = run(cli.honours, ledger, "--certificate", number).exception
    assert isinstance(error, BadInput)
    assert "no record has the number" in str(error)
    assert "not in it" in error.remedy()
