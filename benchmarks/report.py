"""What was found, as a table for people and as JSON for whoever compares runs."""

from __future__ import annotations

import os
import platform
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from benchmarks.sizes import Sizes
from benchmarks.turns import Rates

PACKAGES = ("eventsourcing", "psycopg", "cryptography", "msgspec", "orjson")


@dataclass(frozen=True, slots=True)
class Result:
    """One ratio: ours to the other's, by medians, and what it should be at least."""

    part: str
    name: str
    store: str
    ours: Rates
    other: Rates
    against: str
    target: float | None
    """None for a row that stands there for information."""

    @property
    def ratio(self) -> float:
        return self.ours.median / self.other.median

    @property
    def met(self) -> bool:
        return self.target is None or self.ratio >= self.target


def machine(database: str | None) -> dict[str, str]:
    """Return what the figures depend on. ``database`` is the version of the PostgreSQL server."""
    found = {
        "cores": str(len(os.sched_getaffinity(0))),
        "load": " ".join(f"{load:.1f}" for load in os.getloadavg()),
        "system": f"{platform.system()} {platform.release()} {platform.machine()}",
        "python": sys.version.split()[0],
        "sqlite": sqlite3.sqlite_version,
        "postgresql": database or "none",
    }
    return found | {name: version(name) for name in PACKAGES}


def limits(folder: Path, times: int = 300) -> dict[str, float]:
    """Return microseconds of what no program here can avoid: syncing a file in ``folder``, and Ed25519, medians."""
    key = Ed25519PrivateKey.generate()
    public, message = key.public_key(), bytes(900)
    signature = key.sign(message)
    with tempfile.NamedTemporaryFile(dir=folder) as file:
        file.write(bytes(4096))
        file.flush()
        os.fsync(file.fileno())

        def sync() -> None:
            os.pwrite(file.fileno(), message[:64], 0)
            os.fdatasync(file.fileno())

        return {
            "fdatasync": _microseconds(sync, times),
            "Ed25519 verify": _microseconds(lambda: public.verify(signature, message), times),
            "Ed25519 sign": _microseconds(lambda: key.sign(message), times),
        }


def table(results: Sequence[Result], about: dict[str, str], floor: dict[str, float], sizes: Sizes) -> str:
    """Return the report as text."""
    lines = ["machine: " + " · ".join(f"{name} {value}" for name, value in about.items())]
    lines.append("limits: " + " · ".join(f"{name} {value:.0f} µs" for name, value in floor.items()))
    lines.append(f"{sizes.turns} turns by turns, {sizes.acts} appends each; events a second, median (lowest–highest)")
    rows = [("", "what", "store", "ours", "against", "theirs", "ratio", "target", "")]
    for r in results:
        verdict = "for information" if r.target is None else "met" if r.met else "NOT met"
        target = f"≥ {r.target}" if r.target else ""
        rows.append((r.part, r.name, r.store, _shown(r.ours), r.against, _shown(r.other), f"{r.ratio:.2f}", target, verdict))
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines += ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    return "\n".join(lines)


def as_json(
    results: Sequence[Result], about: dict[str, str], floor: dict[str, float], sizes: Sizes, missing: Sequence[str]
) -> dict[str, object]:
    """Return the report for a program. ``missing`` says what was left out, and why."""
    return {
        "machine": about,
        "limits_us": floor,
        "sizes": asdict(sizes),
        "missing": list(missing),
        "results": [
            {
                "part": r.part,
                "what": r.name,
                "store": r.store,
                "against": r.against,
                "ours": _figures(r.ours),
                "theirs": _figures(r.other),
                "ratio": r.ratio,
                "target": r.target,
                "met": None if r.target is None else r.met,
            }
            for r in results
        ],
    }


def _figures(rates: Rates) -> dict[str, object]:
    low, high = rates.spread
    return {"median": rates.median, "lowest": low, "highest": high, "turns": list(rates.rates)}


def _shown(rates: Rates) -> str:
    low, high = rates.spread
    return f"{rates.median:,.0f} ({low:,.0f}–{high:,.0f})"


def _microseconds(once: Callable[[], object], times: int) -> float:
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        once()
        taken.append(time.perf_counter() - start)
    return sorted(taken)[times // 2] * 1e6
