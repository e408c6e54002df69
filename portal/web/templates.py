"""Templates, compiled once for each language: sentences and addresses that are the same on every
page of a language become part of the compiled page, so that nobody looks them up while it renders.
"""

from __future__ import annotations

from collections.abc import MutableMapping
from functools import lru_cache
from typing import Any

from flask import Flask, current_app, url_for
from flask.templating import Environment
from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.runtime import Macro
from jinja2.visitor import NodeTransformer
from markupsafe import Markup
from werkzeug.routing import BuildError

from portal.infra.remembered import remembered_calmly, remembered_for_now
from portal.infra.wording import catalogue
from portal.kernel.clocks import Side
from portal.kernel.languages import Language
from portal.web.languages import current_language, reader_side


def rendered(name: str, **context: Any) -> str:
    """A template in the reader's language."""
    template = of_language(current_app, current_language()).get_template(name)
    current_app.update_template_context(context)
    return template.render(context)


def of_language(app: Flask, language: Language) -> Templates:
    """The templates of one language."""
    found: Templates = app.extensions["templates"][language]
    return found


def init(app: Flask) -> None:
    """Comes last, when all filters and globals are there."""
    app.extensions["templates"] = {language: Templates(app, language) for language in Language}


class Words:
    """What `_` and `ngettext` say in the templates of one language; values are escaped."""

    def __init__(self, language: Language) -> None:
        self._catalogue = catalogue(language)

    def unfilled(self, msgid: str) -> Markup:
        """A sentence before its values are filled in."""
        return Markup(self._catalogue.ugettext(msgid))  # noqa: S704 - our own words

    def one(self, msgid: str, **values: Any) -> Markup:
        """A sentence."""
        return self.unfilled(msgid) % values

    def many(self, one: str, many: str, num: int, **values: Any) -> Markup:
        """A sentence that depends on a number, which it may name as `num`."""
        sentence = Markup(self._catalogue.ungettext(one, many, num))  # noqa: S704 - our own words
        return sentence % {"num": num, **values}


class _Settled(NodeTransformer):
    """Puts what a call gives in its place, where that is the same on every page of a language."""

    def __init__(self, words: Words) -> None:
        self.words = words

    def visit_Call(self, call: nodes.Call) -> nodes.Node:
        self.generic_visit(call)
        settle = {"_": self._sentence, "url_for": self._address}
        try:
            return settle[getattr(call.node, "name", "")](call)
        except (KeyError, nodes.Impossible, BuildError):
            return call  # another call, or one that depends on what the page shows

    def _sentence(self, call: nodes.Call) -> nodes.Node:
        """The translation; where it has values, they alone are left to be filled in."""
        sentence = self.words.unfilled(call.args[0].as_const())
        if not call.kwargs:
            return nodes.Const(sentence % {}, lineno=call.lineno)
        values = [nodes.Pair(nodes.Const(each.key), each.value) for each in call.kwargs]
        return nodes.Mod(nodes.Const(sentence), nodes.Dict(values), lineno=call.lineno)

    def _address(self, call: nodes.Call) -> nodes.Node:
        endpoint, *_nothing = [each.as_const() for each in call.args]
        values = {each.key: each.value.as_const() for each in call.kwargs}
        return nodes.Const(url_for(endpoint, **values), lineno=call.lineno)


class _Compiler(CodeGenerator):
    def visit_Template(self, node: nodes.Template, frame: Frame | None = None) -> None:
        settled = _Settled(self.environment.words)  # type: ignore[attr-defined]
        super().visit_Template(settled.visit(node), frame)


def _rendered(macro: Macro, values: tuple[Any, ...], _side: Side) -> Markup:
    return Markup(macro(*values))  # noqa: S704 - a macro escapes what it shows


_rendered_for_now = remembered_for_now(_rendered)
_rendered_calmly = remembered_calmly(_rendered)


class Templates(Environment):
    """The application's templates in one language."""

    code_generator_class = _Compiler

    def __init__(self, app: Flask, language: Language) -> None:
        super().__init__(
            app,
            autoescape=app.select_jinja_autoescape,
            auto_reload=False,
            trim_blocks=True,
            lstrip_blocks=True,
            extensions=["jinja2.ext.do"],
        )
        self.words = Words(language)
        self.filters = app.jinja_env.filters
        self.globals = {
            **app.jinja_env.globals,
            "_": self.words.one,
            "ngettext": self.words.many,
            "kept": self.kept,
            "kept_calmly": self.kept_calmly,
            "kept_for_now": self.kept_for_now,
        }
        self._rendered_once = lru_cache(maxsize=8192)(_rendered)

    def kept(self, macro: Macro, *values: Any) -> Markup:
        """What a component says of plain values on the reader's clock, rendered once for all.

        For components that ask for nothing else: a time in a list, on a page that many open.
        """
        return self._rendered_once(macro, values, reader_side())

    def kept_calmly(self, macro: Macro, *values: Any) -> Markup:
        """The same of values that are remembered calmly, such as a company: as long as they are."""
        return _rendered_calmly(macro, values, reader_side())

    def kept_for_now(self, macro: Macro, *values: Any) -> Markup:
        """The same of values that are found by what they are: as long as those are remembered."""
        return _rendered_for_now(macro, values, reader_side())

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """No template has globals of its own, so none needs a map of its own."""
        return self.globals if d is None else super().make_globals(d)
