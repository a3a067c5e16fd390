"""What the authors had seen: a history that was rewritten and signed anew is found by the acts of those who knew the old one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from itertools import count
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.campaigns.signed_log import EXPERT, EXPERTS, LOG_KEY, ROUND, Log, acts, at, checkpoint_of, recorded, said_of, score, signed
from tests.ledger.bundle.test_verify import failed, rebuilt

from ledger.bundle import authority
from ledger.bundle.report import Faults, Verification
from ledger.bundle.seen import Claim, compare_seen
from ledger.bundle.verify import verify_store, verify_tiles
from ledger.record import signing
from ledger.terms import Role
from ledger.tlog.merkle import EMPTY, leaf_hash, tree_hash

COUNT = 40
Heads = Mapping[int, tuple[int, str | None]]
"""Position to the (size, root) that its act has seen; None for the root that the log had."""


@pytest.fixture(autouse=True, scope="module")
def remembered() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(authority, "verify", lru_cache(maxsize=10_000)(signing.verify))
        yield


def entries(heads: Heads) -> list[bytes]:
    """Return a log in which the acts at some positions have seen ``heads``."""
    found: list[bytes] = []
    for position, act in enumerate(acts(COUNT), 1):
        found.append(recorded(act if position not in heads else _having_seen(position, found, *heads[position]), position))
    return found


def _having_seen(position: int, before: list[bytes], size: int, root: str | None) -> bytes:
    by = [(Role.EXPERT, EXPERT[(position - 1) % EXPERTS])]
    seen = {"size": size, "root": tree_hash([leaf_hash(entry) for entry in before[:size]]).hex() if root is None else root}
    return signed(said_of(position - 1, score(position - 1), by, round=ROUND, seen=seen), by)


def of_tiles(log: list[bytes], folder: Path) -> Verification:
    return verify_tiles(rebuilt(folder / "tiles", log), LOG_KEY.vkey())


def of_store(log: list[bytes], folder: Path) -> Verification:
    kept = Log(folder / "ledger.sqlite")
    with kept.open() as recorder:
        recorder.publish(COUNT, checkpoint_of(kept.store(recorder, log)))
        return verify_store(recorder, LOG_KEY.vkey())


@pytest.fixture(params=[of_tiles, of_store])
def verify(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[list[bytes]], Verification]:
    """Return what verifies a log, published in a folder or kept in a store."""
    number = count()

    def verified(log: list[bytes]) -> Verification:
        folder = tmp_path / str(next(number))
        folder.mkdir()
        report: Verification = request.param(log, folder)
        return report

    return verified


def test_heads_that_the_log_had_hold_whatever_their_size(verify: Callable[[list[bytes]], Verification]) -> None:
    report = verify(entries({12: (1, None), 13: (12, None), 20: (8, None), 21: (8, None), 40: (39, None)}))
    assert report.ok
    assert report.steps[5].figures["heads_seen"] == 5


@pytest.mark.parametrize(
    ("head", "why"),
    [
        ((19, "0" * 64), "its root at that size is"),
        ((19, tree_hash([b"\0" * 32]).hex()), "its root at that size is"),
        ((19, ""), "its root at that size is"),
        ((0, "0" * 64), "its root at that size is"),
        ((30, "0" * 64), "the log had 29 then"),
        ((31, "0" * 64), "the log had 29 then"),
        ((10**15, "0" * 64), "the log had 29 then"),
        ((-1, EMPTY.hex()), "the log had 29 then"),
    ],
)
def test_a_head_that_it_never_had_is_named(verify: Callable[[list[bytes]], Verification], head: tuple[int, str], why: str) -> None:
    report = verify(entries({25: (24, None), 30: head, 35: (34, None)}))
    assert failed(report) == {6}
    assert report.first_bad == 30
    (fault,) = report.steps[5].faults
    assert why in fault.en
    assert fault.zh


def test_history_that_the_office_wrote_anew_is_found_by_who_had_seen_the_old_one(verify: Callable[[list[bytes]], Verification]) -> None:
    def rewritten(log: list[bytes]) -> list[bytes]:
        # Record 15 was taken in earlier, says the log now. Nothing that anybody else signed changes with it, and the log signs anew.
        return [*log[:14], recorded(list(acts(COUNT))[14], 15, recorded_at=at(14)), *log[15:]]

    assert verify(rewritten(entries({}))).ok, "who had seen nothing can tell nothing"
    report = verify(rewritten(entries({30: (20, None), 38: (14, None)})))
    assert failed(report) == {6}
    assert [fault.first for fault in report.steps[5].faults] == [30], "what record 38 had seen stands unchanged"


def test_in_a_log_that_is_broken_nobody_is_said_to_have_seen_another(verify: Callable[[list[bytes]], Verification]) -> None:
    log = entries({30: (20, None)})
    report = verify([*log[:14], log[14].replace(b'"v":1}}', b'"v":2}}'), *log[15:]])
    assert 6 not in failed(report)
    assert report.first_bad == 15
    assert "heads_seen" not in report.steps[5].figures


@given(st.lists(st.binary(max_size=4), min_size=1, max_size=40), st.data())
def test_what_holds_is_the_head_of_the_leaves_before(leaves: list[bytes], data: st.DataObject) -> None:
    hashes = [leaf_hash(leaf) for leaf in leaves]
    claims, wrong = [], set()
    for position in range(1, len(hashes) + 1):
        size = data.draw(st.integers(-1, len(hashes) + 1))
        holds = 0 <= size < position
        root = tree_hash(hashes[:size]).hex() if 0 <= size <= len(hashes) else ""
        if data.draw(st.booleans()):
            root, holds = root[:-1] + ("0" if root[-1:] != "0" else "1"), False
        claims.append(Claim(size, root, position))
        wrong |= set() if holds else {position}
    faults = Faults()
    compare_seen(hashes, data.draw(st.permutations(claims)), faults)
    report = faults.close({6}, ())
    assert report.steps[5].count == len(wrong)
    assert report.first_bad == min(wrong, default=None)
