"""Which language a page is in, and whose clock comes first on it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from urllib.parse import quote, urlencode

from babel import Locale
from flask import Flask, Response, current_app, g, request
from flask_babel import Babel
from flask_login import current_user

from portal.infra import wording
from portal.kernel.clocks import Side
from portal.kernel.languages import Language, Text, language_of

COOKIE = "lang"
COOKIE_AGE_SECONDS = 365 * 24 * 3600

babel = Babel(configure_jinja=False)


@dataclass(frozen=True)
class LanguageChoice:
    """One entry of the language switch."""

    code: str
    label: str
    name: str
    html: str
    url: str
    current: bool


def init(app: Flask) -> None:
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(wording.DIRECTORY)
    babel.init_app(app, locale_selector=lambda: _locale_of(current_language()))
    app.after_request(_keep_choice)


def current_language() -> Language:
    """Asked for in the address, chosen before, the account's, the browser's, or English."""
    chosen: Language | None = g.get("language")
    if chosen is None:
        chosen = g.language = (
            language_of(request.args.get("lang"))
            or language_of(request.cookies.get(COOKIE))
            or (current_user.language if current_user.is_authenticated else None)
            or _browsers_choice()
            or Language.EN
        )
    return chosen


@cache
def _locale_of(language: Language) -> Locale:
    """Found once: the library looks on the disk whether there is such a one."""
    return Locale.parse(language.locale)


def _browsers_choice() -> Language | None:
    for tag, _quality in request.accept_languages:
        if language := language_of(tag):
            return language
    return None


def reader_side() -> Side:
    """Whose clock comes first: the reader's own; Seoul for the public."""
    side: Side | None = g.get("reader_side")  # every time on a page asks
    if side is None:
        side = g.reader_side = current_user.side if current_user.is_authenticated else Side.KR
    return side


def say(text: Text) -> str:
    """A sentence in the page's language."""
    return wording.spoken(text, current_language(), reader_side())


def language_choices() -> list[LanguageChoice]:
    """The language switch: this very page in each language."""
    labels = {Language.EN: "EN", Language.KO: "한", Language.ZH: "中"}
    here = _this_page()
    return [
        LanguageChoice(
            code=language.value,
            label=labels[language],
            name=language.own_name,
            html=language.html,
            url=f"{here}lang={language.value}",
            current=language is current_language(),
        )
        for language in Language
    ]


def _this_page() -> str:
    """The address of this page up to where the language is to follow."""
    arguments = []
    if request.method == "GET":  # the answer to a form cannot be asked for again
        arguments = [each for each in request.args.items(multi=True) if each[0] != "lang"]
    return f"{quote(request.path)}?{urlencode(arguments)}{'&' if arguments else ''}"


def _keep_choice(response: Response) -> Response:
    if language := language_of(request.args.get("lang")):
        response.set_cookie(
            COOKIE,
            language.value,
            max_age=COOKIE_AGE_SECONDS,
            secure=bool(current_app.config["SESSION_COOKIE_SECURE"]),
            httponly=True,
            samesite="Lax",
        )
    return response
