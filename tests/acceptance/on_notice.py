"""What may happen while candidates are before the public and the government, at random: objections to their end, changes, returns.

Mixed into the machine of ``test_state_machine``, which offers each act to the ledger and to the second reading.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule
from tests.acceptance.adversary import Scene

from ledger.events.approval import AwardReturned, CandidatesSubmitted
from ledger.events.notice import (
    CandidateKept,
    NoticeChanged,
    NoticeInterrupted,
    ObjectionAdmitted,
    ObjectionAnswered,
    ObjectionLate,
    ObjectionReceived,
    ObjectionResolved,
    Outcome,
    Told,
)
from ledger.terms import ActId, ApplicantCode, Role

if TYPE_CHECKING:
    from tests.model.book import Book

SHOWN = st.sampled_from((ApplicantCode("A-01"), ApplicantCode("A-01"), ApplicantCode("A-02"), ApplicantCode("A-04")))
HANDLERS = st.sampled_from(("经办人甲", "经办人甲", "E-01", "town", ""))


class OnNotice:
    """公示. Rules of the machine that begin with the notice."""

    scene: Scene
    book: Book
    offer: Any

    def _shown(self) -> bool:
        return hasattr(self, "scene") and self.book.has("notice.opened")

    @precondition(_shown)
    @rule(applicant=SHOWN, what=st.sampled_from(("object", "admit", "resolve", "answer", "keep", "late")), data=st.data())
    def an_objection_goes_on(self, applicant: ApplicantCode, what: str, data: st.DataObject) -> None:
        """Take one step of an objection: of the newest one, or of none."""
        last = self.book.last("notice.opened", "notice.changed")
        today = date.fromisoformat(self.scene.today)
        against = self.book.of("objection.received", applicant=applicant) or self.book.of("objection.received")
        of = ActId(against[-1].id) if against else ActId("f" * 32)
        match what:
            case "object":
                on = min(today, last.ends_on + timedelta(days=data.draw(st.sampled_from((0, 0, 1)))))
                objector = data.draw(st.sampled_from(("某甲", "某甲", " ")))
                event = ObjectionReceived(applicant=applicant, objector=objector, content="x")
                self.offer(event, by=Role.PUBLIC, occurred_at=on.isoformat())
            case "late":
                on = min(today, last.ends_on + timedelta(days=data.draw(st.integers(-1, 2))))
                late = ObjectionLate(applicant=applicant, received_at=f"{on}T10:00:00.000+08:00", objector="某乙", content="x")
                self.offer(late, by=Role.PUBLIC)
            case "admit":
                admitted = ObjectionAdmitted(
                    applicant=applicant,
                    objection=of,
                    admitted=data.draw(st.sampled_from((True, True, False))),
                    named=data.draw(st.sampled_from((True, True, True, False))),
                    received_at=None,
                    took_no_part=data.draw(st.sampled_from((True, True, True, False))),
                    handler=data.draw(HANDLERS),
                    reasons="受理",
                )
                self.offer(admitted)
            case "resolve":
                outcome = data.draw(st.sampled_from(Outcome))
                self.offer(ObjectionResolved(applicant=applicant, objection=of, outcome=outcome, reasons="查实"))
            case "answer":
                self.offer(ObjectionAnswered(applicant=applicant, objection=of, told=data.draw(st.sampled_from(Told)), how="书面"))
            case _:
                by = data.draw(st.sampled_from((Role.COMMITTEE, Role.COMMITTEE, Role.OFFICE)))
                self.offer(CandidateKept(applicant=applicant, objection=of, reasons="不影响"), by=by)

    @precondition(_shown)
    @rule(what=st.sampled_from(("change", "interrupt")), days=st.integers(6, 18), late=st.integers(-2, 2), data=st.data())
    def the_notice_is_disturbed(self, what: str, days: int, late: int, data: st.DataObject) -> None:
        opened = self.book.last("notice.opened", "notice.changed")
        today = date.fromisoformat(self.scene.today)
        if what == "change":
            shown = opened.applicants[: data.draw(st.sampled_from((2, 2, 1)))]
            starts = today + timedelta(days=late)
            changed = NoticeChanged(
                applicants=shown, starts_on=starts, ends_on=starts + timedelta(days=days), site="https://x", what="错字"
            )
            self.offer(changed)
        else:
            first = opened.starts_on + timedelta(days=late)
            last = first + timedelta(days=data.draw(st.integers(-1, 3)))
            self.offer(NoticeInterrupted(first_on=first, last_on=last, why="网站故障"))

    @precondition(_shown)
    @rule(what=st.sampled_from(("submit", "return")), applicants=st.lists(SHOWN, unique=True, max_size=2))
    def the_government_hesitates(self, what: str, applicants: list[ApplicantCode]) -> None:
        if what == "submit":
            self.offer(CandidatesSubmitted(applicants=tuple(applicants), document="质委〔2025〕3号"))
        else:
            self.offer(AwardReturned(applicants=tuple(applicants), why="请再议"))
