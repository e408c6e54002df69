"""Words that have broken systems such as this one: whatever a person or a file may bring in."""

from __future__ import annotations

import unicodedata
from urllib.parse import quote_plus

HOSTILE = {
    "a line break for a mail header": "Kim\r\nBcc: everybody@other.example",
    "line separators that are no line breaks": "Kim\u2028Bcc: a\u2029b\x0bc\x85d",
    "a mark that turns the writing round": "\u202egnp.exe\u202c \u2066Kim\u2069",
    "a formula": "=cmd|' /C calc'!A0",
    "another formula": '@SUM(1+1)*HYPERLINK("http://other.example","here")',
    "a number that is none": "+82-2-555\t-1",
    "ten thousand characters": "맑" * 10_000,
    "a word without end": "x" * 400,
    "half a character": "Kim\ud800Lee\udfff",
    "a zero byte": "Kim\x00Lee",
    "Hangul in pieces": unicodedata.normalize("NFD", "한빛환경기술"),
    "a tower of accents": "Z" + "\u0301" * 200,
    "a script": '"><script>alert(1)</script><img src=x onerror=alert(1)>',
    "a link that runs": "javascript:alert(document.cookie)//",
    "what templates fill in": "{{7*7}} {%x%} %(name)s %s {0} ${7*7}",
    "what databases run": "'; DROP TABLE company; -- \\",
    "characters of several": "👩‍🔬👨‍👩‍👧‍👦🇰🇷🇨🇳",
    "nothing to see": "\u200b\u2060\ufeff\u00ad",
    "a way out of a folder": "../../etc/passwd",
}


def sent(fields: dict[str, object]) -> bytes:
    """A form as a hostile browser sends it: half characters and all."""
    pairs = [
        (name, value)
        for name, given in fields.items()
        for value in (given if isinstance(given, list) else [given])
    ]
    return "&".join(
        f"{_quoted(name)}={_quoted(str(value))}" for name, value in pairs if value is not None
    ).encode()


def _quoted(text: str) -> str:
    return quote_plus(text.encode("utf-8", "surrogatepass"))
