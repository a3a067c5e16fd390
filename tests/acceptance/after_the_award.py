"""What may happen after an award, at random: honours, payments, revocation step by step or out of step, and applying again.

Mixed into the machine of ``test_state_machine``, which offers each act to the ledger and to the second reading.
"""

from __future__ import annotations

from datetime import date, timedelta
from itertools import count
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule
from tests.acceptance.adversary import PRIZE, Scene
from tests.model.after import barred_until

from ledger.drafting import Signed
from ledger.errors import Refused
from ledger.events.approval import HonourConferred
from ledger.events.event import Event
from ledger.events.prize import BudgetAppropriated, ClawbackDemanded, ClawbackReceived, ClawbackRefunded
from ledger.events.revocation import (
    BarImposed,
    Ground,
    PlaqueRecovered,
    PlaqueReturned,
    RevocationAnnounced,
    RevocationAnnulled,
    RevocationApproved,
    RevocationProposed,
    RevocationServed,
    StatementHeard,
    Token,
    VerificationConcluded,
    VerificationOpened,
)
from ledger.terms import ApplicantCode, Fen, PartialDate, Role, RoundId

if TYPE_CHECKING:
    from tests.model.book import Book

NUMBERS = count(1)
WINNERS = st.sampled_from((ApplicantCode("A-01"), ApplicantCode("A-01"), ApplicantCode("A-02"), ApplicantCode("A-03")))
grounds = st.sampled_from(Ground)
things = st.sampled_from(((Token.PLAQUE,), (Token.CERTIFICATE,), (Token.PLAQUE, Token.CERTIFICATE), ()))
some_fen = st.sampled_from((1, 2_500_000, 5_000_000, 15_000_000, 20_000_000, 0, -1))

MONEY = ("prize.paid", "clawback.demanded", "clawback.received", "clawback.refunded")
ANOTHER = RoundId("2026")
BARS = {"is_past_the_bar_of_an_earlier_win", "is_past_the_bar_after_a_revocation"}
ONWARD = (
    *("open", "conclude", "hear", "propose", "approve", "serve", "demand", "receive", "receive", "recover"),
    *("announce", "bar", "receive"),
)
"""The steps of a revocation, in the order in which they are usually taken."""


