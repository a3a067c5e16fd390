"""How ``ledger record FILE --dry-run`` answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import click

from ledger.commands.reasons import say_reasons, told_of
from ledger.commands.shared import tell_json
from ledger.commands.words import say
from ledger.drafting import Signed
from ledger.home import Home
from ledger.intake.trial import Answer, Trial, try_acts
from ledger.messages import remedy


def record_trial(home: Home, acts: Sequence[tuple[str, Signed]], *, keep_going: bool, as_json: bool, on_each: Callable[[], None]) -> int:
    """Try acts, say what would become of each, and return the exit code that recording them would have."""
    trial = try_acts(home, acts, keep_going=keep_going, on_each=on_each)
    if as_json:
        tell_json(_told(trial, len(acts)))
    else:
        _say(trial, len(acts))
    return 3 if trial.of(Answer.REFUSED) else 0


def _told(trial: Trial, offered: int) -> dict[str, Any]:
    return {
        "dry_run": True,
        "offered": offered,
        "would_record": len(trial.of(Answer.RECORDED)),
        "again": len(trial.of(Answer.AGAIN)),
        "would_refuse": len(trial.of(Answer.REFUSED)),
        "not_tried": offered - len(trial.each),
        "acts": [
            {
                "where": one.where,
                "id": one.id,
                "type": one.type,
                "answer": one.answer.value,
                "position": one.position,
                **({} if one.refused is None else told_of(one.refused)),
            }
            for one in trial.each
        ],
    }


def _say(trial: Trial, offered: int) -> None:
    fine, again, refused = (len(trial.of(answer)) for answer in (Answer.RECORDED, Answer.AGAIN, Answer.REFUSED))
    click.echo(
        say(
            f"试录 {offered} 件，未入账: 可记录 {fine} 件, 此前已记录 {again} 件, 将不予受理 {refused} 件",
            f"{offered} acts tried, nothing recorded: {fine} would be recorded, {again} stood already, {refused} would be refused",
        )
    )
    for one in trial.of(Answer.REFUSED):
        assert one.refused is not None
        say_reasons(one.where, one.refused)
        if one.position:
            click.echo(say(f"  该编号已用于第{one.position}号记录", f"  its id stands in record {one.position}"), err=True)
        click.echo(f"  {say('下一步', 'Next')}: {remedy(one.refused, say('zh', 'en'))}", err=True)
    if left := offered - len(trial.each):
        click.echo(
            say(
                f"其后 {left} 件未试; 更正后重新运行, 或加 --keep-going 一并试录。",
                f"{left} acts after it were not tried; mend it and run the command again, or add --keep-going.",
            ),
            err=True,
        )
