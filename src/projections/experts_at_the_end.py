"""Experts and clean hands over the whole round (专家与廉洁整体核查): aborted draws, advisers, challenges, integrity cards."""

from __future__ import annotations

from collections.abc import Iterator

from ledger.rules import article_06_experts
from ledger.rules.citation import Finding
from ledger.stages.history import Round
from ledger.terms import Phase


def experts_at_the_end(round: Round, *, is_over: bool) -> Iterator[Finding]:
    """Yield what is said of the round as a whole; it was kept while it ran, and ``is_over`` once it has its result."""
    if round.draw.draws:
        aborted = {str(number): f"{draw.reason.value}: {', '.join(draw.absent) or draw.why}" for number, draw in round.draw.aborted.items()}
        yield article_06_experts.came_about_at_the_first_attempt(aborted)
    scored = tuple(round.scoring.marks[Phase.DOCUMENT])
    missing = tuple(sorted(applicant for applicant in scored if applicant not in round.integrity.declared))
    yield article_06_experts.has_declarations_of_advisers(missing, len(scored), round.opening.parameters.advisers_years)
    challenges = {id(challenge): challenge for challenge in round.integrity.challenges.values()}.values()
    undecided = sum(challenge.decision is None for challenge in challenges)
    yield article_06_experts.has_decided_every_challenge(undecided, len(challenges), round.sealed, is_over=is_over)
    yield article_06_experts.has_a_card_for_each_visit(
        tuple(sorted(round.scoring.visited)), tuple(round.integrity.cards), round.sealed, is_over=is_over
    )
