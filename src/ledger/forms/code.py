"""The short code of a score confirmation (校验码): ties a signed paper to exactly these marks of one expert in one phase.

Eleven characters of Crockford's base 32 (55 bits of a SHA-256 over round, expert, phase and the marks) and a check character
(Luhn's scheme modulo 32), so that one wrong character and most exchanged neighbours are found without the marks. Written
as three groups of four. A mark that is missing is not among the marks; a zero is.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from hashlib import sha256

from ledger.errors import BadInput
from ledger.record import canonical
from ledger.terms import ApplicantCode, ExpertCode, Hundredths, ItemId, Phase, RoundId

CONTEXT = b"award-ledger/score-confirmation/v1\n"
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LENGTH = 11
_READ_AS = str.maketrans("OIL", "011")

Marks = Mapping[tuple[ApplicantCode, ItemId], Hundredths]
"""One expert's marks in one phase, in hundredths of a point, by applicant and item."""


def code_of(round: RoundId, expert: ExpertCode, phase: Phase, marks: Marks) -> str:
    """Return the code, such as ``7K2M-9QXA-40DT``."""
    rows = [[applicant, item, points] for (applicant, item), points in sorted(marks.items())]
    said = canonical.dump({"round": round, "expert": expert, "phase": phase.value, "marks": rows})
    number = int.from_bytes(sha256(CONTEXT + said).digest()[:7], "big") >> 1
    body = "".join(ALPHABET[number >> 5 * place & 31] for place in reversed(range(_LENGTH)))
    return _grouped(body + _check_character(body))


def read_code(text: str) -> str:
    """Return a code as it is written, from what somebody typed off a paper. Raises ``BadInput``."""
    plain = unicodedata.normalize("NFKC", text).upper().translate(_READ_AS)
    found = "".join(character for character in plain if character not in "-– \t\u3000")
    if len(found) != _LENGTH + 1 or not set(found) <= set(ALPHABET):
        raise BadInput("--check", f"{text!r} is no code", "write the twelve characters under the form's title, such as 7K2M-9QXA-40DT")
    if _check_character(found[:_LENGTH]) != found[_LENGTH]:
        raise BadInput("--check", f"{text!r} has a wrong character", "compare it with the paper, character by character")
    return _grouped(found)


def _check_character(body: str) -> str:
    total = 0
    for place, character in enumerate(reversed(body)):
        value = ALPHABET.index(character) * (2 - place % 2)
        total += value // 32 + value % 32
    return ALPHABET[-total % 32]


def _grouped(text: str) -> str:
    return "-".join(text[at : at + 4] for at in range(0, len(text), 4))
