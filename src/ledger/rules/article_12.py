"""Article 12: accidents after the award (第十二条). The consequences, and the rules on them, are those of article 11.

Two elements together: after the award an accident of quality, safety, environment or the like, and by it a major
adverse effect on the public. How many years back it counts, and whether a subsidiary's accident is the winner's, are
silences (``article12.lookback_years``, ``article12.subsidiary_attribution``); no act carries the facts for them yet.
"""

from __future__ import annotations

from ledger.errors import NotDisclosed
from ledger.rules.citation import NotApplicable, rule

ACCIDENT = "accident"


@rule("12")
def comes_after_the_award(ground: str, has_title: bool) -> bool:
    """事故在获奖之后: An accident counts against a title that was published before it came to be verified."""
    if ground != ACCIDENT:
        raise NotApplicable("the ground is not an accident")
    return has_title


@rule("12")
def had_a_major_adverse_effect(ground: str, impact: bool | None, sealed: int) -> bool:
    """造成重大不良社会影响: The accident was found to have had a major adverse effect; the accident alone is not enough."""
    if ground != ACCIDENT:
        raise NotApplicable("the ground is not an accident")
    if impact is None and sealed:
        raise NotDisclosed("record.sealed")
    return impact is True


@rule("12")
def finds_on_both_elements(ground: str, established: bool, impact: bool | None) -> bool:
    """事故核实结论须认定社会影响: A conclusion that an accident is established says whether it had a major adverse effect."""
    if ground != ACCIDENT:
        raise NotApplicable("the ground is not an accident")
    return not established or impact is not None
