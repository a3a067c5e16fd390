"""Writes the golden vectors of the draw of experts, ``tests/vectors/draw.json``: ``python -m tests.vectors.make_draw``.

A second reading of docs/formats.md section 12, in the longest and plainest way, which shares no line with ``ledger.rules.draw``.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

FILE = Path(__file__).parent / "draw.json"
LARGEST = 2**256


def hashed(*lines: str) -> str:
    """Return the SHA-256, in hex, of the lines, each ended by a line feed."""
    sha = hashlib.new("sha256")
    for line in lines:
        sha.update(line.encode("ascii"))
        sha.update(b"\x0a")
    return sha.hexdigest()


def snapshot_text(draw: dict[str, Any]) -> list[str]:
    """Return the lines that the snapshot commits to."""
    lines = ["award-ledger/draw/pool/v1", draw["origin"], draw["round"], str(draw["draw"]), draw["method"], draw["fallback"]]
    lines += [str(draw["experts"]), str(draw["reserves"]), draw["reveal_by"]]
    lines.append(str(len(draw["parties"])))
    for party in draw["parties"]:
        lines.append(party)
    lines.append(str(len(draw["entries"])))
    for entry in draw["entries"]:
        excluded = entry["excluded"] if entry["excluded"] is not None else "-"
        lines.append(entry["digest"] + " " + entry["code"] + " " + excluded)
    return lines


def chosen(seed: str, codes: list[str], wanted: int) -> list[str]:
    """Draw ``wanted`` codes, one after another, from a list that is written anew each time."""
    counter, drawn, left = 0, list[str](), list(codes)
    while len(drawn) < wanted:
        block = bytes.fromhex(hashed("award-ledger/draw/stream/v1", seed, str(counter)))
        counter += 1
        number = 0
        for byte in block:
            number = number * 256 + byte
        whole_stretches = LARGEST // len(left)
        if number >= whole_stretches * len(left):
            continue
        place = number - (number // len(left)) * len(left)
        drawn.append(left[place])
        left = [code for at, code in enumerate(left) if at != place]
    return drawn


def vector(name: str, size: int, experts: int, reserves: int, excluded: dict[int, str], parties: list[str]) -> dict[str, Any]:
    """Return one whole draw: what is committed, what is revealed, and everything that follows."""
    salts = [hashed("salt", name, str(n))[:32] for n in range(size)]
    entries = [
        {
            "code": f"E-{n + 1:02}",
            "pool_code": f"P-{n + 1:03}",
            "salt": salts[n],
            "digest": hashed("award-ledger/draw/entry/v1", "2025", f"E-{n + 1:02}", f"P-{n + 1:03}", salts[n]),
            "excluded": excluded.get(n),
        }
        for n in range(size)
    ]
    entries.sort(key=lambda entry: str(entry["digest"]))
    draw: dict[str, Any] = {
        "name": name,
        "origin": "draw.demo.invalid/quality",
        "round": "2025",
        "draw": 1,
        "method": "sha256-counter/v1",
        "fallback": "abort-and-replace/v1",
        "experts": experts,
        "reserves": reserves,
        "reveal_by": "2025-05-21",
        "parties": parties,
        "entries": entries,
    }
    draw["snapshot"] = hashed(*snapshot_text(draw))
    draw["numbers"] = []
    for party in reversed(parties):
        number, salt = hashed("number", name, party), hashed("number salt", name, party)[:32]
        sealed = hashed("award-ledger/draw/number/v1", draw["snapshot"], party, number, salt)
        draw["numbers"].append({"party": party, "number": number, "salt": salt, "commitment": sealed})
    numbers = [one["number"] for one in draw["numbers"]]
    draw["seed"] = hashed("award-ledger/draw/seed/v1", draw["origin"], draw["round"], draw["snapshot"], *numbers)
    codes = [str(entry["code"]) for entry in entries if entry["excluded"] is None]
    drawn = chosen(draw["seed"], codes, experts + reserves)
    draw["drawn"], draw["reserve_list"] = drawn[:experts], drawn[experts:]
    return draw


def vectors() -> list[dict[str, Any]]:
    """Return all vectors."""
    three = ["office", "discipline", "applicant:A-07"]
    return [
        vector("a pool of twenty", 20, 7, 3, {3: "interest", 11: "suspended"}, three),
        vector("everybody is drawn", 5, 4, 1, {}, three),
        vector("one of one", 1, 1, 0, {}, ["discipline", "office"]),
        vector("no reserves, most excluded", 12, 3, 0, dict.fromkeys(range(9), "rotation"), ["office", "public"]),
        vector("a large pool", 80, 15, 15, dict.fromkeys(range(0, 80, 7), "declined"), [*three, "public"]),
    ]


if __name__ == "__main__":
    FILE.write_text(json.dumps(vectors(), ensure_ascii=False, indent=1, sort_keys=True) + "\n", "utf-8")
