"""What is measured: (a) single durable appends, (b) replay of a round, (c) appends to a grown ledger, and the floor below them."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

from benchmarks import floor, library
from benchmarks.ledgers import Measured
from benchmarks.people import LIVE, Company
from benchmarks.report import Result
from benchmarks.sizes import Sizes
from benchmarks.turns import Variant, by_turns
from benchmarks.without_rules import WithoutRules
from ledger.drafting import Signed
from ledger.handle import Ledger
from ledger.terms import Phase, View
from ledger.vault.reading import Reader

APPEND_TARGETS = {"PostgreSQL": 1.2, "SQLite": 0.7}
REPLAY_TARGET = 2.5
GROWTH_TARGET = 0.8
POINTS = 8550


def measure_appends(store: str, measured: Measured, company: Company, address: str) -> list[Result]:
    """Measure ``Ledger.record`` against the library's ``Application.save`` at ``address``, one act a transaction."""
    sizes = company.sizes
    app = library.Sheets(library.environment(address))
    sheet = library.Sheet(str(LIVE))
    app.save(sheet)
    with Ledger(measured.home) as ledger:
        acts = company.spare_marks(measured.spent())
        variants: tuple[Variant[Any], ...] = (
            Variant("same act", lambda: list(islice(library.same_acts(company), sizes.acts)), partial(_save_acts, app, sheet)),
            Variant("bare event", lambda: list(islice(library.plain_marks(company), sizes.acts)), partial(_save, app, sheet)),
            _recording("ledger", ledger, acts, sizes),
        )
        found = by_turns(variants, sizes.turns)
    app.close()
    name = f"durable single append, round of {sizes.marks:,} in {sizes.stored:,}"
    same = Result("a", name, store, found["ledger"], found["same act"], "Application.save, same act", APPEND_TARGETS[store])
    return [same, Result("a", name, store, found["ledger"], found["bare event"], "Application.save, bare event", None)]


def measure_replay(ledgers: dict[str, Measured], company: Company, address: str | None) -> list[Result]:
    """Measure replay of the live round in both views, from each store, against the library's DCB on PostgreSQL, all in one run."""
    if address is None:
        return []
    sizes = company.sizes
    recorder = library.dcb_recorder(address)
    library.fill_dcb(recorder, company, sizes.stored)
    variants: list[Variant[Any]] = [
        Variant("typed", lambda: recorder, library.read_typed),
        Variant("mapper", lambda: recorder, library.read_mapped),
        Variant("bare", lambda: recorder, library.read_bare),
    ]
    results = []
    with ExitStack() as open:
        for store, measured in ledgers.items():
            for view in (View.PUBLIC, View.AUDITOR):
                reader = open.enter_context(Reader(measured.home, view, who="benchmark", purpose="measurement"))
                variants.append(Variant(f"{store} {view}", partial(lambda reader: reader, reader), _replay))
            variants.append(Variant(f"{store} first", partial(_newly_opened, measured, open.enter_context(ExitStack())), _replay))
        found = by_turns(variants, sizes.turns)
    for store in ledgers:
        for which, said, judged in (
            (View.PUBLIC, "sealed values closed", True),
            ("first", "sealed values closed, the first of a reader", False),
            (View.AUDITOR, "opened through the vault", True),
        ):
            name = f"replay of {sizes.marks:,} in {sizes.stored:,}, {said}"
            for decode, against, target in (
                ("typed", "DCB by tag, same act, typed", REPLAY_TARGET if judged else None),
                ("mapper", "DCB by tag, same act, mapper", REPLAY_TARGET if judged else None),
                ("bare", "DCB by tag, bare event, typed", None),
            ):
                results.append(Result("b", name, store, found[f"{store} {which}"], found[decode], against, target))
    return results


def _newly_opened(measured: Measured, open: ExitStack) -> Reader:
    """Return a reader that has read nothing yet, the registers neither, after closing the one before it."""
    open.close()
    return open.enter_context(Reader(measured.home))


