"""Passwords are kept as argon2id hashes."""

import pytest
from argon2 import PasswordHasher

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


@pytest.mark.usefixtures("costly_passwords")
def test_passwords_are_hashed_as_is_recommended_today():
    stored = passwords.hashed("산들바람 清风 2026")
    assert stored.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert not passwords.is_outdated(stored)
    assert passwords.is_outdated(PasswordHasher(time_cost=2).hash("산들바람 清风 2026"))


def test_no_end_of_a_long_password_is_cut_off():
    stored = passwords.hashed("하" * 127 + "늘")
    assert not passwords.matches("하" * 127 + "날", stored)
    assert passwords.matches("하" * 127 + "늘", stored)
