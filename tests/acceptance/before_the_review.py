"""What may happen before the first mark, at random: rules and call, applications, and who qualifies.

Mixed into the machine of ``test_state_machine``, which offers each act to the ledger and to the second reading.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import msgspec
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule
from tests.acceptance.adversary import DEPARTMENT, TOWN, Scene
from tests.acceptance.changes import off, slip
from tests.acceptance.who_sits import APPLYING, EXPERTS, WhoSits
from tests.model.before import PARTS, adopted
from tests.model.counting import standing

from ledger.events.application import (
    ApplicationLate,
    ApplicationReceived,
    ApplicationSupplemented,
    BodyKind,
    Channel,
    LegalForm,
    Opinion,
    ProfileDeclared,
    RecommendationSigned,
    SupplementRequested,
)
from ledger.events.opening import Places
from ledger.events.qualification import (
    ConditionChecked,
    DepartmentConsulted,
    DepartmentReplied,
    Met,
    QualificationDecided,
    QualifiedListFixed,
)
from ledger.terms import MAIN, NOMINATION, ApplicantCode, BodyCode, Digest, ExpertCode, PartialDate

if TYPE_CHECKING:
    from tests.model.book import Book

BODIES = (TOWN, BodyCode("park"))
NEEDED = frozenset({"weights", "rubric.edition", "panel.min", "eligibility.as_of", "recommendation.until"})
"""Keys that a year may be called without, and then stands before a silent rule."""

APPLYING_SLIPS = ("none", "none", "another", "before", "after", "at the end", "tomorrow", "undeclared", "taken", "nobody")
FINDING_SLIPS = ("none", "none", "none", "not met", "not applicable", "another day", "few years", "no grounds", "no part", "whoever")

whoever = st.sampled_from(APPLYING)
experts = st.sampled_from(EXPERTS)
parts = st.sampled_from([(c, limb) for c, parts in PARTS.items() for limb in ("whole", *parts)])
asked_on = st.sampled_from(((), ("8(5) accidents",), ("8(2)",), ("8(5)",), ("9(1)",)))
days_off = st.sampled_from((0, 0, 0, -1, 1, -40, 40))

OPENING = ("opens", "adopts", "rubric", "calls")
APPLICATIONS = ("applies", "applies", "late", "stamps", "profile", "asks", "supplements", "recommends", "advisers")
EXAMINATION = ("consults", "replies", "finds", "finds", "finds", "decides", "lists")
SEATS = ("draws", "declares", "declares", "constitutes", "replaces", "challenges", "upholds", "advisers")


class BeforeTheReview(WhoSits):
    """评审之前. Rules of the machine that begin with an empty year."""

    scene: Scene
    book: Book
    offer: Any
    round: Any

    @property
    def today(self) -> date:
        return date.fromisoformat(self.scene.today)

    def _has(self, *types: str) -> bool:
        return hasattr(self, "scene") and self.book.has(*types)

    @precondition(lambda self: hasattr(self, "scene") and not self._has("call.published"))
    @rule(what=st.sampled_from(OPENING), data=st.data())
    def the_year_is_prepared(self, what: str, data: st.DataObject) -> None:
        self._try(what, APPLYING[0], EXPERTS[0], data)

    @precondition(lambda self: self._has("call.published") and not self._has("qualified_list.fixed"))
    @rule(what=st.sampled_from(APPLICATIONS), one=whoever, data=st.data())
    def an_application_goes_on(self, what: str, one: ApplicantCode, data: st.DataObject) -> None:
        self._try(what, one, EXPERTS[0], data)

    @precondition(lambda self: self._has("application.submitted") and not self._has("qualified_list.fixed"))
    @rule(what=st.sampled_from(EXAMINATION), one=whoever, data=st.data())
    def an_applicant_is_examined(self, what: str, one: ApplicantCode, data: st.DataObject) -> None:
        self._try(what, one, EXPERTS[0], data)

    @precondition(lambda self: self._has("application.submitted") and not self._has("score.recorded"))
    @rule(what=st.sampled_from(SEATS), one=whoever, expert=experts, data=st.data())
    def the_panel_comes_about(self, what: str, one: ApplicantCode, expert: ExpertCode, data: st.DataObject) -> None:
        self._try(what, one, expert, data)

    @precondition(lambda self: self._has("round.opened"))
    @rule(what=st.sampled_from((*OPENING, *APPLICATIONS, *EXAMINATION, *SEATS)), one=whoever, expert=experts, data=st.data())
    def something_is_tried_out_of_season(self, what: str, one: ApplicantCode, expert: ExpertCode, data: st.DataObject) -> None:
        self._try(what, one, expert, data)

    def _try(self, what: str, one: ApplicantCode, expert: ExpertCode, data: st.DataObject) -> None:
        """Try an act of the kind ``what``: as it should be, or with one slip."""
        attempts: dict[str, Callable[[], object]] = {
            "opens": lambda: self.the_round_is_opened(data.draw(st.sampled_from(((1, 1), (1, 1), (3, 1), (1, -1))))),
            "adopts": lambda: self.rules_are_adopted(data.draw(st.sampled_from((*sorted(NEEDED), "", "everything")))),
            "rubric": lambda: self.a_rubric_is_adopted(data.draw(st.sampled_from(("right", "other", "nothing", "twice")))),
            "calls": lambda: self.the_call_is_published(data.draw(days_off), data.draw(st.sampled_from((31, 31, 10, 0, -1)))),
            "applies": lambda: self.somebody_tries_to_apply(one, data.draw(st.sampled_from(APPLYING_SLIPS))),
            "late": lambda: self.somebody_comes_late(one, data.draw(st.sampled_from(("none", "none", "in time", "tomorrow")))),
            "stamps": lambda: self.somebody_is_stamped(one, data.draw(st.sampled_from((0, 0, 1, 5)))),
            "profile": lambda: self.a_profile_is_declared(one, data.draw(st.sampled_from(LegalForm)), data.draw(st.booleans())),
            "asks": lambda: self.papers_are_asked_for(one, data.draw(st.sampled_from((5, 0, 0, -1)))),
            "supplements": lambda: self.papers_are_brought(one),
            "recommends": lambda: self.somebody_recommends(one, data.draw(st.sampled_from(BODIES)), data.draw(st.sampled_from(Opinion))),
            "consults": lambda: self.a_department_is_asked(one, data.draw(asked_on)),
            "replies": lambda: self.a_department_replies(one, data),
            "finds": lambda: self.a_condition_is_looked_at(one, data),
            "decides": lambda: self.an_applicant_is_decided_on(
                self._one_of(self._looked_at(), one), data.draw(st.sampled_from(("none", "none", "reversed", "no reasons")))
            ),
            "lists": lambda: self.the_qualified_are_listed(data.draw(slip)),
            "draws": lambda: self.experts_are_drawn(
                data.draw(st.sampled_from((EXPERTS[:3], EXPERTS[:4], (*EXPERTS[:3], EXPERTS[0])))), data.draw(st.sampled_from((0, 0, 1)))
            ),
            "declares": lambda: self.an_interest_is_declared(expert, one, data),
            "constitutes": lambda: self.a_panel_is_constituted(data.draw(slip), data.draw(st.none() | experts)),
            "replaces": lambda: self.somebody_is_replaced(data.draw(st.sampled_from(EXPERTS[:3])), expert),
            "advisers": lambda: self.advisers_are_declared(one, data),
            "challenges": lambda: self.an_expert_is_challenged(expert, one, data),
            "upholds": lambda: self.a_challenge_is_decided(expert, data),
        }
        attempts[what]()

    def _one_of(self, codes: Iterable[ApplicantCode], otherwise: ApplicantCode) -> ApplicantCode:
        """Return the first of ``codes``, which an act is meant for, or whoever else."""
        return next(iter(codes), otherwise)

    def _undecided(self) -> list[ApplicantCode]:
        return [a for a in standing(self.book) if not self.book.has("qualification.decided", applicant=a)]

    # How a year begins that goes as it should

    def steps_before_the_review(self) -> tuple[tuple[bool, Callable[[str], object]], ...]:
        """Return what comes next, with whether it does."""
        r, call = self.round, self.round.opening.call
        stands, is_listed = set(standing(self.book)), bool(r.qualification.qualified_at)
        to_come = call is not None and self.today <= call.closes_on and any(a not in r.application.applications for a in APPLYING[:5])
        silent = [a for a in stands if not r.application.applications[a].opinions]
        return (
            (not r.opening.opened_at, lambda _: self.the_round_is_opened((1, 1))),
            (call is None and not adopted(self.book) >= NEEDED, lambda how: self.rules_are_adopted("weights" if how == "turned" else "")),
            (not r.opening.rubric_at, lambda _: self.a_rubric_is_adopted("right")),
            (call is None, lambda _: self.the_call_is_published(0, 31)),
            (not is_listed and to_come, self.everybody_applies),
            (not is_listed and bool(silent), lambda _: [self.somebody_recommends(a, TOWN, Opinion.RECOMMENDED) for a in sorted(silent)]),
            (not is_listed and any(a not in r.qualification.decided for a in stands), self.everybody_is_decided_on),
            (not is_listed, self.the_qualified_are_listed),
            (r.panel.drawn is None, lambda _: self.experts_are_drawn(EXPERTS[:3])),
            (not r.panel.constituted_at, self.the_drawn_sit_down),
        )

    def everybody_applies(self, how: str) -> None:
        self.scene.on(max(self.today, self.round.opening.call.opens_on).isoformat())
        for code in APPLYING[: 4 if how == "one less" else 5]:
            if code not in self.round.application.applications:
                self.somebody_applies(code)

    def everybody_is_decided_on(self, how: str) -> None:
        closes_on = self.round.opening.call.closes_on
        self.scene.on(max(self.today, closes_on + timedelta(days=how != "turned")).isoformat())
        for code in self._undecided():
            for condition in self._unseen(code):
                whole = self._checked(code, condition, "whole", Met.MET, "2001-01-01")
                _ = self.offer(whole) or self.offer(msgspec.structs.replace(whole, met=Met.NOT_MET))
            self.an_applicant_is_decided_on(code, "reversed" if how == "one more" else "none")

    def _looked_at(self) -> list[ApplicantCode]:
        return [code for code in self._undecided() if not self._unseen(code)]

    def _unseen(self, code: ApplicantCode) -> list[str]:
        """Return the conditions that are not looked at yet, whole or in all parts."""
        found = self.round.qualification.checked.get(code, {})
        return [c for c, parts in PARTS.items() if (c, "whole") not in found and any((c, part) not in found for part in parts)]

    def an_applicant_is_decided_on(self, code: ApplicantCode, wrong: str) -> None:
        found = self.round.qualification.checked.get(code, {}).values()
        is_clean = all(one.met is not Met.NOT_MET for one in found)
        reasons = " " if wrong == "no reasons" else "逐项核查"
        self.offer(QualificationDecided(applicant=code, qualified=is_clean is not (wrong == "reversed"), reasons=reasons))

    def the_qualified_are_listed(self, how: str) -> None:
        decided = self.book.events("qualification.decided")
        qualified = tuple(e.applicant for e in decided if e.qualified and e.applicant in standing(self.book))
        self.offer(QualifiedListFixed(applicants=off(qualified, how)))

    # Rules and call

    def the_round_is_opened(self, places: tuple[int, int]) -> None:
        planned = tuple(Places(tier=tier, places=n) for tier, n in zip((MAIN, NOMINATION), places, strict=True))
        self.offer(self.scene.opened(planned=planned))

    def rules_are_adopted(self, without: str) -> None:
        """Adopt all suggestions, without one of them, or without ``everything``."""
        whole = self.scene.adopted()
        kept = tuple(v for v in whole.values if without not in (v.key, "everything"))
        self.offer(msgspec.structs.replace(whole, values=kept))

    def a_rubric_is_adopted(self, how: str) -> None:
        rubric = self.scene.rubric()
        changed: dict[str, dict[str, Any]] = {
            "right": {},
            "other": {"standard": "GB/T 19580-2004"},
            "nothing": {"items": ()},
            "twice": {"items": (*rubric.items, rubric.items[0])},
        }
        self.offer(msgspec.structs.replace(rubric, **changed[how]))

    def the_call_is_published(self, off: int, days: int) -> None:
        opens = self.today + timedelta(days=off)
        self.offer(self.scene.called(opens.isoformat(), (opens + timedelta(days=days)).isoformat()))

    # Applying

    def somebody_tries_to_apply(self, one: ApplicantCode, wrong: str) -> None:
        call, taken = self.round.opening.call, self.round.application.codes
        free = self._one_of([a for a in (one, *APPLYING[::-1]) if a not in taken], one)
        code = one if wrong == "taken" else free
        organisation, name = self.scene.organisation(next(iter(taken), one) if wrong == "another" else code)
        received_on = self.today
        if wrong == "before" and call is not None:
            received_on = call.opens_on - timedelta(days=1)
        if wrong in ("after", "at the end") and call is not None:
            received_on = call.closes_on + timedelta(days=wrong == "after")
            if len(taken) > 3:
                self.scene.on(max(self.today, received_on).isoformat())
        given = {"organisation": " " if wrong == "nobody" else organisation, "name": name, "truth_declared": wrong != "undeclared"}
        self.offer(self.scene.applied(code, **given, received_on=received_on + timedelta(days=wrong == "tomorrow")))

    def somebody_applies(self, applicant: ApplicantCode) -> None:
        self.offer(self.scene.applied(applicant, received_on=self.today))

    def somebody_comes_late(self, one: ApplicantCode, wrong: str) -> None:
        """Take down an application of after the window. Once most have applied its end is waited for."""
        call, taken = self.round.opening.call, self.round.application.codes
        day = (call.closes_on if call else self.today) + timedelta(days=wrong != "in time")
        if len(taken) > 3:
            self.scene.on(max(self.today, day).isoformat())
        code = self._one_of([a for a in (one, *APPLYING[::-1]) if a not in taken], one)
        organisation, name = self.scene.organisation(code)
        received_on = max(day, self.today + timedelta(days=1)) if wrong == "tomorrow" else day
        self.offer(ApplicationLate(applicant=code, received_on=received_on, organisation=organisation, name=name))

    def somebody_is_stamped(self, applicant: ApplicantCode, before: int) -> None:
        day = max(self.today - timedelta(days=before), date(2025, 3, 3))
        self.offer(ApplicationReceived(applicant=applicant, channel=Channel.PAPER), occurred_at=f"{day}T10:00:00.000+08:00")

    def a_profile_is_declared(self, applicant: ApplicantCode, form: LegalForm, exports: bool) -> None:
        given = {"form": form, "for_profit": form is LegalForm.ENTERPRISE, "exports": exports, "area": "320800", "trades": ("C27",)}
        self.offer(ProfileDeclared(applicant=applicant, **given))

    def papers_are_asked_for(self, one: ApplicantCode, days: int) -> None:
        self.offer(SupplementRequested(applicant=one, due_on=self.today + timedelta(days=days), what="缺材料"))

    def papers_are_brought(self, one: ApplicantCode) -> None:
        asked = [e.applicant for e in self.book.events("supplement.requested")]
        self.offer(ApplicationSupplemented(applicant=self._one_of(asked[-1:], one), materials=Digest("b" * 64), what="补充"))

    def somebody_recommends(self, applicant: ApplicantCode, body: BodyCode, opinion: Opinion) -> None:
        kind = BodyKind.AREA if body == TOWN else BodyKind.PARK
        self.offer(RecommendationSigned(applicant=applicant, body=body, body_kind=kind, opinion=opinion, reasons="意见"))

    # Who qualifies

    def a_department_is_asked(self, one: ApplicantCode, limbs: tuple[str, ...]) -> None:
        self.offer(DepartmentConsulted(applicant=one, body=DEPARTMENT, limbs=limbs, question="有无记录"))

    def a_department_replies(self, one: ApplicantCode, data: st.DataObject) -> None:
        asked = self.book.events("department.consulted")[-1:]
        wrong = data.draw(st.sampled_from(("none", "none", "unasked", "before")))
        limbs = data.draw(asked_on) if wrong == "unasked" or not asked else asked[0].limbs
        on = max(self.today - timedelta(days=wrong == "before"), date(2025, 3, 3))
        code, clear = self._one_of([e.applicant for e in asked], one), data.draw(st.sampled_from((True, False)))
        reply = DepartmentReplied(applicant=code, body=DEPARTMENT, limbs=limbs, clear=clear, reply="答复")
        self.offer(reply, occurred_at=on.isoformat())

    def a_condition_is_looked_at(self, one: ApplicantCode, data: st.DataObject) -> None:
        wrong = data.draw(st.sampled_from(FINDING_SLIPS))
        code = one if wrong == "whoever" else self._one_of(self._undecided(), one)
        condition, limb = data.draw(parts)
        since = data.draw(st.sampled_from(("2022-04-04", "2020-04-03", "2024-01-01"))) if wrong == "few years" else "2001-01-01"
        met = {"not met": Met.NOT_MET, "not applicable": Met.NOT_APPLICABLE}.get(wrong, Met.MET)
        found = self._checked(code, condition, "other" if wrong == "no part" else limb, met, since, wrong == "another day")
        self.offer(msgspec.structs.replace(found, grounds=" " if wrong == "no grounds" else "核查"))

    def _checked(self, applicant: ApplicantCode, condition: str, limb: str, met: Met, since: str, off: int = 0) -> ConditionChecked:
        call = self.round.opening.call
        day = (call.closes_on if call else self.today) + timedelta(days=off)
        found = self.scene.checked(applicant, condition, limb, met, since)
        return msgspec.structs.replace(found, as_of=PartialDate(day.year, day.month, day.day))
