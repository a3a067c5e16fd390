"""Steps after the result (授奖、奖金、撤销、编号表单): articles 10 to 12, and the numbered paper of the round."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from ledger.events.event import Event
from ledger.events.revocation import (
    BarImposed,
    Ground,
    RevocationAnnounced,
    RevocationApproved,
    RevocationProposed,
    RevocationServed,
    StatementHeard,
    Token,
    VerificationConcluded,
    VerificationOpened,
)
from ledger.forms.numbers import ranges, unended
from ledger.forms.step import Due, Missing, Steps, Text, each
from ledger.rules import article_10, article_11
from ledger.rules.paper_forms import Serial
from ledger.rules.registered import commended_tiers
from ledger.stages.contenders import title_of
from ledger.stages.history import History, Round
from ledger.stages.honours import Revoked
from ledger.stages.prize import is_revoked
from ledger.terms import ApplicantCode, Fen, Role

_CONSEQUENCES: tuple[tuple[type[Event], str, str], ...] = (
    (RevocationServed, "未送达", "the decision was not served"),
    (RevocationAnnounced, "未向社会公告", "the public was not told"),
    (BarImposed, "未记禁止申报期", "the bar is not on record"),
)

_TOKENS = {Token.PLAQUE: "奖牌", Token.CERTIFICATE: "证书"}


def add_budget(steps: Steps, history: History, round: Round) -> None:
    """Add what the budget of the year gives for the prizes (10.1): any day before they are paid."""
    opened, granted = round.opening.opened, round.approval.granted
    if opened is None or opened.year is None:
        return
    is_paid = bool(granted) and all(round.prize.paid[code] >= amount for code, amount in granted.items())
    year = opened.year
    steps.add(
        "budget",
        "10.1",
        (f"安排 {year} 年度奖金预算", f"appropriate the prizes in the budget of {year}"),
        Role.FINANCE,
        Role.GOVERNMENT,
        done=year in history.registers.honours.budgets or is_paid,
        missing=(Missing("", Text(f"{year} 年度奖金预算未入账", f"no budget of {year} for the prizes is on record")),),
    )


def add_honours(steps: Steps, history: History, round: Round) -> None:
    """Add commendation, plaques, grants and payments of the winners whose title stands (10.1)."""
    state, published = round.approval, round.approval.published
    held = [w for w in (published.winners if published else ()) if (t := title_of(history, round, w.applicant)) is None or t.held]
    codes = [winner.applicant for winner in held]
    if round.opening.is_historical:
        return
    commended = commended_tiers(round.opening.text) or ()
    uncommended = [w.applicant for w in held if w.tier in commended and w.applicant not in state.commended]
    follows = (article_10.pays_after_the_publication(state.published_at),)
    ready = state.published_at > 0
    steps.add(
        "commendation",
        "10.1",
        ("发文表彰", "commend the winners of the main tier"),
        Role.GOVERNMENT,
        done=ready and not uncommended,
        missing=each(uncommended, "未表彰", "is not commended"),
        asks=follows,
    )
    without = [code for code in codes if code not in state.conferred]
    steps.add(
        "honours",
        "10.1",
        ("颁发奖牌证书", "hand over plaques and certificates"),
        Role.GOVERNMENT,
        Role.OFFICE,
        done=ready and not without,
        missing=each(without, "未颁发奖牌证书", "has no plaque and certificate"),
        asks=follows,
    )
    ungranted = [code for code in codes if code not in state.granted]
    steps.add(
        "grants",
        "10.1",
        ("核定奖金", "grant the prizes"),
        Role.GOVERNMENT,
        Role.FINANCE,
        done=ready and not ungranted,
        missing=each(ungranted, "未核定奖金", "no prize is granted"),
        asks=follows,
    )
    unpaid = {code: amount for code in codes if (amount := state.granted.get(code, 0) - round.prize.paid[code]) > 0}
    steps.add(
        "payments",
        "10.1",
        ("拨付奖金", "pay the prizes"),
        Role.FINANCE,
        done=ready and not ungranted and not unpaid,
        missing=(
            Missing(code, Text(f"未拨付 {yuan(Fen(amount))} 元", f"{yuan(Fen(amount))} yuan are unpaid")) for code, amount in unpaid.items()
        ),
        asks=follows,
    )


def add_revocations(steps: Steps, history: History, round: Round) -> None:
    """Add what is open of verifications, proposals and consequences of a revocation (11, 12). Nothing where nothing was begun."""
    for applicant in sorted({applicant for applicant, _ in round.revocation.facts}):
        for ground in Ground:
            _add_verification(steps, round, applicant, ground)
        _add_consequences(steps, history, round, applicant)


def add_numbered_paper(steps: Steps, round: Round, used: Collection[Serial]) -> None:
    """Add the numbers that are out, once the result is published: each ends used, spoiled or unused."""
    out = unended(round, used)
    if out and round.approval.published_at:
        steps.add(
            "forms",
            "6.2",
            ("收回或作废未了结的编号表单", "take numbered forms back, or record them as spoiled"),
            Role.OFFICE,
            done=False,
            missing=(Missing("", Text(f"{text} 未了结", f"{text} out")) for text in ranges(out)),
        )


def yuan(amount: Fen) -> str:
    """Return an amount in yuan with two decimals and separators of thousands."""
    whole, cents = divmod(amount, 100)
    return f"{whole:,}.{cents:02}"


def _add_verification(steps: Steps, round: Round, applicant: ApplicantCode, ground: Ground) -> None:
    state = round.revocation

    def at(kind: type[Event]) -> int:
        return state.by_ground.get((applicant, ground, kind), 0)

    citation = "11" if ground is Ground.FRAUD else "12"
    opened, concluded, proposed = at(VerificationOpened), at(VerificationConcluded), at(RevocationProposed)
    decided = state.happened(applicant, RevocationApproved)
    if opened > concluded:
        what = (f"核实 {applicant} 的问题并作出结论", f"verify what is said of {applicant} and conclude")
        steps.add(f"verification:{applicant}:{ground}", citation, what, Role.OFFICE, Role.DISCIPLINE, done=False)
        return
    established = state.established.get((applicant, ground), 0)
    if not established or decided > established:
        return
    if not state.happened(applicant, StatementHeard):
        what = (f"听取 {applicant} 陈述申辩", f"hear {applicant}")
        steps.add(f"statement:{applicant}:{ground}", citation, what, Role.OFFICE, done=False)
    if proposed < established:
        what = (f"报请撤销 {applicant} 的荣誉称号", f"propose to revoke the title of {applicant}")
        steps.add(f"proposal:{applicant}:{ground}", citation, what, Role.OFFICE, Role.COMMITTEE, done=False)
    else:
        what = (f"批准撤销 {applicant} 的荣誉称号", f"decide on revoking the title of {applicant}")
        heard = article_11.heard_the_organisation(state.happened(applicant, StatementHeard), round.sealed)
        steps.add(f"revocation:{applicant}:{ground}", citation, what, Role.GOVERNMENT, done=False, asks=(heard,))


def _add_consequences(steps: Steps, history: History, round: Round, applicant: ApplicantCode) -> None:
    state, prize = round.revocation, round.prize
    approved = state.happened(applicant, RevocationApproved)
    if not approved:
        return
    if is_revoked(history, round, applicant):
        lacking = [Missing(applicant, Text(zh, en)) for kind, zh, en in _CONSEQUENCES if state.happened(applicant, kind) < approved]
        out = [token for token in Token if token not in state.taken.get(applicant, ())]
        if out:
            names = "、".join(_TOKENS[token] for token in out)
            lacking.append(Missing(applicant, Text(f"未收回{names}", f"not taken back: {', '.join(out)}")))
        asked, paid = prize.demanded[applicant], prize.paid[applicant]
        if asked < paid:
            rest = yuan(Fen(paid - asked))
            lacking.append(Missing(applicant, Text(f"未发出追回 {rest} 元奖金的通知", f"{rest} yuan are not asked back")))
        steps.add(
            f"consequences:{applicant}",
            "11",
            (f"落实撤销 {applicant} 荣誉称号的各项后果", f"take what follows the revocation of {applicant}'s title"),
            Role.OFFICE,
            Role.FINANCE,
            done=not lacking,
            missing=lacking,
        )
    title = title_of(history, round, applicant)
    if title is None or title.last is None:
        return
    if title.annulled:
        _add_restoration(steps, applicant, title.last)
    elif title.last.demands:
        _add_clawback(steps, applicant, title.last)


def _add_restoration(steps: Steps, applicant: ApplicantCode, revoked: Revoked) -> None:
    """Add what is still to be given back after a revocation was set aside."""
    lacking = []
    if names := "、".join(_TOKENS[token] for token in revoked.taken if token not in revoked.returned):
        out = ", ".join(token for token in revoked.taken if token not in revoked.returned)
        lacking.append(Missing(applicant, Text(f"未归还{names}", f"not given back: {out}")))
    if (rest := Fen(revoked.received - revoked.refunded)) > 0:
        lacking.append(Missing(applicant, Text(f"未退还 {yuan(rest)} 元", f"{yuan(rest)} yuan are not refunded")))
    if revoked.taken or revoked.received:
        what = (f"归还 {applicant} 的奖牌证书和奖金", f"give back what was taken from {applicant}")
        steps.add(f"restoration:{applicant}", "11", what, Role.OFFICE, Role.FINANCE, done=not lacking, missing=lacking)


def _add_clawback(steps: Steps, applicant: ApplicantCode, revoked: Revoked) -> None:
    """Add what is outstanding of a prize that was asked back, due on the first day by which what came in does not suffice."""
    asked = Fen(sum(demand.amount for demand in revoked.demands))
    outstanding, covered, last = Fen(asked - revoked.received), Fen(0), None
    for demand in sorted(revoked.demands, key=lambda demand: demand.due_on or date.max):
        covered = Fen(covered + demand.amount)
        if covered > revoked.received:
            last = demand.due_on
            break
    steps.add(
        f"clawback:{applicant}",
        "11",
        (f"收回 {applicant} 的奖金", f"collect the prize of {applicant}"),
        Role.FINANCE,
        done=outstanding <= 0,
        due=Due(last, "11", None, Text("追回通知载明的期限", "the day in the demand")) if last else None,
        missing=[Missing(applicant, Text(f"尚有 {yuan(outstanding)} 元未收回", f"{yuan(outstanding)} yuan are outstanding"))],
    )
