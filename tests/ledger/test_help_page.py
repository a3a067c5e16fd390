"""Help pages: every word of them is there in the language of the terminal, click's own too, and what we say is said in both."""

from __future__ import annotations

import re
from collections.abc import Iterator

import click
import pytest

from ledger.cli import ledger
from ledger.commands.help_page import columns, wrapped


def pages(command: click.Command, words: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Yield every command that has a help page, with the words by which it is called."""
    yield words, command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            found = command.get_command(context, name)
            assert found is not None
            yield from pages(found, (*words, name))


PAGES = list(pages(ledger))
BY_CLICK = re.compile(r"Usage|Options|Commands:|COMMAND|ARGS|Show this|Show the version|\[default|\[required|; required")
BOTH = re.compile("[一-鿿].* · .*[a-z]{2}")


def test_there_are_pages() -> None:
    assert {("draw", "pool"), ("serve",), ("audit",), ("key", "new")} <= {words for words, _ in PAGES}


@pytest.mark.parametrize("words", [words for words, _ in PAGES], ids=" ".join)
def test_click_speaks_the_language_of_the_terminal(run, words: tuple[str, ...]) -> None:
    chinese, english = run("--lang", "zh", *words, "--help").out, run("--lang", "en", *words, "--help").out
    assert chinese.startswith(f"用法: {' '.join(('ledger', *words))} [选项]")
    assert "\n选项:\n" in chinese
    assert re.search("--help +显示本说明。\n", chinese)
    assert not BY_CLICK.search(chinese)
    names = re.findall("^  (-.*?)(?:  |$)", chinese, re.MULTILINE)
    assert [name for name in names if re.search(" (INTEGER|DIRECTORY|TEXT|PATH|FILE)", name)] == []
    assert english.startswith(f"Usage: {' '.join(('ledger', *words))} [OPTIONS]")
    assert "Show this message and exit." in english
    assert not re.search("用法:|选项|显示本说明|\\[默认|必填]", english)


@pytest.mark.parametrize(("words", "command"), PAGES, ids=[" ".join(words) for words, _ in PAGES])
def test_what_we_say_of_a_command_is_said_in_both_languages(words: tuple[str, ...], command: click.Command) -> None:
    paragraphs = [" ".join(paragraph.split()) for paragraph in (command.help or "").split("\n\n")]
    assert BOTH.search(paragraphs[0]), words
    single = [paragraph for paragraph in paragraphs if not BOTH.search(paragraph)]
    assert [bool(re.search("[一-鿿]{4}", paragraph)) for paragraph in single] == [True, False] * (len(single) // 2)
    for option in command.params:
        if isinstance(option, click.Option) and "--version" not in option.opts:
            assert BOTH.search(option.help or ""), option.opts


def test_a_line_is_as_wide_as_the_terminal_shows_it() -> None:
    assert (columns("ab"), columns("台账"), columns("账, b")) == (2, 4, 5)
    lines = wrapped("台账文件夹，须为空文件夹。 · the folder of the ledger", 12)
    assert lines == ["台账文件夹，", "须为空文件", "夹。 · the", "folder of", "the ledger"]
    assert all(columns(line) <= 12 for line in lines)
    assert wrapped("", 10) == []


def test_the_columns_of_a_chinese_page_stand_below_each_other(run) -> None:
    rows = re.findall(r"^  (-.*?  +)\S", run("serve", "--help", "--lang", "zh").out, re.MULTILINE)
    assert len(rows) > 4
    assert len({columns(row) for row in rows}) == 1


def test_the_version_is_the_same_in_every_language(run) -> None:
    assert run("--version", "--lang", "zh").out == run("--version").out != ""
