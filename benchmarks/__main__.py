"""Measure and print: ``python -m benchmarks [--quick] [--only a,b,c,floor] [--store sqlite] [--keep DIR] [--json FILE]``.

The exit code is 0 whether or not a target is met; only what fails to run ends otherwise.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

import orjson
import psycopg
from tests.conftest import find_postgres, server_of

from benchmarks import report
from benchmarks.ledgers import Measured, fill, founded, reopened
from benchmarks.measures import measure_appends, measure_growth, measure_least_appends, measure_least_replay, measure_replay
from benchmarks.people import Company
from benchmarks.report import Result
from benchmarks.sizes import FULL, QUICK, Sizes
from ledger.home import Home

SQLITE, POSTGRES = "SQLite", "PostgreSQL"
NO_SERVER = "PostgreSQL is not measured: no server is installed (Debian: apt-get install postgresql)"


def main() -> None:
    """Run what the arguments ask for."""
    parser = argparse.ArgumentParser("benchmarks", description="Measure the ledger beside the eventsourcing library.")
    parser.add_argument("--quick", action="store_true", help="small sizes: shows that everything runs, not how fast")
    parser.add_argument("--only", default="a,b,c,floor", help="parts, by commas: a appends, b replay, c growth, floor the least they cost")
    parser.add_argument("--store", choices=("sqlite", "postgres"), help="measure appends and growth on this store alone")
    parser.add_argument("--turns", type=int, help="how often each variant comes to its turn")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="keep the ledgers in DIR and use those that are there")
    parser.add_argument("--postgres", metavar="URL", help="use this server, as its superuser, instead of one that is thrown away")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures to FILE too")
    options = parser.parse_args()
    sizes = QUICK if options.quick else FULL
    sizes = replace(sizes, turns=options.turns or sizes.turns)
    with _folder(options.keep) as folder, _server(options.postgres) as server:
        stores = {SQLITE: None} | ({POSTGRES: server} if server else {})
        results, missing = _measure(folder, stores, sizes, set(options.only.split(",")), options.store)
        about, floor = report.machine(_version(server)), report.limits(folder)
    print(report.table(results, about, floor, sizes))
    for line in missing:
        print(line)
    if options.json:
        options.json.write_bytes(orjson.dumps(report.as_json(results, about, floor, sizes, missing), option=orjson.OPT_INDENT_2))


def _measure(
    folder: Path, stores: dict[str, str | None], sizes: Sizes, parts: set[str], only: str | None
) -> tuple[list[Result], list[str]]:
    company = Company.of(sizes)
    chosen = [store for store in stores if only is None or store.lower().startswith(only)]
    results: list[Result] = []
    missing = [] if POSTGRES in stores else [NO_SERVER]
    if missing and parts & {"b", "floor"}:
        missing.append("Replay is not measured: the library has a DCB recorder for PostgreSQL alone")
    ledgers = _ledgers(folder, "large", stores, company, sizes.stored)
    # Replay first: appends make the live round longer.
    if "b" in parts:
        results += _said(measure_replay(ledgers, company, stores.get(POSTGRES)))
    if "floor" in parts:
        results += _said(measure_least_replay(ledgers, company, stores.get(POSTGRES)))
        for store in chosen:
            address = stores[store] or str(folder / f"library-{time.time_ns()}.sqlite")
            results += _said(measure_least_appends(store, ledgers[store], company, address, folder))
    if "a" in parts:
        for store in chosen:
            address = stores[store] or str(folder / f"library-{time.time_ns()}.sqlite")
            results += _said(measure_appends(store, ledgers[store], company, address))
    if "c" in parts:
        little = Company.of(replace(sizes, items=max(1, sizes.items * sizes.small // (2 * sizes.marks))))
        small = _ledgers(folder, "small", stores, little, sizes.small)
        grown = _ledgers(folder, "large", stores, company, sizes.grown)
        for store in chosen:
            results += _said(measure_growth(store, small[store], grown[store], company, little))
    return sorted(results, key=lambda result: result.part), missing


def _said(results: list[Result]) -> list[Result]:
    """Return ``results``, after saying each in a line: the table comes at the end, which may be minutes away."""
    for result in results:
        print(f"  {result.name}, {result.store} against {result.against}: {result.ratio:.2f}", flush=True)
    return results


def _ledgers(folder: Path, name: str, stores: dict[str, str | None], company: Company, size: int) -> dict[str, Measured]:
    """Return one ledger of ``size`` records, or of more where it grew before, in each store."""
    homes: dict[str, Home] = {}
    for store, server in stores.items():
        place = folder / f"{name}-{store.lower()}"
        dsn = f"{server}&schema=bench_{name}" if server else None
        first = next(iter(homes.values()), None)
        homes[store] = reopened(place, dsn) or founded(place, company, dsn, first)
    print(f"… {name} ledgers of {size:,} records", flush=True)
    start = time.monotonic()
    fill(list(homes.values()), company, size)
    for server in filter(None, stores.values()):
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute("VACUUM ANALYZE")
            connection.execute("CHECKPOINT")
    print(f"  ready after {time.monotonic() - start:.0f} s", flush=True)
    return {store: Measured(home, company) for store, home in homes.items()}


@contextmanager
def _folder(keep: Path | None) -> Iterator[Path]:
    if keep is not None:
        keep.mkdir(parents=True, exist_ok=True)
        yield keep.resolve()
    else:
        with tempfile.TemporaryDirectory(prefix="award-ledger-bench-") as folder:
            yield Path(folder)


@contextmanager
def _server(url: str | None) -> Iterator[str | None]:
    """Yield the address of the PostgreSQL server to measure on; None where there are no binaries of one."""
    with ExitStack() as running:
        programs = None if url else find_postgres()
        yield url or (running.enter_context(server_of(programs)) if programs else None)


def _version(server: str | None) -> str | None:
    if server is None:
        return None
    with psycopg.connect(server) as connection:
        row = connection.execute("SHOW server_version").fetchone()
    return str(row[0]) if row else None


if __name__ == "__main__":
    main()
