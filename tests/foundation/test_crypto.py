"""Encryption with keys that change, and hashes with one that does not."""

import base64

import pytest
from cryptography.exceptions import InvalidTag
from hypothesis import given
from hypothesis import strategies as st

from foundation.api import decrypt, decrypt_bytes, encrypt, encrypt_bytes, keyed_hash

OLD = "old:" + base64.b64encode(b"o" * 32).decode()
NEW = "new:" + base64.b64encode(b"n" * 32).decode()


@given(st.text())
def test_text_comes_back(text):
    assert decrypt(encrypt(text, purpose="p"), purpose="p") == text


@given(st.binary())
def test_bytes_come_back(data):
    assert decrypt_bytes(encrypt_bytes(data, purpose="p"), purpose="p") == data


def test_equal_texts_look_different():
    assert encrypt("a", purpose="p") != encrypt("a", purpose="p")


def test_new_key_in_front_encrypts_and_the_old_one_still_reads(settings):
    settings.IDENTITY_KEYS = [OLD]
    old = encrypt("张三", purpose="p")
    settings.IDENTITY_KEYS = [NEW, OLD]
    assert decrypt(old, purpose="p") == "张三"
    assert encrypt("张三", purpose="p").startswith("new:")
    settings.IDENTITY_KEYS = [NEW]
    with pytest.raises(KeyError):
        decrypt(old, purpose="p")


def test_token_of_another_purpose_or_a_changed_one_is_refused():
    token = encrypt("张三", purpose="p")
    with pytest.raises(InvalidTag):
        decrypt(token, purpose="q")
    name, data = token.split(":")
    raw = bytearray(base64.b64decode(data))
    raw[-1] ^= 1
    with pytest.raises(InvalidTag):
        decrypt(f"{name}:{base64.b64encode(raw).decode()}", purpose="p")


def test_hash_depends_on_text_purpose_and_key(settings):
    found = {keyed_hash("a", purpose="p"), keyed_hash("b", purpose="p"), keyed_hash("a", purpose="q")}
    assert keyed_hash("a", purpose="p") in found
    settings.IDENTITY_HASH_KEY = "another"
    found.add(keyed_hash("a", purpose="p"))
    assert len(found) == 4
    assert all(len(value) == 64 for value in found)
