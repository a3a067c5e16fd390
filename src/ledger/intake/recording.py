"""A folder taken in (办理年度文件夹): what is confirmed is recorded, what is new is sealed and waits for the second person.

Nothing new is sealed while any cell is at fault: a list must not be worked out from half of its rows. What was
confirmed before is recorded all the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
import orjson

from ledger.drafting import Signed
from ledger.errors import BadInput, Refused, StoreUnavailable
from ledger.handle import Ledger, Receipt
from ledger.home import Home
from ledger.intake.columns import RESULT, forms
from ledger.intake.entries import Place, Remark
from ledger.intake.folder import ATTACHMENTS, TO_SIGN, Attachments
from ledger.intake.package import column_letters, split_ref
from ledger.intake.plan import Fate, Outcome, Plan, Planner
from ledger.intake.reading import Reading, open_books, read_entries, round_of
from ledger.intake.remarks import write_copies
from ledger.intake.scratch import Scratch
from ledger.intake.waiting import Held, held_in, in_words, withdraw, write_waiting, write_whole
from ledger.intake.workbook import Grid
from ledger.messages import what
from ledger.record.signing import SigningKey, verify
from ledger.rules.editions import EDITIONS
from ledger.store import Clock, wall_clock
from ledger.terms import ActId, EditionId, KeyId, Role, RoundId, View
from ledger.vault.reading import Reader

PURPOSE = "ledger record: workbooks held against what is on record"


@dataclass(slots=True)
class Run:
    """办理结果: what became of a folder."""

    round_id: RoundId
    plan: Plan
    reading: Reading
    receipts: list[Receipt] = field(default_factory=list)
    waiting: Path | None = None
    to_sign: list[Path] = field(default_factory=list)
    copies: list[Path] = field(default_factory=list)

    @property
    def remarks(self) -> list[Remark]:
        """All remarks, those of reading and those of judging."""
        return [*self.reading.remarks, *self.plan.remarks]

    @property
    def exit_code(self) -> int:
        """2 where a cell is at fault, 3 where a rule refuses, else 0."""
        errors = [remark.error for remark in self.remarks if not remark.notice]
        return 2 if any(isinstance(e, BadInput) for e in errors) else 3 if errors else 0


def take_in(
    home: Home,
    folder: Path,
    *,
    key: SigningKey | None,
    confirmer: KeyId | None,
    dry_run: bool,
    lang: str,
    who: str,
    clock: Clock = wall_clock,
) -> Run:
    """Read a folder, record what is confirmed, seal with ``key`` what is new, and write the copies with remarks.

    Raises ``BadInput`` for a folder or a key that cannot be used at all; what is wrong inside comes back as remarks.
    """
    reading = open_books(folder)
    round_id = round_of(reading)
    with Reader(home, View.AUDITOR, who=who, purpose=PURPOSE) as reader:
        scratch = Scratch(reader.facts(round_id), round_id, home.origin, clock)
    attachments = Attachments(folder / ATTACHMENTS)
    read_entries(reading, scratch, attachments)
    held = _held(folder, reading, scratch, home, attachments)
    signers = (Role.CLERK, _clerk(scratch, key)), (Role.CONFIRMER, _confirmer(scratch, confirmer, is_needed=key is not None))
    edition = EditionId(next((book.about.edition for book in reading.books), max(EDITIONS)))
    plan = Planner(scratch, signers, edition).judge(reading.entries, held, reading.seen)
    run = Run(round_id, plan, reading)
    if not dry_run:
        _record(run, home, clock, attachments)
        if not reading.faults and not any(isinstance(remark.error, BadInput) for remark in plan.remarks):
            _prepare(run, folder, key)
    results = dict(_results(run, lang))
    always = frozenset(book.path for book in reading.books if book.about.use == "clerk")
    run.copies, failed = write_copies([book.package for book in reading.books], run.remarks, results, lang, always=always)
    reading.remarks += failed
    return run


def _held(folder: Path, reading: Reading, scratch: Scratch, home: Home, attachments: Attachments) -> dict[ActId, Held]:
    """Return the acts on their way that can be used; what is wrong with the others becomes a remark on their file."""
    found, faults = held_in(folder, {*scratch.acts, *scratch.refused})
    reading.remarks += [Remark(Place(file), error) for file, error in faults]
    for id, one in list(found.items()):
        try:
            _must_be_usable(one, scratch, home, attachments)
        except BadInput as error:
            reading.remarks.append(Remark(Place(one.files[0]), error))
            del found[id]
    return found


def _must_be_usable(one: Held, scratch: Scratch, home: Home, attachments: Attachments) -> None:
    if one.said.origin != scratch.origin or one.said.round not in (scratch.round_id, None):
        raise BadInput(one.said.id, "the act belongs to another ledger or another round", "take the file out of this folder")
    for digest in (one.said.provenance.scan, *one.said.evidence):
        if digest and not (home.path / "attachments" / digest).exists() and attachments.of(digest) is None:
            raise BadInput(one.said.id, f"no file in the folder {ATTACHMENTS} has the digest {digest[:16]}…", "put the scan back as it was")
    bindings = scratch.history.registers.keys.bindings
    for signer, signature in zip(one.sealed.signers, one.sealed.signatures, strict=True):
        known = bindings.get(signer.key, ())
        if signature and known and not verify(signer.suite, known[0].public, signature, one.sealed.said):
            raise BadInput(one.said.id, f"the signature of {signer.role} does not answer to what is signed", "have it signed again")


def _papers(one: Held | Outcome) -> Iterator[str]:
    """Yield the digests of the papers that an act rests on or names."""
    said, event = one.said, one.event
    if said is None or event is None:
        return
    yield from (digest for digest in (said.provenance.scan, *said.evidence) if digest)
    for name, form in forms(type(event)).items():
        if form.kind == "paper" and (digest := getattr(event, name)):
            yield digest


def _clerk(scratch: Scratch, key: SigningKey | None) -> KeyId:
    if key is None:
        return scratch.key_of(Role.CLERK)
    if scratch.history.registers.keys.valid(key.id, Role.CLERK, scratch.round_id) is None:
        raise BadInput("--key", "this key is not bound to a clerk of this ledger", "have it bound: `ledger actor bind --role clerk`")
    return key.id


def _confirmer(scratch: Scratch, named: KeyId | None, *, is_needed: bool) -> KeyId:
    keys = scratch.history.registers.keys
    bound = [key for key in keys.bindings if keys.valid(key, Role.CONFIRMER, scratch.round_id) is not None]
    if named is not None and named not in bound:
        raise BadInput("--confirmer", f"{named[:16]}… is not bound as a confirmer", "`ledger actor list` shows who may confirm")
    if named is None and is_needed and len(bound) != 1:
        why = f"{len(bound)} keys are bound as confirmer"
        raise BadInput("--confirmer", why, "name the one who will confirm: --confirmer and the id of the key")
    return named or scratch.key_of(Role.CONFIRMER)


def _record(run: Run, home: Home, clock: Clock, attachments: Attachments) -> None:
    ready = run.plan.of(Fate.READY)
    if not ready:
        return
    with Ledger(home, clock=clock) as ledger:
        for outcome in ready:
            assert outcome.sealed is not None
            done = outcome.sealed.finish()
            # The papers first: an act that is acknowledged has them.
            for digest in _papers(outcome):
                _keep(home, attachments, digest)
            try:
                receipt = ledger.record(Signed(done.act, done.disclosures))
            except Refused as refused:
                # What follows may rest on it; the next run judges the rest anew.
                outcome.fate = Fate.REFUSED
                run.plan.remarks.append(Remark(outcome.entry.place if outcome.entry else Place(Path("acts")), refused))
                return
            outcome.fate, outcome.position = Fate.RECORDED, receipt.position
            run.receipts.append(receipt)


def _keep(home: Home, attachments: Attachments, digest: str) -> None:
    """Put a paper among the ledger's attachments, under its digest."""
    kept = home.path / "attachments" / digest
    if not kept.exists() and (path := attachments.of(digest)) is not None:
        beside = kept.with_name(f"{digest}.part")
        try:
            beside.write_bytes(path.read_bytes())
            beside.replace(kept)
        except OSError as error:
            raise StoreUnavailable(str(kept), f"the paper {path.name} cannot be kept: {error.strerror}", "free some space") from None


