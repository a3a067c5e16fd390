"""Prizes and certificates over the service: public, the same as the command says, and strict in what is asked."""

from __future__ import annotations

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
