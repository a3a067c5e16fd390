"""Keys, salts and a clock from a seed (演示用): the same seed gives the same ledger, byte for byte.

Whoever knows the seed signs for everybody, so none of it works outside an origin that ends in
``.demo.invalid``, which every trust policy rejects.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from hashlib import sha256

from ledger.errors import BadInput
from ledger.home import DEMO
from ledger.record.disclosure import SALT_BYTES
from ledger.record.signing import SigningKey
from ledger.terms import SHANGHAI, Role, RoundId, instant

MORNING = time(9, tzinfo=SHANGHAI)
"""When a day's acts begin."""


@dataclass(frozen=True, slots=True)
class Seed:
    """种子: a number, for one demo ledger. Raises ``BadInput`` for any other origin."""

    origin: str
    number: int

    def __post_init__(self) -> None:
        if not self.origin.endswith(DEMO):
            raise BadInput(
                "origin",
                f"{self.origin!r} is no demo; only under an origin that ends in {DEMO} may keys come from a seed",
                "use `ledger init`",
            )

    def draw(self, *purpose: object) -> bytes:
        """Return 32 bytes that the seed and ``purpose`` decide."""
        text = "\0".join(map(str, ("award-ledger demo", self.origin, self.number, *purpose)))
        return sha256(text.encode()).digest()


class SeededKeys:
    """种子密钥: one key for each holder in each role, the same every time."""

    def __init__(self, seed: Seed) -> None:
        self._seed = seed
        self._known: dict[tuple[str, str, RoundId | None], SigningKey] = {}

    def of(self, role: Role, holder: str, round: RoundId | None = None) -> SigningKey:
        """Return the key with which ``holder`` signs as ``role``; experts and applicants have one for each round."""
        who = (role.value, holder, round)
        if who not in self._known:
            self._known[who] = SigningKey.from_seed(self._seed.draw("key", *who))
        return self._known[who]

    def named(self, name: str) -> SigningKey:
        """Return one of the ledger's own keys, such as ``log``."""
        return SigningKey.from_seed(self._seed.draw("own key", name))


class SeededSalt:
    """种子盐值: a source of salts that gives the same row of them every time."""

    def __init__(self, seed: Seed, purpose: str) -> None:
        self._seed, self._purpose, self._drawn = seed, purpose, 0

    def __call__(self) -> bytes:
        self._drawn += 1
        return self._seed.draw("salt", self._purpose, self._drawn)[:SALT_BYTES]


class SeededClock:
    """种子时钟: moves on by ``step`` whenever it is read, and to the morning of a day when told to. It never goes back."""

    def __init__(self, seed: Seed, start: datetime, step: timedelta) -> None:
        # The seed decides nothing here; holding one shows that this is a demo.
        self.seed, self._now, self._step = seed, start, step

    def __call__(self) -> str:
        self._now += self._step
        return instant(self._now)

    def reach(self, day: date) -> None:
        """Go on to the morning of ``day``, unless that has passed."""
        self._now = max(self._now, datetime.combine(day, MORNING))
