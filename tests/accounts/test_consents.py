"""What people agreed to stays provable: a changed text needs a new version."""

import hashlib

import pytest

from portal.accounts.states import CONSENT_TEXT_VERSION
from portal.kernel.languages import Language

# Each version, and the digest of the texts and the sentences beside the boxes in three languages.
TEXTS = {"2026-11": "10101f3fdcf388f5"}


@pytest.fixture
def texts(visit) -> str:
    """All that one reads before ticking the boxes, in every language."""
    read = []
    for language in Language:
        page = visit(lang=language.value).get("/register").page
        read += [" ".join(box.get_text(" ").split()) for box in page.select(".consent")]
    assert len(read) == 15
    return "\n".join(read)


def test_the_texts_are_those_of_their_version(texts):
    digest = hashlib.sha256(texts.encode()).hexdigest()[:16]
    assert TEXTS.get(CONSENT_TEXT_VERSION) == digest, (
        "A text of a consent was changed: give it a new CONSENT_TEXT_VERSION and note its digest."
    )
