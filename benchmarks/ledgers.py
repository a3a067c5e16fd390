"""The measured ledgers, built in bulk: real signed acts, real vault boxes, through the store in commits of thousands.

No rule is asked of these records: it would take hours. So their notes of findings are short, and the ledgers
smaller than if ``ledger.handle`` had made them. One company acts in all ledgers, so that the
same records go into SQLite and PostgreSQL.
"""

from __future__ import annotations

import multiprocessing
import multiprocessing.pool
import shutil
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import count, islice
from pathlib import Path

from eventsourcing.dcb.api import DCBEvent

from benchmarks.people import LIVE, ORIGIN, Company
from ledger.drafting import Signed
from ledger.events.event import Event
from ledger.handle import rules_digest
from ledger.home import Home
from ledger.record.disclosure import digest, encode
from ledger.record.envelope import LogPart, join_record, read_act
from ledger.record.tags import tags_of
from ledger.store import Offer, create_store
from ledger.terms import ApplicantCode, RoundId
from ledger.vault.keyring import Keyring
from ledger.vault.vault import Vault

BATCH = 2500
SALT = bytes(16)
"""Findings of the bulk are empty and alike; their salt hides nothing."""

_RULES = rules_digest()
_inherited: tuple[Company, Path]


@dataclass(frozen=True, slots=True)
class Measured:
    """One ledger, and the company that acts in it."""

    home: Home
    company: Company

    def spent(self) -> int:
        """Return how many spare marks the live round holds already."""
        store = self.home.open_store(read_only=True)
        held = sum(1 for _ in store.read_round(LIVE))
        store.close()
        return held - sum(1 for _ in self.company.opening(LIVE)) - self.company.sizes.marks


def founded(folder: Path, company: Company, dsn: str | None = None, like: Home | None = None) -> Home:
    """Return a new home in ``folder`` without records; ``like`` another one it has the same keys, so that boxes open in both."""
    if like is None:
        return Home.create(folder, ORIGIN, dsn, log_key=company.keys.named("log"), service_key=company.keys.named("service"))
    shutil.copytree(like.path, folder, ignore=shutil.ignore_patterns("ledger.sqlite*", "log.memory", "ledger.json"))
    # Keys of boxes that are sealed later must be there in both.
    shutil.rmtree(folder / "vault" / "keys")
    (folder / "vault" / "keys").symlink_to(like.path / "vault" / "keys")
    home = replace(like, path=folder, store=dsn or folder / "ledger.sqlite")
    create_store(home.store)
    _sign_end(home)
    return home


def reopened(folder: Path, dsn: str | None) -> Home | None:
    """Return the home that stands in ``folder`` from an earlier run, or None."""
    if not (folder / "keys").is_dir():
        return None
    return Home(folder, ORIGIN, dsn or folder / "ledger.sqlite")


def fill(homes: Sequence[Home], company: Company, size: int, processes: int = 2) -> None:
    """Bring ``homes``, which have the same keys, to ``size`` records or a few more; records are made once, for all of them.

    The live round comes first of all, whole; what follows are rounds of other years, whole too but for the last.
    """
    stores = [home.open_store(read_only=False, build=_build) for home in homes]
    missing = [max(0, size - store.head().size) for store in stores]
    # Marks that were recorded while the clock ran stand between what was filled before and what is filled now.
    first = 0 if max(missing) == size else (size - max(missing)) // _per_round(company) + 1
    vault_folder = homes[0].path / "vault"
    if any(missing):
        with multiprocessing.get_context("fork").Pool(processes, _inherit, (company, vault_folder)) as pool:
            for batch in _batches(islice(_offers(company, vault_folder, pool, first), max(missing))):
                for store in stores:
                    store.commit(batch)
    for home, store in zip(homes, stores, strict=True):
        store.close()
        _sign_end(home)


def _sign_end(home: Home) -> None:
    """Let the signer remember where the log ends; it begins its memory while the log is empty."""
    signer = home.log_signer()
    with home.open_store(read_only=False) as store, signer.hold(store):
        signer.sign(store.head())
    signer.close()


def _batches(offers: Iterator[Offer]) -> Iterator[list[Offer]]:
    while batch := list(islice(offers, BATCH)):
        yield batch


def _per_round(company: Company) -> int:
    return sum(1 for _ in company.opening(LIVE)) + company.sizes.marks


def _offers(company: Company, vault_folder: Path, pool: multiprocessing.pool.Pool, first: int) -> Iterator[Offer]:
    """Yield offers of round after round without end, beginning with the ``first``; round 0 is the live one, after the founding acts."""
    vault = Vault(_NoBoxes(), Keyring(vault_folder))
    if first == 0:
        yield from _made(company.founding(), vault)
    ahead: list[tuple[list[Offer], multiprocessing.pool.AsyncResult[list[list[Offer]]]]] = []
    for number in count(first):
        round = RoundId(f"other-{number}") if number else LIVE
        # The round's keys in the vault must be there before several processes ask for them.
        opening = list(_made(company.opening(round), vault))
        ahead.append((opening, pool.map_async(_marks_of, [(round, applicant) for applicant in company.applicants], chunksize=1)))
        if len(ahead) > 1:
            opened, marks = ahead.pop(0)
            yield from opened
            for offers in marks.get():
                yield from offers


def _marks_of(which: tuple[RoundId, ApplicantCode]) -> list[Offer]:
    company, vault_folder = _inherited
    return list(_made(company.marks(*which), Vault(_NoBoxes(), Keyring(vault_folder))))


def _inherit(company: Company, vault_folder: Path) -> None:
    # Private keys do not pass through a pipe; a forked process has them already.
    global _inherited  # noqa: PLW0603
    _inherited = (company, vault_folder)


def _made(acts: Iterator[tuple[Signed, type[Event]]], vault: Vault) -> Iterator[Offer]:
    for signed, kind in acts:
        said = read_act(signed.act).said
        note = encode(SALT, "findings", [said.id])
        sealed = (*vault.seal(signed.disclosures, said, kind), vault.seal_note(note, said))
        yield Offer(said.type, signed.act, list(tags_of(said)), claims=(said.id,), round=said.round, sealed=sealed, findings=digest(note))


def _build(event: DCBEvent, position: int, recorded_at: str) -> bytes:
    assert isinstance(event, Offer)
    log = LogPart(v=1, position=position, recorded_at=recorded_at, tags=tuple(event.tags), rules=_RULES, findings=event.findings)
    return join_record(event.data, log)


class _NoBoxes:
    """Sealing asks for no boxes."""

    def disclosures(self, positions: Iterable[int]) -> Iterable[tuple[int, bytes, bytes]]:
        raise NotImplementedError
