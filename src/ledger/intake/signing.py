"""What is signed away from the ledger (离线签名): an expert's own scores, and the confirmation of what a clerk wrote down."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from ledger.drafting import LIVE, Draft, Sealed, event_of_draft, head_in, seal_act
from ledger.errors import BadInput
from ledger.intake.entries import Remark, act_id
from ledger.intake.folder import ATTACHMENTS, Attachments
from ledger.intake.scorebook import rubric_inside
from ledger.intake.scoresheet import read_scores
from ledger.intake.waiting import in_words, read_held
from ledger.intake.workbook import ABOUT, open_book
from ledger.record.signing import SigningKey
from ledger.terms import EditionId, Role, RoundId
from ledger.tlog.checkpoint import Checkpoint

MOST_SHOWN = 20


def sign_scores(file: Path, key: SigningKey, origin: str | None, known: Checkpoint | None) -> list[Sealed]:
    """Return the marks in an expert's score workbook as live acts, sealed and signed by ``key``.

    Each act has the id of its cell, so that signing the workbook again after adding marks repeats nothing; it has seen
    the head that was ``known``, or else that of the workbook. Raises ``BadInput`` that lists every cell at fault.
    """
    try:
        book = open_book(file)
    except BadInput as error:
        raise error.at(file.name) from None
    if book.about.use != "score":
        raise BadInput(file.name, "it is no score workbook", "sign the workbook 评分_… that `ledger template` wrote for you")
    if origin is not None and origin != book.about.origin:
        raise BadInput("--origin", f"the workbook belongs to {book.about.origin}", "leave --origin out, or ask for a new workbook")
    remarks: list[Remark] = []
    entries = read_scores(book, rubric_inside(book.grids[ABOUT]), frozenset(), None, remarks)
    if faults := [remark.placed for remark in remarks if not remark.notice]:
        shown = "\n  ".join(map(str, faults[:MOST_SHOWN]))
        raise BadInput("", f"{len(faults)} cells are at fault; nothing was signed\n  {shown}", "mend these cells and sign again")
    if not entries:
        raise BadInput(file.name, "no mark stands in it", "fill in the marks first")
    seen = book.about.seen if known is None else head_in(known, book.about.origin)
    signed = []
    for entry in entries:
        draft = Draft(
            type=entry.kind.wire_name,
            occurred_at=entry.on,
            event=entry.event,
            round=RoundId(book.about.round),
            edition=EditionId(book.about.edition),
            id=act_id(book.about.origin, book.about.round, entry.key, 0),
            provenance=LIVE,
        )
        signers = [(Role.EXPERT, key.id)]
        signed.append(seal_act(event_of_draft(draft), draft, book.about.origin, signers, seen=seen).sign(key))
    return signed


def confirmable(file: Path, acts: Sequence[Sealed]) -> Iterator[str]:
    """Yield each act in words, with the name of its scan, found by digest in the folder 附件 beside that of ``file``.

    Raises ``BadInput`` for a scan that is not there or was changed, before anything is signed.
    """
    attachments = Attachments(file.resolve().parent.parent / ATTACHMENTS)
    shown = []
    for act in acts:
        held = read_held(act.finish().line(), file)
        scan = held.said.provenance.scan
        paper = attachments.of(scan) if scan else None
        if scan and paper is None:
            why = f"no file in the folder {ATTACHMENTS} has the digest {scan[:16]}… that this act names"
            raise BadInput(held.said.provenance.serial or held.said.id, why, "put the scan back as it was, and look at it")
        shown.append(in_words(held.said, held.event) + (f"\n   扫描件: {paper.name} (SHA-256 {scan}，已核对)" if paper else ""))
    yield from shown
