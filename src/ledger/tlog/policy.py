"""Trust policies (C2SP tlog-policy): which logs, which witnesses, and how many of them must have signed.

A text file that an inspector has from elsewhere than the log. ``log <vkey>``, ``witness <name> <vkey>``,
``group <name> all|any|<k> <name>…``, ``quorum <name>|none``; a name is defined before it is used, and
stands in at most one group.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from ledger.tlog.cosignature import WitnessKey
from ledger.tlog.note import Key, LogKey, NoteRefused

NONE = "none"
_BREAKS_OFF = re.compile("[\x00-\x08\x0b-\x1f\x7f]")


class BadPolicy(ValueError):
    """A policy file is not written as the format demands. The message begins with the line."""


@dataclass(slots=True)
class Policy:
    """信任策略: what a reader demands of a checkpoint. An empty ``logs`` leaves the log to be named otherwise."""

    logs: list[LogKey] = field(default_factory=list)
    witnesses: dict[str, WitnessKey] = field(default_factory=dict)
    groups: dict[str, tuple[int, tuple[str, ...]]] = field(default_factory=dict)
    """Name to (how many, of which members)."""
    quorum: str = ""

    def met(self, signed: Iterable[Key]) -> bool:
        """Return whether these keys, whose signatures hold, make up the quorum."""
        names = {key.id + key.name.encode() for key in signed}
        return self.quorum == NONE or self._met(self.quorum, names)

    def _met(self, name: str, signed: set[bytes]) -> bool:
        if name in self.witnesses:
            key = self.witnesses[name]
            return key.id + key.name.encode() in signed
        needed, members = self.groups[name]
        return sum(self._met(member, signed) for member in members) >= needed


def read_policy(text: str) -> Policy:
    """Return the policy that ``text`` writes. Raises ``BadPolicy``."""
    policy, used = Policy(), set[str]()
    for number, line in enumerate(text.split("\n"), 1):
        words = [word for word in re.split("[ \t]+", line) if word]
        if not words or words[0].startswith("#"):
            continue
        if _BREAKS_OFF.search(line):
            raise BadPolicy(f"line {number}: a control character")
        try:
            _take(policy, used, words)
        except (BadPolicy, NoteRefused) as error:
            raise BadPolicy(f"line {number}: {error}") from None
    if not policy.quorum:
        raise BadPolicy("the end: there is no quorum line; write `quorum none` to ask for no witness")
    return policy


def _take(policy: Policy, used: set[str], words: list[str]) -> None:
    match words:
        case ["log", vkey, *url] if len(url) <= 1:
            key = LogKey.of(vkey)
            if key.public in {log.public for log in policy.logs}:
                raise BadPolicy("this log key is there already")
            policy.logs.append(key)
        case ["witness", name, vkey, *url] if len(url) <= 1:
            _must_be_new(policy, name)
            witness = WitnessKey.of(vkey)
            if witness.public in {other.public for other in policy.witnesses.values()}:
                raise BadPolicy("this witness key is there already, and must not count twice")
            policy.witnesses[name] = witness
        case ["group", name, count, *members] if members:
            _must_be_new(policy, name)
            for member in members:
                _must_be_known(policy, member)
                if member in used:
                    raise BadPolicy(f"{member!r} is a member already, and must not count twice")
                used.add(member)
            needed = {"all": len(members), "any": 1}.get(count) or _number(count)
            if not 1 <= needed <= len(members):
                raise BadPolicy(f"{count} of {len(members)} members cannot be asked for")
            policy.groups[name] = needed, tuple(members)
        case ["quorum", name]:
            if policy.quorum:
                raise BadPolicy("a second quorum line")
            if name != NONE:
                _must_be_known(policy, name)
            policy.quorum = name
        case _:
            raise BadPolicy(f"{' '.join(words)!r} is no line of a policy")


def _must_be_new(policy: Policy, name: str) -> None:
    if name == NONE or name in policy.witnesses or name in policy.groups:
        raise BadPolicy(f"the name {name!r} is taken")


def _must_be_known(policy: Policy, name: str) -> None:
    if name not in policy.witnesses and name not in policy.groups:
        raise BadPolicy(f"{name!r} is no witness or group on a line before")


def _number(text: str) -> int:
    if not re.fullmatch("[1-9][0-9]{0,3}", text, re.ASCII):
        raise BadPolicy(f"{text!r} is neither all, any nor a number")
    return int(text)
