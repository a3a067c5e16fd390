"""What is asked of every act: one sound act, and each way in which it is not."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from ledger.events.application import ApplicationWithdrawn
from ledger.events.event import TYPES, Undisclosed
from ledger.events.founding import ActRefused, RecordSealed
from ledger.events.keys import KeyCompromised, KeyRevoked
from ledger.events.notice import LeadReceived
from ledger.events.opening import RoundAnnulled
from ledger.record.envelope import Correction, Deviation, Signer
from ledger.rules.citation import RULES, Basis, Verdict
from ledger.stages import acts
from ledger.stages.check import FLAGS, boundary, check, refusals
from ledger.stages.fact import Fact
from ledger.stages.history import STAGE_OF, STAGES
from ledger.terms import ActId, ApplicantCode, Digest, PartialDate, Role


def test_a_sound_act_is_taken(called: Any) -> None:
    assert called.refused(called.applied()) == set()


@pytest.mark.parametrize(
    ("said", "rule"),
    [
        ({"origin": "elsewhere.example/quality"}, "acts.is_said_to_this_ledger"),
        ({"round": None, "holder": "A-01"}, "acts.is_about_a_round_where_it_must"),
        ({"round": "2026"}, "acts.comes_after_the_opening_of_its_round"),
        ({"occurred_at": "2025-02-30"}, "acts.says_when_it_had_effect"),
        ({"occurred_at": "2025-03"}, "acts.says_when_it_had_effect"),
        ({"occurred_at": "2025-03-20T10:00:00+08:00"}, "acts.says_when_it_had_effect"),
        ({"occurred_at": "2025-03-21"}, "acts.had_effect_before_it_was_recorded"),
        ({"basis": ()}, "acts.cites_known_provisions"),
        ({"basis": ("9(10)",)}, "acts.cites_known_provisions"),
        ({"basis": ("article 9",)}, "acts.cites_known_provisions"),
        ({"edition": "2023"}, "acts.stands_under_the_edition_of_its_round"),
        ({"caused_by": (ActId("f" * 32),)}, "acts.names_causes_of_its_round"),
        ({"corrects": Correction(act=ActId("f" * 32), why="typo", approved_by="office")}, "acts.corrects_an_act_that_stands"),
        ({"holder": "A-02"}, "authorship.is_signed_by_who_it_speaks_of"),
        ({"by": Role.OFFICE}, "authorship.is_authored_in_its_role"),
        ({"holder": "A-09"}, "authorship.signs_with_keys_that_hold"),
    ],
)
def test_a_fault_of_the_envelope_is_named(called: Any, said: dict[str, Any], rule: str) -> None:
    assert rule in called.refused(called.applied(), **said)


def test_the_day_of_the_record_is_no_future(called: Any) -> None:
    assert called.refused(called.applied(), occurred_at="2025-03-20") == set()


def test_the_edge_of_the_day_is_in_shanghai(called: Any) -> None:
    late = "2025-03-19T16:30:00.000+00:00"  # half past midnight on the 20th
    assert called.refused(called.applied(), occurred_at="2025-03-20", recorded_at=late) == set()
    early = "2025-03-19T15:30:00.000+00:00"
    assert "acts.had_effect_before_it_was_recorded" in called.refused(called.applied(), occurred_at="2025-03-20", recorded_at=early)


def test_an_unreadable_time_is_no_yes(called: Any) -> None:
    assert "acts.had_effect_before_it_was_recorded" in called.refused(called.applied(), occurred_at="soon")


def test_a_round_is_opened_once(ready: Any) -> None:
    assert "acts.comes_after_the_opening_of_its_round" in ready.refused(ready.opened())


def test_a_ledger_is_opened_once_and_first(office: Any) -> None:
    assert "acts.comes_after_the_opening" in office.refused(office.founded(), round=None, holder="registrar")
    empty = type(office)()
    assert "acts.comes_after_the_opening" in empty.refused(empty.opened())


def test_nothing_follows_an_annulment_but_what_must(called: Any) -> None:
    called.record(RoundAnnulled(why="no applicants"), Role.COMMITTEE)
    assert "acts.comes_before_the_annulment" in called.refused(called.applied())
    lead = LeadReceived(applicant=None, content="sealed")
    assert "acts.comes_before_the_annulment" not in {f.rule.name for f in called.judge(lead, Role.DISCIPLINE)}


def test_keys_are_judged_as_they_stand(called: Any) -> None:
    key = called.key_of(Role.APPLICANT, "A-01", "2025").id
    called.record(KeyRevoked(key=key, why="lost"), round=None)
    assert called.refused(called.applied()) == {"authorship.signs_with_keys_that_hold", "authorship.is_signed_by_who_it_speaks_of"}
    (finding,) = [f for f in called.judge(called.applied()) if f.rule.name == "authorship.signs_with_keys_that_hold"]
    assert "revoked" in str(finding.given)


def test_a_compromised_key_signs_no_more(called: Any) -> None:
    key = called.key_of(Role.OFFICE, "office").id
    called.record(KeyCompromised(key=key, since=PartialDate(2025, 3), why="stolen"), Role.COUNTERSIGNER, round=None)
    assert "authorship.signs_with_keys_that_hold" in called.refused(called.call())


@pytest.mark.parametrize(
    ("role", "holder", "round", "standing"),
    [
        (Role.OFFICE, "office", None, "valid"),
        (Role.OFFICE, "nobody", None, "unknown"),
        (Role.APPLICANT, "A-01", "2025", "valid"),
    ],
)
def test_standing_of_a_key(called: Any, role: Role, holder: str, round: str | None, standing: str) -> None:
    state = called.history.registers.keys
    fact = called.fact(called.applied())
    assert acts.standing(state, called.key_of(role, holder, round).id, role, fact).value == standing


def test_a_key_of_one_role_or_round_serves_in_no_other(called: Any) -> None:
    state, key = called.history.registers.keys, called.key_of(Role.APPLICANT, "A-01", "2025").id
    assert acts.standing(state, key, Role.EXPERT, called.fact(called.applied())).value == "other_role"
    elsewhere = called.fact(called.applied(), round="2026")
    assert acts.standing(state, key, Role.APPLICANT, elsewhere).value == "other_round"
    assert acts.standing(state, key, None, elsewhere).value == "other_role"


CLERK, CONFIRMER = (Role.CLERK, "clerk"), (Role.CONFIRMER, "confirmer")


def test_a_transcription_of_two_people_is_taken(called: Any) -> None:
    assert called.refused(called.applied(), provenance=called.transcribed("A-01"), signers=[CLERK, CONFIRMER]) == set()


@pytest.mark.parametrize(
    ("for_whom", "changes", "signers", "rule"),
    [
        ("A-01", {}, [CLERK], "authorship.is_signed_as_its_provenance_asks"),
        ("A-01", {}, [CONFIRMER, CLERK], "authorship.is_signed_as_its_provenance_asks"),
        ("A-01", {}, [(Role.OFFICE, "office"), CONFIRMER], "authorship.is_signed_as_its_provenance_asks"),
        ("A-01", {"serial": None}, [CLERK, CONFIRMER], "authorship.says_where_it_comes_from"),
        ("A-01", {"scan": None}, [CLERK, CONFIRMER], "authorship.says_where_it_comes_from"),
        ("A-01", {"scan": "AB" * 32}, [CLERK, CONFIRMER], "authorship.says_where_it_comes_from"),
        ("A-01", {"source": "gazette"}, [CLERK, CONFIRMER], "authorship.says_where_it_comes_from"),
        ("A-01", {"dated": "2025-03-21"}, [CLERK, CONFIRMER], "authorship.rests_on_a_paper_of_before"),
        ("A-01", {"dated": "2025-02-30"}, [CLERK, CONFIRMER], "authorship.rests_on_a_paper_of_before"),
        ("A-02", {}, [CLERK, CONFIRMER], "authorship.is_authored_in_its_role"),
        ("applicant", {}, [CLERK, CONFIRMER], "authorship.is_authored_in_its_role"),
        ("office", {}, [CLERK, CONFIRMER], "authorship.is_authored_in_its_role"),
        ("somebody", {}, [CLERK, CONFIRMER], "authorship.is_authored_in_its_role"),
    ],
)
def test_a_fault_of_a_transcription_is_named(called: Any, for_whom: str, changes: Any, signers: Any, rule: str) -> None:
    assert rule in called.refused(called.applied(), provenance=called.transcribed(for_whom, **changes), signers=signers)


def test_one_person_does_not_confirm_himself(called: Any) -> None:
    called.record(called.binding(Role.CONFIRMER, "clerk"), signers=called.TWO_BODIES, round=None)
    reasons = called.refused(called.applied(), provenance=called.transcribed("A-01"), signers=[CLERK, (Role.CONFIRMER, "clerk")])
    assert reasons == {"authorship.is_confirmed_by_a_second_person"}


def test_a_clerk_does_not_sign_live(called: Any) -> None:
    assert "authorship.is_signed_as_its_provenance_asks" in called.refused(called.applied(), Role.CLERK)
    both = [(Role.APPLICANT, "A-01"), CLERK]
    assert called.refused(called.applied(), signers=both) == {"authorship.is_signed_as_its_provenance_asks"}


def test_a_paper_does_not_bind_a_key(called: Any) -> None:
    binding = called.binding(Role.EXPERT, "E-01", "2025")
    reasons = called.refused(binding, provenance=called.transcribed("registrar"), signers=[CLERK, CONFIRMER])
    assert "authorship.is_signed_by_its_own_key" in reasons


def test_a_live_round_takes_no_imports(called: Any) -> None:
    reasons = called.refused(called.applied(), provenance=called.imported(for_whom="A-01"), signers=[CLERK])
    assert reasons == {"acts.is_imported_into_a_historical_round_only"}


def test_nothing_outside_a_round_is_imported(office: Any) -> None:
    calendar = TYPES["calendar.adopted"](name="c", first=2025, last=2025, holidays=(), workdays=(), source="s")
    reasons = office.refused(calendar, round=None, provenance=office.imported(), signers=[CLERK])
    assert reasons == {"acts.is_imported_into_a_historical_round_only"}


def test_the_suite_is_that_of_the_binding(called: Any) -> None:
    fact = called.fact(called.applied())
    other = _with(fact, signers=(Signer(role="applicant", key=fact.said.signers[0].key, suite="sm2"),))
    assert {f.rule.name for f in refusals(check(called.history, other), other)} == {"authorship.names_its_suite"}


def _with(fact: Fact, **changes: Any) -> Fact:
    said = {name: getattr(fact.said, name) for name in fact.said.__struct_fields__} | changes
    return Fact(fact.event, type(fact.said)(**said), fact.position, fact.recorded_at, fact.wrapped)


# Corrections


def test_a_correction_of_a_standing_act_is_taken(called: Any) -> None:
    first = called.record(called.applied())
    correction = Correction(act=first.said.id, why="wrong day", approved_by="office, 2025-03-21")
    assert called.refused(called.applied(on="2025-03-19"), corrects=correction) == set()


@pytest.mark.parametrize(("why", "approved_by"), [("", "office"), (" ", "office"), ("typo", "")])
def test_a_correction_says_why_and_who(called: Any, why: str, approved_by: str) -> None:
    first = called.record(called.applied())
    reasons = called.refused(called.applied(), corrects=Correction(act=first.said.id, why=why, approved_by=approved_by))
    assert reasons == {"acts.says_why_it_corrects"}


def test_a_correction_is_of_the_same_type(called: Any) -> None:
    first = called.record(called.applied())
    withdrawn = ApplicationWithdrawn(applicant=ApplicantCode("A-01"), why="sealed")
    reasons = called.refused(withdrawn, corrects=Correction(act=first.said.id, why="typo", approved_by="office"))
    assert "acts.corrects_an_act_that_stands" in reasons


def test_a_known_cause_is_taken(called: Any) -> None:
    first = called.record(called.applied())
    assert called.refused(called.recommended(), caused_by=(first.said.id,)) == set()


# Deviations


LATE_RULES = "article_06.is_adopted_before_the_call"


def deviation(rule: str = LATE_RULES, why: str = "forgotten", authority: str = "minutes 3") -> Deviation:
    return Deviation(rule=rule, why=why, authority=authority)


def test_a_deviation_lets_a_fact_in_and_stays_a_violation(called: Any) -> None:
    fact = called.fact(called.adopted(), deviation=deviation())
    findings = check(called.history, fact)
    assert refusals(findings, fact) == ()
    assert [f.verdict for f in findings if f.rule.name == LATE_RULES] == [Verdict.VIOLATES]


def test_without_its_deviation_it_is_refused(called: Any) -> None:
    assert called.refused(called.adopted()) == {LATE_RULES}


@pytest.mark.parametrize(
    ("given", "rule"),
    [
        (deviation(why=""), "acts.is_owned_by_who_departed"),
        (deviation(authority=" "), "acts.is_owned_by_who_departed"),
        (deviation("article_99.is_invented"), "acts.names_a_rule_that_can_be_departed_from"),
        (deviation("authorship.signs_with_keys_that_hold"), "acts.names_a_rule_that_can_be_departed_from"),
        (deviation("article_03.keeps_to_the_quota"), "acts.departs_from_what_it_breaks"),
        (deviation("article_03.keeps_to_the_quota"), LATE_RULES),
    ],
)
def test_a_fault_of_a_deviation_is_named(called: Any, given: Deviation, rule: str) -> None:
    assert rule in called.refused(called.adopted(), deviation=given)


def test_an_applicant_departs_from_nothing(called: Any) -> None:
    called.today = date(2025, 4, 20)
    late = called.applied(on="2025-04-20")
    rule = "article_09_1_to_3.is_received_within_the_window"
    assert called.refused(late, deviation=deviation(rule)) == {"acts.is_owned_by_who_departed"}


def test_a_deviation_excuses_no_signature(called: Any) -> None:
    given = deviation("authorship.signs_with_keys_that_hold")
    assert "authorship.signs_with_keys_that_hold" in called.refused(called.adopted(), holder="stranger", deviation=given)


def test_a_deviation_settles_no_silence(ready: Any) -> None:
    office = ready
    office.history.rounds["2025"].opening.assumed = type(office.history.rounds["2025"].opening.parameters)()
    rule = "article_09_1_to_3.has_weights_before_the_call"
    assert rule in office.refused(office.call(), deviation=deviation(rule))


# Audits, boundaries


def test_a_record_of_a_neutral_type_stands_wrapped(called: Any) -> None:
    lead = called.fact(LeadReceived(applicant=None, content="sealed"), Role.DISCIPLINE)
    assert refusals(check(called.history, lead), lead) == ()
    bare = Fact(lead.event, lead.said, called.history.position + 1, lead.recorded_at)
    assert [f.rule.name for f in refusals(check(called.history, bare), bare)] == ["acts.is_sealed_where_it_warns"]
    wrapped = Fact(lead.event, lead.said, called.history.position + 1, lead.recorded_at, wrapped=lead.said)
    assert refusals(check(called.history, wrapped), wrapped) == ()


def test_a_closed_record_of_the_ledger_itself_is_sound(called: Any) -> None:
    fact = called.fact(RecordSealed(act="sealed"), Role.SERVICE)
    closed = Fact(RecordSealed(act=Undisclosed("act")), fact.said, 1 + called.history.position, fact.recorded_at)
    assert {f.verdict for f in check(called.history, closed)} == {Verdict.CONFORMS}


def test_a_refusal_may_be_of_a_round_that_never_was(called: Any) -> None:
    event = ActRefused(act=ActId("f" * 32), act_digest=Digest("ab" * 32), citations=("9(2)",), reasons=("late",))
    fact = called.fact(event, Role.SERVICE, round="2099", occurred_at="2025-03-20T12:00:00.000+08:00")
    refusal = Fact(event, fact.said, 1 + called.history.position, fact.recorded_at, wrapped=fact.said)
    assert refusals(check(called.history, refusal), refusal) == ()


def test_nobody_else_signs_for_the_ledger(called: Any) -> None:
    assert "authorship.is_authored_in_its_role" in called.refused(RecordSealed(act="sealed"), Role.OFFICE)


def test_an_open_type_is_not_hidden(called: Any) -> None:
    fact = called.fact(called.applied())
    hidden = Fact(fact.event, fact.said, called.history.position + 1, fact.recorded_at, wrapped=fact.said)
    assert "acts.is_sealed_where_it_warns" in {f.rule.name for f in refusals(check(called.history, hidden), hidden)}


def test_the_boundary_names_the_round_and_the_registers(called: Any) -> None:
    about = dict(boundary(called.fact(called.applied())))
    assert set(about) == {"round:2025", "register:keys", "register:measures", "register:honours", "register:bodies"}
    assert {"call.published", "round.opened", "round.annulled", "record.sealed", "application.submitted"} <= set(about["round:2025"])
    assert "key.bound" in about["register:keys"]
    assert all(set(names) <= set(TYPES) and list(names) == sorted(names) for names in about.values())


def test_the_boundary_of_the_ledger_itself_has_no_round(office: Any) -> None:
    assert dict(boundary(office.fact(office.founded(), round=None, holder="registrar"))).keys() == {"register:keys"}


def test_a_correction_depends_on_what_else_corrects(called: Any) -> None:
    called.record(called.applied())
    first = called.record(called.recommended())
    correction = Correction(act=first.said.id, why="typo", approved_by="office")
    about = dict(boundary(called.fact(called.recommended(), corrects=correction)))
    assert "recommendation.signed" in about["round:2025"]


@pytest.mark.parametrize("name", sorted(STAGES))
def test_a_stage_reads_facts_of_rounds(name: str) -> None:
    reads = STAGES[name].READS
    assert set(STAGES[name].EVENTS) & set(reads) or name in ("prize", "evaluation"), "a stage depends on what it has taken itself"
    assert set(reads) <= set(STAGE_OF)
    assert len(set(reads)) == len(reads)


def test_every_type_is_placed() -> None:
    placed = acts.NO_ROUND | acts.ANY_ROUND | set(STAGE_OF)
    assert set(TYPES.values()) <= placed
    assert not acts.NO_ROUND & acts.ANY_ROUND


def test_flags_are_rules_and_refuse_nothing() -> None:
    assert set(RULES) >= FLAGS


def test_rules_of_method_alone_gate_every_act() -> None:
    general = [rule for name, rule in RULES.items() if name.startswith(("acts.", "authorship."))]
    assert len(general) >= 30
    assert {rule.basis for rule in general} == {Basis.METHOD}
