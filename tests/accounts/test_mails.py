"""Every mail of accounts, companies and technologies, in three languages, as text and as HTML."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

import config
from portal.infra import outbox
from portal.infra.outbox import OutboxMessage
from portal.kernel.clocks import Side
from portal.kernel.languages import Language, Text, Wording
from tests import mails

TEMPLATES = config.ROOT / "templates" / "mail"
KINDS = sorted(
    f"{path.parent.name}/{path.stem}"
    for feature in ("accounts", "companies", "technologies")
    for path in (TEMPLATES / feature).glob("*.txt")
)
VALUES = {
    "path": "/confirm/a-secret",
    "days": 3,
    "minutes": 60,
    "at": datetime(2026, 9, 7, 6, 0, tzinfo=UTC),
    "company": Wording(en="Hanbit <Water>", ko="한빛 <수처리>", zh="韩光 <水处理>"),
    "what": Text("The passkey “%(name)s” was added.", name="<b>열쇠</b>"),
    "new_address": "li@new.example",
    "title": Wording(en="<b>Bag</b> filter", ko="백필터", zh="布袋除尘"),
    "ends_at": datetime(2026, 9, 7, 6, 0, tzinfo=UTC),
    "who": "<b>김민수</b>",
    "by": "<b>王芳</b>",
    "reason": "Zeile eins\n\n<b>fett</b>",
}


def message(kind: str, language: Language) -> OutboxMessage:
    return OutboxMessage(
        kind=kind,
        address="li@company.example",
        name="李明",
        language=language,
        side=Side.CN,
        values=outbox.pack(VALUES),
        message_id="m1",
    )


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("kind", KINDS)
def test_a_mail_says_what_to_do_and_where(kind: str, language: Language):
    text = mails.words(message(kind, language))
    assert f"{mails.ADDRESS}/confirm/a-secret" in text
    assert "%(" not in text
    page = BeautifulSoup(mails.html(message(kind, language)), "html.parser")
    assert page.html["lang"] == language.html
    button = page.select_one("a.button")
    assert button["href"] == f"{mails.ADDRESS}/confirm/a-secret"
    assert button.get_text().strip() not in ("", button["href"])
    assert page.find("b") is None  # what people typed stays text


@pytest.mark.parametrize("kind", KINDS)
def test_each_language_has_words_of_its_own(kind: str):
    assert len({mails.words(message(kind, language)) for language in Language}) == 3


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_in_a_mail_comes_from_elsewhere(kind: str):
    page = BeautifulSoup(mails.html(message(kind, Language.EN)), "html.parser")
    assert page.select("img, script, link, iframe") == []
    assert all(tag["href"].startswith(mails.ADDRESS) for tag in page.select("[href]"))


def test_every_mail_that_is_sent_has_a_template():
    sent = set()
    for feature in ("accounts", "companies", "technologies"):
        code = Path(config.ROOT / "portal" / feature / "notifications.py").read_text()
        sent |= {kind for kind in KINDS if f'"{kind}"' in code}
    assert sent == set(KINDS)


def test_times_in_mails_show_both_clocks():
    text = mails.words(message("accounts/password_changed", Language.ZH))
    assert "14:00 北京 · 15:00 首尔" in text
