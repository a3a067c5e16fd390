"""``ledger article``: a provision, our restatement, the rules that implement it, its parameters, its tests, the events it governs."""

from __future__ import annotations

import click
import orjson

import ledger.events
import ledger.stages.check  # noqa: F401 - enters every rule
from ledger.commands.shared import answers, tell_json
from ledger.commands.words import say
from ledger.documents.tested import KINDS, KINDS_ZH, cases_of
from ledger.errors import BadInput
from ledger.events.event import TYPES, Event
from ledger.rules.citation import RULES, Basis, Citation
from ledger.rules.editions import fixed_by
from ledger.rules.outside import OUTSIDE
from ledger.rules.restatements import RESTATED
from ledger.rules.silences import silences_of
from ledger.terms import Role


@click.command("article")
@click.argument("provision")
@answers
def command(provision: str, as_json: bool) -> None:
    """查看条款、规则与事件 · Show a PROVISION such as 9(4), 10.2 or a whole article such as 9."""
    told = about(provision)
    if as_json:
        tell_json(told)
        return
    click.echo(say(f"{told['zh_citation']}  ({told['citation']})", f"Article {told['citation']}"))
    for row in told["provisions"]:
        click.echo(f"\n{row['citation']}  {say(row['zh'], row['en'])}")
        for rule in row["rules"]:
            basis = say(Basis(rule["basis"]).zh, rule["basis"])
            click.echo(f"  {say('规则', 'rule')}  {rule['name']} [{basis}]  {say(rule['zh'], rule['en'])}")
        for fixed in row["fixed"]:
            click.echo(f"  {say('条文定值', 'fixed')}  {fixed['key']} = {fixed['value']}")
        for silence in row["silences"]:
            click.echo(f"  {say('未规定', 'open')}  {silence['key']}: {say(silence['zh'], silence['en'])}")
            readings = " | ".join(reading["value"] for reading in silence["readings"])
            suggested = orjson.dumps(silence["suggestion"]).decode()
            click.echo(f"          {readings}; {say('建议', 'suggested')} {suggested}")
        for kind in row["events"]:
            signers = ", ".join(say(Role(role).zh, role) for role in kind["signed_by"])
            click.echo(f"  {say('事件', 'event')}  {kind['name']}  [{signers}]  {say(kind['zh'], kind['en'])}")
        for test in row["tests"]:
            shows = ", ".join(say(KINDS_ZH[kind], kind) for kind in test["shows"])
            click.echo(f"  {say('测试', 'test')}  {test['file']}::{test['test']}  [{shows}]")
        if row["outside"]:
            left = row["outside"]
            why, who = say(left["why_zh"], left["why_en"]), say(left["who_zh"], left["who_en"])
            click.echo(f"  {say('不由程序判断', 'not decided by program')}: {why} → {who}")


def about(text: str) -> dict:  # type: ignore[type-arg]
    """Return what is known of a provision and of those inside it. Raises ``BadInput``."""
    try:
        wanted = Citation.parse(text.replace("（", "(").replace("）", ")"))
    except ValueError as error:
        raise BadInput("PROVISION", str(error)) from None
    inside = [code for code in RESTATED if covers(wanted, Citation.parse(code))]
    if not inside:
        raise BadInput("PROVISION", f"the measure has no provision {text}", "articles run from 1 to 17; article 9 has items (1) to (9)")
    return {"citation": str(wanted), "zh_citation": wanted.zh, "provisions": [_row(code) for code in inside]}


def covers(whole: Citation, part: Citation) -> bool:
    """Return whether ``part`` is the provision ``whole`` or stands inside it."""
    return whole.article == part.article and all(
        a is None or a == b for a, b in ((whole.paragraph, part.paragraph), (whole.item, part.item))
    )


def _row(code: str) -> dict[str, object]:
    zh, en = RESTATED[code]
    cited = Citation.parse(code)
    return {
        "citation": code,
        "zh_citation": cited.zh,
        "zh": zh,
        "en": en,
        "rules": [{"name": r.name, "basis": r.basis.value, "zh": r.zh, "en": r.en} for r in RULES.values() if r.citation == cited],
        "fixed": [{"key": key, "value": value} for key, value in fixed_by(code)],
        "silences": [
            {"key": s.key, "zh": s.zh, "en": s.en, "readings": [r._asdict() for r in s.readings], "suggestion": s.suggestion}
            for s in silences_of(code)
        ],
        "events": [_event(kind) for kind in TYPES.values() if code in kind.cites],
        "tests": _tests(code),
        "outside": OUTSIDE[code]._asdict() if code in OUTSIDE else None,
    }


def _tests(code: str) -> list[dict[str, object]]:
    shows: dict[tuple[str, str], list[str]] = {}
    for case in cases_of(code):
        shows.setdefault((case.file, case.test), []).append(case.kind)
    return [{"file": file, "test": test, "shows": sorted(kinds, key=KINDS.index)} for (file, test), kinds in shows.items()]


def _event(kind: type[Event]) -> dict[str, object]:
    zh, _, en = kind.heading().partition(". ")
    return {"name": kind.wire_name, "signed_by": [role.value for role in kind.signed_by], "zh": zh, "en": en}
