"""What a commit takes, what it leaves behind, and what keeps it out; on both databases."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from eventsourcing.dcb.api import DCBAppendCondition, DCBEvent, DCBQuery, DCBQueryItem
from eventsourcing.persistence import IntegrityError, ProgrammingError

from ledger.errors import BadInput, IntegrityViolation, StoreUnavailable
from ledger.store import About, AlreadyClaimed, BoundaryMoved, Offer, Recorder, query_of
from ledger.store.draft import draft_of
from ledger.store.port import NOTHING, Head, pass_through, storable, wall_clock

Raw = Callable[..., list[Any]]

A, B = b"\x0a" * 32, b"\x0b" * 32

UNSTORABLE = pytest.mark.parametrize("text", ["a\0b", "\ud800", "half \udfff"])


def score(*tags: str, data: bytes = b"85.50", **more: object) -> Offer:
    return Offer("score.recorded", data, list(tags) or ["expert:2025/E-03"], **more)  # type: ignore[arg-type]


def unless(*items: tuple[list[str], list[str]], after: int | None = None) -> DCBAppendCondition:
    return DCBAppendCondition(DCBQuery([DCBQueryItem(types=types, tags=tags) for types, tags in items]), after)


def test_positions_follow_each_other_and_refused_commits_leave_no_hole(store: Recorder) -> None:
    def broken(event: DCBEvent, position: int, recorded_at: str) -> bytes:
        raise ValueError("no record can be made of it")

    assert store.commit([score(claims=("1",))]).size == 1
    with pytest.raises(BoundaryMoved):
        store.commit([score(), score()], unless(([], [])))
    with pytest.raises(AlreadyClaimed):
        store.commit([score(), score(claims=("1",))])
    with pytest.raises(BadInput):
        store.commit([score(), score("\0")])
    build, store._build = store._build, broken  # type: ignore[attr-defined]
    with pytest.raises(ValueError, match="no record can be made"):
        store.commit([score()])
    store._build = build  # type: ignore[attr-defined]
    assert store.append([score(), score()]) == 3
    assert [position for position, _ in store.read_log()] == [1, 2, 3]


# One log of three records, and what a condition after a position makes of it: the first record that forbids, or None.
LOG = [
    DCBEvent("application.submitted", b"1", ["applicant:A-07", "round:2025"]),
    DCBEvent("score.recorded", b"2", ["applicant:A-07", "expert:E-03", "round:2025"]),
    DCBEvent("score.recorded", b"3", ["applicant:A-08", "expert:E-03", "round:2025"]),
]


@pytest.mark.parametrize(
    ("items", "after", "meets"),
    [
        ([(["score.recorded"], ["applicant:A-07"])], None, {2}),
        ([(["score.recorded"], ["applicant:A-07"])], 0, {2}),
        ([(["score.recorded"], ["applicant:A-07"])], 1, {2}),
        ([(["score.recorded"], ["applicant:A-07"])], 2, None),
        ([(["list.fixed"], ["applicant:A-07"])], None, None),
        ([(["score.recorded"], ["applicant:A-09"])], None, None),
        ([(["score.recorded"], ["applicant:A-0"])], None, None),
        ([(["list.fixed", "score.recorded"], ["expert:E-03"])], 2, {3}),
        ([(["list.fixed"], ["round:2025"]), (["score.recorded"], ["applicant:A-08"])], 1, {3}),
        ([(["score.recorded"], ["expert:E-03", "applicant:A-08"])], None, {3}),
        ([(["score.recorded"], ["expert:E-03", "applicant:A-09"])], None, None),
        ([(["application.submitted"], ["applicant:A-07", "expert:E-03"])], None, None),
        ([(["score.recorded"], ["expert:E-03", "round:2025", "applicant:A-07"])], 1, {2}),
        ([([], ["applicant:A-08"])], None, {3}),
        ([([], ["round:2025", "applicant:A-07"])], 1, {2}),
        ([([], ["applicant:A-07", "applicant:A-08"])], None, None),
        ([(["application.submitted"], [])], None, {1}),
        ([(["application.submitted"], [])], 1, None),
        ([(["list.fixed"], [])], None, None),
        ([([], [])], 2, {3}),
        ([([], [])], 3, None),
        ([], None, {1, 2, 3}),
        ([], 3, None),
        ([], 99, None),
        # Doubled tags and types count once; in the library's PostgreSQL recorder they switch the condition off.
        ([(["score.recorded", "score.recorded"], ["applicant:A-07", "applicant:A-07"])], None, {2}),
        ([([], ["applicant:A-08", "applicant:A-08", "round:2025", "round:2025"])], None, {3}),
    ],
)
def test_a_condition_forbids_exactly_what_it_matches(
    store: Recorder, items: list[tuple[list[str], list[str]]], after: int | None, meets: set[int] | None
) -> None:
    store.commit(LOG)
    condition = unless(*items, after=after)
    if meets is None:
        assert store.commit([score()], condition).size == 4
    else:
        with pytest.raises(BoundaryMoved) as caught:
            store.commit([score()], condition)
        assert caught.value.position in meets
        assert caught.value.after == (after or 0)
        assert isinstance(caught.value, IntegrityError)
        assert store.head().size == 3


def test_a_tag_that_stands_twice_under_a_record_counts_once(store: Recorder) -> None:
    store.commit([DCBEvent("t", b"", ["a", "a", "b", "a"])])
    assert [found.event.tags for found in store.read()] == [["a", "b"]]
    with pytest.raises(BoundaryMoved):
        store.commit([score()], unless((["t"], ["a", "b"])))


def test_a_commit_decided_on_the_newest_head_needs_no_look_up() -> None:
    def barred(size: int, after: int | None, condition: bool = True) -> bool:
        before = draft_of(NOTHING, [score()] * size, None, pass_through, wall_clock).after if size else NOTHING
        met = DCBAppendCondition(query_of([About("a", ("t",))]), after) if condition else None
        return draft_of(before, [score()], met, pass_through, wall_clock).barred is not None

    assert not barred(5, 5)
    assert not barred(5, 6)
    assert not barred(0, None)
    assert not barred(5, None, condition=False)
    assert barred(5, 4)
    assert barred(5, None)
    assert barred(1, 0)


@pytest.mark.parametrize("items", [[(["score.recorded"], ["a"])], [], [([], ["a"])], [(["score.recorded"], ["a", "b"])]])
def test_a_head_that_another_writer_moved_does_not_slip_past_the_condition(
    open_one: Callable[[], Recorder], items: list[tuple[list[str], list[str]]]
) -> None:
    ours, theirs = open_one(), open_one()
    seen = ours.commit([score("a", "b")]).size
    theirs.commit([score("a", "b")])
    with pytest.raises(BoundaryMoved, match="record 2 came into the boundary after position 1"):
        ours.commit([score()], unless(*items, after=seen))
    assert ours.commit([score()], unless(*items, after=2)).size == 3
    assert theirs.commit([score()], unless((["score.recorded"], ["a"]), after=2)).size == 4


def test_an_id_is_spent_once_whoever_offers_it(open_one: Callable[[], Recorder]) -> None:
    ours, theirs = open_one(), open_one()
    ours.commit([score(), score(claims=("id-1", "id-2"))])
    assert (ours.claimed("id-1"), theirs.claimed("id-2"), theirs.claimed("id-3")) == (2, 2, None)
    with pytest.raises(AlreadyClaimed, match="id id-2 is already spent, by record 2") as caught:
        theirs.commit([score(claims=("id-3", "id-2"))])
    assert (caught.value.id, caught.value.position) == ("id-2", 2)
    assert theirs.claimed("id-3") is None
    assert theirs.commit([score(claims=("id-3",))]).size == 3


def test_one_commit_cannot_spend_an_id_twice(store: Recorder) -> None:
    with pytest.raises(AlreadyClaimed, match="id-1"):
        store.commit([score(claims=("id-1",)), score(claims=("id-1",))])
    assert store.head() == NOTHING
    assert store.commit([score(claims=("id-1", "id-1"))]).size == 1


def test_sealed_rows_come_back_by_the_position_of_their_record_and_only_so(store: Recorder) -> None:
    store.commit([score(sealed=((A, b"box a"), (B, b""))), score(), score(sealed=((A, b"another"),))])
    assert sorted(store.disclosures([1])) == [(1, A, b"box a"), (1, B, b"")]
    assert sorted(store.disclosures([3, 1, 4, 0, -1, 3])) == [(1, A, b"box a"), (1, B, b""), (3, A, b"another")]
    assert store.disclosures([2]) == store.disclosures([]) == []


def test_one_record_seals_a_digest_once(store: Recorder) -> None:
    store.commit([score(sealed=((A, b"first"),))])
    with pytest.raises(BadInput, match="one record seals the digest 0a") as caught:
        store.commit([score(claims=("lost",)), score(sealed=((A, b"x"), (A, b"y")))])
    assert "salt" in caught.value.remedy()
    assert (store.head().size, store.claimed("lost")) == (1, None)
    assert store.disclosures([1, 2, 3]) == [(1, A, b"first")]


def test_a_changed_row_of_boxes_is_found(store: Recorder, unguarded: Raw) -> None:
    store.commit([score(sealed=((A, b"box a"), (B, b"box b")))])
    unguarded("UPDATE sealed SET boxes = ? WHERE pos = 1", A + b"\0\0\0\x05box a" + B[:10])
    with pytest.raises(IntegrityViolation, match="what record 1 seals was changed") as caught:
        store.disclosures([1])
    assert (caught.value.first, caught.value.last) == (1, 1)


@pytest.mark.parametrize("size", [0, 31, 33])
def test_what_is_no_digest_is_not_sealed(store: Recorder, size: int) -> None:
    with pytest.raises(BadInput, match=f"a digest of {size} bytes"):
        store.commit([score(sealed=((b"x" * size, b"box"),))])
    assert store.head() == NOTHING


@UNSTORABLE
@pytest.mark.parametrize("place", ["type", "tag", "round", "claim", "condition type", "condition tag"])
def test_text_that_a_database_cannot_hold_is_refused_alike_by_both(store: Recorder, place: str, text: str) -> None:
    event, condition = score(), None
    if place == "type":
        event.type = text
    elif place == "tag":
        event.tags = ["fine", text]
    elif place == "round":
        event.round = text
    elif place == "claim":
        event.claims = ("fine", text)
    elif place == "condition type":
        condition = unless(([text], ["a"]))
    else:
        condition = unless((["t"], ["a", text]))
    with pytest.raises(BadInput, match="zero character|surrogate"):
        store.commit([event], condition)
    assert store.head() == NOTHING


@UNSTORABLE
def test_such_text_is_refused_in_questions_too(store: Recorder, text: str) -> None:
    with pytest.raises(BadInput):
        store.claimed(text)
    with pytest.raises(BadInput):
        list(store.read_round(text))
    with pytest.raises(BadInput):
        store.read(query_of([About(text, ("t",))]))


@pytest.mark.parametrize("text", ["区长质量奖", "'; DROP TABLE record; --", "a\nb", "{a,b}", "NULL", '"', "\\", "😀", "%s", " "])
def test_any_other_text_comes_back_unchanged(store: Recorder, text: str) -> None:
    store.commit([Offer(text, text.encode(), [text, f"{text}2"], claims=(text,), round=text)])
    assert [(found.event.type, found.event.tags, found.event.data) for found in store.read(query_of([About(text, (text,))]))] == [
        (text, [text, f"{text}2"], text.encode())
    ]
    assert (store.claimed(text), list(store.read_round(text))) == (1, [(1, text.encode())])
    assert storable("anywhere", text) == text


def test_no_events_are_no_commit(store: Recorder) -> None:
    with pytest.raises(ProgrammingError):
        store.commit([])
    assert store.head() == NOTHING


def test_the_record_is_what_build_makes_of_the_event_its_position_and_the_time(open_one: Callable[..., Recorder]) -> None:
    times = iter(["2025-09-24T09:12:03.120+08:00", "2025-09-24T09:12:03.119+08:00", "2025-09-24T09:12:03.121+08:00"])
    store = open_one(build=lambda event, position, at: b"%s|%d|%s" % (event.data, position, at.encode()), clock=lambda: next(times))
    store.commit([score(data=b"a"), score(data=b"b")])
    head = store.commit([score(data=b"c")])
    # A clock that goes back does not take the log with it.
    assert head.recorded_at == "2025-09-24T09:12:03.120+08:00"
    store.commit([score(data=b"d")])
    assert [record for _, record in store.read_log()] == [
        b"a|1|2025-09-24T09:12:03.120+08:00",
        b"b|2|2025-09-24T09:12:03.120+08:00",
        b"c|3|2025-09-24T09:12:03.120+08:00",
        b"d|4|2025-09-24T09:12:03.121+08:00",
    ]


def test_a_clock_that_writes_otherwise_than_before_is_refused(open_one: Callable[..., Recorder]) -> None:
    open_one(clock=lambda: "2025-09-24T09:12:03.120+08:00").commit([score()])
    with pytest.raises(BadInput, match="do not compare"):
        open_one(clock=lambda: "2025-09-24T09:12:03+08:00").commit([score()])


QUESTIONS: dict[str, Callable[[Recorder], object]] = {
    "commit": lambda store: store.commit([score()]),
    "append": lambda store: store.append([score()]),
    "publish": lambda store: store.publish(0, b""),
    "read": lambda store: list(store.read()),
    "read_round": lambda store: list(store.read_round("2025")),
    "read_tagged": lambda store: list(store.read_tagged(["a"])),
    "read_log": lambda store: list(store.read_log()),
    "head": lambda store: store.head(),
    "nodes": lambda store: store.nodes([(0, 0)]),
    "leaves": lambda store: store.leaves(0, 1),
    "claimed": lambda store: store.claimed("x"),
    "disclosures": lambda store: store.disclosures([1]),
    "published": lambda store: store.published(),
    "subscribe": lambda store: next(store.subscribe()),
}


@pytest.mark.parametrize("ask", QUESTIONS.values(), ids=QUESTIONS)
def test_a_closed_recorder_says_so(store: Recorder, ask: Callable[[Recorder], object]) -> None:
    store.commit([score()])
    store.close()
    store.close()
    with pytest.raises(StoreUnavailable) as caught:
        ask(store)
    assert "closed" in str(caught.value)
    assert caught.value.remedy()


@pytest.mark.parametrize("abouts", [[], ()])
def test_a_boundary_about_nothing_is_a_mistake(abouts: list[About]) -> None:
    with pytest.raises(ValueError, match="every record"):
        query_of(abouts)


@pytest.mark.parametrize(("tag", "types"), [("", ("t",)), ("a", ())])
def test_a_boundary_names_a_tag_and_types(tag: str, types: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="boundary"):
        About(tag, types)


# What may be done while a commit is on its way.


def test_whoever_is_told_of_a_commit_on_its_way_is_told_the_head_that_it_makes(store: Recorder) -> None:
    told: list[Head] = []
    made = [store.commit([score()], None, told.append) for _ in range(3)]
    assert told in ([], made)


def test_an_error_meanwhile_is_the_callers_and_the_store_goes_on(store: Recorder, store_url: str) -> None:
    def fail(_head: Head) -> None:
        raise ValueError("not now")

    if "://" in store_url:
        with pytest.raises(ValueError, match="not now"):
            store.commit([score()], None, fail)
    else:
        store.commit([score()], None, fail)
    assert store.commit([score()]).size == 2


@pytest.mark.parametrize("text", ['a"b', "a\\b", "{a,b}", "NULL", "null", "", " ", "'", "中文：甲", "a\nb", "$1", "%s"])
def test_any_text_is_kept_as_it_is(store: Recorder, text: str) -> None:
    store.commit([Offer(text, b"x", [text, "t"], claims=(text,), round=text)])
    (found,) = store.read(DCBQuery([DCBQueryItem(types=[text], tags=[text])]))
    assert (found.event.type, found.event.tags, store.claimed(text)) == (text, [text, "t"], 1)
    assert list(store.read_round(text)) == [(1, b"x")]
    with pytest.raises(AlreadyClaimed):
        store.commit([Offer("t", b"y", [], claims=(text,))])


def test_a_writer_whose_session_lost_what_was_prepared_in_it_goes_on(store: Recorder, store_url: str) -> None:
    if "://" not in store_url:
        pytest.skip("SQLite keeps no statements in a session")
    store.commit([score()])
    store._writer.execute("DEALLOCATE ALL", prepare=False)  # type: ignore[attr-defined]
    assert store.commit([score()]).size == 2


@pytest.mark.parametrize("awake", [0, 1000, 10**10])
def test_an_answer_is_awaited_awake_or_asleep(store: Recorder, monkeypatch: pytest.MonkeyPatch, awake: int) -> None:
    monkeypatch.setattr("ledger.store.postgres_call.AWAKE", awake)
    assert [store.commit([score()]).size for _ in range(3)] == [1, 2, 3]
    with pytest.raises(AlreadyClaimed):
        store.commit([Offer("t", b"x", [], claims=("once",))]) and store.commit([Offer("t", b"y", [], claims=("once",))])
    assert store.head().size == 4


def test_a_commit_larger_than_the_wire_takes_at_once_arrives_whole(store: Recorder) -> None:
    box = bytes(range(256)) * 8000
    head = store.commit([Offer("t", b"r" * 59_000, ["t"], sealed=((A, box),))], None, lambda _head: None)
    assert head == store.head()
    assert store.disclosures([1]) == [(1, A, box)]
