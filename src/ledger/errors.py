"""What can go wrong, by who must act: the actor, the clerk, the operator, or the inspector.

Every error says what was wrong, where, and the way out. The command turns each into its exit code.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from ledger.rules.citation import Finding


class LedgerError(Exception):
    """Anything that this ledger says no to. ``exit_code`` is what a command ends with."""

    exit_code: ClassVar[int] = 2

    def remedy(self) -> str:
        """Return the next step for the person who reads this."""
        return ""


class BadInput(LedgerError):
    """输入有误: what was given cannot be read as meant. Nothing was recorded; the giver must act."""

    exit_code = 2

    def __init__(self, where: str, why: str, way_out: str = "") -> None:
        super().__init__(f"{where}: {why}" if where else why)
        self.where, self.why, self.way_out = where, why, way_out

    def at(self, where: str) -> BadInput:
        """Return the same error, placed inside a larger input: a file, a line."""
        return BadInput(f"{where}: {self.where}" if self.where else where, self.why, self.way_out)

    def remedy(self) -> str:
        return self.way_out


class Refused(LedgerError):
    """不予受理: the act breaks a provision. The actor must act; every breach is named at once."""

    exit_code = 3

    def __init__(self, breaches: tuple[Finding, ...], position: int | None = None) -> None:
        super().__init__("; ".join(b.sentence() for b in breaches))
        self.breaches, self.position = breaches, position

    def remedy(self) -> str:
        return "mend what each reason names and submit a new act under a new id; this id is spent"


class NotDisclosed(Exception):
    """未开示: an answer needs a field that this view does not open."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


class UnreadableEvent(LedgerError):
    """无法读取: a record does not have the form that its type and version require."""

    exit_code = 4

    def __init__(self, position: int | None, why: str) -> None:
        super().__init__(f"record {position}: {why}" if position is not None else why)
        self.position, self.why = position, why

    def remedy(self) -> str:
        return "read it with a newer version of this program if the type or version is newer; otherwise run `ledger verify`"


class IntegrityViolation(LedgerError):
    """完整性被破坏: what is stored contradicts what was signed. The inspector must act."""

    exit_code = 4

    def __init__(self, why: str, first: int | None = None, last: int | None = None) -> None:
        super().__init__(why)
        self.why, self.first, self.last = why, first, last
        """The first and last position that is bad or missing, where the place is known."""

    def remedy(self) -> str:
        return "stop recording, keep the files as they are, and run `ledger verify` on them and on the newest backup"


class StoreUnavailable(LedgerError):
    """存储不可用: the database or the disk did not answer. Nothing was half written; the operator must act."""

    exit_code = 2

    def __init__(self, where: str, why: str, way_out: str = "") -> None:
        super().__init__(f"{where}: {why}")
        self.where, self.why, self.way_out = where, why, way_out

    def remedy(self) -> str:
        return self.way_out
