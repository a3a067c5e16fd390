"""Pages (网页): the same answers for people, in Chinese or English, whole without any script.

A page asks the same questions as the JSON beside it, and says where that is.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import Any
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Request, Response
from jinja2 import Environment, PackageLoader, StrictUndefined

from api.articles import address as article_of
from api.asking import PROGRAM, Question, ask
from api.documents import gives, takes
from api.findings import all_of, report_at
from api.honours import honours_at
from api.problems import Problem, headers_of
from api.rounds import address, settled_of, summary
from api.standings import standings_at
from api.tables import READINGS, awards, columns_of, grouped, place_columns_of, score_of
from api.timeline import timeline_at
from api.words import Lang, Speech, negotiated
from ledger.bundle.report import ALONE, CLOCK, CLOSED, OMITTED, ROOTS, TRUTH
from ledger.home import DEMO
from ledger.rules.citation import Citation, Verdict
from ledger.rules.restatements import CITABLE
from projections.scores import RankOf

router = APIRouter(tags=["pages"])
HTML = "text/html; charset=utf-8"
AROUND = 6
"""Records that are shown on each side of the position."""
STEPS = 9
"""The steps of article 9, which stand on the page from the start; what follows an award comes when it comes."""
LISTED = 24
"""Groups of findings that a page lists; all findings are in the JSON."""

UNPROVEN = (TRUTH, OMITTED, ALONE, ROOTS, CLOCK, CLOSED)

_pages = Environment(loader=PackageLoader("api"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)


@router.get("/", summary="首页 · The rounds, as a page", openapi_extra=takes("lang"), responses=gives("text/html"))
def home(request: Request) -> Response:
    """All rounds and the state of the log."""
    question, lang = asked(request)
    size = question.head.size
    rounds = []
    for name in question.source.rounds():
        replay = question.replay(name, size)
        rounds.append((summary(replay), standings_at(question, name, size)))
    return page(
        question, lang, "rounds.html", rounds=rounds, json="/rounds", size=size, newest=question.head.recorded_at, **checkpoint(question)
    )


@router.get("/honours.html", summary="荣誉 · Titles and bars, as a page", openapi_extra=takes("at", "lang"), responses=gives("text/html"))
def honours(request: Request) -> Response:
    """Titles won and lost in all rounds."""
    question, lang = asked(request)
    position = question.position()
    found = honours_at(question, position)
    content = {"awards": awards(found.honours), "count": len(found.honours), "readings": READINGS}
    return page(question, lang, "honours.html", json=f"/honours?at={position}", position=position, **content)


@router.get(
    "/rounds/{round}.html", summary="评审年度 · One round, as a page", openapi_extra=takes("at", "lang"), responses=gives("text/html")
)
def one_round(request: Request, round: str) -> Response:
    """Steps, standings, records, findings and proof of one round, at any position."""
    question, lang = asked(request)
    name, position = question.round(round), question.position()
    replay, positions = question.replay(name, position), question.source.positions(name)
    standings, report = standings_at(question, name, position), report_at(question, name, position)
    timeline = timeline_at(question, name, position)
    before, after = bisect_left(positions, position), bisect_right(positions, position)
    window = positions[max(0, after - AROUND) : after + AROUND]
    records = list(question.source.records(name, window[0] - 1, window[-1])) if window else []
    groups = grouped(all_of(report))
    closed = [group for group in groups if group.item.verdict.code == Verdict.NOT_DISCLOSED.value]
    groups = [group for group in groups if group.item.verdict.code != Verdict.NOT_DISCLOSED.value]
    columns, shut = columns_of(standings.standings)
    return page(
        question,
        lang,
        "round.html",
        round=summary(replay),
        json=address(name),
        position=position,
        own=position in positions,
        recorded_at=question.source.recorded_at(position),
        first=positions[0] if positions else 0,
        last=positions[-1] if positions else 0,
        previous=positions[before - 1] if before else None,
        following=positions[after] if after < len(positions) else None,
        standings=standings,
        timeline=timeline,
        steps=[row for number, row in enumerate(timeline.links) if number < STEPS or row.records],
        records=records,
        report=report,
        groups=groups[:LISTED],
        more=max(0, len(groups) - LISTED),
        closed=closed,
        columns=columns,
        shut=shut,
        parameters=replay.history.round(name).opening.parameters,
        settled=settled_of(replay),
        citable=CITABLE,
        article_of=article_of,
        cited=Citation.parse,
        place_columns=place_columns_of(standings),
        as_published=RankOf.AS_PUBLISHED,
        rank_of={one.rank_of for one in standings.standings if one.rank_of is not None},
        score_of=score_of,
        **checkpoint(question),
    )


def checkpoint(question: Question) -> dict[str, Any]:
    """Return what a page says of the log and of how to verify it."""
    published = question.published
    return {
        "published": published,
        "root": published.checkpoint.root.hex() if published else None,
        "note": published.note.decode() if published else None,
        "key": question.source.verifier_key(),
        "prefix": f"{str(question.request.base_url).rstrip('/')}/log",
        "unproven": UNPROVEN,
    }


def asked(request: Request, variant: str = "") -> tuple[Question, Lang]:
    """Return the question, and the language in which it is answered. Raises as ``ask`` does, and takes its ``variant``."""
    lang = _language(request)
    question = ask(request, variant=f"html {lang} {request.base_url} {variant}")
    question.choice("lang", {"zh": 0, "en": 0})
    return question, lang


def page(question: Question, lang: Lang, template: str, **content: Any) -> Response:
    """Return a page as a response."""
    body = _render(question.request, lang, template, content | {"head": question.head, "names": question.source.names()})
    return question.send(body, HTML, headers={"Content-Language": Speech(lang).tag, "Vary": "Accept-Language"})


def problem_page(request: Request, problem: Problem) -> Response | None:
    """Return a problem as a page, where a page was asked for."""
    path = request.url.path
    if path != "/" and not path.endswith(".html"):
        return None
    names = ("评审台账", "Award ledger")
    lang = _language(request)
    body = _render(request, lang, "problem.html", {"problem": problem, "names": names})
    headers = headers_of(problem.kind) | {"Content-Language": Speech(lang).tag, "Vary": "Accept-Language"}
    return Response(body, problem.kind.status, headers, HTML)


def _language(request: Request) -> Lang:
    asked_for = request.query_params.get("lang")
    if asked_for in ("zh", "en"):
        return "zh" if asked_for == "zh" else "en"
    return negotiated(request.headers)


def _render(request: Request, lang: Lang, template: str, content: dict[str, Any]) -> bytes:
    source = request.app.state.source
    speech = Speech(lang)
    kept = [(key, value) for key, value in request.query_params.multi_items() if key == "at"]
    other = f"{quote(request.url.path)}?{urlencode([*kept, ('lang', 'en' if lang == 'zh' else 'zh')])}"
    origin = source.home.origin
    frame = {
        "s": speech,
        "say": speech.say,
        "other": other,
        "origin": origin,
        "demo": origin.split("/")[0].endswith(DEMO),
        "view": source.visitor.view.value,
        "program": PROGRAM,
    }
    return _pages.get_template(template).render(frame | content).encode()