class AfterTheAward:
    """授奖之后. Rules of the machine that begin once a result is published."""

    scene: Scene
    book: Book
    offer: Any
    progress: dict[str, tuple[int, Ground]]

    def _published(self) -> bool:
        return hasattr(self, "scene") and self.book.has("result.published")

    @precondition(_published)
    @rule(applicant=WINNERS, ground=grounds, steps=st.integers(2, 6), data=st.data())
    def a_revocation_goes_on(self, applicant: ApplicantCode, ground: Ground, steps: int, data: st.DataObject) -> None:
        """Take the next steps against one winner, in the usual order and on the ground on which the first was taken."""
        taken, ground = self.progress.get(applicant, (0, ground))
        for what in ONWARD[taken : taken + steps]:
            if not self._step(what, applicant, ground, data):
                return
            taken += 1
            self.progress[applicant] = taken, ground

    @precondition(_published)
    @rule(applicant=WINNERS, ground=grounds, what=st.sampled_from((*ONWARD, "annul", "return", "refund")), data=st.data())
    def a_step_out_of_step(self, applicant: ApplicantCode, ground: Ground, what: str, data: st.DataObject) -> None:
        if self._step(what, applicant, ground, data) and what == "annul":
            self.progress.clear()

    @precondition(_published)
    @rule(applicant=WINNERS, what=st.sampled_from(("confer", "budget", "pay")), data=st.data())
    def honours_and_money(self, applicant: ApplicantCode, what: str, data: st.DataObject) -> None:
        if what == "confer":
            number = data.draw(st.sampled_from(("1", f"{next(NUMBERS)}")))
            self.offer(HonourConferred(applicant=applicant, plaque=f"P-{number}", certificate=f"C-{number}"))
        elif what == "budget":
            amount = Fen(data.draw(st.sampled_from((25_000_000, 20_000_000, 0))))
            self.offer(BudgetAppropriated(year=2025, budget_line="2013899", amount=amount, document="财〔2025〕1号"), by=Role.FINANCE)
        else:
            self.offer(
                self.scene.paid(applicant, data.draw(st.sampled_from((*PRIZE.values(), 1, 0))), data.draw(st.sampled_from(("", "V-7"))))
            )

    @precondition(_published)
    @rule(days=st.integers(1, 400))
    def years_pass(self, days: int) -> None:
        day = date.fromisoformat(self.scene.today) + timedelta(days=days)
        self.scene.on(min(day, date(2026, 12, 1)).isoformat())

    def _step(self, what: str, applicant: ApplicantCode, ground: Ground, data: st.DataObject) -> bool:
        event, by = self._act(what, applicant, ground, data)
        return bool(self.offer(event, by=by))

    def _act(self, what: str, applicant: ApplicantCode, ground: Ground, data: st.DataObject) -> tuple[Event, Role | None]:
        """Return the act of one step and who offers it."""
        match what:
            case "open":
                by = data.draw(st.sampled_from((Role.OFFICE, Role.DISCIPLINE)))
                return VerificationOpened(applicant=applicant, ground=ground, content="反映"), by
            case "conclude":
                true = data.draw(st.sampled_from((True, True, True, False)))
                impact = data.draw(st.sampled_from((True, True, True, False, None)))
                concluded = VerificationConcluded(applicant=applicant, ground=ground, established=true, impact=impact, reasons="查实")
                return concluded, Role.DISCIPLINE
            case "hear":
                return StatementHeard(applicant=applicant, content="陈述"), None
            case "propose":
                by = data.draw(st.sampled_from((Role.COMMITTEE, Role.COMMITTEE, Role.COMMITTEE, Role.OFFICE)))
                return RevocationProposed(applicant=applicant, ground=ground, reasons="查实"), by
            case "approve":
                return RevocationApproved(applicant=applicant, ground=ground, document="政发〔2026〕9号"), None
            case "annul":
                return RevocationAnnulled(applicant=applicant, document="行复〔2026〕1号"), None
            case "serve":
                return RevocationServed(applicant=applicant, how="直接送达"), None
            case "announce":
                return RevocationAnnounced(applicant=applicant, site="https://award.example/revoked"), None
            case "recover":
                return PlaqueRecovered(applicant=applicant, what=data.draw(things)), None
            case "return":
                return PlaqueReturned(applicant=applicant, what=data.draw(things)), None
            case "bar":
                return BarImposed(applicant=applicant, starts_on=self._start_of_bar(applicant, data)), None
            case "demand":
                due = date.fromisoformat(self.scene.today) + timedelta(days=data.draw(st.sampled_from((30, 30, 30, 0, -1))))
                return ClawbackDemanded(applicant=applicant, amount=self._amount("demand", applicant, data), due_on=due), None
            case "receive":
                voucher = data.draw(st.sampled_from(("R-1", f"R-{next(NUMBERS)}")))
                return ClawbackReceived(applicant=applicant, amount=self._amount("receive", applicant, data), voucher=voucher), None
            case _:
                voucher = data.draw(st.sampled_from(("B-1", f"B-{next(NUMBERS)}")))
                return ClawbackRefunded(applicant=applicant, amount=self._amount("refund", applicant, data), voucher=voucher), None

    def _start_of_bar(self, applicant: ApplicantCode, data: st.DataObject) -> PartialDate:
        made = self.book.of("revocation.approved", applicant=applicant)
        day = made[-1].on if made else date.fromisoformat(self.scene.today)
        day += timedelta(days=data.draw(st.sampled_from((0, 0, 1))))
        return PartialDate(day.year, day.month, day.day)

    def _amount(self, what: str, applicant: ApplicantCode, data: st.DataObject) -> Fen:
        """Return an amount: mostly what is left to be moved or half of it, else a little more, or anything."""
        moved = {type: sum(e.amount for e in self.book.events(type, applicant=applicant)) for type in MONEY}
        paid, demanded, received, refunded = moved.values()
        left = max(0, {"demand": paid - demanded, "receive": demanded - received}.get(what, received - refunded))
        usual = (left, left, left, left // 2, left + 1) if left else (1, 2_500_000)
        return Fen(data.draw(st.one_of(st.sampled_from(usual), st.sampled_from(usual), some_fen)))

    def apply_in_another_year(self) -> None:
        """Let everybody of the round apply in another one: on the last day of a bar, when it refuses, and on the first day after it."""
        if not self.book.has("result.published"):
            return
        today = date.fromisoformat(self.scene.today)
        attempts = []
        for code in self.scene.applicants:
            until = barred_until(self.book, code)
            free_from = today if until is None else max(today, until + timedelta(days=1))
            attempts += [(free_from, code, True)] + ([(until, code, False)] if until is not None and until >= today else [])
        self._open_another_year()
        for day, code, is_free in sorted(attempts):
            self.scene.on(day.isoformat())
            why = self._why_not(self.scene.act(self.scene.applied(code), round=ANOTHER))
            assert is_free is not bool(why), f"{code} on {day}: {why or 'taken, though it is barred'}"
            assert why <= BARS, why

    def _why_not(self, act: Signed) -> set[str]:
        """Return the bare names of the rules that refuse ``act``; none where it was taken."""
        try:
            self.scene.ledger.record(act)
        except Refused as refused:
            return {breach.rule.name.partition(".")[2] for breach in refused.breaches}
        return set()

    def _open_another_year(self) -> None:
        scene, today = self.scene, self.scene.today
        scene.record(scene.opened(award_year="2026", year=2026), round=ANOTHER)
        scene.record(scene.adopted(), round=ANOTHER)
        scene.record(scene.rubric(), round=ANOTHER)
        scene.record(scene.called(opens=today, closes="2040-12-31"), round=ANOTHER)
        for code in scene.applicants:
            scene.bind(Role.APPLICANT, code, ANOTHER)
