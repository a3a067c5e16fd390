"""Notes, checkpoints, cosignatures and receipts: what is read, and above all what is not."""

from __future__ import annotations

from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from ledger.tlog.checkpoint import Checkpoint, open_checkpoint, read_checkpoint, sign_checkpoint
from ledger.tlog.cosignature import LAST_TIME, WitnessKey, cosign, time_of
from ledger.tlog.merkle import EMPTY, ProofFailed, leaf_hash, prove_inclusion, tree_hash
from ledger.tlog.note import (
    MAX_SIGNATURES,
    LogKey,
    NoteRefused,
    Signature,
    join_vkey,
    open_note,
    read_note,
    sign,
    split_vkey,
    write_note,
    write_signature,
)
from ledger.tlog.proof import Proof, check_proof, read_proof, write_proof

# The example of the C2SP specification of signed notes.
EXAMPLE = (
    "This is an example message.\n\n"
    "— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n"
).encode()
EXAMPLE_KEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"

ORIGIN = "award.demo.invalid/quality"
PRIVATE = Ed25519PrivateKey.from_private_bytes(bytes(32))
LOG = LogKey(ORIGIN, PRIVATE.public_key().public_bytes_raw())
ENTRIES = [b"entry %d" % i for i in range(11)]
LEAVES = [leaf_hash(entry) for entry in ENTRIES]
CHECKPOINT = Checkpoint(ORIGIN, 11, tree_hash(LEAVES))
SIGNED = sign_checkpoint(CHECKPOINT, PRIVATE)
WITNESS_PRIVATE = Ed25519PrivateKey.from_private_bytes(b"w" * 32)
WITNESS = WitnessKey("witness.example/discipline", WITNESS_PRIVATE.public_key().public_bytes_raw())
COSIGNATURE = cosign(WITNESS_PRIVATE, WITNESS.name, CHECKPOINT.text(), 1_758_000_000)
COSIGNED = SIGNED + write_signature(COSIGNATURE).encode()


def with_line(line: str) -> bytes:
    return SIGNED + line.encode()


def test_the_example_of_the_specification_opens() -> None:
    note, signed = open_note(EXAMPLE, LogKey.of(EXAMPLE_KEY))
    assert note.text == "This is an example message.\n"
    assert [key.name for key in signed] == ["example.com/foo"]
    assert LogKey.of(EXAMPLE_KEY).vkey() == EXAMPLE_KEY
    assert write_note(note.text, note.signatures) == EXAMPLE


@pytest.mark.parametrize(
    "vkey",
    [
        "",
        "example.com/foo",
        "example.com/foo+530d903a",
        "example.com/foo+530d903b+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",  # id of another key
        "example.com/fop+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
        "example.com/foo+530D903A+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
        "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2l",  # second spelling of the same bytes
        "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2",
        "example.com/foo+530d903a+",
        "+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
        join_vkey("a b", 1, bytes(32)),
        join_vkey("短", 1, bytes(31)),
        join_vkey("witness", 4, bytes(32)),  # a witness is no log
    ],
)
def test_what_is_not_the_key_of_a_log_is_refused(vkey: str) -> None:
    with pytest.raises(NoteRefused):
        LogKey.of(vkey)


def test_a_witness_key_is_read_back_and_a_log_key_is_not_one() -> None:
    assert WitnessKey.of(WITNESS.vkey()) == WITNESS
    assert split_vkey(WITNESS.vkey())[1] == 4
    with pytest.raises(NoteRefused, match="0x04"):
        WitnessKey.of(LOG.vkey())


def test_lines_of_unknown_keys_are_passed_over() -> None:
    stranger = Ed25519PrivateKey.from_private_bytes(b"s" * 32)
    gm = Signature("gm.example", b"\xff\xff\xff\xff", b"SM2 " * 30)
    data = SIGNED + b"".join(
        write_signature(line).encode() for line in (sign(stranger, ORIGIN, CHECKPOINT.text()), Signature(ORIGIN, b"abcd", b"?"), gm)
    )
    assert open_checkpoint(data, LOG).checkpoint == CHECKPOINT


@pytest.mark.parametrize("lines", [16, MAX_SIGNATURES])
def test_many_signatures_are_read(lines: int) -> None:
    extra = [Signature(f"w{i}", b"abcd", b"x" * 64) for i in range(lines - 1)]
    assert open_checkpoint(SIGNED + b"".join(write_signature(s).encode() for s in extra), LOG).checkpoint == CHECKPOINT


def test_too_many_signatures_and_too_many_bytes_are_refused() -> None:
    with pytest.raises(NoteRefused, match="101 signature lines"):
        read_note(SIGNED + b"".join(write_signature(Signature("w", b"abcd", b"x")).encode() for _ in range(MAX_SIGNATURES)))
    with pytest.raises(NoteRefused, match="at most"):
        read_note(b"x" * 1_000_001)


