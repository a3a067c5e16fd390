"""Who may say what (签署与身份): docs/formats.md sections 4 and 6. Rules of method; no deviation excuses them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from enum import StrEnum

from ledger.rules.calendar import span
from ledger.rules.citation import Basis, NotOnRecord, rule
from ledger.rules.identity import all_same, same
from ledger.terms import PartialDate, Role, day_of

LIVE, TRANSCRIBED, IMPORTED = "live", "transcribed", "imported"
_DIGEST = 64


class Standing(StrEnum):
    """密钥状态: whether a key signs in a role and a round, and if not, why not."""

    VALID = "valid"
    UNKNOWN = "unknown"
    OTHER_ROLE = "other_role"
    OTHER_ROUND = "other_round"
    REVOKED = "revoked"
    COMPROMISED = "compromised"


@rule("F4", basis=Basis.METHOD, gate=True)
def signs_with_keys_that_hold(keys: Sequence[tuple[str, str, Standing]]) -> bool:
    """签署密钥在本年度以该身份有效: Every key is bound in its role for this round, and neither revoked nor compromised.

    ``keys`` are (role, key id, standing).
    """
    return bool(keys) and all(standing is Standing.VALID for _, _, standing in keys)


@rule("F4", basis=Basis.METHOD, gate=True)
def names_its_suite(suites: Sequence[tuple[str, str | None]]) -> bool:
    """签名算法与登记一致: Each signer names the suite under which its key was bound; pairs of (named, bound)."""
    return all(named == bound for named, bound in suites)


@rule("F6", basis=Basis.METHOD)
def is_authored_in_its_role(author: Role | None, allowed: Collection[Role], *, is_stated: bool) -> bool:
    """由该类行为的有权主体作出: The act is authored in a role that may author its type.

    Raises ``NotOnRecord`` where an imported act does not say on whose behalf it stands.
    """
    if not is_stated:
        raise NotOnRecord("the source does not say on whose behalf the act stands")
    return author in allowed


@rule("F6", basis=Basis.METHOD, gate=True)
def is_signed_as_its_provenance_asks(kind: str, roles: Sequence[str], author: Role | None) -> bool:
    """签署人与来源相符: Live: the author first. Transcribed: a clerk, then a confirmer. Imported: a clerk, perhaps a confirmer."""
    if kind == LIVE:
        return author is not None and roles[:1] == [author.value] and not {Role.CLERK, Role.CONFIRMER} & set(roles)
    pair = [Role.CLERK.value, Role.CONFIRMER.value]
    return list(roles) == pair or (kind == IMPORTED and list(roles) == pair[:1])


@rule("F6", basis=Basis.METHOD, gate=True)
def is_confirmed_by_a_second_person(kind: str, holders: Sequence[str | None]) -> bool:
    """代录由两人分别签署: A transcription is signed by two different people; ``holders`` are those of the keys."""
    return kind == LIVE or len({holder and same(holder) for holder in holders}) == len(holders)


@rule("F6", basis=Basis.METHOD, gate=True)
def says_where_it_comes_from(
    kind: str, on_behalf_of: str | None, serial: str | None, dated: str | None, scan: str | None, source: str | None
) -> bool:
    """来源信息完整: Live: nothing more. Transcribed: for whom, the paper's number, date and scan. Imported: its source."""
    paper = (on_behalf_of, serial, dated, scan)
    if kind == LIVE:
        return paper == (None,) * 4 and source is None
    if kind == IMPORTED:
        return bool(source and source.strip())
    return source is None and all(text and text.strip() for text in paper) and _is_digest(scan)


@rule("F6", basis=Basis.METHOD, gate=True)
def rests_on_a_paper_of_before(dated: str | None, recorded_at: str) -> bool:
    """所据文件日期不晚于入账: The paper's date exists and is not later than the record."""
    if dated is None:
        return True
    try:
        day = PartialDate.parse(dated)
        return str(day) == dated and span(day)[0] <= day_of(recorded_at)
    except ValueError:
        return False


@rule("F6", basis=Basis.METHOD, gate=True)
def is_signed_by_who_it_speaks_of(holder: str | None, named: Collection[str]) -> bool:
    """签署者即行为所载本人: An expert, applicant or recommending body signs in its own name; ``named`` are whom the event names."""
    return not named or holder in named


@rule("F4", basis=Basis.METHOD, gate=True)
def is_countersigned_by_another_body(signer: str | None, countersigners: Collection[str | None]) -> bool:
    """由另一机构会签: A second body countersigns; ``signer`` and ``countersigners`` are holders of valid keys."""
    return signer is not None and any(holder is not None and holder != signer for holder in countersigners)


