"""What acceptance tests read of a ledger that was played."""

from __future__ import annotations

from ledger.demo.play import Played
from ledger.rules.citation import Finding, Verdict
from ledger.stages.check import check
from ledger.stages.fact import Fact
from ledger.stages.history import History
from ledger.terms import RoundId, View
from ledger.vault.reading import Reader


def facts_of(played: Played, view: View = View.AUDITOR) -> list[Fact]:
    """Return all facts of a ledger, in order."""
    with Reader(played.home, view, who="test", purpose="test") as reader:
        return list(reader.facts())


def violations(facts: list[Fact], round: RoundId) -> list[tuple[int | None, Finding]]:
    """Return what every rule finds against the records of ``round``, each with the state before it, in the order of the log."""
    history, found = History(), []
    for fact in facts:
        if fact.said.round == round and fact.said.corrects is None:
            found += [(fact.position, finding) for finding in check(history, fact) if finding.verdict is Verdict.VIOLATES]
        history.take(fact)
    return found