@given(st.integers(0, len(COSIGNED) - 1), st.integers(1, 255))
def test_any_one_changed_byte_refuses_the_note(at: int, mask: int) -> None:
    changed = bytearray(COSIGNED)
    changed[at] ^= mask
    try:
        opened = open_checkpoint(bytes(changed), LOG, [WITNESS])
    except NoteRefused:
        return
    # A changed name or key id makes the witness a stranger: no longer counted, never counted wrongly.
    assert at >= len(SIGNED)
    assert opened.checkpoint == CHECKPOINT
    assert opened.signed == ()


@given(st.integers(0, len(SIGNED) - 1), st.integers(1, 255))
def test_any_one_changed_byte_refuses_a_checkpoint_that_the_log_alone_signed(at: int, mask: int) -> None:
    changed = bytearray(SIGNED)
    changed[at] ^= mask
    with pytest.raises(NoteRefused):
        open_checkpoint(bytes(changed), LOG)


@given(st.integers(0, len(SIGNED) - 1))
def test_a_dropped_byte_refuses_the_note(at: int) -> None:
    with pytest.raises(NoteRefused):
        open_checkpoint(SIGNED[:at] + SIGNED[at + 1 :], LOG)


@pytest.mark.parametrize(
    "line",
    [
        write_signature(Signature(ORIGIN, LOG.id, bytes(64))),  # a known key that fails, beside one that holds
        write_signature(Signature(ORIGIN, LOG.id, bytes(63))),
        write_signature(Signature(WITNESS.name, WITNESS.id, COSIGNATURE.payload[8:])),
        write_signature(Signature(WITNESS.name, WITNESS.id, bytes(8) + COSIGNATURE.payload[8:])),  # another time
        write_signature(Signature(WITNESS.name, WITNESS.id, b"\xff" * 8 + COSIGNATURE.payload[8:])),
        write_signature(Signature(WITNESS.name, WITNESS.id, b"\0")),
        "-- w YWJjZHg=\n",
        "—  w YWJjZHg=\n",
        "— w  YWJjZHg=\n",
        "— w YWJjZHg\n",
        "— w YWJjZHh=\n",
        "— w YWJjZA==\n",
        "— w+v YWJjZHg=\n",
        "— w\u2003v YWJjZHg=\n",
        "— w YWJjZHg= \n",
        "— w YWJjZHg=",
        "— w YWJjZHg=\r\n",
        "\t\n",
        "\n",
        "\n— w YWJjZHg=\n",
        "x",
    ],
)
def test_a_bad_line_below_a_good_one_refuses_the_note(line: str) -> None:
    with pytest.raises(NoteRefused):
        open_checkpoint(with_line(line), LOG, [WITNESS])


@pytest.mark.parametrize("data", [b"", b"\n", b"\n\n", b"text\n", b"text\n\n", b"\xff\n\n" + SIGNED, SIGNED[:-1]])
def test_what_is_no_note_is_refused(data: bytes) -> None:
    with pytest.raises(NoteRefused):
        read_note(data)


def test_a_note_that_only_a_witness_signed_is_not_the_logs_word() -> None:
    with pytest.raises(NoteRefused, match="not signed by"):
        open_checkpoint(write_note(CHECKPOINT.text(), [COSIGNATURE]), LOG, [WITNESS])


def test_two_keys_that_cannot_be_told_apart_are_refused() -> None:
    class Twin:
        name, id = WITNESS.name, WITNESS.id

        def verifies(self, text: bytes, payload: bytes) -> bool:
            return WITNESS.verifies(text, payload)

    with pytest.raises(NoteRefused, match="two of the known keys"):
        open_note(SIGNED, LOG, [WITNESS, Twin()])


def test_the_text_ends_at_the_last_empty_line() -> None:
    text = "a poem\n\nof two stanzas\n"
    assert open_note(write_note(text, [sign(PRIVATE, ORIGIN, text)]), LOG)[0].text == text


@pytest.mark.parametrize("text", ["", "no newline", "bell\a\n"])
def test_a_note_that_would_not_read_back_is_not_written(text: str) -> None:
    with pytest.raises(NoteRefused):
        write_note(text, [sign(PRIVATE, ORIGIN, text)])
    with pytest.raises(NoteRefused):
        write_note("text\n", [])


def test_a_cosignature_says_when() -> None:
    opened = open_checkpoint(COSIGNED, LOG, [WITNESS])
    assert opened.signed == (WITNESS,)
    assert time_of(opened.note.signatures[1]) == 1_758_000_000