@rule("F4", basis=Basis.METHOD, gate=True)
def is_signed_by_its_own_key(kind: str) -> bool:
    """密钥与台账事项须本人签署: What concerns keys and the ledger itself is signed live; no paper stands for a signature."""
    return kind == LIVE


@rule("F4", basis=Basis.METHOD, gate=True)
def names_the_key_by_its_digest(key: str, digest: str | None) -> bool:
    """密钥编号为公钥摘要: A key is named by the SHA-256 of its public bytes; ``digest`` of None: the public key cannot be read."""
    return key == digest


@rule("F4", basis=Basis.METHOD, gate=True)
def is_held_by_who_asks(suite: str, suites: Collection[str], *, proof_verifies: bool) -> bool:
    """申请登记者持有私钥: The suite is known and the proof of possession verifies for this ledger."""
    return suite in suites and proof_verifies


@rule("F4", basis=Basis.METHOD, gate=True)
def is_bound_anew(key_is_spent: bool, *, is_bound: bool) -> bool:
    """密钥未注销未泄露且未重复登记: The key was never revoked or compromised, and does not hold this role already."""
    return not key_is_spent and not is_bound


@rule("F4", basis=Basis.METHOD, gate=True)
def belongs_to_one_holder(holder: str, others: Collection[str]) -> bool:
    """一把密钥只属一个持有人: A key may serve in several roles, and always for the same holder; ``others`` hold it already."""
    return all_same(others) <= {same(holder)}


@rule("F4", basis=Basis.METHOD, gate=True)
def is_the_only_key_of_its_code(keys: Collection[str]) -> bool:
    """专家和申报组织在一个年度只有一把有效密钥: One key at a time signs for an expert or applicant; ``keys`` are others in force."""
    return not keys


@rule("F4", basis=Basis.METHOD, gate=True)
def leaves_the_roots_in_force(ended: Collection[Role], signers: Collection[str], *, has_successor: bool) -> bool:
    """登记、会签和台账密钥由两机构共同注销，台账密钥须已有接替: Two bodies end a root together; the ledger's own once another follows it.

    ``ended`` are the roles of the key; ``signers`` the roles that sign. ``has_successor``: the ledger has another key in force.
    """
    if Role.SERVICE in ended and not has_successor:
        return False
    bodies = {Role.REGISTRAR, Role.COUNTERSIGNER}
    return not {*bodies, Role.SERVICE} & set(ended) or {role.value for role in bodies} <= set(signers)


@rule("F4", basis=Basis.METHOD, gate=True)
def is_bound_for_a_holder(role: Role, holder: str, *, has_round: bool) -> bool:
    """登记载明持有人，专家和申报组织按年度登记: A key has a holder; keys of experts and applicants are bound for one round.

    The ledger's own key is bound for the ledger itself, ``service``, and for no round.
    """
    if role is Role.SERVICE:
        return holder == Role.SERVICE.value and not has_round
    return bool(holder.strip()) and (has_round or role not in (Role.EXPERT, Role.APPLICANT))


@rule("F4", basis=Basis.METHOD, gate=True)
def ends_a_key_that_is_known(is_known: bool, why: str) -> bool:
    """注销或报失的密钥已登记并说明理由: The key was bound, and the reason is given."""
    return is_known and bool(why.strip())


@rule("F4", basis=Basis.METHOD, gate=True)
def was_compromised_before_the_record(since: PartialDate, recorded_at: str) -> bool:
    """泄露之日不晚于入账: The day since which a key is compromised is not later than the record."""
    return span(since)[0] <= day_of(recorded_at)


@rule("F4", basis=Basis.METHOD, gate=True)
def begins_with_three_keys(keys: Sequence[str | None], signers: Collection[str]) -> bool:
    """启用时台账、登记、会签三把密钥各不相同且登记人签署: Service, registrar and countersigner have different keys; the registrar's signs.

    ``keys`` are their ids in this order, None for what is no key.
    """
    return None not in keys and len(set(keys)) == len(keys) == 3 and keys[1] in signers


@rule("F3", basis=Basis.METHOD, gate=True)
def rotates_the_key_in_use(old: str, in_use: str, new: str, *, proof_verifies: bool) -> bool:
    """更换的是在用日志密钥且旧钥签认新钥: The log key in use is replaced by another, and has signed for it."""
    return old == in_use and new != old and proof_verifies


def _is_digest(text: str | None) -> bool:
    return text is not None and len(text) == _DIGEST and set(text) <= set("0123456789abcdef")
