"""The committee's meeting: attendance, members who stand aside, and where every ballot of a secret vote ends."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from ledger.events.bodies import MemberAppointed
from ledger.events.deliberation import AttendanceRecorded, BallotsReconciled, MemberRecused
from ledger.events.event import Undisclosed
from ledger.terms import MAIN, NOMINATION, ApplicantCode, BodyCode

MEMBERS = tuple(f"M-{n:02}" for n in range(1, 16))


def attendance(*names: str) -> AttendanceRecorded:
    return AttendanceRecorded(attending=names or MEMBERS)


def recused(applicant: str | None = "A-01", member: str = "M-01", why: str = "kin") -> MemberRecused:
    return MemberRecused(applicant=ApplicantCode(applicant) if applicant else None, member=member, why=why)


def reconciled(applicant: str = "A-01", **changes: Any) -> BallotsReconciled:
    given = {"not_returned": 0, "invalid": 1, "against": 2, "abstained": 0} | changes
    return BallotsReconciled(applicant=ApplicantCode(applicant), tier=MAIN, **given)


def test_attendance_is_that_of_the_meeting_once(play: Any) -> None:
    assert {"votes_at_a_meeting", "lists_as_many_as_were_present"} <= play.begin().to_overall().refused(attendance())


def test_attendance_names_as_many_as_came(play: Any) -> None:
    play.begin().to_meeting()
    assert play.refused(attendance(*MEMBERS[:14])) == {"lists_as_many_as_were_present"}
    assert play.refused(attendance(*MEMBERS[:14], "m-01")) == {"lists_as_many_as_were_present"}
    play.record(attendance())
    assert play.refused(attendance()) == {"is_taken_once"}


def test_who_attends_sits_on_the_committee_where_a_register_is_kept(play: Any) -> None:
    play.begin().to_meeting()
    assert not [f for f in play.office.judge(attendance()) if f.rule.name.endswith("names_sitting_members")]
    for code in MEMBERS[:14]:
        seat = MemberAppointed(body=BodyCode("committee"), member=code, chair=False, document="1", person=f"委员{code}")
        play.take(seat, round=None)
    assert play.refused(attendance()) == {"names_sitting_members"}
    assert play.verdict("names_sitting_members", recused(member="M-15")) == "violates"
    assert play.verdict("names_sitting_members", recused(member="委员M-01")) == "conforms"


def test_a_member_who_stands_aside_gets_no_ballot(play: Any) -> None:
    play.begin().to_meeting().record(attendance())
    play.record(recused())
    assert play.refused(play.say.vote("A-01", MAIN)) == {"hands_no_ballot_to_who_stands_aside"}
    assert play.refused(play.say.vote("A-01", MAIN, issued=14, returned=14)) == set()
    assert play.refused(play.say.vote("A-02", NOMINATION)) == set()


def test_who_was_away_needs_no_ballot_kept_back(play: Any) -> None:
    play.begin().to_meeting().record(attendance())
    play.record(recused(member="M-16"))
    assert play.refused(play.say.vote("A-01", MAIN)) == set()


def test_without_a_list_of_attendance_two_of_seventeen_may_have_been_away(play: Any) -> None:
    play.begin().to_meeting()
    for member in ("M-01", "M-02"):
        play.record(recused(member=member))
    assert play.refused(play.say.vote("A-01", MAIN)) == set()
    play.record(recused(None, "M-03"))
    assert play.refused(play.say.vote("A-01", MAIN)) == {"hands_no_ballot_to_who_stands_aside"}
    assert play.refused(play.say.vote("A-02", NOMINATION)) == set()


def test_members_stand_aside_before_the_count(play: Any) -> None:
    play.begin().to_votes()
    for late in (recused(), recused(None)):
        assert play.refused(late) == {"stands_aside_before_the_count"}
    assert play.refused(recused("A-03")) == set()


@pytest.mark.parametrize("event", [recused(member=" "), recused(why="")])
def test_it_is_said_who_and_why(play: Any, event: MemberRecused) -> None:
    assert play.begin().to_meeting().refused(event) == {"names_a_member"}


def test_where_members_are_closed_it_is_not_disclosed(play: Any) -> None:
    play.begin().to_meeting()
    fact = play.office.fact(recused())
    play.office.take(msgspec.structs.replace(fact, event=msgspec.structs.replace(fact.event, member=Undisclosed("member"))))
    assert play.verdict("hands_no_ballot_to_who_stands_aside", play.say.vote("A-01", MAIN)) == "not disclosed"
    play.round.sealed = 1
    assert play.verdict("hands_no_ballot_to_who_stands_aside", play.say.vote("A-02", NOMINATION)) == "not disclosed"


def test_trap_22_every_ballot_is_accounted_for(play: Any) -> None:
    play.begin().to_meeting()
    assert play.refused(reconciled()) == {"reconciles_a_count"}
    play.record(play.say.vote("A-01", MAIN))  # 15 issued, 15 returned, 14 valid, 12 in favour
    for wrong in ({"not_returned": 1}, {"invalid": 0}, {"against": 1}, {"abstained": 1}, {"against": 3, "abstained": -1}):
        assert play.refused(reconciled("A-01", **wrong)) == {"accounts_for_every_ballot"}
    play.record(reconciled())
    assert play.refused(reconciled()) == {"is_taken_once"}
