"""Tags: by what a record is found again (docs/formats.md section 5).

A pure function of what was said, so that a verifier recomputes them from the record alone. A code of
an applicant or an expert means somebody else in every round, and so carries its round.
"""

from __future__ import annotations

from ledger.record.envelope import Said

PER_ROUND = frozenset({"applicant", "expert"})
"""Kinds of subject whose codes are given anew in every round."""


def tags_of(said: Said) -> tuple[str, ...]:
    """Return the tags of an act: one for its round and one for each subject, sorted."""
    tags = {f"round:{said.round}"} if said.round is not None else set()
    for subject in said.subjects:
        kind, _, code = subject.partition(":")
        tags.add(f"{kind}:{said.round}/{code}" if kind in PER_ROUND and said.round is not None else subject)
    return tuple(sorted(tags))
