"""Acts on their way (待复核与已签): sealed acts in files, until every signature is there.

A transcribed act is sealed and signed once, by the clerk; a second person adds a signature to the same act. So a
line that waits is never written anew while its row says the same, and lines of one act are put together.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from ledger.drafting import Sealed, read_sealed
from ledger.errors import BadInput, UnreadableEvent
from ledger.events.event import Event
from ledger.events.partial import encode_partial
from ledger.intake.columns import forms
from ledger.intake.folder import SIGNED, WAITING
from ledger.intake.labels import label
from ledger.intake.lines import read_lines
from ledger.intake.sheets import term
from ledger.intake.values import write
from ledger.record.disclosure import digest
from ledger.record.envelope import Said, read_act
from ledger.stages.fact import event_of
from ledger.terms import ActId

_NUMBER = re.compile(r"(\d{3,})")


@dataclass(frozen=True, slots=True)
class Held:
    """在途行为: a sealed act in a file, with what it says. ``complete`` when every signer has signed."""

    sealed: Sealed
    said: Said
    event: Event
    files: tuple[Path, ...]

    @property
    def complete(self) -> bool:
        return not self.sealed.awaited


def read_held(line: bytes, file: Path) -> Held:
    """Return the act on one line. Raises ``BadInput`` for what is no act, or whose sealed values do not answer to it."""
    sealed = read_sealed(line)
    said = read_act(sealed.finish().act).said
    if sorted(map(digest, sealed.disclosures)) != said.body.get("_sd", []):
        raise BadInput("disclosures", "they are not those of this act", "hand in the whole line that `ledger sign` wrote")
    try:
        event = event_of(said, lambda _: sealed.disclosures)
    except UnreadableEvent as error:
        raise BadInput("act", error.why, "hand in the whole line that `ledger sign` wrote") from None
    return Held(sealed, said, event, (file,))


def held_in(folder: Path, recorded: Container[ActId]) -> tuple[dict[ActId, Held], list[tuple[Path, BadInput]]]:
    """Return the acts that wait or are signed in a folder, without those that are ``recorded``, and what cannot be read there."""
    found: dict[ActId, Held] = {}
    faults: list[tuple[Path, BadInput]] = []
    for place in (WAITING, SIGNED):
        for file in sorted((folder / place).glob("*.jsonl")):
            try:
                for where, line in read_lines(file):
                    try:
                        if _id_on(line) in recorded:
                            continue
                        held = read_held(line, file)
                        before = found.get(held.said.id)
                        found[held.said.id] = held if before is None else _together(before, held)
                    except BadInput as error:
                        faults.append((file, error.at(where.rpartition(": ")[2])))
            except BadInput as error:
                faults.append((file, error))
    return found, faults


def _id_on(line: bytes) -> ActId:
    """Return the id of the act on a line, without looking at the rest; "" where there is none."""
    try:
        return msgspec.json.decode(line, type=_Line).act.said.id
    except (msgspec.DecodeError, UnicodeDecodeError):
        return ActId("")


class _Said(msgspec.Struct):
    id: ActId


class _Act(msgspec.Struct):
    said: _Said


class _Line(msgspec.Struct):
    act: _Act


def write_waiting(folder: Path, acts: Sequence[tuple[Sealed, str]]) -> Path:
    """Write sealed acts with what each says into the next file under 待复核, and a list to read beside it; return the file."""
    place = folder / WAITING
    place.mkdir(parents=True, exist_ok=True)
    taken = [int(found.group(1)) for path in place.iterdir() if (found := _NUMBER.match(path.name))]
    name = f"{max(taken, default=0) + 1:03}"
    path = place / f"{name}.jsonl"
    write_whole(path, b"".join(sealed.finish().line() + b"\n" for sealed, _ in acts))
    text = "\n\n".join(f"{number}. {said}" for number, (_, said) in enumerate(acts, 1))
    write_whole(place / f"{name}.txt", ("\ufeff" + text + "\n").encode())
    return path


def withdraw(held: Iterable[Held]) -> None:
    """Take lines out of the files under 待复核: their rows say something else now, and are sealed anew."""
    gone: dict[Path, set[ActId]] = {}
    for one in held:
        for file in one.files:
            if file.parent.name == WAITING:
                gone.setdefault(file, set()).add(one.said.id)
    for file, ids in gone.items():
        kept = [line for _, line in read_lines(file) if read_act(read_sealed(line).finish().act).said.id not in ids]
        if kept:
            write_whole(file, b"".join(line + b"\n" for line in kept))
        else:
            file.unlink()


def in_words(said: Said, event: Event) -> str:
    """Return what an act says, in the words of the workbook, one field a line."""
    kind = type(event)
    plain = msgspec.to_builtins(event, enc_hook=encode_partial)
    lines = [f"{term(kind)} ({kind.wire_name}) · 日期 {said.occurred_at or '未载'}"]
    for name, form in forms(kind).items():
        shown = str(write(form, plain[name])).strip()
        if "\n" in shown:
            shown = "\n      " + shown.replace("\n", "\n      ")
        lines.append(f"   {label(name, kind.wire_name)}: {shown}")
    paper = said.provenance
    if paper.serial is not None:
        lines.append(f"   文件编号: {paper.serial} · 文件日期: {paper.dated} · 代表: {paper.on_behalf_of}")
    if said.corrects is not None:
        lines.append(f"   更正 {said.corrects.act}: {said.corrects.why} · 批准: {said.corrects.approved_by}")
    return "\n".join(lines)


def _together(one: Held, other: Held) -> Held:
    """Return one act with the signatures of both lines. Raises ``BadInput`` where they say different things."""
    if one.sealed.said != other.sealed.said:
        if one.complete and not other.complete:
            return one
        if other.complete and not one.complete:
            return other
        names = ", ".join(sorted({file.name for held in (one, other) for file in held.files}))
        raise BadInput("said.id", f"id {one.said.id} stands on two different acts, in {names}", "delete the older file")
    signatures = tuple(a or b for a, b in zip(one.sealed.signatures, other.sealed.signatures, strict=True))
    sealed = Sealed(one.sealed.said, one.sealed.signers, signatures, one.sealed.disclosures)
    return Held(sealed, one.said, one.event, tuple(dict.fromkeys((*one.files, *other.files))))


def write_whole(path: Path, content: bytes) -> None:
    """Write a file whole or not at all. Raises ``BadInput``."""
    beside = path.with_name(path.name + ".part")
    try:
        beside.write_bytes(content)
        beside.replace(path)
    except OSError as error:
        raise BadInput(str(path), f"it cannot be written: {error.strerror}", "free some space, or close the file elsewhere") from None
