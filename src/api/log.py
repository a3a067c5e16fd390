"""The log itself (日志): checkpoint, tiles, entries and proofs, in the formats of C2SP, for tools that we did not write.

Everything here answers for the published checkpoint and nothing behind it, so that any two answers
fit together. ``/log/`` is a prefix as ``tlog-tiles`` means it: a mirror of it is the log.
"""

from __future__ import annotations

import re
from typing import Any

from fastapi import APIRouter, Request, Response

from api.asking import HIGHEST, Question, ask, shown
from api.documents import answers, gives, takes
from api.problems import LONGEST, Problem, bad_parameter
from api.source import Published
from ledger.tlog.merkle import consistency_places, inclusion_places, leaf_hash
from ledger.tlog.proof import Proof, write_proof
from ledger.tlog.tile import ENTRIES, BadTile, Tile, tile_at, tiles_of, write_bundle

router = APIRouter(prefix="/log", tags=["log"])
_INDEX = re.compile(r"0|[1-9]\d{0,14}", re.ASCII)
PLAIN = "text/plain; charset=utf-8"
WHOLE: dict[str, Any] = {"type": "integer", "minimum": 0}
TEXT: dict[str, Any] = {"type": "string"}
MAYBE: dict[str, Any] = {"type": ["string", "null"]}
TEXTS: dict[str, Any] = {"type": "array", "items": TEXT}


@router.get(
    "",
    summary="日志概况 · What the log is, and how to verify it",
    responses=answers(origin=TEXT, key=MAYBE, published={"type": ["object", "null"]}, addresses={"type": "object"}),
)
def log(request: Request) -> Response:
    """Origin, verifier key, published checkpoint, and the addresses of the rest.

    The key stands here for convenience: whoever verifies takes it from elsewhere than from this service.
    """
    question = ask(request)
    published = question.published
    content = {
        "origin": question.source.home.origin,
        "key": question.source.verifier_key(),
        "published": None
        if published is None
        else {"size": published.size, "root": published.checkpoint.root.hex(), "note": published.note.decode()},
        "addresses": {
            "checkpoint": "/log/checkpoint",
            "files": "/log/files",
            "tile": "/log/tile/{level}/{index}[.p/{width}]",
            "entries": "/log/tile/entries/{index}[.p/{width}]",
            "entry": "/log/entries/{index}",
            "inclusion": "/log/proof/inclusion?index={index}&size={size}",
            "consistency": "/log/proof/consistency?from={size}&to={size}",
            "receipt": "/log/proof/{index}.tlog-proof",
        },
    }
    return question.answer(content)


@router.get("/checkpoint", summary="检查点 · The newest published checkpoint (C2SP signed note)", responses=gives(PLAIN))
def checkpoint(request: Request) -> Response:
    """Origin, size and root of the log, signed by its key and by its witnesses."""
    question = ask(request)
    return question.send(question.log().note, PLAIN)


@router.get("/files", summary="文件清单 · Every file that the published log is made of, one a line", responses=gives(PLAIN))
def files(request: Request) -> Response:
    """Paths below ``/log/``, ``checkpoint`` last. Whoever fetches all of them has the log whole."""
    question = ask(request)
    paths = [tile.path() for tile in tiles_of(question.log().size)]
    return question.send("".join(f"{path}\n" for path in [*paths, "checkpoint"]).encode(), PLAIN)


@router.get(
    "/tile/{path:path}", summary="瓦片 · Hash tiles and bundles of entries (C2SP tlog-tiles)", responses=gives("application/octet-stream")
)
def tile(request: Request, path: str) -> Response:
    """``tile/<level>/<index>`` holds hashes, ``tile/entries/<index>`` records; a partial one ends in ``.p/<width>``."""
    question = ask(request)
    published = question.log()
    try:
        wanted = tile_at(f"tile/{path}")
    except BadTile:
        raise Problem("no-such-resource", f"“{path[:LONGEST]}”不是瓦片的路径", f"{shown(path)} is the path of no tile") from None
    first, end = wanted.leaves()
    if end > published.size:
        raise _beyond(published, f"瓦片 {wanted.path()}", f"the tile {wanted.path()}")
    return question.send(_content(question, wanted, first, end), "application/octet-stream", fixed=True)


