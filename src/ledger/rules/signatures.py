"""Signatures and ids (签名与编号): what an act must bring before any rule is asked (docs/formats.md sections 2 and 4)."""

from __future__ import annotations

from ledger.rules.citation import Basis, rule


@rule("F4", basis=Basis.METHOD, gate=True)
def is_signed_by_its_signers(signers: tuple[tuple[str, str, bool], ...]) -> bool:
    """签名须由登记的密钥作出: Each signature is that of a key that the log has bound.

    ``signers`` are (role, key id, whether the signature verifies).
    """
    return bool(signers) and all(verifies for _, _, verifies in signers)


@rule("F2", basis=Basis.METHOD, gate=True)
def is_the_act_of_its_id(same: bool, before: str) -> bool:
    """一个编号只用一次: An id names one act for ever.

    ``before`` says what the id was spent on, where that was not an act that stands.
    """
    return same and not before


@rule("F2", basis=Basis.METHOD, gate=True)
def has_seen_this_log(seen: int, held: int, *, same_root: bool) -> bool:
    """所见树头须为本台账的树头: The tree head that the author had seen is one that this log had.

    ``seen`` and ``held`` are sizes, of that head and of the log before the act. Another one was shown another history, or
    the log was changed since: either must come to light.
    """
    return 0 <= seen <= held and same_root