def _prepare(run: Run, folder: Path, key: SigningKey | None) -> None:
    new = run.plan.of(Fate.NEW)
    if key is not None and new:
        signed = [(o.sealed.sign(key), in_words(o.said, o.event)) for o in new if o.sealed and o.said and o.event]
        withdraw([outcome.stale for outcome in new if outcome.stale is not None])
        run.waiting = write_waiting(folder, signed)
    for outcome in run.plan.of(Fate.OWN_HAND):
        if outcome.draft is not None and outcome.entry is not None:
            path = folder / TO_SIGN / f"{outcome.entry.key.replace('/', '_')}.jsonl"
            path.parent.mkdir(exist_ok=True)
            write_whole(path, orjson.dumps(msgspec.to_builtins(outcome.draft)) + b"\n")
            run.to_sign.append(path)


def _results(run: Run, lang: str) -> Iterator[tuple[Place, str]]:
    """Yield what the column 结果 says of each row."""
    zh = lang == "zh"
    for book in run.reading.books:
        for remark in run.reading.faults:
            if remark.place.path == book.path and (place := _result_place(book.grids, remark.place)) is not None:
                yield place, "有误，见批注" if zh else "at fault, see the remark"
    for outcome in run.plan.outcomes:
        if outcome.entry is not None and outcome.entry.result is not None:
            yield outcome.entry.result, result_text(run, outcome, lang)


def _result_place(grids: Mapping[str, Grid], place: Place) -> Place | None:
    grid = grids.get(place.sheet)
    if grid is None or not place.ref or not grid.rows:
        return None
    row, _ = split_ref(place.ref)
    for number, head in enumerate(grid.rows[0], 1):
        if row > 1 and str(head).split("\n")[0].strip() == RESULT.zh:
            return Place(place.path, place.sheet, f"{column_letters(number)}{row}")
    return None


def result_text(run: Run, outcome: Outcome, lang: str) -> str:
    """Return what became of a row, in ``zh`` or ``en``."""
    zh = lang == "zh"
    match outcome.fate:
        case Fate.RECORDED:
            return f"已入账 第{outcome.position}号" if zh else f"recorded as {outcome.position}"
        case Fate.READY:
            return "已复核，可入账" if zh else "confirmed, can be recorded"
        case Fate.WAITING:
            return "待复核" if zh else "waits for confirmation"
        case Fate.NEW if run.waiting is not None:
            return f"已提交复核 {run.waiting.stem}" if zh else f"handed over for confirmation: {run.waiting.stem}"
        case Fate.NEW:
            return "可录入" if zh else "can be taken in"
        case Fate.OWN_HAND:
            return "须由作出机构用自己的密钥签名" if zh else "the body itself must sign it"
        case Fate.REFUSED:
            place = outcome.entry.place if outcome.entry else None
            found = next((r.error for r in run.plan.remarks if r.place == place), None)
            return (f"不予受理：{what(found, 'zh')}" if zh else f"refused: {found}") if found is not None else "不予受理"
    return "有误，见批注" if zh else "at fault, see the remark"
