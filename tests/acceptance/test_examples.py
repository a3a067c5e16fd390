"""The folders under ``examples/`` are what their builders make, can be read back, and label every act."""

from __future__ import annotations

from pathlib import Path

import pytest

from ledger.demo.folders import EXAMPLES, SOURCE, source_of
from ledger.demo.script import ABOUT, ACTS, LABELS, Label, read_script, write_script
from ledger.demo.signing import steps
from ledger.errors import BadInput

NAMES = tuple(EXAMPLES)


@pytest.mark.parametrize("name", NAMES)
def test_the_folder_is_what_the_builder_makes(name: str, root: Path, tmp_path: Path) -> None:
    write_script(EXAMPLES[name](), tmp_path)
    for file in (ABOUT, ACTS, LABELS):
        assert (root / "examples" / name / file).read_bytes() == (tmp_path / file).read_bytes(), f"run scripts/example_write: {file}"
    assert (root / "examples" / name / SOURCE).read_bytes() == source_of(name)


@pytest.mark.parametrize("name", NAMES)
def test_what_is_read_from_the_folder_is_signed_as_what_was_built(name: str, root: Path) -> None:
    read, built = (list(steps(script)) for script in (read_script(root / "examples" / name), EXAMPLES[name]()))
    assert [step.signed for step in read] == [step.signed for step in built]


@pytest.mark.parametrize("name", NAMES)
def test_every_act_is_labelled_with_its_reason(name: str, root: Path) -> None:
    lines = read_script(root / "examples" / name).lines
    assert all(line.why for line in lines)
    assert {line.label for line in lines} >= {Label.FACT, Label.DERIVED}


@pytest.mark.parametrize("name", NAMES)
def test_the_folder_explains_itself_in_both_languages(name: str, root: Path) -> None:
    text = (root / "examples" / name / "README.md").read_text("utf-8")
    for label in Label:
        assert label.value in text
        assert label.zh in text
    for file in (ACTS, LABELS, ABOUT, SOURCE):
        assert f"`{file}`" in text


def broken(folder: Path, file: str, old: str, new: str) -> Path:
    text = (folder / file).read_text("utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), "utf-8")
    return folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_script(EXAMPLES["wine-tasting-42"](), tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        (LABELS, "fact", "truth", "labels.csv: line 2: 'truth' is no label"),
        (LABELS, "1,calendar", "7,calendar", "it is not the label of line 1"),
        (LABELS, "2,round.opened", "2,round.annulled", "it is not the label of line 2"),
        (ACTS, '"occurred_at"', '"happened_at"', "acts.jsonl: line 1"),
        (ACTS, "\n", "\n\n", "labels for"),
        (ABOUT, '"seed"', '"sead"', "no example can be read here"),
    ],
)
def test_a_folder_out_of_order_names_the_place(folder: Path, file: str, old: str, new: str, said: str) -> None:
    with pytest.raises(BadInput, match=said):
        read_script(broken(folder, file, old, new))


def test_no_folder_no_example(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no example can be read here"):
        read_script(tmp_path / "nowhere")