def measure_growth(store: str, small: Measured, grown: Measured, company: Company, small_company: Company) -> list[Result]:
    """Measure appends to the grown ledger against appends to the small one."""
    sizes = company.sizes
    with Ledger(small.home) as little, Ledger(grown.home) as large:
        variants = (
            _recording("small", little, small_company.spare_marks(small.spent()), sizes),
            _recording("grown", large, company.spare_marks(grown.spent()), sizes),
        )
        found = by_turns(variants, sizes.turns)
    name = f"single append at {sizes.grown:,} records"
    return [Result("c", name, store, found["grown"], found["small"], f"at {sizes.small:,} records", GROWTH_TARGET)]


def measure_least_appends(store: str, measured: Measured, company: Company, address: str, folder: Path) -> list[Result]:
    """Measure the least program that appends an act, and the ledger without its rules, against ``Application.save`` at ``address``."""
    sizes = company.sizes
    app = library.Sheets(library.environment(address))
    sheet = library.Sheet(str(LIVE))
    app.save(sheet)
    kept = floor.PostgreSQL(address) if address.startswith("postgresql://") else floor.SQLite(folder / f"floor-{time.time_ns()}.sqlite")
    least, without = floor.LeastLedger(kept, company, folder), WithoutRules(measured.home, company, folder)
    acts, unspent = company.spare_marks(0), company.spare_marks(measured.spent())

    def record(signed: list[Signed]) -> int:
        for one in signed:
            least.record(one.act)
        return len(signed)

    def record_unasked(signed: list[Signed]) -> int:
        for one in signed:
            without.record(one)
        return len(signed)

    found = by_turns(
        (
            Variant("same act", lambda: list(islice(library.same_acts(company), sizes.acts)), partial(_save_acts, app, sheet)),
            Variant("least", lambda: list(islice(acts, sizes.acts)), record),
            Variant("without rules", lambda: list(islice(unspent, sizes.acts)), record_unasked),
        ),
        sizes.turns,
    )
    app.close()
    least.close()
    without.close()
    return [
        Result("floor", name, store, found[which], found["same act"], "Application.save, same act", APPEND_TARGETS[store])
        for which, name in (("least", "the least append"), ("without rules", "append without rules, state or boundary"))
    ]


def measure_least_replay(ledgers: dict[str, Measured], company: Company, address: str | None) -> list[Result]:
    """Measure the least program that replays the live round against the library's DCB on PostgreSQL."""
    if address is None:
        return []
    sizes = company.sizes
    recorder = library.dcb_recorder(address)
    library.fill_dcb(recorder, company, sizes.stored)
    views = {"sealed values closed": False, "opened": True}
    variants: list[Variant[Any]] = [Variant("typed", lambda: recorder, library.read_typed)]
    with ExitStack() as open:
        for store, measured in ledgers.items():
            reader = open.enter_context(closing(floor.LeastReader(measured.home)))
            for said, opened in views.items():
                variants.append(Variant(f"{store} {said}", partial(lambda reader: reader, reader), partial(_replay_least, opened=opened)))
        found = by_turns(variants, sizes.turns)
    against = "DCB by tag, same act, typed"
    return [
        Result("floor", f"the least replay, {said}", store, found[f"{store} {said}"], found["typed"], against, REPLAY_TARGET)
        for store in ledgers
        for said in views
    ]


def _recording(name: str, ledger: Ledger, acts: Iterator[Signed], sizes: Sizes) -> Variant[list[Signed]]:
    def record(signed: list[Signed]) -> int:
        for one in signed:
            ledger.record(one)
        return len(signed)

    return Variant(name, lambda: list(islice(acts, sizes.acts)), record)


def _save(app: library.Sheets, sheet: library.Sheet, marks: list[dict[str, str]]) -> int:
    for mark in marks:
        sheet.mark(mark, POINTS)
        app.save(sheet)
    return len(marks)


def _save_acts(app: library.Sheets, sheet: library.Sheet, acts: list[tuple[dict[str, Any], list[str]]]) -> int:
    for said, signatures in acts:
        sheet.record(said, signatures, POINTS)
        app.save(sheet)
    return len(acts)


def _replay_least(reader: floor.LeastReader, *, opened: bool) -> int:
    return reader.replay(opened=opened)


def _replay(reader: Reader) -> int:
    return sum(map(len, reader.history(LIVE).rounds[LIVE].scoring.marks[Phase.DOCUMENT].values()))
