"""What may happen before the first mark, at random: rules and call, applications, who qualifies, and who sits on the panel.

Mixed into the machine of ``test_state_machine``, which offers each act to the ledger and to the second reading.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import msgspec
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule
from tests.acceptance.adversary import DEPARTMENT, TOWN, Scene
from tests.model.before import NO_PERSON, PARTS, adopted
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
from ledger.events.integrity import Adviser, AdvisersDeclared, ChallengeDecided, ExpertChallenged, Help
from ledger.events.opening import Places
from ledger.events.panel import ExpertReplaced, InterestDeclared, PanelConstituted, PanelDrawn, Relation, RelationKind
from ledger.events.qualification import (
    ConditionChecked,
    DepartmentConsulted,
    DepartmentReplied,
    Met,
    QualificationDecided,
    QualifiedListFixed,
)
from ledger.terms import MAIN, NOMINATION, ActId, ApplicantCode, BodyCode, Digest, ExpertCode, PartialDate, Role

if TYPE_CHECKING:
    from tests.model.book import Book

APPLYING = tuple(ApplicantCode(f"A-0{n}") for n in range(1, 7))
EXPERTS = tuple(ExpertCode(f"E-0{n}") for n in range(1, 6))
PERSONS = dict(zip(EXPERTS, ("甲", "乙", "丙", "丁", "戊"), strict=True))
BODIES = (TOWN, BodyCode("park"))
NEEDED = frozenset({"weights", "rubric.edition", "panel.min", "eligibility.as_of", "recommendation.until"})
"""Keys that a year may be called without, and then stands before a silent rule."""
FIRM = "某咨询公司"

whoever = st.sampled_from(APPLYING)
experts = st.sampled_from(EXPERTS)
limbs = st.sampled_from([(c, limb) for c, parts in PARTS.items() for limb in ("whole", *parts)])
asked_on = st.sampled_from(((), ("8(5) accidents",), ("8(2)",), ("8(5)",), ("9(1)",)))
days_off = st.sampled_from((0, 0, 0, -1, 1, -40, 40))
ended = st.sampled_from((None, None, PartialDate(2022, 3, 2), PartialDate(2022, 3, 3)))
"""When a relation ended: the later of both days still counts for a round opened on 2025-03-03."""

OPENING = ("opens", "adopts", "rubric", "calls")
APPLICATIONS = ("applies", "applies", "late", "stamps", "profile", "asks", "supplements", "recommends", "advisers")
EXAMINATION = ("consults", "replies", "finds", "finds", "finds", "decides", "lists")
SEATS = ("draws", "declares", "declares", "constitutes", "replaces", "challenges", "upholds", "advisers")


class BeforeTheReview:
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

    @rule(what=st.sampled_from((*OPENING, *APPLICATIONS, *EXAMINATION, *SEATS)), one=whoever, expert=experts, data=st.data())
    def something_is_tried_out_of_season(self, what: str, one: ApplicantCode, expert: ExpertCode, data: st.DataObject) -> None:
        self._try(what, one, expert, data)

    def _try(self, what: str, one: ApplicantCode, expert: ExpertCode, data: st.DataObject) -> None:
        attempts: dict[str, Callable[[], object]] = {
            "opens": lambda: self.the_round_is_opened(data.draw(st.sampled_from(((1, 1), (1, 1), (3, 1), (1, -1))))),
            "adopts": lambda: self.rules_are_adopted(data.draw(st.sampled_from((*sorted(NEEDED), "", "everything")))),
            "rubric": lambda: self.a_rubric_is_adopted(data.draw(st.sampled_from(("right", "other", "nothing", "twice")))),
            "calls": lambda: self.the_call_is_published(data.draw(days_off), data.draw(st.sampled_from((31, 31, 10, 0, -1)))),
            "applies": lambda: self.somebody_applies(
                one, data.draw(days_off), data.draw(st.sampled_from((None, None, None, *APPLYING))), data.draw(st.integers(0, 5)) > 0
            ),
            "late": lambda: self.somebody_comes_late(one, data.draw(st.sampled_from((1, 1, 0, -1))), data.draw(st.integers(0, 3)) == 0),
            "stamps": lambda: self.somebody_is_stamped(one, data.draw(st.sampled_from((0, 0, 1, 5)))),
            "profile": lambda: self.a_profile_is_declared(one, data.draw(st.sampled_from(LegalForm)), data.draw(st.booleans())),
            "asks": lambda: self.offer(
                SupplementRequested(applicant=one, due_on=self.today + timedelta(data.draw(st.sampled_from((5, 0, -1)))), what="缺材料")
            ),
            "supplements": lambda: self.offer(ApplicationSupplemented(applicant=one, materials=Digest("b" * 64), what="补充")),
            "recommends": lambda: self.somebody_recommends(one, data.draw(st.sampled_from(BODIES)), data.draw(st.sampled_from(Opinion))),
            "consults": lambda: self.offer(
                DepartmentConsulted(applicant=one, body=DEPARTMENT, limbs=data.draw(asked_on), question="有无记录")
            ),
            "replies": lambda: self.a_department_replies(one, data),
            "finds": lambda: self.a_condition_is_looked_at(one, *data.draw(limbs), data),
            "decides": lambda: self.offer(
                QualificationDecided(
                    applicant=one, qualified=data.draw(st.booleans()), reasons=data.draw(st.sampled_from(("查实", "查实", " ")))
                )
            ),
            "lists": lambda: self.offer(QualifiedListFixed(applicants=tuple(data.draw(st.lists(whoever, unique=True, max_size=6))))),
            "draws": lambda: self.experts_are_drawn(data.draw(st.lists(experts, min_size=1, max_size=4))),
            "declares": lambda: self.an_interest_is_declared(expert, one, data),
            "constitutes": lambda: self.a_panel_is_constituted(data.draw(st.lists(experts, max_size=4)), data.draw(st.none() | experts)),
            "replaces": lambda: self.somebody_is_replaced(data.draw(st.sampled_from(EXPERTS[:3])), expert),
            "advisers": lambda: self.advisers_are_declared(one, data),
            "challenges": lambda: self.an_expert_is_challenged(expert, one, data),
            "upholds": lambda: self.a_challenge_is_decided(expert, data),
        }
        attempts[what]()

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
            (r.panel.drawn is None, lambda _: self.experts_are_drawn(list(EXPERTS[:3]))),
            (not r.panel.constituted_at, self.the_drawn_sit_down),
        )

    def everybody_applies(self, how: str) -> None:
        self.scene.on(max(self.today, self.round.opening.call.opens_on).isoformat())
        for code in APPLYING[: 4 if how == "one less" else 5]:
            if code not in self.round.application.applications:
                self.somebody_applies(code, 0, None, declared=True)

    def everybody_is_decided_on(self, how: str) -> None:
        closes_on = self.round.opening.call.closes_on
        self.scene.on(max(self.today, closes_on + timedelta(days=how != "turned")).isoformat())
        for code in [a for a in standing(self.book) if a not in self.round.qualification.decided]:
            found = self.round.qualification.checked.get(code, {})
            for condition, parts in PARTS.items():
                if (condition, "whole") not in found and any((condition, part) not in found for part in parts):
                    whole = self._checked(code, condition, "whole", Met.MET, "2001-01-01")
                    _ = self.offer(whole) or self.offer(msgspec.structs.replace(whole, met=Met.NOT_MET))
            found = self.round.qualification.checked.get(code, {}).values()
            is_clean = all(one.met is not Met.NOT_MET for one in found)
            self.offer(QualificationDecided(applicant=code, qualified=is_clean, reasons="逐项核查"))

    def the_qualified_are_listed(self, how: str) -> None:
        qualified = tuple(
            e.applicant for e in self.book.events("qualification.decided") if e.qualified and e.applicant in standing(self.book)
        )
        self.offer(QualifiedListFixed(applicants=qualified[1:] if how == "one less" else qualified))

    def the_drawn_sit_down(self, _: str) -> None:
        drawn = self.round.panel.seats or ()
        for expert in drawn:
            if expert not in self.round.panel.declared:
                self.offer(InterestDeclared(expert=expert, ties=()))
        aside = {expert for expert, applicant in self.round.panel.recused if applicant is None}
        for leaves in [expert for expert in drawn if expert in aside]:
            self.somebody_is_replaced(leaves, next((e for e in EXPERTS if e not in drawn), EXPERTS[-1]))
        seats = self.round.panel.seats or ()
        self.a_panel_is_constituted(list(seats), seats[0] if seats else None)

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

    def somebody_applies(self, applicant: ApplicantCode, off: int, as_another: str | None, declared: bool) -> None:
        organisation, name = self.scene.organisation(as_another or applicant)
        received_on = self.today + timedelta(days=off)
        known = {"organisation": organisation, "name": name, "truth_declared": declared, "received_on": received_on}
        self.offer(self.scene.applied(applicant, **known))

    def somebody_comes_late(self, applicant: ApplicantCode, after: int, waits: bool) -> None:
        """Take down an application of so many days after the window, which is over by then where one ``waits`` for it."""
        organisation, name = self.scene.organisation(applicant)
        call = self.round.opening.call
        day = (call.closes_on if call else self.today) + timedelta(days=after)
        if waits:
            self.scene.on(max(self.today, day).isoformat())
        self.offer(ApplicationLate(applicant=applicant, received_on=day, organisation=organisation, name=name))

    def somebody_is_stamped(self, applicant: ApplicantCode, before: int) -> None:
        day = max(self.today - timedelta(days=before), date(2025, 3, 3))
        self.offer(ApplicationReceived(applicant=applicant, channel=Channel.PAPER), occurred_at=f"{day}T10:00:00.000+08:00")

    def a_profile_is_declared(self, applicant: ApplicantCode, form: LegalForm, exports: bool) -> None:
        usual = form.value in NO_PERSON and applicant in APPLYING[:3]
        kind = LegalForm.ENTERPRISE if usual else form
        given = {"form": kind, "for_profit": kind is LegalForm.ENTERPRISE, "exports": exports, "area": "320800", "trades": ("C27",)}
        self.offer(ProfileDeclared(applicant=applicant, **given))

    def somebody_recommends(self, applicant: ApplicantCode, body: BodyCode, opinion: Opinion) -> None:
        kind = BodyKind.AREA if body == TOWN else BodyKind.PARK
        self.offer(RecommendationSigned(applicant=applicant, body=body, body_kind=kind, opinion=opinion, reasons="意见"))

    # Who qualifies

    def a_department_replies(self, applicant: ApplicantCode, data: st.DataObject) -> None:
        on = self.today - timedelta(days=data.draw(st.sampled_from((0, 0, 1))))
        asked = self.book.events("department.consulted")
        applicant = asked[-1].applicant if asked and data.draw(st.integers(0, 3)) else applicant
        clear = data.draw(st.sampled_from((True, True, False)))
        reply = DepartmentReplied(applicant=applicant, body=DEPARTMENT, limbs=data.draw(asked_on), clear=clear, reply="答复")
        self.offer(reply, occurred_at=max(on, date(2025, 3, 3)).isoformat())

    def a_condition_is_looked_at(self, applicant: ApplicantCode, condition: str, limb: str, data: st.DataObject) -> None:
        since = data.draw(st.sampled_from(("2001-01-01", "2001-01-01", "2022-04-04", "2020-04-03", "2024-01-01")))
        met = data.draw(st.sampled_from((Met.MET, Met.MET, Met.MET, Met.NOT_MET, Met.NOT_APPLICABLE)))
        found = self._checked(applicant, condition, limb, met, since, data.draw(days_off))
        self.offer(msgspec.structs.replace(found, grounds=data.draw(st.sampled_from(("核查", "核查", "核查", " ")))))

    def _checked(self, applicant: ApplicantCode, condition: str, limb: str, met: Met, since: str, off: int = 0) -> ConditionChecked:
        call = self.round.opening.call
        day = (call.closes_on if call else self.today) + timedelta(days=off)
        found = self.scene.checked(applicant, condition, limb, met, since)
        return msgspec.structs.replace(found, as_of=PartialDate(day.year, day.month, day.day))

    # Who sits

    def experts_are_drawn(self, drawn: list[ExpertCode]) -> None:
        persons = tuple(PERSONS[expert] for expert in drawn)
        self.offer(PanelDrawn(experts=tuple(drawn), method="抽签", pool=None, seed=None, persons=persons))

    def a_panel_is_constituted(self, seated: list[ExpertCode], leader: ExpertCode | None) -> None:
        self.offer(PanelConstituted(experts=tuple(seated), leader=leader))

    def somebody_is_replaced(self, leaves: ExpertCode, enters: ExpertCode) -> None:
        self.offer(ExpertReplaced(leaves=leaves, enters=enters, rank=1, person=PERSONS[enters], why="因故不能参加"))

    def an_interest_is_declared(self, expert: ExpertCode, applicant: ApplicantCode, data: st.DataObject) -> None:
        to = data.draw(st.sampled_from(("", "", applicant, self.scene.organisation(applicant)[1], FIRM, PERSONS[EXPERTS[0]])))
        one = data.draw(st.sampled_from((expert, PERSONS[expert])))
        tie = Relation(kind=RelationKind.ADVISER, one=one, other=to, ended=data.draw(ended), words="")
        self.offer(InterestDeclared(expert=expert, ties=(tie,) if to else ()))

    def advisers_are_declared(self, applicant: ApplicantCode, data: st.DataObject) -> None:
        names = data.draw(st.lists(st.sampled_from((FIRM, FIRM.replace("公司", " 公司"), "另一公司")), max_size=2))
        firms = tuple(Adviser(name=name, help=Help.CONSULTING, for_whom=None, ended=None) for name in names)
        self.offer(AdvisersDeclared(applicant=applicant, years=data.draw(st.sampled_from((3, 3, 4, 2))), organisations=firms, persons=()))

    def an_expert_is_challenged(self, expert: ExpertCode, applicant: ApplicantCode, data: st.DataObject) -> None:
        concerns = data.draw(st.sampled_from((applicant, None)))
        by = data.draw(st.sampled_from((Role.PUBLIC, Role.OFFICE)))
        grounds = data.draw(st.sampled_from(("有利害关系", "有利害关系", "")))
        self.offer(ExpertChallenged(expert=expert, applicant=None, concerns=concerns, challenger="某人", grounds=grounds), by=by)

    def a_challenge_is_decided(self, expert: ExpertCode, data: st.DataObject) -> None:
        made = self.book.of("expert.challenged", expert=expert) or self.book.of("expert.challenged")
        of = ActId(made[-1].id) if made else ActId("f" * 32)
        by = data.draw(st.sampled_from((Role.COMMITTEE, Role.DISCIPLINE, Role.OFFICE)))
        about = made[-1].event.expert if made and data.draw(st.integers(0, 3)) else expert
        self.offer(ChallengeDecided(expert=about, challenge=of, upheld=data.draw(st.booleans()), reasons="核实"), by=by)
