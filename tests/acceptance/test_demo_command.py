"""``ledger demo`` runs its steps in order, under headings in both languages, and ends with the code of the first that fails."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.acceptance.conftest import SMALL

import ledger.commands.demo as subject
from ledger.demo.review import demo_round
from ledger.errors import BadInput

ORDER = ["checkpoint", "verify", "replay", "audit", "honours", "publish", "verify"]


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subject, "demo_round", lambda seed: demo_round(seed, SMALL))


def run_demo(*arguments: object) -> tuple[int, str]:
    done = CliRunner().invoke(subject.command, list(map(str, arguments)), standalone_mode=False)
    if done.exception is not None:
        raise done.exception
    return int(done.return_value or 0), done.output


def test_the_whole_chain(tmp_path: Path) -> None:
    code, said = run_demo(tmp_path, "--no-serve", "--seed", 3)
    assert code == 0, said
    headings = [line.split()[1] for line in said.splitlines() if line.startswith("   ledger ") and " --" in line]
    assert headings[: len(ORDER)] == ORDER
    for heading in (
        "验证公开日志 · Verifying the public log",
        "合规核查 · Auditing the round",
        "重放葡萄酒评审 · Replaying the wine tasting",
    ):
        assert heading in said
    for name in ("demo-round", "wine-tasting-42", "award-decisions"):
        assert (tmp_path / name / "ledger.json").exists()
    assert (tmp_path / "demo-round-public-log" / "checkpoint").exists()


def test_without_the_examples(tmp_path: Path) -> None:
    code, said = run_demo(tmp_path, "--no-serve", "--no-examples")
    assert code == 0, said
    assert sorted(path.name for path in tmp_path.iterdir()) == ["demo-round", "demo-round-public-log"]


@pytest.mark.parametrize("failing", [0, 3, 6])
def test_the_first_step_that_fails_ends_it_with_its_code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: int) -> None:
    ran: list[str] = []

    def run(step: subject.Step) -> int:
        ran.append(step.command)
        return 4 if len(ran) == failing + 1 else 0

    monkeypatch.setattr(subject, "run", run)
    code, _ = run_demo(tmp_path, "--serve", "--no-examples")
    assert code == 4
    assert ran == ORDER[: failing + 1]


def test_it_serves_last(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[subject.Step] = []

    def run(step: subject.Step) -> int:
        ran.append(step)
        return 0

    monkeypatch.setattr(subject, "run", run)
    assert run_demo(tmp_path, "--no-examples", "--port", 8123)[0] == 0
    assert ran[-1].command == "serve"
    assert ran[-1].arguments[-2:] == ("--port", "8123")


def test_a_ledger_that_stands_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subject, "run", lambda _: 0)
    run_demo(tmp_path, "--no-serve", "--no-examples")
    before = (tmp_path / "demo-round/ledger.sqlite").read_bytes()
    with pytest.raises(BadInput, match="there is a ledger already"):
        run_demo(tmp_path, "--no-serve", "--no-examples")
    assert (tmp_path / "demo-round/ledger.sqlite").read_bytes() == before


def test_a_step_gives_the_code_of_its_error(tmp_path: Path) -> None:
    assert subject.run(subject.Step("验", "v", "verify", ("--ledger", str(tmp_path)))) == 2


def test_a_step_that_is_not_installed_is_named() -> None:
    with pytest.raises(BadInput, match="conjure: this subcommand is not installed"):
        subject.run(subject.Step("变", "c", "conjure", ()))
