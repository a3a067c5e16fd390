"""``ledger schema``: the form of what goes in, and the pages that the code writes of itself."""

from __future__ import annotations

from typing import Any

import click

from ledger.commands.shared import answers, tell_json


@click.command("schema")
@click.argument("what", type=click.Choice(["acts", "events", "glossary", "articles", "powers"]))
@answers
def command(what: str, as_json: bool) -> None:
    """输入格式与目录 · Print the JSON Schema of ACTS for `ledger sign` and `ledger record`, or a page.

    EVENTS 为事件目录，GLOSSARY 为中英文术语表，ARTICLES 为条款索引，POWERS 为各身份的权限：Markdown，或内容相同的 JSON。

    EVENTS is the event catalogue, GLOSSARY the words in both languages, ARTICLES the index of provisions, POWERS
    who may do what: Markdown, or the same as JSON.
    """
    if what == "acts":
        from ledger.intake.schema import acts_schema

        tell_json(acts_schema())
    elif as_json:
        tell_json(_plain(what))
    else:
        click.echo(_page(what), nl=False)


def _page(what: str) -> str:
    from ledger.documents.articles import article_index
    from ledger.documents.catalogue import event_catalogue
    from ledger.documents.glossary import glossary
    from ledger.documents.powers import powers_table

    return {"events": event_catalogue, "glossary": glossary, "articles": article_index, "powers": powers_table}[what]()


def _plain(what: str) -> Any:
    from ledger.documents import articles, catalogue, glossary, powers, values

    match what:
        case "events":
            return [
                {"stage": stage.name, "zh": stage.zh, "en": stage.en}
                | {"types": [kind._asdict() | {"fields": [field._asdict() for field in kind.fields]} for kind in stage.kinds]}
                for stage in catalogue.stages()
            ]
        case "glossary":
            said = [word._asdict() | {"room": room} for room, found in glossary.words().items() for word in found]
            kinds = [kind._asdict() | {"values": [value._asdict() for value in kind.values]} for kind in values.enumerations()]
            return {"words": said, "values": kinds}
        case "powers":
            return [power._asdict() for power in powers.powers()]
    return [
        {
            "citation": row.citation,
            "zh_citation": row.zh_citation,
            "zh": row.zh,
            "en": row.en,
            "rules": [{"name": r.name, "basis": r.basis.value, "gate": r.gate, "zh": r.zh, "en": r.en} for r in row.rules],
            "silences": [question.key for question in row.silences],
            "events": row.events,
            "outside": row.outside._asdict() if row.outside else None,
            "tests": row.tests,
        }
        for row in articles.provisions()
    ]
