"""The second reading (第二次解读): for each act of a year, why the regulation and the adopted rules refuse it, read from the book.

Written from the regulation and from what the year adopts, not from the ledger's rules. Each reason names its
provision. A list of no reasons means that the act must be taken.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from tests.model import after, before, committee, corrections, experts, government, notice, public, review
from tests.model.book import Book
from tests.model.offer import Offer, Reasons

SEALED = (
    "recusal.recorded", "expert.challenged", "challenge.decided",
    "objection.received", "objection.late", "objection.admitted", "objection.resolved", "objection.answered", "candidate.kept",
    "verification.opened", "verification.concluded", "statement.heard", "revocation.proposed",
)  # fmt: skip
"""What goes into the log behind a neutral cover; it is taken in even after a round is annulled."""


def reasons(book: Book, type: str, event: Any, on: date, by: str, corrects: str | None, today: date) -> list[str]:
    """Return every reason to refuse ``event`` of the day ``on``, offered today by the body ``by``, perhaps for an act that it corrects."""
    if book.has("round.opened") is (type == "round.opened" and corrects is None):
        return ["F2: a round is opened once, and first"]
    found = list(READINGS[type](Offer(book, event, on, by, corrects, today)))
    if corrects is not None:
        found += corrections.reasons(book, type, event, by, corrects, notice.decided(book))
    if book.has("round.annulled") and type not in SEALED and not (type == "round.annulled" and corrects):
        found.append("6: the round is annulled")
    return found


READINGS: dict[str, Callable[..., Reasons]] = {
    "round.opened": before.opens,
    "parameters.adopted": before.adopts,
    "rubric.adopted": before.adopts_a_rubric,
    "call.published": before.calls,
    "application.submitted": before.applies,
    "application.late": before.comes_late,
    "application.received": before.is_stamped,
    "profile.declared": before.declares_profile,
    "supplement.requested": before.asks_for_papers,
    "application.supplemented": before.supplements,
    "application.withdrawn": before.withdraws,
    "recommendation.signed": before.recommends,
    "department.consulted": before.consults,
    "department.replied": before.replies,
    "condition.checked": before.finds,
    "qualification.decided": before.decides,
    "qualified_list.fixed": before.lists,
    "panel.drawn": experts.draws,
    "panel.constituted": experts.constitutes,
    "expert.replaced": experts.replaces,
    "interest.declared": experts.declares,
    "advisers.declared": experts.declares_advisers,
    "expert.challenged": experts.challenges,
    "challenge.decided": experts.decides_a_challenge,
    "recusal.recorded": experts.stands_aside,
    "score.recorded": review.scores,
    "document_report.issued": review.reports_on_papers,
    "defence_list.fixed": review.fixes_the_defence_list,
    "defence_scheme.issued": review.plans("defence_list.fixed", "defence", lambda e: e.order),
    "defence.held": review.holds("defence_scheme.issued", "defence", "defence.held"),
    "site_list.fixed": review.fixes_the_site_list,
    "site_scheme.issued": review.plans("site_list.fixed", "site", lambda e: e.applicants),
    "site_visit.held": review.holds("site_scheme.issued", "site", "site_visit.held"),
    "overall_scores.computed": review.computes_overall,
    "overall_report.submitted": committee.reports_overall,
    "deliberation.held": committee.meets,
    "vote.counted": committee.counts_a_vote,
    "candidates.determined": committee.determines,
    "place.left_vacant": committee.leaves_vacant,
    "notice.opened": notice.opens_notice,
    "notice.closed": notice.closes_notice,
    "objection.received": public.objects,
    "objection.late": public.comes_late,
    "objection.admitted": public.admits,
    "objection.resolved": public.resolves,
    "objection.answered": public.answers,
    "candidate.kept": notice.keeps,
    "notice.changed": notice.changes_notice,
    "notice.interrupted": notice.interrupts_notice,
    "candidates.submitted": government.submits,
    "award.returned": government.submits,
    "candidate.disqualified": notice.fails_notice,
    "award.approved": government.approves,
    "award.denied": government.denies,
    "result.published": government.publishes,
    "prize.granted": government.grants,
    "prize.paid": government.pays,
    "round.annulled": government.annuls,
    "honour.conferred": after.confers,
    "budget.appropriated": after.appropriates,
    "verification.opened": after.opens_verification,
    "verification.concluded": after.concludes,
    "statement.heard": after.hears,
    "revocation.proposed": after.proposes,
    "revocation.approved": after.revokes,
    "revocation.annulled": after.annuls_revocation,
    "revocation.served": after.follows_once,
    "revocation.announced": after.follows_once,
    "bar.imposed": after.imposes_bar,
    "plaque.recovered": after.recovers,
    "plaque.returned": after.returns,
    "clawback.demanded": after.demands,
    "clawback.received": after.receives,
    "clawback.refunded": after.refunds,
}
"""How each type of act is read."""
