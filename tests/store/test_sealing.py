"""The key ring: the newest key seals, each opens what it has sealed, nobody else opens anything."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.store.sealing import KeyRing, SealError, fingerprint_of, is_key, new_key, sealed_by
from tests.databases import key_of

SAID = "Zoë’s Achilles 🦵"
OLD, NEW, OTHER = key_of("old"), key_of("new"), key_of("other")


def test_what_is_sealed_comes_back_and_shows_nothing() -> None:
    ring = KeyRing([NEW])
    sealed = ring.seal(SAID)
    assert ring.open(sealed) == SAID
    assert re.fullmatch(r"[0-9a-f]{8}:[\w=-]{100,}", sealed)
    assert sealed_by(sealed) == ring.newest == fingerprint_of(NEW)


@given(st.text())
def test_any_text_comes_back(text: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError:  # half a surrogate pair is no text, and no database takes it
        return
    ring = KeyRing([NEW])
    assert ring.open(ring.seal(text)) == text


def test_the_same_words_look_different_each_time_and_tell_no_time() -> None:
    ring = KeyRing([NEW])
    one, other = ring.seal(SAID), ring.seal(SAID)
    assert one != other
    # Version and time stand first in a Fernet token: nine bytes, twelve characters.
    assert one[9:21] == other[9:21] == "gAAAAAAAAAAA"


def test_the_newest_key_seals_and_the_older_ones_open() -> None:
    before = KeyRing([OLD]).seal(SAID)
    ring = KeyRing([NEW, OLD])
    assert ring.open(before) == SAID
    anew = ring.reseal(before)
    assert sealed_by(anew) == fingerprint_of(NEW)
    assert KeyRing([NEW]).open(anew) == SAID


def test_without_its_key_nothing_is_opened_and_the_error_names_it_without_showing_it() -> None:
    sealed = KeyRing([OLD]).seal(SAID)
    with pytest.raises(SealError) as raised:
        KeyRing([NEW, OTHER]).open(sealed)
    assert fingerprint_of(OLD) in str(raised.value)
    assert not any(secret in str(raised.value) for secret in (OLD, NEW, OTHER, SAID, sealed))


def test_another_key_with_the_fingerprint_of_the_right_one_opens_nothing() -> None:
    _, token = KeyRing([OLD]).seal(SAID).split(":")
    with pytest.raises(SealError, match="changed by somebody"):
        KeyRing([NEW]).open(f"{fingerprint_of(NEW)}:{token}")


@pytest.mark.parametrize("place", [20, 40, -20])
def test_what_was_tampered_with_is_not_opened(place: int) -> None:
    ring = KeyRing([NEW])
    sealed = ring.seal(SAID)
    changed = "A" if sealed[place] != "A" else "B"
    with pytest.raises(SealError):
        ring.open(sealed[:place] + changed + (sealed[place + 1 :]))


@pytest.mark.parametrize("text", [SAID, "", "12345678:", "gAAAAABm", f"{SAID}:gAAAAABm"])
def test_what_lies_open_is_not_taken_for_sealed(text: str) -> None:
    with pytest.raises(SealError, match="lies open") as raised:
        KeyRing([NEW]).open(text)
    assert SAID not in str(raised.value)


@pytest.mark.parametrize("keys", [[], [""], ["hunter2"], [NEW, NEW[:-1]], [NEW.replace("=", "")]])
def test_malformed_keys_are_refused_without_showing_them(keys: list[str]) -> None:
    with pytest.raises(SealError) as raised:
        KeyRing(keys)
    assert not any(key and key in str(raised.value) for key in keys)


def test_a_key_is_44_characters_of_base_64() -> None:
    assert is_key(new_key())
    assert not any(map(is_key, (new_key() + "\n", "a" * 44, "+" * 43 + "=")))


def test_a_ring_takes_keys_that_were_changed_meanwhile() -> None:
    told: list[list[str]] = [[NEW, OLD]]
    ring = KeyRing([OLD], lambda: told.pop() if told else None)
    before = KeyRing([OLD]).seal(SAID)
    assert sealed_by(ring.seal(SAID)) == fingerprint_of(NEW), "it looks before it seals"
    assert ring.fingerprints == (fingerprint_of(NEW), fingerprint_of(OLD))
    assert ring.open(before) == SAID


def test_a_ring_looks_for_a_key_that_it_lacks() -> None:
    told: list[list[str]] = []
    ring = KeyRing([OLD], lambda: told.pop() if told else None)
    ring.seal(SAID)
    told.append([NEW])
    assert ring.open(KeyRing([NEW]).seal(SAID)) == SAID


def test_a_key_that_was_taken_away_still_opens_what_is_in_hand() -> None:
    told: list[list[str]] = [[NEW]]
    ring = KeyRing([OLD], lambda: told.pop() if told else None)
    before = KeyRing([OLD]).seal(SAID)
    ring.seal(SAID)
    assert ring.newest == fingerprint_of(NEW)
    assert ring.open(before) == SAID
