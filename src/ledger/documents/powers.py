"""The table of powers (职权表): which role may bring about which kind of fact, and which roles one holder does not have together.

It is read off the vocabulary: a type says who may author it, and nothing else does.
"""

from __future__ import annotations

from typing import NamedTuple

import ledger.events  # noqa: F401 - enters every type
from ledger.documents.markdown import anchor, heading, page, table
from ledger.events.event import TYPES
from ledger.rules.powers import are_apart
from ledger.terms import Role


class Power(NamedTuple):
    """职权: a role, what it may author, and the roles that its holder does not have beside it."""

    role: str
    zh: str
    may: tuple[str, ...]
    apart: tuple[str, ...]


def powers() -> tuple[Power, ...]:
    """Return every role with its powers, in the order of ``Role``."""
    return tuple(
        Power(
            role.value,
            role.zh,
            tuple(sorted(name for name, kind in TYPES.items() if role in kind.signed_by)),
            tuple(other.value for other in Role if are_apart(role, other)),
        )
        for role in Role
    )


def powers_table() -> str:
    """Return the page."""
    lines = [
        "# 职权表 · Who may do what",
        "",
        "每种身份可以作出哪些行为，由事件类型的签署规定得出；同一持有人不得兼任的身份另列。",
        "经办人和复核人不作出行为：他们代录他人的文件，并由两人分别签署。",
        "",
        "What each role may bring about follows from who may sign each type. Clerk and confirmer author nothing: they write",
        "down what stands on somebody's paper, and two persons sign. Roles that one holder does not have together stand beside.",
        "",
    ]
    zh = {role.value: role.zh for role in Role}
    rows = ((f"{p.zh} · {p.role}", str(len(p.may)), "、".join(f"{zh[other]} · {other}" for other in p.apart) or "—") for p in powers())
    lines += table(("身份 · Role", "类型数 · Types", "不得兼任 · Not together with"), rows)
    for power in powers():
        if power.may:
            lines += heading(2, f"role {power.role}", f"{power.zh} · {power.role}")
            lines += [", ".join(f"[`{name}`](event-catalogue.md#{anchor(name)})" for name in power.may), ""]
    return page(lines)
