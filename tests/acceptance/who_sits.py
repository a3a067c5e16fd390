"""Who sits on the panel, at random: drawn, seated, replaced, tied to an applicant, challenged.

Mixed into the machine of ``test_state_machine`` by ``before_the_review``, which says when.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st
from tests.acceptance.adversary import Scene

from ledger.events.integrity import Adviser, AdvisersDeclared, ChallengeDecided, ExpertChallenged, Help
from ledger.events.panel import ExpertReplaced, InterestDeclared, PanelConstituted, PanelDrawn, Relation, RelationKind
from ledger.terms import ActId, ApplicantCode, ExpertCode, PartialDate, Role

if TYPE_CHECKING:
    from tests.model.book import Book

APPLYING = tuple(ApplicantCode(f"A-0{n}") for n in range(1, 7))
EXPERTS = tuple(ExpertCode(f"E-0{n}") for n in range(1, 6))
PERSONS = dict(zip(EXPERTS, ("甲", "乙", "丙", "丁", "戊"), strict=True))
FIRM = "某咨询公司"
ended = st.sampled_from((None, None, PartialDate(2022, 3, 2), PartialDate(2022, 3, 3)))
"""When a relation ended: the later of both days still counts for a round opened on 2025-03-03."""


class WhoSits:
    """专家组. Acts of the machine about experts."""

    scene: Scene
    book: Book
    offer: Any
    round: Any

    def experts_are_drawn(self, drawn: tuple[ExpertCode, ...], unnamed: int = 0) -> None:
        persons = tuple(PERSONS[expert] for expert in drawn[unnamed:])
        self.offer(PanelDrawn(experts=drawn, method="抽签", pool=None, seed=None, persons=persons))

    def a_panel_is_constituted(self, how: str, leader: ExpertCode | None) -> None:
        seats = self.round.panel.seats or EXPERTS[:3]
        seated = (*seats, EXPERTS[-1]) if how == "one more" else seats[:-1] if how == "one less" else seats
        self.offer(PanelConstituted(experts=seated, leader=leader))

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

    def the_drawn_sit_down(self, how: str) -> None:
        """Everybody declares, and sits. Slips: one declares nothing, one is close to an applicant, one is left out."""
        drawn = self.round.panel.seats or ()
        for at, expert in enumerate(drawn):
            if expert not in self.round.panel.declared and not (how == "one less" and at == 0):
                close = Relation(kind=RelationKind.ADVISER, one=expert, other=APPLYING[1], ended=None, words="")
                self.offer(InterestDeclared(expert=expert, ties=(close,) if how == "one more" and at == 0 else ()))
        aside = {expert for expert, applicant in self.round.panel.recused if applicant is None}
        for leaves in [expert for expert in drawn if expert in aside]:
            self.somebody_is_replaced(leaves, next((e for e in EXPERTS if e not in drawn), EXPERTS[-1]))
        self.a_panel_is_constituted("right", None)
