"""The one door for facts: what is recorded once, what is refused and kept, what leaves no record."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import orjson
import pytest
from tests.ledger.world import ORIGIN, ROUND, World, half_signed, key

from ledger.drafting import Signed
from ledger.errors import BadInput, IntegrityViolation, Refused
from ledger.events.founding import ActRefused, RecordSealed
from ledger.handle import Ledger
from ledger.record.envelope import Correction, Seen, read_record
from ledger.terms import Role, View
from ledger.tlog.checkpoint import open_checkpoint
from ledger.tlog.merkle import check_inclusion, inclusion_places, leaf_hash, root_of, run_places
from ledger.tlog.note import LogKey
from ledger.vault.reading import Reader


@pytest.fixture
def world(tmp_path: Path, store_url: str | Path) -> Iterator[World]:
    world = World(tmp_path / "home", str(store_url) if "://" in str(store_url) else None).found().open_round()
    yield world
    # A ledger and its store know each other: left to themselves they would keep their sessions until the next collection.
    world.ledger.close()


def records(world: World) -> dict[int, bytes]:
    with world.home.open_store(read_only=True) as store:
        return dict(store.read_log())


def test_a_receipt_proves_where_the_act_stands(world: World) -> None:
    receipt = world.apply("A-07")
    opened = open_checkpoint(receipt.checkpoint, LogKey(ORIGIN, world.home.log_public_key()))
    with world.home.open_store(read_only=True) as store:
        places = inclusion_places(receipt.position - 1, opened.checkpoint.size)
        proof = [root_of(store.nodes(place)) for place in places]
    check_inclusion(proof, receipt.position - 1, opened.checkpoint.size, receipt.leaf, opened.checkpoint.root)
    assert leaf_hash(records(world)[receipt.position]) == receipt.leaf


def test_the_same_act_twice_gives_the_first_receipt(world: World) -> None:
    act = world.application("A-07")
    first = world.ledger.record(act)
    again = world.ledger.record(act)
    assert (again.position, again.leaf, again.again) == (first.position, first.leaf, True)
    with Ledger(world.home, clock=lambda: world.now) as other:
        assert other.record(act).position == first.position
    assert max(records(world)) == first.position


def test_one_id_with_other_words_is_refused(world: World) -> None:
    first = world.apply("A-07", _id="f" * 32)
    with pytest.raises(Refused, match="F2") as caught:
        world.apply("A-08", _id="f" * 32)
    assert caught.value.position == first.position
    assert max(records(world)) == first.position


def test_a_signed_act_that_a_rule_refuses_is_kept_sealed_and_its_id_is_spent(world: World) -> None:
    late = world.application("A-09", received_on="2025-05-01")
    world.now = "2025-05-02T09:00:00.000+08:00"
    before = max(records(world))
    with pytest.raises(Refused, match=r"9\(2\)") as caught:
        world.ledger.record(late)
    assert caught.value.position == before + 1
    record = read_record(records(world)[before + 1], before + 1)
    assert record.act.said.type == "record.sealed"
    assert record.log.tags == (f"round:{ROUND}",)
    assert b"A-09" not in records(world)[before + 1]
    with Reader(world.home, View.INSPECTOR, who="test", purpose="test") as reader:
        fact = list(reader.facts(ROUND))[-1]
    assert isinstance(fact.event, ActRefused)
    assert any(reason.startswith("9(2)") for reason in fact.event.reasons)
    with pytest.raises(Refused, match="refused before"):
        world.ledger.record(late)
    assert max(records(world)) == before + 1


def test_a_neutral_act_stands_inside_a_sealed_record_and_still_counts(world: World) -> None:
    world.apply("A-07")
    world.by(Role.OFFICE, "panel.drawn", experts=["E-01"], method="lot", pool=None, seed=None, persons=["某专家"])
    receipt = world.by(Role.OFFICE, "recusal.recorded", expert="E-01", applicant="A-07", why="同学")
    stored = records(world)[receipt.position]
    record = read_record(stored, receipt.position)
    assert (record.act.said.type, record.act.said.subjects, record.act.said.basis) == ("record.sealed", (), ())
    for secret in (b"E-01", b"A-07", b"recusal", "同学".encode()):
        assert secret not in stored
    with Reader(world.home, View.PUBLIC) as reader:
        assert isinstance(list(reader.facts(ROUND))[-1].event, RecordSealed)
    with Reader(world.home, View.AUDITOR) as reader:
        assert reader.history(ROUND).round(ROUND).panel.recused_at("E-01", "A-07") == receipt.position
    assert world.ledger.record(world.act("lead.received", [(Role.OFFICE, key("office"))], applicant="A-07", content="匿名")).position


def test_all_neutral_records_look_alike(world: World) -> None:
    world.apply("A-07")
    one = world.by(Role.OFFICE, "lead.received", applicant="A-07", content="x")
    two = world.by(Role.OFFICE, "lead.received", applicant=None, content="一段长得多的话" * 50)
    first, second = (read_record(records(world)[r.position], r.position) for r in (one, two))
    assert len(records(world)[one.position]) == len(records(world)[two.position])
    assert first.log.tags == second.log.tags


@pytest.mark.parametrize(
    ("spoil", "error", "why"),
    [
        pytest.param(lambda w: w.application("A-07", _origin="other.example/quality"), Refused, "F2", id="another ledger's act"),
        pytest.param(
            lambda w: w.act("call.published", [(Role.OFFICE, key("nobody"))], opens_on="2025-03-04", closes_on="2025-04-30", site="x"),
            Refused,
            "F4",
            id="unknown key",
        ),
        pytest.param(
            lambda w: w.act("round.annulled", [(Role.COMMITTEE, key("office"))], why="x"), Refused, "F4", id="a key without the role"
        ),
        pytest.param(
            lambda w: w.act("round.annulled", [(Role.OFFICE, key("office"))], why="x"), Refused, "F6", id="a role without the right"
        ),
        pytest.param(
            lambda w: w.act("record.sealed", [(Role.SERVICE, w.home.service_key())], act="{}"),
            BadInput,
            "alone",
            id="the ledger's own type",
        ),
        pytest.param(
            lambda w: half_signed(
                w, "round.annulled", [(Role.COMMITTEE, key("committee")), (Role.GOVERNMENT, key("government"))], key("committee"), why="x"
            ),
            Refused,
            "F4",
            id="a missing signature",
        ),
        pytest.param(lambda w: w.application("A-07", _occurred_at="2025-02-30"), Refused, "F2", id="a day that does not exist"),
        pytest.param(lambda w: w.application("A-07", _occurred_at="2031-01-01"), Refused, "F2", id="a day to come"),
        pytest.param(lambda w: w.application("A-07", round="2099"), Refused, "F2 A round is opened", id="a round that was never opened"),
    ],
)
def test_what_is_not_the_authors_act_is_refused(world: World, spoil, error, why: str) -> None:
    with pytest.raises(error, match=why):
        world.ledger.record(spoil(world))


def test_unauthenticated_acts_leave_no_record(world: World) -> None:
    before = max(records(world))
    good = world.application("A-07")
    forged = orjson.loads(good.act)
    forged["signatures"] = [forged["signatures"][1], forged["signatures"][0]]
    with pytest.raises(Refused, match="F4"):
        world.ledger.record(Signed(orjson.dumps(forged, option=orjson.OPT_SORT_KEYS), good.disclosures))
    assert max(records(world)) == before
    assert world.ledger.record(good).position == before + 1


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda s: Signed(s.act, ()), id="none"),
        pytest.param(lambda s: Signed(s.act, s.disclosures[:1]), id="one missing"),
        pytest.param(lambda s: Signed(s.act, (*s.disclosures, s.disclosures[0])), id="one twice"),
        pytest.param(lambda s: Signed(s.act, (s.disclosures[0], "WyJhIiwibmFtZSIsMV0")), id="a foreign one"),
    ],
)
def test_the_disclosures_must_be_those_of_the_act(world: World, change) -> None:
    with pytest.raises(BadInput, match="disclosures"):
        world.ledger.record(change(world.application("A-07")))


def test_a_revoked_key_signs_nothing_more(world: World) -> None:
    both = [(Role.REGISTRAR, key("registrar")), (Role.COUNTERSIGNER, key("countersigner"))]
    world.record("key.revoked", both, round=None, key=key("office").id, why="离任")
    with pytest.raises(Refused, match="F4"):
        world.by(Role.OFFICE, "panel.drawn", experts=["E-01"], method="lot", pool=None, seed=None, persons=["某专家"])


def test_a_compromised_key_signs_nothing_more_and_its_past_stands(world: World) -> None:
    world.record("key.compromised", [(Role.REGISTRAR, key("registrar"))], round=None, key=key("office").id, since="2025-03-01", why="失窃")
    with pytest.raises(Refused, match="F4"):
        world.by(Role.OFFICE, "panel.drawn", experts=["E-01"], method="lot", pool=None, seed=None, persons=["某专家"])
    with Reader(world.home, View.PUBLIC) as reader:
        assert reader.history(ROUND).round(ROUND).opening.call is not None


def test_a_binding_needs_the_second_body(world: World) -> None:
    bound = key("E-09")
    with pytest.raises(Refused, match="F4"):
        world.record(
            "key.bound", [(Role.REGISTRAR, key("registrar"))], key=bound.id, suite=bound.suite, public=bound.public.hex(), role="expert",
            holder="E-09", possession=bound.prove_possession(ORIGIN), person="",
        )  # fmt: skip


def test_two_writers_see_each_others_records(world: World) -> None:
    with Ledger(world.home, clock=lambda: world.now) as other:
        first = world.application("A-07")
        assert other.record(first).position
        with pytest.raises(Refused, match=r"9\(2\)"):
            world.apply("A-07")
        second = world.application("A-08")
        position = world.ledger.record(second).position
        assert other.record(second).position == position


def test_a_key_that_another_writer_bound_meanwhile_signs(world: World) -> None:
    with Ledger(world.home, clock=lambda: world.now) as other:
        world.bind(Role.OFFICE, "office", name="second office key", round=None)
        act = world.act(
            "panel.drawn",
            [(Role.OFFICE, key("second office key"))],
            experts=["E-01"],
            method="lot",
            pool=None,
            seed=None,
            persons=["某专家"],
        )
        assert other.record(act).position


def test_a_correction_takes_the_place_of_what_it_corrects(world: World) -> None:
    first = world.apply("A-07", name="写错的名字")
    correction = world.application("A-07", name="写对的名字", _corrects=Correction(act=first.id, why="笔误", approved_by="办公室"))
    receipt = world.ledger.record(correction)
    with Reader(world.home, View.AUDITOR) as reader:
        found = reader.history(ROUND).round(ROUND).application.applications["A-07"]
        assert (found.submitted.name, found.submitted_at) == ("写对的名字", first.position)
        assert len([f for f in reader.facts(ROUND) if f.said.type == "application.submitted"]) == 2
    assert receipt.position == first.position + 1
    with pytest.raises(Refused, match=r"9\(2\)"):
        world.apply("A-07")


def test_a_store_cut_back_is_refused_when_it_is_opened(tmp_path: Path) -> None:
    world = World(tmp_path / "home").found()
    world.ledger.close()
    path = tmp_path / "home" / "ledger.sqlite"
    kept = path.read_bytes()
    world.ledger = world.open()
    world.open_round()
    world.ledger.close()
    for file in path.parent.glob("ledger.sqlite-*"):
        file.unlink()
    path.write_bytes(kept)
    with pytest.raises(IntegrityViolation, match="missing") as caught:
        world.open()
    assert caught.value.first == 9


def head_of(world: World, size: int | None = None) -> Seen:
    """Return the head of the log, or the one that it had at ``size``."""
    with world.home.open_store(read_only=True) as store:
        size = store.head().size if size is None else size
        return Seen(size=size, root=root_of(store.nodes(run_places(0, size))).hex())


def test_an_act_of_somebody_who_had_seen_this_log_is_recorded(world: World) -> None:
    for code, size in (("A-01", None), ("A-02", 1), ("A-03", 0), ("A-04", 7)):
        receipt = world.apply(code, _seen=head_of(world, size))
        assert not receipt.again
    act = world.application("A-05", _seen=head_of(world))
    world.apply("A-06")
    assert world.ledger.record(act).position == max(records(world)), "the log may have grown since"


@pytest.mark.parametrize(
    "told", [Seen(size=7, root="0" * 64), Seen(size=0, root="0" * 64), Seen(size=10**9, root="0" * 64), Seen(size=-1, root="")]
)
def test_who_had_seen_another_log_is_refused_and_the_refusal_kept(world: World, told: Seen) -> None:
    before = max(records(world))
    act = world.application("A-01", _seen=told)
    with pytest.raises(Refused, match="signatures|tree head") as caught:
        world.ledger.record(act)
    assert [finding.rule.name for finding in caught.value.breaches] == ["signatures.has_seen_this_log"]
    assert caught.value.position == before + 1 == max(records(world))
    with pytest.raises(Refused, match="refused before"):
        world.ledger.record(act)
    world.apply("A-01")


def test_nobody_is_refused_for_having_seen_what_another_writer_recorded(world: World) -> None:
    with Ledger(world.home, clock=lambda: world.now) as other:
        other.record(world.application("A-01"))
        newest = head_of(world)
    assert newest.size == world.ledger._folded.position + 1
    assert world.apply("A-02", _seen=newest).position == newest.size + 1


def test_a_neutral_act_has_seen_this_log_too(world: World) -> None:
    good = world.act("lead.received", [(Role.OFFICE, key("office"))], _seen=head_of(world), applicant="A-07", content="x")
    assert world.ledger.record(good).position == max(records(world))
    bad = world.act("lead.received", [(Role.OFFICE, key("office"))], _seen=Seen(size=3, root="f" * 64), applicant="A-07", content="x")
    with pytest.raises(Refused, match="tree head"):
        world.ledger.record(bad)
