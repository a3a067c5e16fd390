"""What is asked of every act, whatever its stage: its ledger, its round, its time, its author and keys, its provenance.

Signature bytes are not verified here: ``ledger.handle`` does so before it asks, and ``bundle.verify`` again.
``history`` is what stood before the act; the act that a correction takes the place of still stands in it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger.events.event import TYPES, Event, Occurs
from ledger.events.founding import ActRefused, LedgerOpened, LogKeyRotated, RecordSealed
from ledger.events.keys import KeyBound
from ledger.events.measure import ParametersAdopted, ParametersChanged, RubricAdopted
from ledger.events.opening import CallPublished, PlanIssued, RoundAnnulled, RoundOpened
from ledger.events.promotion import CaseReferred, CounterfeitReported, ReferralConcluded, UnauthorisedReviewReported
from ledger.rules import acts, authorship
from ledger.rules.article_17 import stands_under_a_known_edition
from ledger.rules.authorship import LIVE, Standing
from ledger.rules.citation import RULES, Basis, Finding, Rule, kept
from ledger.rules.editions import EDITIONS
from ledger.rules.restatements import CITABLE
from ledger.stages import approval, bodies, keys, measure, pool
from ledger.stages.history import STAGES, matter_of
from ledger.terms import KeyId, Role, RoundKind

if TYPE_CHECKING:
    from ledger.record.envelope import Signer
    from ledger.stages.fact import Fact
    from ledger.stages.history import History, OnRecord, Round

NO_ROUND: frozenset[type[Event]] = frozenset({LedgerOpened, LogKeyRotated, *measure.EVENTS, *bodies.EVENTS})
"""Types of the ledger as a whole: they name no round."""

ANY_ROUND: frozenset[type[Event]] = frozenset(
    {
        *(kind for kind in keys.EVENTS if kind not in NO_ROUND),
        *pool.EVENTS,
        *(CounterfeitReported, UnauthorisedReviewReported, CaseReferred, ReferralConcluded, RecordSealed, ActRefused),
    }
)
"""Types that may be about a round or not. All others name one."""

BY_THE_SERVICE: frozenset[type[Event]] = frozenset({RecordSealed, ActRefused})
"""Types that the ledger itself writes. They may be about a round that was never opened, since such acts are refused."""

REVIEWING = ("application", "qualification", "draw", "panel", "integrity", "scoring", "evaluation", "deliberation", "notice", "approval")
"""Stages of the review."""

REVIEW: frozenset[type[Event]] = frozenset(
    {
        CallPublished,
        ParametersAdopted,
        ParametersChanged,
        PlanIssued,
        RubricAdopted,
        *pool.EVENTS,
        *(kind for name in REVIEWING for kind in STAGES[name].EVENTS),
    }
)
"""Types of the review up to its result: what of them is taken down afterwards was not signed while it ran."""

OLDER_THAN_THE_ROUND: frozenset[type[Event]] = frozenset({ParametersAdopted, PlanIssued, RubricAdopted, *pool.EVENTS})
"""Types of the review that may bear a day before the round opened: rules and the pool of experts are there before."""

INSIDE_THE_ROUND = REVIEW - OLDER_THAN_THE_ROUND
"""Types of the review that bear a day on which their round was open already."""

OF_THE_LEDGER: frozenset[type[Event]] = frozenset({LedgerOpened, LogKeyRotated, *keys.EVENTS})
"""Types that only a signature of its own brings about, never a paper."""

GOVERNMENTS_OWN = frozenset({3, 10, 11, 12})
"""Articles from which the government alone departs, and with them 9(9): quota, approval, prize, revocation."""

# Rules that read dates or citations, of which an act repeats what others said before it.
_cites_known_provisions = kept(acts.cites_known_provisions)
_says_when_it_had_effect = kept(acts.says_when_it_had_effect)
_had_effect_after_its_round_opened = kept(acts.had_effect_after_its_round_opened)

_role = {role.value: role for role in Role}.get
_CODED = {"expert": Role.EXPERT, "experts": Role.EXPERT, "applicant": Role.APPLICANT, "body": None}


def author_of(fact: Fact) -> Role | None:
    """Return the role in which an act is authored, by its first signer or on whose behalf it was written down; None: unknown.

    An expert, an applicant and a recommending body are named by their code where the event has one.
    """
    if fact.said.provenance.kind == LIVE:
        return _role(fact.said.signers[0].role)
    return _on_behalf(fact.event, fact.said.provenance.on_behalf_of)


def check(history: History, round: Round, fact: Fact) -> tuple[Finding, ...]:
    """Return what the keeping of records asks of ``fact``, before its stage is asked."""
    findings = [*_check_place(history, round, fact), *_check_time(round, fact), *_check_author(history, fact)]
    if fact.said.corrects is not None or fact.said.caused_by:
        findings += _check_links(round, fact)
    if fact.said.deviation is not None:
        findings += _check_deviation(fact)
    if fact.position is not None:
        findings.append(acts.is_sealed_where_it_warns(type(fact.event).neutral, is_wrapped=fact.wrapped is not None))
    return tuple(findings)


def signer_holder(state: keys.State, signer: Signer, fact: Fact) -> str | None:
    """Return who holds the key of ``signer`` in its role and the round of ``fact``; None where it does not hold."""
    role = _role(signer.role)
    binding = state.valid(signer.key, role, fact.said.round) if role else None
    return binding.holder if binding else None


def standing(state: keys.State, key: KeyId, role: Role | None, fact: Fact) -> Standing:
    """Return whether ``key`` signs as ``role`` in the round of ``fact``, and if not, why not."""
    bindings = state.bindings.get(key, [])
    if not bindings:
        return Standing.UNKNOWN
    if role is not None and state.valid(key, role, fact.said.round) is not None:
        return Standing.VALID
    of_role = [binding for binding in bindings if binding.role is role]
    if any(binding.until is None for binding in of_role):
        return Standing.OTHER_ROUND
    if not of_role:
        return Standing.OTHER_ROLE
    return Standing.COMPROMISED if any(binding.compromised for binding in of_role) else Standing.REVOKED


def _check_place(history: History, round: Round, fact: Fact) -> list[Finding]:
    said, kind = fact.said, type(fact.event)
    origin = history.registers.keys.origin
    findings = [acts.comes_after_the_opening(kind is LedgerOpened, bool(origin))]
    if kind is not LedgerOpened:
        findings.append(acts.is_said_to_this_ledger(said.origin, origin))
    needs_round = None if kind in ANY_ROUND else kind not in NO_ROUND
    findings.append(acts.is_about_a_round_where_it_must(said.round is not None, needs_round))
    if said.round is not None and kind not in BY_THE_SERVICE and kind not in NO_ROUND:
        findings += _check_round(history, round, fact)
    known = CITABLE if said.edition in EDITIONS else None
    findings.append(_cites_known_provisions(said.basis, known, may_be_empty=not kind.cites))
    return findings


def _check_round(history: History, round: Round, fact: Fact) -> list[Finding]:
    event, said, kind = fact.event, fact.said, type(fact.event)
    opening = round.opening
    is_new = kind is RoundOpened and said.corrects is None
    findings = [acts.comes_after_the_opening_of_its_round(is_new, opening.opened is not None)]
    if kind not in keys.EVENTS and not kind.neutral:
        findings.append(acts.comes_before_the_annulment(0 if kind is RoundAnnulled and said.corrects else opening.annulled_at))
    if isinstance(event, RoundOpened):
        is_historical = event.kind is RoundKind.HISTORICAL
        # A round that runs stands on a text whose numbers this program knows, or the government stated; who runs it states none.
        registered = history.registers.measure.editions if is_historical else history.registers.measure.texts
        findings.append(stands_under_a_known_edition(said.edition, {*EDITIONS, *registered}))
    else:
        is_historical = opening.is_historical
        findings.append(acts.stands_under_the_edition_of_its_round(said.edition, opening.edition))
    how = said.provenance.kind
    findings.append(acts.is_imported_into_a_historical_round_only(how, is_historical=is_historical))
    findings.append(acts.is_not_signed_as_if_the_past_ran(how, is_historical=is_historical, follows_the_award=kind not in REVIEW))
    return findings


def _check_time(round: Round, fact: Fact) -> list[Finding]:
    said, event, occurs = fact.said, fact.event, type(fact.event).occurs
    is_historical = event.kind is RoundKind.HISTORICAL if isinstance(event, RoundOpened) else round.opening.is_historical
    if occurs is Occurs.PARTIAL and not is_historical:
        # While a round runs its days are known; a vague one would slip past every order of days.
        occurs = Occurs.DAY
    # A source may not tell when something was; whoever signs live or from a dated paper knows.
    unknown = occurs is Occurs.PARTIAL and said.provenance.kind == "imported"
    findings = [
        _says_when_it_had_effect(said.occurred_at, occurs.value, may_be_unknown=unknown),
        acts.had_effect_before_it_was_recorded(said.occurred_at, fact.recorded_at, may_be_unknown=unknown),
    ]
    if type(event) in INSIDE_THE_ROUND and not is_historical and round.opening.opened_on:
        findings.append(_had_effect_after_its_round_opened(said.occurred_at, round.opening.opened_on))
    return findings


def _check_author(history: History, fact: Fact) -> list[Finding]:
    said, kind, state = fact.said, type(fact.event), history.registers.keys
    source = said.provenance
    author, roles = author_of(fact), [signer.role for signer in said.signers]
    is_stated = source.kind != "imported" or source.on_behalf_of is not None
    findings = [
        authorship.says_where_it_comes_from(source.kind, source.on_behalf_of, source.serial, source.dated, source.scan, source.source),
        authorship.rests_on_a_paper_of_before(source.dated, fact.recorded_at),
        authorship.is_authored_in_its_role(author, kind.signed_by, is_stated=is_stated),
        authorship.is_signed_as_its_provenance_asks(source.kind, roles, author),
    ]
    if source.kind == "imported" and said.round is None:
        findings.append(acts.is_imported_into_a_historical_round_only(source.kind, is_historical=False))
    if kind in OF_THE_LEDGER:
        findings.append(authorship.is_signed_by_its_own_key(source.kind))
    if kind is LedgerOpened:
        return findings
    standings = [(s.role, s.key, standing(state, s.key, _role(s.role), fact)) for s in said.signers]
    findings.append(authorship.signs_with_keys_that_hold(tuple(standings)))
    suites = tuple((s.suite, next((b.suite for b in state.bindings.get(s.key, ())), None)) for s in said.signers)
    findings.append(authorship.names_its_suite(suites))
    holders = [signer_holder(state, signer, fact) for signer in said.signers]
    if source.kind != LIVE:
        findings.append(authorship.is_confirmed_by_a_second_person(source.kind, tuple(holders)))
    elif named := _named(fact.event, author):
        findings.append(authorship.is_signed_by_who_it_speaks_of(holders[0], named))
    if kind in (KeyBound, LogKeyRotated):
        others = [h for s, h in zip(said.signers, holders, strict=True) if s.role == Role.COUNTERSIGNER.value]
        findings.append(authorship.is_countersigned_by_another_body(holders[0], others))
    return findings


def _check_links(round: Round, fact: Fact) -> list[Finding]:
    said, findings = fact.said, []
    if said.caused_by:
        findings.append(acts.names_causes_of_its_round(said.caused_by, tuple(round.acts)))
    if said.corrects is not None:
        corrected = round.acts.get(said.corrects.act)
        findings.append(acts.corrects_an_act_that_stands(said.type, corrected.type if corrected else None))
        findings.append(acts.says_why_it_corrects(said.corrects.why, said.corrects.approved_by))
        if corrected is not None and corrected.type == said.type:
            findings += _check_correction(round, fact, corrected)
    return findings


def _check_correction(round: Round, fact: Fact, corrected: OnRecord) -> list[Finding]:
    """Ask what a correction may change. It counts where the corrected act stands, and so must not say what could not be said there."""
    said, kind, author = fact.said, type(fact.event), author_of(fact)
    first_author = _role(corrected.author or "") if corrected.how == LIVE else _on_behalf(fact.event, corrected.author)
    findings = [
        acts.is_never_corrected(kind in OF_THE_LEDGER),
        acts.corrects_the_same_matter(matter_of(fact.event), corrected.matter),
        acts.is_corrected_as_it_was_authored(author, said.provenance.kind, first_author, corrected.how),
        acts.departs_no_further_than_what_it_corrects(said.deviation.rule if said.deviation else None, corrected.departs),
    ]
    if kind in REVIEW and kind not in approval.EVENTS and not round.opening.is_historical:
        decided_at = max(round.approval.approved_at, *round.approval.denied.values(), 0)
        signers = {signer.role for signer in said.signers} | ({author.value} if author else set())
        findings.append(acts.is_corrected_before_the_government_decided(decided_at, tuple(sorted(signers))))
    return findings


def _check_deviation(fact: Fact) -> list[Finding]:
    deviation = fact.said.deviation
    assert deviation is not None
    competent = _competent(RULES.get(deviation.rule))
    # The body itself, by its own key: as the author, or beside the author whose act departs. No paper stands for it.
    signed = [_role(signer.role) for signer in fact.said.signers] if fact.said.provenance.kind == LIVE else []
    author = next((role for role in signed if role in competent), signed[0] if signed else None)
    departed = frozenset(name for name, rule in RULES.items() if rule.basis is not Basis.METHOD)
    return [
        acts.names_a_rule_that_can_be_departed_from(deviation.rule, departed),
        acts.is_owned_by_who_departed(author, competent, deviation.why, deviation.authority),
    ]


def _competent(rule: Rule | None) -> frozenset[Role]:
    """Return the bodies that can depart from ``rule``: those above who must keep it. The office and finance only keep rules."""
    if rule is not None and (rule.citation.article in GOVERNMENTS_OWN or (rule.citation.article, rule.citation.item) == (9, 9)):
        return frozenset({Role.GOVERNMENT})
    return frozenset({Role.COMMITTEE, Role.GOVERNMENT})


def _on_behalf(event: Event, name: str | None) -> Role | None:
    """Return the role in which whoever is named so authors ``event`` by a paper or a source."""
    if name is None:
        return None
    for field, role in _CODED.items():
        if name in _codes(event, field):
            allowed = [role] if role else [Role.RECOMMENDER, Role.DEPARTMENT]
            if allowed := [candidate for candidate in allowed if candidate in type(event).signed_by]:
                return allowed[0]
    author = _role(name)
    return None if author in _roles_with_a_code(event) else author


def _codes(event: Event, field: str) -> tuple[str, ...]:
    value = getattr(event, field, None)
    return value if isinstance(value, tuple) else (value,) if isinstance(value, str) else ()


def _named(event: Event, author: Role | None) -> tuple[str, ...]:
    """Return the codes of those in whose name an author of this role speaks; none for bodies that have one key for all."""
    match author:
        case Role.EXPERT:
            return _codes(event, "expert") or _codes(event, "experts")
        case Role.APPLICANT:
            return _codes(event, "applicant")
        case Role.RECOMMENDER | Role.DEPARTMENT:
            return _codes(event, "body")
    return ()


def _roles_with_a_code(event: Event) -> set[Role]:
    return {role for role in (Role.EXPERT, Role.APPLICANT, Role.RECOMMENDER, Role.DEPARTMENT) if _named(event, role)}


assert not NO_ROUND & ANY_ROUND
assert set(TYPES.values()) >= NO_ROUND | ANY_ROUND | REVIEW
