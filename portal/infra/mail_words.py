"""What a message says in its reader's language: for the mail, and for the list under the bell."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from portal.infra import wording
from portal.infra.outbox import OutboxMessage
from portal.infra.packing import unpack
from portal.infra.ways import SECURITY
from portal.kernel.languages import Language

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
PREFERENCES = "/messages/preferences"
# The mail of the day, which no bell shows.
DIGEST = "messages/digest"


@dataclass(frozen=True)
class Written:
    """A message in words: its subject in one line, and its text in paragraphs."""

    subject: str
    text: str

    @property
    def paragraphs(self) -> list[str]:
        return [part.strip() for part in self.text.split("\n\n") if part.strip()]


def written(
    message: OutboxMessage, *, site: str, address: str, language: Language | None = None
) -> Written:
    """The words of a message, in its own language or another; both clocks, the reader's first."""
    block = _blocks(message, language or message.language, site, address)
    return Written(block("subject"), block("text"))


def subject_of(message: OutboxMessage, *, site: str) -> str:
    """What a message is called, in its own language."""
    return one_line(_blocks(message, message.language, site, "")("subject"))


def _blocks(
    message: OutboxMessage, language: Language, site: str, address: str
) -> Callable[[str], str]:
    """What the blocks of a message's template say, by name."""
    values = {
        name: wording.shown(value, language, message.side)
        for name, value in unpack(message.values).items()
    }
    words = values | {
        "name": one_line(message.name),
        "site": site,
        "address": address,
        "language": language,
    }
    template = environment(language).get_template(f"mail/{message.kind}.txt")
    context = template.new_context(words)
    return lambda block: "".join(template.blocks[block](context)).strip()


def framed(kind: str, message: OutboxMessage, written: Written, site: str, address: str) -> str:
    """The words in the frame of every mail, as `txt` or as `html`."""
    return (
        environment(message.language)
        .get_template(f"mail/frame.{kind}")
        .render(
            text=written.text,
            paragraphs=written.paragraphs,
            subject=written.subject,
            language=message.language,
            site=site,
            address=address,
            has_account=message.user_id is not None or message.kind == DIGEST,
            is_security=message.topic == SECURITY,
            preferences=f"{address}{PREFERENCES}",
        )
    )


def one_line(text: str) -> str:
    """Without line breaks of any kind: a header ends at one."""
    return " ".join(text.split())


@cache
def environment(language: Language) -> Environment:
    """The mails' templates in a language."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.install_gettext_translations(  # type: ignore[attr-defined]
        wording.catalogue(language), newstyle=True
    )
    return environment
