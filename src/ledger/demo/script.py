"""A script (脚本): the acts of an example in order, each a draft with a label that says whether it is a fact of the source.

In a folder a script is plain text: ``acts.jsonl`` holds the drafts, one a line, as ``ledger.drafting``
reads them; ``labels.csv`` says of each what it is; ``example.json`` holds the origin, the seed and the
moment of the first act. Who signs follows from the type of the act (``ledger.demo.signing``).
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec
import orjson

from ledger.drafting import LIVE, Draft, draft_from
from ledger.errors import BadInput
from ledger.events.event import Event
from ledger.events.partial import encode_partial
from ledger.record.envelope import Correction, Provenance
from ledger.terms import ActId, Digest, EditionId, RoundId

ACTS, LABELS, ABOUT = "acts.jsonl", "labels.csv", "example.json"
EDITION = EditionId("2024")
UNKNOWN = ""
"""When an act had effect, where the source does not tell."""


class Label(StrEnum):
    """标注: what an act of an example is."""

    FACT = "fact"
    DERIVED = "derived"
    INVENTED = "invented"

    @property
    def zh(self) -> str:
        return {Label.FACT: "来源所载事实", Label.DERIVED: "由事实推出", Label.INVENTED: "虚构"}[self]


@dataclass(frozen=True, slots=True)
class Line:
    """One act of a script. ``why`` says in both languages what the label rests on; ``refused`` that the ledger must say no."""

    draft: Draft
    label: Label
    why: str
    refused: bool = False


@dataclass(slots=True)
class Script:
    """脚本. ``papers`` are texts that acts name by digest; they become attachments."""

    origin: str
    seed: int
    begins: datetime
    lines: list[Line] = field(default_factory=list)
    papers: dict[Digest, bytes] = field(default_factory=dict)

    def act(
        self,
        event: Event,
        on: str,
        *,
        round: RoundId | None = None,
        edition: EditionId = EDITION,
        label: Label = Label.INVENTED,
        why: str = "",
        provenance: Provenance = LIVE,
        evidence: tuple[Digest, ...] = (),
        corrects: Correction | None = None,
        refused: bool = False,
    ) -> ActId:
        """Add one act and return its id, which the seed and its place decide."""
        id = ActId(sha256(f"{self.origin} {self.seed} act {len(self.lines)}".encode()).hexdigest()[:32])
        draft = Draft(
            type=event.wire_name,
            occurred_at=on,
            event=msgspec.to_builtins(event, enc_hook=encode_partial),
            round=round,
            edition=edition,
            id=id,
            evidence=evidence,
            provenance=provenance,
            corrects=corrects,
        )
        self.lines.append(Line(draft, label, why, refused))
        return id

    def paper(self, text: str) -> Digest:
        """Add a paper and return its digest."""
        content = text.encode()
        digest = Digest(sha256(content).hexdigest())
        self.papers[digest] = content
        return digest


def write_script(script: Script, folder: Path) -> None:
    """Write ``script`` as plain files into ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    about = {"origin": script.origin, "seed": script.seed, "begins": script.begins.isoformat()}
    (folder / ABOUT).write_bytes(orjson.dumps(about, option=orjson.OPT_INDENT_2) + b"\n")
    (folder / ACTS).write_bytes(b"".join(orjson.dumps(friendly(line.draft)) + b"\n" for line in script.lines))
    table = io.StringIO()
    rows = csv.writer(table, lineterminator="\n")
    rows.writerow(["line", "type", "label", "标注", "why"])
    for number, line in enumerate(script.lines, 1):
        rows.writerow([number, line.draft.type, line.label.value, line.label.zh, line.why])
    (folder / LABELS).write_text(table.getvalue(), "utf-8")


def read_script(folder: Path) -> Script:
    """Return the script in ``folder``. Raises ``BadInput`` that names the file and the line."""
    try:
        about = msgspec.json.decode((folder / ABOUT).read_bytes(), type=_About)
        acts = (folder / ACTS).read_bytes().splitlines()
        labels = list(csv.DictReader(io.StringIO((folder / LABELS).read_text("utf-8"))))
    except (OSError, msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BadInput(str(folder), f"no example can be read here: {error}", "name a folder of `examples/`") from None
    if len(labels) != len(acts):
        raise BadInput(str(folder / LABELS), f"{len(labels)} labels for {len(acts)} acts", "label every act")
    lines = []
    for number, (act, label) in enumerate(zip(acts, labels, strict=True), 1):
        try:
            draft = draft_from(act)
        except BadInput as error:
            raise error.at(f"{folder / ACTS}: line {number}") from None
        place = f"{folder / LABELS}: line {number + 1}"
        if (label.get("line"), label.get("type")) != (str(number), draft.type):
            raise BadInput(place, f"it is not the label of line {number}, {draft.type}", "keep both files in the same order")
        if label.get("label") not in {one.value for one in Label}:
            raise BadInput(place, f"{label.get('label')!r} is no label", "write fact, derived or invented")
        lines.append(Line(draft, Label(label["label"]), label["why"]))
    return Script(about.origin, about.seed, about.begins, lines)


def friendly(draft: Draft) -> dict[str, Any]:
    """Return ``draft`` without what has its usual value, the type and the day first."""
    plain: dict[str, Any] = msgspec.to_builtins(draft)
    usual = {f.name: f.default for f in msgspec.structs.fields(Draft)}
    return {name: value for name, value in plain.items() if getattr(draft, name) != usual[name]}


class _About(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    origin: str
    seed: int
    begins: datetime
