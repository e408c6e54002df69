"""Ids, codes and secrets: random, readable on the telephone, kept as digests."""

import string

from portal.kernel import identifiers


def test_ids_and_codes_are_not_repeated():
    assert len({identifiers.public_id() for _ in range(1000)}) == 1000
    assert len({identifiers.secret() for _ in range(1000)}) == 1000


def test_a_code_can_be_read_out_on_the_telephone():
    for _ in range(200):
        code = identifiers.code()
        assert len(code) == identifiers.CODE_LENGTH
        assert set(code) <= set(string.ascii_uppercase + string.digits) - set("01OILAEU")


def test_an_id_needs_no_quoting_in_an_address():
    assert set(identifiers.public_id()) <= set(string.ascii_lowercase + string.digits)


def test_of_a_secret_only_its_digest_is_kept():
    secret = identifiers.secret()
    assert len(secret) >= 43
    assert identifiers.digest(secret) == identifiers.digest(secret)
    assert secret not in identifiers.digest(secret)
    assert len(identifiers.digest("\ud800")) == 64
