"""计票单: the count of a secret ballot, one line for each candidate and tier: issued, returned, valid, in favour. Counts, and no voters."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from ledger.errors import BadInput
from ledger.events.deliberation import VoteCounted
from ledger.forms.kinds import COUNT_SHEET
from ledger.forms.paper import Paper, Stand
from ledger.forms.public_notice import tier_text
from ledger.forms.step import Text
from ledger.rules.paper_forms import Serial
from ledger.rules.parameters import VotePass
from ledger.stages.deliberation import evaluated
from ledger.stages.history import Round
from ledger.terms import ApplicantCode, Tier

_BLANK = "        "
_OF = {
    "members": Text("全体委员", "all members"),
    "present": Text("到会委员", "those present"),
    "valid_ballots": Text("有效票", "valid ballots"),
}


def write_count_sheet(path: Path, stand: Stand, lang: str, round: Round, names: Mapping[ApplicantCode, str], serial: Serial | None) -> None:
    """Write the sheet: with the counts of what was counted, blank for what is still to be. ``names`` may be empty.

    Raises ``BadInput`` where nobody has been evaluated yet.
    """
    applicants = evaluated(round)
    if not applicants:
        raise BadInput("ROUND", "nobody has an overall score yet, so that nobody can be voted on", "record the overall scores first")
    paper = Paper(COUNT_SHEET, stand, lang)
    opened, meeting, votes = round.opening.opened, round.deliberation.meeting, round.deliberation.votes
    paper.line(paper.say("编号：", "No. ") + (str(serial) if serial else "________"), align="right", size=11)
    paper.title(
        paper.say(f"{opened.programme if opened else ''}审议表决计票单", f"{opened.programme if opened else ''}: count of the ballot"),
        size=20,
    )
    if meeting is not None:
        said = (meeting.members, meeting.present, meeting.stood_aside, meeting.present - meeting.stood_aside)
        paper.line(
            paper.say(
                "委员 {} 人, 到会 {} 人, 回避 {} 人, 有表决权 {} 人。".format(*said),
                "{} members, {} present, {} stood aside, {} could vote.".format(*said),
            )
        )
    else:
        paper.line(
            paper.say(
                "委员 ____ 人, 到会 ____ 人, 回避 ____ 人, 有表决权 ____ 人。",
                "____ members, ____ present, ____ stood aside, ____ could vote.",
            )
        )
    paper.line(_passing(round.opening.parameters.vote_pass).said(lang), size=11)
    for tier in round.opening.planned:
        name = tier_text(round, tier)
        paper.line(paper.say(f"奖项: {name.zh}", f"tier: {name.en}"), bold=True)
        rows = [_row(applicant, tier, names, votes) for applicant in applicants]
        head = [paper.say("序号", "no."), paper.say("表决对象", "on whom"), paper.say("发出票", "issued"), paper.say("收回票", "returned")]
        head += [paper.say("有效票", "valid"), paper.say("同意票", "in favour"), paper.say("是否通过", "carried")]
        paper.table(head, [[str(at), *row] for at, row in enumerate(rows, 1)], [12, 54, 18, 18, 18, 18, 22], right=(2, 3, 4, 5))
    paper.line(
        paper.say(
            "收回票不多于发出票, 有效票不多于收回票, 同意票不多于有效票; 涂改处由计票人、监票人共同签名。",
            "No more ballots are returned than issued, valid than returned, in favour than valid; a change is signed by both.",
        ),
        size=10,
    )
    paper.signatures(
        (
            paper.say("计票人（签名）", "counted by"),
            paper.say("监票人（签名）", "supervised by"),
            paper.say("主持人（签名）", "presided by"),
        )
    )
    paper.write(path)


def _row(
    applicant: ApplicantCode, tier: Tier, names: Mapping[ApplicantCode, str], votes: Mapping[tuple[ApplicantCode, Tier], VoteCounted]
) -> list[str]:
    who = f"{names[applicant]} ({applicant})" if names.get(applicant) else str(applicant)
    vote = votes.get((applicant, tier))
    counts = ("",) * 4 if vote is None else (str(vote.issued), str(vote.returned), str(vote.valid), str(vote.in_favour))
    return [who, *(count or _BLANK for count in counts), _BLANK]


def _passing(passes: VotePass | None) -> Text:
    if passes is None:
        return Text("通过票数: 采用的评审规则未作规定 (vote.pass)。", "Votes needed: the adopted rules are silent (vote.pass).")
    of = _OF[passes.of]
    zh = "超过" if passes.more_than else "达到"
    en = "more than" if passes.more_than else "at least"
    return Text(f"通过票数: 同意票{zh}{of.zh}的 {passes.share}。", f"Carried by {en} {passes.share} of {of.en}.")
