"""A virus scanner, where the operator names one, is asked; what it does not clear is not kept."""

import sys

import pytest

from portal.infra.uploads.scanning import INFECTED, NOT_NOW, scan
from portal.kernel.errors import Invalid


def scanner(words: str) -> list[str]:
    """A scanner that reads the file it is given and answers by what these words make of it."""
    return [sys.executable, "-c", f"import sys; body = open(sys.argv[1], 'rb').read(); {words}"]


def test_a_clean_file_passes_and_a_virus_does_not():
    finds_it = scanner("sys.exit(b'EICAR' in body)")
    scan(b"a data sheet", finds_it)
    with pytest.raises(Invalid) as refusal:
        scan(b"..EICAR..", finds_it)
    assert refusal.value.text is INFECTED


@pytest.mark.parametrize("broken", [scanner("sys.exit(2)"), ["/nowhere/clamdscan"]])
def test_what_could_not_be_checked_is_not_kept(broken):
    with pytest.raises(Invalid) as refusal:
        scan(b"a data sheet", broken)
    assert refusal.value.text is NOT_NOW


def test_without_a_scanner_nothing_is_asked():
    scan(b"..EICAR..", [])