@pytest.mark.parametrize("time", [-1, LAST_TIME + 1])
def test_a_cosignature_needs_a_time_that_fits(time: int) -> None:
    with pytest.raises(ValueError, match="not a time"):
        cosign(WITNESS_PRIVATE, WITNESS.name, CHECKPOINT.text(), time)


def test_a_log_signature_of_the_same_key_is_no_cosignature() -> None:
    own = WitnessKey(ORIGIN, LOG.public)
    assert not own.verifies(CHECKPOINT.text().encode(), bytes(8) + sign(PRIVATE, ORIGIN, CHECKPOINT.text()).payload)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n11\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n",
        "o\n011\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n",
        "o\n+11\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n",
        "o\n-1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n",
        "o\n1_1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n",
        "o\n１\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n",
        "o\n99999999999999999999\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n",
        "o\n11\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU\n",
        "o\n11\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFV=\n",
        "o\n11\nYWJj\n",
        "o\n11\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",
        "o\n11\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\nextension\n",
        "o\n11\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n\n",
        "o\n0\nbjQLnP+zepicpUTmu3gKLHiQHT+zNzh2hRGjBhevoB0=\n",  # the empty log has one root
    ],
)
def test_a_second_spelling_of_a_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(NoteRefused):
        read_checkpoint(text)


def test_a_checkpoint_of_another_log_is_refused_even_when_the_key_signed_it() -> None:
    text = Checkpoint("other.example", 11, CHECKPOINT.root).text()
    data = write_note(text, [sign(PRIVATE, ORIGIN, text)])
    with pytest.raises(NoteRefused, match=r"of the log 'other\.example'"):
        open_checkpoint(data, LOG)
    assert open_checkpoint(data, LOG, origin="other.example").checkpoint.size == 11


@pytest.mark.parametrize(
    "checkpoint",
    [
        Checkpoint("", 1, EMPTY),
        Checkpoint("two\nlines", 1, EMPTY),
        Checkpoint("o", -1, EMPTY),
        Checkpoint("o", 1, b""),
        Checkpoint("with space", 1, EMPTY),
    ],
)
def test_a_checkpoint_out_of_form_is_not_signed(checkpoint: Checkpoint) -> None:
    with pytest.raises(NoteRefused):
        sign_checkpoint(checkpoint, PRIVATE)


@given(st.integers(0, 10), st.none() | st.binary(max_size=40))
def test_a_receipt_proves_its_entry_and_no_other(index: int, extra: bytes | None) -> None:
    data = write_proof(Proof(index, prove_inclusion(index, LEAVES), COSIGNED, extra))
    proof, opened = check_proof(data, ENTRIES[index], LOG, [WITNESS])
    assert (proof.index, proof.extra, opened.signed) == (index, extra, (WITNESS,))
    with pytest.raises(ProofFailed):
        check_proof(data, ENTRIES[index] + b" ", LOG)
    with pytest.raises(ProofFailed):
        check_proof(data, ENTRIES[(index + 1) % 11], LOG)


RECEIPT = write_proof(Proof(5, prove_inclusion(5, LEAVES), SIGNED))


@given(st.integers(0, len(RECEIPT) - 1), st.integers(1, 255))
def test_any_one_changed_byte_of_a_receipt_fails(at: int, mask: int) -> None:
    changed = bytearray(RECEIPT)
    changed[at] ^= mask
    with pytest.raises((NoteRefused, ProofFailed)):
        check_proof(bytes(changed), ENTRIES[5], LOG)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"@v1", b"@v2"),
        (b"index 5\n", b""),
        (b"index 5", b"index 05"),
        (b"index 5", b"index -5"),
        (b"index 5", b"index  5"),
        (b"index 5\n", b"extra !\nindex 5\n"),
        (b"index 5\n", b"extra YQ==\nextra YQ==\nindex 5\n"),
        (b"index 5\n", b"index 5\nYWJj\n"),
        (b"index 5\n", b"index 5\n\n"),
        (b"index 5\n", b"index 5\r\n"),
        (b"\n\n", b"\n"),
        (b"index 5\n", b"index 5\n" + b"47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n" * 64),
        ("—".encode(), b"--"),
    ],
)
def test_a_receipt_out_of_form_is_refused(old: bytes, new: bytes) -> None:
    assert old in RECEIPT
    with pytest.raises((NoteRefused, ProofFailed)):
        check_proof(RECEIPT.replace(old, new, 1), ENTRIES[5], LOG)


def test_a_receipt_that_would_not_read_back_is_not_written() -> None:
    good = read_proof(RECEIPT)
    for bad in (replace(good, index=-1), replace(good, hashes=(b"short",)), replace(good, hashes=good.hashes * 20)):
        with pytest.raises(NoteRefused):
            write_proof(bad)
