"""Sealed values: what opens another's seal is refused, and nothing sealed lies about in clear."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import orjson
import pytest
from tests.acceptance.adversary import ORIGIN, ROUND, Scene, codes, key_of, play_to

from ledger.drafting import Draft, Signed, sign_act
from ledger.errors import BadInput, Refused
from ledger.events.notice import LeadReceived, ObjectionReceived
from ledger.events.panel import RecusalRecorded
from ledger.record import canonical
from ledger.record.disclosure import digest, digest_sm3, encode, seal
from ledger.record.envelope import join_act, read_act
from ledger.record.signing import SigningKey
from ledger.record.signing import encode as base64url
from ledger.terms import Phase, Role, View
from ledger.vault.reading import Reader
from projections.conformance import audit

At = Callable[[str], Scene]


def resealed(s: Scene, act: Signed, key: SigningKey, disclosures: tuple[str, ...]) -> Signed:
    """Return ``act`` with other sealed fields, signed anew by its author."""
    said = orjson.loads(act.act)["said"]
    said["body"] |= {"_sd": sorted(map(digest, disclosures)), "_sd_sm3": sorted(map(digest_sm3, disclosures))}
    plain = canonical.dump(said)
    return Signed(join_act(plain, [key.sign(plain)]), disclosures)


def test_the_disclosure_of_another_mark_of_the_same_value_opens_nothing(at: At) -> None:
    s = at("seated")
    one, other = s.act(s.mark("A-01", "E-01")), s.act(s.mark("A-02", "E-01"))
    with pytest.raises(BadInput, match="disclosures"):
        s.ledger.record(Signed(one.act, other.disclosures))
    assert s.ledger.record(one).position


def test_a_field_is_sealed_once(at: At) -> None:
    s = at("called").on("2025-03-20")
    act, key = s.act(s.applied("A-01")), key_of(Role.APPLICANT, "A-01", ROUND)
    twice = tuple(sorted(encode(bytes([n]) * 16, "name", f"名{n}") for n in (1, 2)))
    with pytest.raises(BadInput, match="twice"):
        s.ledger.record(resealed(s, act, key, twice))
    strange = (encode(b"1" * 16, "name", "x"), encode(b"2" * 16, "points", 100))
    with pytest.raises(BadInput):
        s.ledger.record(resealed(s, act, key, strange))
    public = (encode(b"1" * 16, "name", "x"), encode(b"2" * 16, "truth_declared", True))
    with pytest.raises(BadInput):
        s.ledger.record(resealed(s, act, key, public))


def test_a_field_left_out_is_not_made_up(at: At) -> None:
    s = at("called").on("2025-03-20")
    act, key = s.act(s.applied("A-01")), key_of(Role.APPLICANT, "A-01", ROUND)
    with pytest.raises(BadInput):
        s.ledger.record(resealed(s, act, key, (encode(b"1" * 16, "name", "x"),)))
    with pytest.raises(BadInput):
        s.ledger.record(Signed(act.act, ()))


def test_both_digests_are_those_of_the_same_value(at: At) -> None:
    s = at("seated")
    act, key = s.act(s.mark("A-01", "E-01")), key_of(Role.EXPERT, "E-01", ROUND)
    said = orjson.loads(act.act)["said"]
    said["body"]["_sd_sm3"] = list(seal({"points": 10}, lambda: b"9" * 16).sm3)
    plain = canonical.dump(said)
    with pytest.raises(BadInput):
        s.ledger.record(Signed(join_act(plain, [key.sign(plain)]), act.disclosures))


@pytest.mark.parametrize(
    "written",
    [
        pytest.param(b'["%s", "points", 5000]', id="spaces"),
        pytest.param(b'["","points",5000]', id="no salt"),
        pytest.param(b'["c2hvcnQ","points",5000]', id="a short salt"),
        pytest.param(b'["%s","points",5000.0]', id="a float"),
        pytest.param(b'["%s","points",5e3]', id="an exponent"),
        pytest.param(b'["%s","points","5000"]', id="a text"),
        pytest.param(b'["%s","points"]', id="no value"),
    ],
)
def test_a_seal_is_made_as_the_format_says(at: At, written: bytes) -> None:
    s = at("seated")
    act, key = s.act(s.mark("A-01", "E-01")), key_of(Role.EXPERT, "E-01", ROUND)
    text = written % base64url(b"s" * 16).encode() if b"%s" in written else written
    with pytest.raises(BadInput):
        s.ledger.record(resealed(s, act, key, (base64url(text),)))


@pytest.mark.parametrize("kind", ["lead.received", "recusal.recorded", "objection.received"])
def test_what_would_warn_somebody_is_not_smuggled_in_unsealed(at: At, kind: str) -> None:
    s = at("on notice")
    events = {
        "lead.received": LeadReceived(applicant="A-01", content="来信"),
        "recusal.recorded": RecusalRecorded(expert="E-01", applicant="A-01", why="顾问"),
        "objection.received": ObjectionReceived(applicant="A-01", objector="某甲", content="不实"),
    }
    s.record(events[kind], by=Role.OFFICE)
    assert [fact.said.type for fact in s.facts(View.PUBLIC)][-1] == "record.sealed"
    forged = sign_act(
        events[kind],
        Draft(type="record.sealed", occurred_at=s.today, event={}, round=ROUND),
        ORIGIN,
        [(Role.SERVICE, s.home.service_key())],
    )
    said = orjson.loads(forged.act)["said"] | {"type": "record.sealed"}
    plain = canonical.dump(said)
    with pytest.raises(BadInput, match="alone"):
        s.ledger.record(Signed(join_act(plain, [s.home.service_key().sign(plain)]), forged.disclosures))


SECRETS = (
    "示例组织A-01", "9132080400000A-01", "示例组织A-02", "数据造假一案", "某甲乙丙丁", "机密线索内容", "曾任其顾问三年", "各项条件均符合",
    "计票人", "监票人", "资料评审报告全文", "综合评价报告全文", "被退回的组织名", "applicant A-01", "expert E-01",
)  # fmt: skip
"""Values of sealed fields of that year: names, reasons, reports, objections, and who holds a key."""

OPEN = ("质办〔2025〕9号", "https://award.example/notice")
"""Values of public fields, which the same search must find."""


def told(s: Scene) -> Scene:
    """Play the year to its approval with sealed texts that can be searched for."""
    play_to(s, "on notice", after="called")
    s.record(ObjectionReceived(applicant="A-01", objector="某甲乙丙丁", content="数据造假一案"), by=Role.PUBLIC)
    s.record(LeadReceived(applicant="A-02", content="机密线索内容"), by=Role.OFFICE)
    s.record(RecusalRecorded(expert="E-01", applicant="A-05", why="曾任其顾问三年"), by=Role.EXPERT)
    s.bind(Role.APPLICANT, "A-06", ROUND)
    s.refused(s.applied("A-06", name="被退回的组织名"))
    s.refused(s.mark("A-01", "E-01", Phase.SITE, points=9_999))
    return s


def files(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.is_file())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "json"])
def test_nothing_sealed_lies_in_clear_in_any_file(at: At, encoding: str, capfd: pytest.CaptureFixture[str]) -> None:
    s = told(at("called"))
    s.facts()
    with Reader(s.home, View.INSPECTOR, who="纪检", purpose="核查") as reader:
        list(reader.facts(ROUND))
    wanted = {t: t.encode("unicode-escape").replace(b"\\u", b"\\u") if encoding == "json" else t.encode(encoding) for t in SECRETS}
    assert any(path.name.endswith("-wal") for path in files(s.home.path)), "the WAL is looked at too"
    found = {(path.name, text) for path in files(s.home.path) for text, sought in wanted.items() if sought in path.read_bytes()}
    assert found == set()
    if encoding == "utf-8":
        assert all(any(text.encode() in path.read_bytes() for path in files(s.home.path)) for text in OPEN)
    out, err = capfd.readouterr()
    assert not [text for text in SECRETS if text in out + err]


def test_nothing_sealed_is_logged(at: At, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        s = told(at("called"))
        s.audit()
    assert not [text for text in SECRETS if text in caplog.text]


def test_the_public_learns_nothing_sealed_from_any_fact_or_finding(at: At) -> None:
    s = told(at("called"))
    public = s.facts(View.PUBLIC)
    shown = "\n".join(map(repr, public))
    assert not [text for text in SECRETS if text in shown]
    assert not {"objection.received", "lead.received", "recusal.recorded", "act.refused"} & {fact.said.type for fact in public}
    report = orjson.dumps(msgspec.to_builtins(audit(public, ROUND, complete=True))).decode()
    assert not [text for text in SECRETS if text in report]
    assert '"violates":true' not in report


def test_what_was_opened_stands_in_the_access_log_without_its_value(at: At) -> None:
    s = told(at("called"))
    with Reader(s.home, View.INSPECTOR, who="纪检员", purpose="核查异议") as reader:
        list(reader.facts(ROUND))
    log = s.home.open_access_log()
    entries = [entry for _, entry in log.entries()]
    log.close()
    assert entries[-1]["who"] == "纪检员"
    assert not [text for text in SECRETS for entry in entries if text in str(entry)]


def test_a_refusal_says_in_public_only_that_something_was_sealed(at: At) -> None:
    s = at("marked")
    s.refused(s.mark("A-01", "E-01", points=1))
    with s.home.open_store(read_only=True) as store:
        ((_, data),) = store.read_log(after=store.head().size - 1)
    record = orjson.loads(data)
    assert record["act"]["said"]["type"] == "record.sealed"
    assert record["log"]["tags"] == [f"round:{ROUND}"]
    assert not [word for word in (b"A-01", b"E-01", b"score", b"9(4)") if word in data]


def test_an_act_that_nobody_signed_leaves_no_record(at: At) -> None:
    s = at("closed").on("2025-10-15")
    before = len(s.facts())
    good = s.act(s.approved())
    said = read_act(good.act).said
    forged = join_act(canonical.dump(orjson.loads(good.act)["said"] | {"occurred_at": "2025-10-14"}), list(read_act(good.act).signatures))
    with pytest.raises(Refused, match="F4"):
        s.ledger.record(Signed(forged, good.disclosures))
    assert len(s.facts()) == before
    assert s.ledger.record(good).id == said.id
    assert s.round.approval.winners.keys() == set(codes("A-01", "A-02"))
