"""Pages of articles (条款网页): our restatement and the official wording beside each other, with what stands on each provision."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response

from api.articles import address, listed, told
from api.documents import gives, takes
from api.pages import asked, page
from ledger.rules.citation import Basis, Citation

router = APIRouter(tags=["pages"])


@router.get("/articles.html", summary="条款 · The provisions, as a page", openapi_extra=takes("lang"), responses=gives("text/html"))
def articles(request: Request) -> Response:
    """All provisions, article by article."""
    official = request.app.state.source.official()
    question, lang = asked(request, official.supplied.code)
    found = listed(question, official)
    groups: dict[int, list[dict[str, Any]]] = {}
    for row in found["provisions"]:
        groups.setdefault(Citation.parse(row["citation"]).article, []).append(row)
    content = {"official": found["official"], "articles": [(Citation(article), rows) for article, rows in groups.items()]}
    return page(question, lang, "articles.html", json="/articles", address=address, **content)


@router.get(
    "/articles/{citation}.html",
    summary="一条、一款或一项 · One provision, as a page",
    openapi_extra=takes("lang"),
    responses=gives("text/html"),
)
def one_article(request: Request, citation: str) -> Response:
    """A provision and those inside it: wording, rules, open questions, kinds of records."""
    official = request.app.state.source.official()
    question, lang = asked(request, official.supplied.code)
    found = told(question, official, citation)
    wanted = Citation.parse(found["citation"])
    content = {"article": found, "wanted": wanted, "whole": Citation(wanted.article), "json": address(found["citation"])}
    return page(question, lang, "article.html", address=address, basis=Basis, **content)
