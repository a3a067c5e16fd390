"""A database that is not the one that was signed: an older copy, a fork; and a signer that lost its memory."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

import psycopg
import pytest
from tests.campaigns.kills import here, ids_in, ids_of, offered, size_of

from ledger.errors import BadInput, IntegrityViolation
from ledger.handle import Ledger
from ledger.home import Home
from ledger.intake.lines import read_acts
from ledger.store.postgres_schema import address_of
from ledger.vault.signer import LogSigner

ACTS = 12
TABLES = ("record", "tag", "claim", "sealed", "node", "head", "checkpoint")


@dataclass
class Office:
    """A ledger, and a file with the acts that it is to record. ``part`` returns a file with some of them."""

    home: Home
    acts: Path

    def part(self, *numbers: int) -> Path:
        lines = self.acts.read_bytes().splitlines(keepends=True)
        path = self.acts.with_name(f"{numbers}.jsonl")
        path.write_bytes(b"".join(lines[number] for number in numbers))
        return path

    def record(self, *numbers: int) -> None:
        code, _, complaint = record(self.home, self.part(*numbers))
        assert code == 0, complaint

    def keep(self) -> Callable[[], None]:
        """Copy the database; return what puts the copy in its place."""
        if isinstance(self.home.store, Path):
            return _keep_file(self.home.store)
        return _keep_schema(self.home.store)

    def keep_home(self) -> Home:
        """Return a copy of the home as it is, keys and memory too, on the same database."""
        return replace(self.home, path=Path(shutil.copytree(self.home.path, self.home.path.with_name("copy"))))


def _keep_file(path: Path) -> Callable[[], None]:
    kept = path.with_name("kept.sqlite")
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(kept)) as target:
        source.backup(target)

    def restore() -> None:
        for file in path.parent.glob(f"{path.name}*"):
            file.unlink()
        shutil.copy(kept, path)

    return restore


def _keep_schema(url: str) -> Callable[[], None]:
    address = address_of(url)

    def run(*statements: str) -> None:
        with psycopg.connect(address.conninfo) as session:
            session.execute(f"SET search_path = {address.schema}".encode())
            for statement in statements:
                session.execute(statement.encode())

    run(*(f"CREATE TABLE kept_{table} AS TABLE {table}" for table in TABLES))

    def restore() -> None:
        for table in TABLES:
            run(
                f"ALTER TABLE {table} DISABLE TRIGGER USER",
                f"TRUNCATE {table}",
                f"INSERT INTO {table} TABLE kept_{table}",
                f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_append_only",
            )

    return restore


@pytest.fixture
def office(tmp_path: Path, store_url: str) -> Office:
    return Office(*offered(tmp_path, ACTS, store_url if "://" in store_url else None))


def record(home: Home, acts: Path) -> tuple[int, str, str]:
    return here("record", acts, "--ledger", home.path)


def failed_steps(told: str) -> dict[int, list[tuple[int | None, int | None]]]:
    steps = json.loads(told)["steps"]
    return {step["number"]: [(f["first"], f["last"]) for f in step["faults"]] for step in steps if step["outcome"] == "fails"}


def test_an_older_copy_is_refused_and_named_with_the_missing_range(office: Office) -> None:
    office.record(0, 1, 2)
    restore, before = office.keep(), size_of(office.home)
    office.record(3, 4, 5, 6)
    restore()
    missing = (before + 1, before + 4)
    for _ in range(2):
        code, _, complaint = record(office.home, office.acts)
        assert code == 4
        assert f"records {missing[0]} to {missing[1]} are missing" in complaint
        assert "older copy" in complaint
    assert size_of(office.home) == before, "nothing is appended to an older copy"
    code, told, _ = here("verify", "--ledger", office.home.path, "--json")
    assert (code, failed_steps(told)) == (4, {8: [missing]})
    assert here("checkpoint", "--ledger", office.home.path)[0] == 4


def test_a_fork_of_the_same_length_is_refused(office: Office) -> None:
    office.record(0, 1)
    restore, other = office.keep(), office.keep_home()
    office.record(2, 3)
    signed = size_of(office.home)
    restore()
    _record_in(other, office.part(4, 5))
    assert size_of(office.home) == signed
    code, _, complaint = record(office.home, office.acts)
    assert code == 4
    assert f"the first {signed} records of the store are not those that were signed" in complaint
    code, told, _ = here("verify", "--ledger", office.home.path, "--json")
    assert (code, failed_steps(told)) == (4, {8: [(None, None)]})


def test_a_longer_fork_is_refused(office: Office) -> None:
    office.record(0, 1)
    restore, other = office.keep(), office.keep_home()
    office.record(2)
    restore()
    _record_in(other, office.part(3, 4, 5, 6))
    assert record(office.home, office.acts)[0] == 4
    assert here("verify", "--ledger", office.home.path)[0] == 4


def _record_in(home: Home, acts: Path) -> None:
    """Record with a home whose store lies elsewhere than its own file says."""
    with Ledger(home) as forked:
        for _, signed in read_acts([acts]):
            forked.record(signed)


def test_an_older_home_beside_a_newer_database_goes_on(office: Office) -> None:
    before, older = size_of(office.home), (office.home.path / "keys" / "log.memory").read_bytes()
    office.record(0, 1, 2)
    (office.home.path / "keys" / "log.memory").write_bytes(older)
    office.record(*range(ACTS))
    assert ids_in(office.home, before) == ids_of(office.acts)
    assert here("verify", "--ledger", office.home.path)[0] == 0


def memory_of(home: Home) -> Path:
    return home.path / "keys" / "log.memory"


def checkpoint(home: Home) -> bytes:
    code, note, complaint = here("checkpoint", "--ledger", home.path)
    assert code == 0, complaint
    return note.encode()


@pytest.mark.parametrize("lose", [Path.unlink, lambda path: path.write_bytes(b"")], ids=["deleted", "emptied"])
def test_a_signer_that_lost_its_memory_signs_nothing_until_it_gets_another(office: Office, lose: Callable[[Path], None]) -> None:
    office.record(0)
    note = checkpoint(office.home)
    office.record(1, 2)
    newest = checkpoint(office.home)
    lose(memory_of(office.home))
    for command in (("record", office.acts), ("checkpoint",)):
        code, told, complaint = here(*command, "--ledger", office.home.path)
        assert (code, told) == (4, "")
        assert "log.memory is missing" in complaint
    with office.home.open_store(read_only=False) as store:
        signer = office.home.log_signer()
        for refused in (note, b"", newest.replace(b"\n", b"\n ", 1), newest[:-8] + b"AAAAAA=\n"):
            with pytest.raises(BadInput, match="checkpoint"):
                signer.establish(store, refused)
        signer.establish(store, newest)
        with pytest.raises(BadInput, match="not lost"):
            signer.establish(store, newest)
        signer.close()
    office.record(*range(ACTS))
    assert here("verify", "--ledger", office.home.path)[0] == 0


def test_an_older_copy_does_not_pass_by_way_of_a_lost_memory(office: Office) -> None:
    office.record(0)
    checkpoint(office.home)
    restore, before = office.keep(), size_of(office.home)
    office.record(1, 2, 3)
    newest = checkpoint(office.home)
    restore()
    memory_of(office.home).unlink()
    assert record(office.home, office.acts)[0] == 4
    with office.home.open_store(read_only=False) as store:
        signer = office.home.log_signer()
        with pytest.raises(IntegrityViolation, match="are missing") as caught:
            signer.establish(store, newest)
        signer.close()
    assert (caught.value.first, caught.value.last) == (before + 1, before + 3)
    assert record(office.home, office.acts)[0] == 4


def test_a_damaged_memory_is_no_memory(office: Office) -> None:
    office.record(0)
    data = bytearray(memory_of(office.home).read_bytes())
    data[20] ^= 1
    data[84] ^= 1
    memory_of(office.home).write_bytes(data)
    for command in (("record", office.acts), ("checkpoint",), ("verify",)):
        code, _, complaint = here(*command, "--ledger", office.home.path)
        assert code == 4
        assert "memory" in complaint
        assert "damaged" in complaint


def test_who_only_looks_leaves_no_memory_behind(tmp_path: Path, office: Office) -> None:
    office.record(0)
    signer = LogSigner(office.home.origin, office.home.service_key()._private, tmp_path / "nowhere" / "log.memory")
    assert signer.remembered()[0] == 0
    signer.close()
    assert not (tmp_path / "nowhere").exists()
    memory_of(office.home).chmod(0o400)
    assert here("verify", "--ledger", office.home.path)[0] == 0
