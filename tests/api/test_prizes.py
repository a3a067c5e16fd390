"""Prizes and certificates over the service: public, the same as the command says, and strict in what is asked."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from starlette.testclient import TestClient


def test_everybody_reads_where_the_money_went(public: TestClient, auditor: TestClient) -> None:
    answer = public.get("/prizes").json()
    (winner,) = answer["winners"]
    assert (winner["applicant"], winner["granted"], winner["paid"], winner["net"]) == ("A-01", 20_000_000, 20_000_000, 20_000_000)
    assert answer["total"] == 0
    assert sum(line["amount"] for entry in answer["entries"] for line in entry["lines"]) == 0
    assert answer["digest"] == auditor.get("/prizes").json()["digest"]


def test_money_is_told_as_it_was_at_a_position(public: TestClient) -> None:
    answer = public.get("/prizes?at=100").json()
    assert (answer["entries"], answer["winners"], answer["total"]) == ([], [], 0)


def test_neither_payee_nor_account_stands_in_an_answer(public: TestClient, auditor: TestClient) -> None:
    for client in (public, auditor):
        text = client.get("/prizes").text
        assert 'account":"' not in text
        assert "payee" not in text


@pytest.mark.parametrize(
    ("number", "state"), [("C-1", "valid"), ("P-1", "valid"), ("c-1", "valid"), ("C-404", "unknown"), ("%25", "unknown")]
)
def test_a_number_is_answered(public: TestClient, number: str, state: str) -> None:
    answer = public.get(f"/certificates?number={number}")
    assert (answer.status_code, answer.json()["state"]["code"]) == (200, state)


@pytest.mark.parametrize(
    "address", ["/certificates", "/certificates?number=", "/certificates?number=C-1&number=C-2", "/certificates?no=C-1"]
)
def test_without_one_number_there_is_no_answer(public: TestClient, address: str) -> None:
    answer = public.get(address)
    assert answer.status_code == 400
    assert answer.json()["next_en"]


def test_before_it_was_handed_over_a_number_is_unknown(public: TestClient) -> None:
    assert public.get("/certificates?number=C-1&at=100").json()["state"]["code"] == "unknown"


def page(client: TestClient, address: str, lang: str) -> str:
    answer = client.get(address, headers={"Accept-Language": lang})
    assert answer.status_code == 200
    return " ".join(re.sub("<[^>]+>", " ", answer.text).split())


@pytest.mark.parametrize(
    ("lang", "told"),
    [
        ("zh", ["拨付所依预算未见记录", "示例精工有限公司 2025/A-01", "核定奖金", "奖励支出 2025 200,000", "应付奖金 2025/A-01 200,000"]),
        (
            "en",
            ["a budget that is not on record", "prize granted", "awards granted 2025 200,000", "prize payable 2025/A-01 200,000"],
        ),
    ],
)
def test_the_page_of_the_money_tells_what_the_data_tell(public: TestClient, lang: str, told: list[str]) -> None:
    text = page(public, "/prizes.html", lang)
    assert [words for words in told if words not in text] == []
    assert "payee" not in text


def test_the_page_of_the_money_before_there_was_any(public: TestClient) -> None:
    text = page(public, "/prizes.html?at=100", "en")
    assert "No prize was granted yet." in text
    assert "Journal" not in text


@pytest.mark.parametrize(
    ("number", "told", "untold"),
    [
        ("", "Anybody may ask", "unknown"),
        ("C-1", "valid: the title stands", "forged"),
        ("c-1", "示例精工有限公司", "forged"),
        ("C-404", "does not say that a certificate is forged", "valid:"),
        ("%3Cscript%3E", "&lt;script&gt;", "<script>x"),
    ],
)
def test_the_page_of_certificates_answers_in_words(public: TestClient, number: str, told: str, untold: str) -> None:
    text = page(public, f"/certificates.html?number={number}" if number else "/certificates.html", "en")
    assert told in text
    assert untold not in text


def test_a_page_takes_no_second_number(public: TestClient) -> None:
    answer = public.get("/certificates.html?number=C-1&number=C-2")
    assert (answer.status_code, answer.headers["content-type"]) == (400, "text/html; charset=utf-8")