@router.get("/entries/{index}", summary="记录原文 · One record, byte for byte", responses=gives("application/json"))
def entry(request: Request, index: str) -> Response:
    """The entry whose hash is leaf ``index``: the record at position ``index`` + 1."""
    question = ask(request)
    return question.send(question.source.entry(_index(question, index)), "application/json", fixed=True)


@router.get(
    "/proof/inclusion",
    summary="包含证明 · Proof that an entry is in the log",
    openapi_extra=takes("index", "size"),
    responses=answers(index=WHOLE, size=WHOLE, root=TEXT, leaf=TEXT, hashes=TEXTS),
)
def inclusion(request: Request) -> Response:
    """RFC 9162 section 2.1.3, for a tree of ``size`` (the published one where nothing is said). Hashes in hex."""
    question = ask(request)
    published = question.log()
    size = question.number("size", 1, HIGHEST, published.size)
    if size > published.size:
        raise _beyond(published, f"大小 {size}", f"a tree of {size}")
    index = question.number("index", 0, HIGHEST, -1)
    if index < 0:
        raise bad_parameter("index", "请注明 index（位置减一）", "say which entry: index is its position less one")
    if index >= size:
        raise bad_parameter("index", f"大小为 {size} 的树没有第 {index} 号叶", f"a tree of {size} has no leaf {index}")
    content = {
        "index": index,
        "size": size,
        "root": question.source.root(size).hex(),
        "leaf": leaf_hash(question.source.entry(index)).hex(),
        "hashes": [hash.hex() for hash in question.source.folded_nodes(inclusion_places(index, size))],
    }
    return question.answer(content)


@router.get(
    "/proof/consistency",
    summary="一致性证明 · Proof that the log only grew",
    openapi_extra=takes("from", "to"),
    responses=answers(**{"from": WHOLE, "to": WHOLE, "from_root": TEXT, "to_root": TEXT, "hashes": TEXTS}),
)
def consistency(request: Request) -> Response:
    """RFC 9162 section 2.1.4, ``from`` one size ``to`` another (the published one where nothing is said)."""
    question = ask(request)
    published = question.log()
    new = question.number("to", 0, HIGHEST, published.size)
    old = question.number("from", 0, HIGHEST, -1)
    if max(old, new) > published.size:
        raise _beyond(published, f"大小 {max(old, new)}", f"a tree of {max(old, new)}")
    if old < 0:
        raise bad_parameter("from", "请注明 from（留存检查点的大小）", "say from which size: that of the checkpoint you kept")
    if old > new:
        raise bad_parameter("from", f"from 不得大于 to（{new}）", f"from is at most to, which is {new}")
    content = {
        "from": old,
        "to": new,
        "from_root": question.source.root(old).hex(),
        "to_root": question.source.root(new).hex(),
        "hashes": [hash.hex() for hash in question.source.folded_nodes(consistency_places(old, new) if old else [])],
    }
    return question.answer(content)


@router.get(
    "/proof/{index}.tlog-proof", summary="回执 · One file that proves, offline, that an entry is in the log", responses=gives(PLAIN)
)
def receipt(request: Request, index: str) -> Response:
    """The path from the entry up to the root, and the published checkpoint whole (C2SP tlog-proof)."""
    question = ask(request)
    published = question.log()
    at = _index(question, index)
    hashes = question.source.folded_nodes(inclusion_places(at, published.size))
    data = write_proof(Proof(at, tuple(hashes), published.note))
    return question.send(data, PLAIN, headers={"Content-Disposition": f'inline; filename="{at}.tlog-proof"'})


def _content(question: Question, wanted: Tile, first: int, end: int) -> bytes:
    recorder = question.source.recorder
    if wanted.level == ENTRIES:
        return write_bundle(record for _, record in recorder.read_log(after=first, upto=end))
    return b"".join(recorder.nodes(wanted.places()))


def _index(question: Question, text: str) -> int:
    published = question.log()
    if not _INDEX.fullmatch(text):
        raise Problem("no-such-resource", "记录编号是从 0 起的整数", f"an entry is named by a whole number from 0, not by {shown(text)}")
    if int(text) >= published.size:
        raise _beyond(published, f"第 {text} 号记录（位置 {int(text) + 1}）", f"entry {text}, position {int(text) + 1},")
    return int(text)


def _beyond(published: Published, zh: str, en: str) -> Problem:
    return Problem(
        "not-in-the-checkpoint",
        f"{zh}不在已发布的前 {published.size} 条记录之内",
        f"{en} is not within the {published.size} published records",
    )
