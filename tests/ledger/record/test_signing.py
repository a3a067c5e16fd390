"""Signatures: the context string, suites, proof of possession, keys on disk."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from ledger.errors import BadInput
from ledger.record.envelope import CONTEXT
from ledger.record.signing import POSSESSION, SigningKey, decode, encode, key_id, verify, verify_possession

KEY, OTHER = SigningKey.from_seed(b"k" * 32), SigningKey.from_seed(b"o" * 32)
SAID = b'{"v":1}'


def test_a_signature_verifies_over_the_same_bytes_alone() -> None:
    signature = KEY.sign(SAID)
    assert verify("ed25519", KEY.public, signature, SAID)
    assert not verify("ed25519", KEY.public, signature, SAID + b" ")
    assert not verify("ed25519", OTHER.public, signature, SAID)


def test_a_signature_without_the_context_is_refused() -> None:
    bare = encode(KEY._private.sign(SAID))
    assert not verify("ed25519", KEY.public, bare, SAID)


def test_a_proof_of_possession_is_no_signature_of_an_act_and_serves_one_ledger_only() -> None:
    proof = KEY.prove_possession("a.example")
    assert verify_possession("ed25519", KEY.public, proof, "a.example")
    assert not verify_possession("ed25519", KEY.public, proof, "b.example")
    assert not verify_possession("ed25519", OTHER.public, proof, "a.example")
    assert not verify("ed25519", KEY.public, proof, POSSESSION + b"a.example\n" + KEY.public)
    assert CONTEXT != POSSESSION


@pytest.mark.parametrize("suite", ["", "ed448", "sm2", "ED25519", "ed25519 "])
def test_an_unknown_suite_never_verifies(suite: str) -> None:
    assert not verify(suite, KEY.public, KEY.sign(SAID), SAID)


@pytest.mark.parametrize("signature", ["", "A", "=" * 86, "!" * 86, KEY.sign(SAID) + "=", KEY.sign(SAID)[:-1], KEY.sign(SAID) + "AA"])
def test_a_signature_in_another_spelling_is_refused(signature: str) -> None:
    assert not verify("ed25519", KEY.public, signature, SAID)


def test_base64url_has_one_spelling() -> None:
    assert decode(encode(b"\xff\xfe\xfd")) == b"\xff\xfe\xfd"
    with pytest.raises(ValueError, match="base64url"):
        decode("QQ==")


def test_a_key_is_named_by_its_whole_digest() -> None:
    assert len(key_id(KEY.public)) == 64


def test_a_key_file_is_its_owners_alone_and_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "key.pem"
    KEY.save(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert SigningKey.load(path).id == KEY.id
    with pytest.raises(BadInput, match="never overwritten"):
        OTHER.save(path)
    assert SigningKey.load(path).id == KEY.id


def test_a_password_protects_a_key_and_is_never_repeated(tmp_path: Path) -> None:
    path = tmp_path / "key.pem"
    KEY.save(path, b"correct horse")
    assert SigningKey.load(path, b"correct horse").id == KEY.id
    for password in (None, b"wrong battery"):
        with pytest.raises(BadInput) as caught:
            SigningKey.load(path, password)
        assert "wrong battery" not in str(caught.value)


@pytest.mark.parametrize("content", [b"", b"junk", b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", b"\x00" * 200])
def test_a_file_that_is_no_key_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "key.pem").write_bytes(content)
    with pytest.raises(BadInput):
        SigningKey.load(tmp_path / "key.pem")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="nowhere"):
        SigningKey.load(tmp_path / "nowhere.pem")
