"""``ledger draw``: from an empty pool to a panel with nothing but its drafts, each signed by whom it belongs to."""

from __future__ import annotations

import json
import stat
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from tests.ledger.world import ORIGIN, ROUND, World, key

from ledger.commands.draw import command
from ledger.drafting import draft_from, event_of_draft, sign_act
from ledger.errors import BadInput, LedgerError
from ledger.terms import Role, View
from ledger.vault.reading import Reader

PARTIES = ("office", "discipline", "applicant:A-01")


class Desk:
    """The command, and whoever signs what it drafts."""

    def __init__(self, world: World) -> None:
        self.world = world

    def run(self, *arguments: str) -> str:
        result = CliRunner().invoke(command, [*arguments, "--ledger", str(self.world.home.path)], catch_exceptions=True)
        if isinstance(result.exception, LedgerError):
            raise result.exception
        assert result.exit_code == 0, result.output
        return result.output

    def show(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = json.loads(self.run("show", ROUND, "--json"))
        return found

    def record(self, line: str, role: Role, holder: str) -> None:
        draft = draft_from(line.strip().encode())
        signed = sign_act(event_of_draft(draft), draft, ORIGIN, [(role, key(holder))])
        with self.world.open() as ledger:
            ledger.record(signed)

    def pool(self, *arguments: str) -> str:
        parties = [word for party in PARTIES for word in ("--party", party)]
        return self.run("pool", ROUND, "--experts", "5", "--reserves", "1", "--reveal-by", "2030-01-01", *parties, *arguments)

    def number(self, party: str, file: Path) -> str:
        return self.run("number", ROUND, "--party", party, "--reveal", str(file))


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """Return a desk in a round with eight experts in the pool, one of them suspended."""
    world = World(tmp_path / "home").found().open_round()
    world.apply("A-01")
    world.bind(Role.APPLICANT, "A-01")
    for number in range(1, 9):
        member = {"pool_code": f"P-{number}", "person": f"专家{number}", "fields_of_work": ["质量"]}
        world.by(Role.OFFICE, "expert.enrolled", round=None, **member)
    world.by(Role.OFFICE, "expert.suspended", round=None, pool_code="P-8", why="出国")
    world.ledger.close()
    monkeypatch.setattr("ledger.commands.draw.wall_clock", lambda: world.now)
    return Desk(world)


def signer(party: str) -> tuple[Role, str]:
    role, _, code = party.partition(":")
    return Role(role), code or role


def test_a_panel_is_drawn_with_nothing_but_its_drafts(desk: Desk, tmp_path: Path) -> None:
    desk.record(desk.pool("--exclude", "P-1=interest"), Role.OFFICE, "office")
    for party in PARTIES:
        desk.record(desk.number(party, tmp_path / party.replace(":", "-")), *signer(party))
    (before,) = desk.show()
    assert (before["sealed"], before["missing"], before["experts"]) == (list(PARTIES), list(PARTIES), [])
    with pytest.raises(BadInput, match="numbers are missing: office, discipline, applicant:A-01"):
        desk.run("outcome", ROUND)
    for party in PARTIES:
        desk.record((tmp_path / party.replace(":", "-")).read_text("utf-8"), *signer(party))
    desk.record(desk.run("outcome", ROUND), Role.OFFICE, "office")
    (row,) = desk.show()
    assert (row["missing"], row["aborted"], len(row["reserves"])) == ([], None, 1)
    assert row["recorded"] == row["experts"]
    assert len(row["experts"]) == 5
    with Reader(desk.world.home, View.AUDITOR, who="test", purpose="test") as reader:
        ((codes, persons),) = reader.history(ROUND).round(ROUND).panel.persons
    assert list(codes) == row["experts"]
    assert not set(persons) & {"专家1", "专家8"}, "the excluded and the suspended"
    with pytest.raises(BadInput, match=f"draw 1 is on record already: {codes[0]}") as caught:
        desk.run("outcome", ROUND)
    assert caught.value.exit_code == 2
    assert caught.value.way_out


def test_a_number_is_kept_from_others_and_never_overwritten(desk: Desk, tmp_path: Path) -> None:
    desk.record(desk.pool(), Role.OFFICE, "office")
    file = tmp_path / "mine"
    sealed = desk.number("discipline", file)
    kept = json.loads(file.read_text("utf-8"))
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert kept["event"]["number"] not in sealed
    assert kept["event"]["salt"] not in sealed
    with pytest.raises(BadInput, match="it is there already"):
        desk.number("discipline", file)
    assert json.loads(file.read_text("utf-8")) == kept


def test_two_numbers_are_never_the_same(desk: Desk, tmp_path: Path) -> None:
    desk.record(desk.pool(), Role.OFFICE, "office")
    assert desk.number("office", tmp_path / "one") != desk.number("office", tmp_path / "other")


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("--exclude", "P-99=interest"), "P-99 is nobody in the pool"),
        (("--exclude", "P-1"), "is not CODE=REASON"),
        (("--exclude", "P-1=dislike"), "is not CODE=REASON"),
    ],
)
def test_an_exclusion_names_somebody_and_a_reason(desk: Desk, arguments: tuple[str, ...], why: str) -> None:
    with pytest.raises(BadInput, match=why):
        desk.pool(*arguments)


@pytest.mark.parametrize("arguments", [("number", ROUND, "--party", "office", "--reveal", "x"), ("outcome", ROUND)])
def test_before_a_snapshot_there_is_nothing_to_draw(desk: Desk, arguments: tuple[str, ...]) -> None:
    with pytest.raises(BadInput, match="no draw runs"):
        desk.run(*arguments)


def test_who_puts_no_number_in_is_told_who_does(desk: Desk, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="'expert' puts no number"):
        desk.number("expert:E-01", tmp_path / "x")
    assert not (tmp_path / "x").exists()


@pytest.mark.parametrize("lang", ["zh_CN.UTF-8", "C.UTF-8"])
def test_a_round_without_a_draw_says_so(desk: Desk, monkeypatch: pytest.MonkeyPatch, lang: str) -> None:
    monkeypatch.setenv("LANG", lang)
    monkeypatch.delenv("LC_ALL", raising=False)
    said = desk.run("show", ROUND)
    assert ("可重算" in said) == lang.startswith("zh")
    assert desk.show() == []
