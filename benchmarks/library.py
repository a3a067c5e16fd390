"""The other side: the ``eventsourcing`` library used as its own documentation shows, with its defaults.

Its Application saves one new event of a living aggregate at a time, in JSON. Its DCB recorder for PostgreSQL
("TT") holds the marks as msgpack decisions under three tags. Both keep the *same act* as the ledger, field by field:
all that was signed and the signatures, as an audit needs it, with the points in the open; unchecked, with no hash, no
digest, no vault. A *bare event* of some 350 bytes, what an application without signatures might keep, stands beside it.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice, product
from typing import Any, cast
from urllib.parse import parse_qs, urlsplit
from uuid import UUID, uuid4

import msgspec
import orjson
from eventsourcing.application import Application
from eventsourcing.dcb.api import DCBQuery, DCBQueryItem
from eventsourcing.dcb.domain import Tagged
from eventsourcing.dcb.msgpack import Decision, MessagePackMapper
from eventsourcing.dcb.postgres_tt import PostgresDCBRecorderTT
from eventsourcing.domain import Aggregate, event
from eventsourcing.postgres import PostgresDatastore

from benchmarks.people import LIVE, Company
from ledger.record.envelope import Correction, Deviation, Provenance, Seen, Signer

BATCH = 2500
DAY, KEY, SIGNATURE = "2025-09-24", "5" * 64, "s" * 86


class Sheet(Aggregate):
    """The marks of one round, as an aggregate."""

    def __init__(self, round: str) -> None:
        self.round = round
        self.marks: dict[tuple[str, str, str], int] = {}

    @event("Marked")
    def mark(self, mark: dict[str, str], points: int) -> None:
        self.marks[mark["applicant"], mark["item"], mark["expert"]] = points

    @event("ActRecorded")
    def record(self, said: dict[str, Any], signatures: list[str], points: int) -> None:  # noqa: ARG002 - it stands in the event
        self.marks[said["subjects"][0], said["body"]["item"], said["subjects"][1]] = points


class Sheets(Application[UUID]):
    """The library's application with its default transcoder, JSON."""


class Mark(Decision):
    """A mark as a decision of the library's DCB."""

    act: str
    round: str
    applicant: str
    expert: str
    phase: str
    item: str
    points: int
    occurred_at: str
    basis: str
    edition: str
    key: str
    signature: str


class MarkBody(msgspec.Struct):
    """The body of a mark, the points in the open."""

    item: str
    phase: str
    points: int


class SaidMark(msgspec.Struct):
    """What the ledger's ``said`` holds, field by field."""

    v: int
    origin: str
    id: str
    seen: Seen
    type: str
    version: int
    round: str | None
    subjects: list[str]
    body: MarkBody
    occurred_at: str
    basis: list[str]
    edition: str
    evidence: list[str]
    provenance: Provenance
    corrects: Correction | None
    caused_by: list[str]
    deviation: Deviation | None
    signers: list[Signer]


class ActOfMark(Decision):
    """The same act as a decision of the library's DCB."""

    said: SaidMark
    signatures: list[str]


def environment(address: str) -> dict[str, str]:
    """Return the library's settings for a store at ``address``: a file's path, or ``postgresql://USER@/DATABASE?host=FOLDER``."""
    if not address.startswith("postgresql://"):
        return {"PERSISTENCE_MODULE": "eventsourcing.sqlite", "SQLITE_DBNAME": address}
    return {"PERSISTENCE_MODULE": "eventsourcing.postgres", **_postgres(address)}


def plain_marks(company: Company) -> Iterator[dict[str, str]]:
    """Yield what the library's application keeps of each mark besides its points."""
    for applicant, item, expert in product(company.applicants, company.items, company.experts):
        yield {
            "act": uuid4().hex,
            "applicant": applicant,
            "expert": expert,
            "phase": "document",
            "item": item,
            "occurred_at": DAY,
            "basis": "9(4)",
            "key": KEY,
            "signature": SIGNATURE,
        }


def same_acts(company: Company) -> Iterator[tuple[dict[str, Any], list[str]]]:
    """Yield ``said`` and signatures of acts of the live round: the very acts that the ledger takes, but for the digests in the body."""
    for signed in company.spare_marks(0):
        act = orjson.loads(signed.act)
        said = act["said"]
        said["body"] = {name: value for name, value in said["body"].items() if not name.startswith("_sd")}
        yield said, act["signatures"]


def dcb_recorder(address: str) -> PostgresDCBRecorderTT:
    """Return the library's DCB recorder on the server at ``address``; its tables are made where they are missing."""
    found = _postgres(address)
    datastore = PostgresDatastore(
        dbname=found["POSTGRES_DBNAME"],
        host=found["POSTGRES_HOST"],
        port=found["POSTGRES_PORT"],
        user=found["POSTGRES_USER"],
        password="",
    )
    recorder = PostgresDCBRecorderTT(datastore)
    recorder.create_table()
    return recorder


