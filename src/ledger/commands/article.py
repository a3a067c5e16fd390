"""``ledger article``: a provision, our restatement, the rules that implement it, and the events that it governs."""

from __future__ import annotations

import click

import ledger.events
import ledger.stages.check  # noqa: F401 - enters every rule
from ledger.commands.shared import answers, tell_json
from ledger.commands.words import say
from ledger.errors import BadInput
from ledger.events.event import TYPES
from ledger.rules.citation import RULES, Citation
from ledger.rules.outside import OUTSIDE
from ledger.rules.restatements import RESTATED
from ledger.rules.silences import silences_of


@click.command("article")
@click.argument("provision")
@answers
def command(provision: str, as_json: bool) -> None:
    """查看条款、规则与事件 · Show a PROVISION such as 9(4), 10.2 or a whole article such as 9."""
    told = about(provision)
    if as_json:
        tell_json(told)
        return
    click.echo(f"{told['zh_citation']}  ({told['citation']})")
    for row in told["provisions"]:
        click.echo(f"\n{row['citation']}  {say(row['zh'], row['en'])}")
        for rule in row["rules"]:
            click.echo(f"  {say('规则', 'rule')}  {rule['name']} [{rule['basis']}]  {say(rule['zh'], rule['en'])}")
        for silence in row["silences"]:
            click.echo(f"  {say('未规定', 'open')}  {silence['key']}: {say(silence['zh'], silence['en'])}")
        for kind in row["events"]:
            click.echo(f"  {say('事件', 'event')}  {kind['name']}  {say(kind['zh'], kind['en'])}")
        if row["outside"]:
            click.echo(f"  {say('不由程序判断', 'not decided by program')}: {say(*row['outside'])}")


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
        "silences": [{"key": s.key, "zh": s.zh, "en": s.en} for s in silences_of(code)],
        "events": [_event(name, kind.heading()) for name, kind in TYPES.items() if code in kind.cites],
        "outside": OUTSIDE.get(code),
    }


def _event(name: str, heading: str) -> dict[str, str]:
    zh, _, en = heading.partition(". ")
    return {"name": name, "zh": zh, "en": en}
