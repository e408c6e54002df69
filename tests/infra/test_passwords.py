"""Passwords are kept as argon2id hashes."""

import pytest

from portal.infra import passwords


def test_only_the_right_password_matches():
    stored = passwords.hashed("산들바람 清风 2026")
    assert stored.startswith("$argon2id$")
    assert passwords.matches("산들바람 清风 2026", stored)
    assert not passwords.matches("산들바람 清风 2027", stored)
    assert not passwords.matches("", stored)


def test_two_people_with_one_password_have_different_hashes():
    assert passwords.hashed("the same") != passwords.hashed("the same")


@pytest.mark.parametrize("stored", [None, "", "not a hash", "$argon2id$broken"])
def test_where_no_hash_is_stored_nothing_matches(stored):
    assert not passwords.matches("nobody's password", stored)


def test_a_password_that_cannot_be_encoded_is_wrong_but_no_error():
    assert not passwords.matches("\ud800", passwords.hashed("x" * 12))