def fill_dcb(recorder: PostgresDCBRecorderTT, company: Company, size: int) -> None:
    """Bring the library's DCB store to ``size`` events of each kind, both with a live round."""
    mapper = MessagePackMapper()
    held = recorder.read(limit=1)
    if next(iter(held), None) is not None:
        return
    for events in (_marks(company), _acts(company)):
        marks: Iterator[Tagged[Any]] = islice(events, size)
        while batch := list(islice(marks, BATCH)):
            recorder.append([mapper.to_dcb_event(mark) for mark in batch])


def read_mapped(recorder: PostgresDCBRecorderTT) -> int:
    """Read the same acts of the live round by its tag, decode with the library's mapper and fold; return how many there are."""
    to_domain_event = MessagePackMapper().to_domain_event
    return _fold_acts(cast("ActOfMark", to_domain_event(found.event).decision) for found in recorder.read(_LIVE_ACTS))


def read_typed(recorder: PostgresDCBRecorderTT) -> int:
    """Read the same acts of the live round, decode with msgspec straight into the type and fold; return how many there are."""
    decode = msgspec.msgpack.Decoder(ActOfMark).decode
    return _fold_acts(decode(found.event.data) for found in recorder.read(_LIVE_ACTS))


def read_bare(recorder: PostgresDCBRecorderTT) -> int:
    """Read the bare events of the live round, decode with msgspec straight into the type and fold; return how many there are."""
    decode = msgspec.msgpack.Decoder(Mark).decode
    return _fold(decode(found.event.data) for found in recorder.read(_LIVE_ROUND))


_LIVE_ROUND = DCBQuery(items=[DCBQueryItem(tags=[f"round:{LIVE}"])])
_LIVE_ACTS = DCBQuery(items=[DCBQueryItem(tags=[f"acts:{LIVE}"])])


def _fold(marks: Iterator[Mark]) -> int:
    sheet: dict[str, dict[tuple[str, str], int]] = {}
    count = 0
    for mark in marks:
        of_applicant = sheet.get(mark.applicant)
        if of_applicant is None:
            of_applicant = sheet[mark.applicant] = {}
        of_applicant[mark.item, mark.expert] = mark.points
        count += 1
    return count


def _fold_acts(acts: Iterator[ActOfMark]) -> int:
    sheet: dict[str, dict[tuple[str, str], int]] = {}
    count = 0
    for act in acts:
        said = act.said
        applicant, expert = said.subjects
        of_applicant = sheet.get(applicant)
        if of_applicant is None:
            of_applicant = sheet[applicant] = {}
        of_applicant[said.body.item, expert] = said.body.points
        count += 1
    return count


def _places(company: Company) -> Iterator[tuple[str, str, str, str]]:
    items = company.items[: company.sizes.items]
    rounds = [str(LIVE), *(f"past-{number}" for number in range(1, 1000))]
    return cast("Iterator[tuple[str, str, str, str]]", product(rounds, company.applicants, items, company.experts))


def _acts(company: Company) -> Iterator[Tagged[ActOfMark]]:
    said, signatures = next(same_acts(company))
    for number, (round, applicant, item, expert) in enumerate(_places(company)):
        subjects = [f"applicant:{applicant}", f"expert:{expert}"]
        body = MarkBody(item=item, phase="document", points=50 * (number % 201))
        changed = said | {"id": f"{number:032x}", "round": round, "subjects": subjects, "body": msgspec.to_builtins(body)}
        act = ActOfMark(msgspec.convert(changed, SaidMark), signatures)
        tags = [f"acts:{round}", f"applicant:{round}/{applicant}", f"expert:{round}/{expert}"]
        yield Tagged(tags=tags, decision=act)


def _marks(company: Company) -> Iterator[Tagged[Mark]]:
    for number, (round, applicant, item, expert) in enumerate(_places(company)):
        mark = Mark(
            act=f"{number:032x}",
            round=round,
            applicant=applicant,
            expert=expert,
            phase="document",
            item=item,
            points=50 * (number % 201),
            occurred_at=DAY,
            basis="9(4)",
            edition="2024",
            key=KEY,
            signature=SIGNATURE,
        )
        tags = [f"round:{round}", f"applicant:{round}/{applicant}", f"expert:{round}/{expert}"]
        yield Tagged(tags=tags, decision=mark)


def _postgres(address: str) -> dict[str, str]:
    parts = urlsplit(address)
    query = parse_qs(parts.query)
    return {
        "POSTGRES_DBNAME": parts.path.lstrip("/"),
        "POSTGRES_HOST": query.get("host", [parts.hostname or ""])[0],
        "POSTGRES_PORT": str(parts.port or 5432),
        "POSTGRES_USER": parts.username or "",
        "POSTGRES_PASSWORD": "",
    }
