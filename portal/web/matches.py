"""Shows in a list of profiles why each of them is there: the words that were looked for, marked
where they stand, and, where the reader's language does not have them, where else they stand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup, escape

from portal.infra import search
from portal.infra.search import Excerpt, Term
from portal.kernel.languages import Language, Run, Text, Wording, written_in
from portal.technologies.queries.disclosure import disclosed
from portal.technologies.rules import SUBSTANCES
from portal.web.languages import current_language
from portal.web.pages import words

MOST_EVIDENCE = 2


@dataclass(frozen=True)
class Match:
    """A profile's words with what was looked for marked in them; `evidence` is what else has it,
    each with where it stands."""

    title: Markup
    company: Markup
    summary: Markup
    fields: list[Markup]
    evidence: list[tuple[Text, Markup]]


def match_of(profile: Any, terms: Sequence[Term]) -> Match | None:
    """What to show of a profile that was found by these words; None where nobody asked for any."""
    if not terms:
        return None
    title, company, summary = map(words, (profile.title, profile.company.name, profile.summary))
    in_title = search.marks_in(title.text, terms, label=True)
    in_name = search.marks_in(company.text, terms, label=True)
    in_summary = search.excerpt(summary.text, terms)
    in_fields = [
        (run, search.marks_in(run.text, terms, label=True))
        for run in (words(leaf.name) for leaf in profile.fields)
    ]
    shown = [in_title, in_name, in_summary, *(each for _run, each in in_fields)]
    return Match(
        title=_marked(in_title, title.language),
        company=_marked(in_name, company.language),
        summary=_marked(in_summary, summary.language),
        fields=[_marked(each, run.language) for run, each in in_fields],
        evidence=list(_evidence(profile, terms, frozenset().union(*(e.terms for e in shown)))),
    )


def _evidence(
    profile: Any, terms: Sequence[Term], seen: frozenset[str]
) -> Iterable[tuple[Text, Markup]]:
    """Where the words stand that the reader does not see yet, a line or two of it."""
    lines = 0
    for where, run in _elsewhere(profile):
        missing = [term for term in terms if term.words not in seen]
        if not missing or lines == MOST_EVIDENCE:
            return
        found = search.excerpt(run.text, terms, label=where not in _LONG)
        if found.terms - seen:
            seen, lines = seen | found.terms, lines + 1
            yield where, _marked(found, run.language)


TITLE, SUMMARY, DESCRIPTION = Text("Title"), Text("Summary"), Text("Description")
ADVANTAGES, FIGURES = Text("Advantages"), Text("Figures")
COMPANY, FIELD, PLACE = Text("Company"), Text("Field"), Text("Place")


_LONG = (SUMMARY, DESCRIPTION, ADVANTAGES)


def _elsewhere(profile: Any) -> Iterable[tuple[Text, Run]]:
    """Everything that a profile is found by, what says most first."""
    company = profile.company
    yield from _runs(TITLE, profile.title)
    yield from _runs(COMPANY, company.name)
    for leaf in profile.fields:
        yield from _runs(FIELD, leaf.name)
        yield from ((FIELD, _as_written(alias)) for alias in leaf.aliases)
        yield from _runs(FIELD, leaf.group.name)
    yield from _runs(SUMMARY, profile.summary)
    public = disclosed(profile)
    yield from _runs(DESCRIPTION, public.description)
    yield from _runs(ADVANTAGES, public.advantages)
    for figure in public.said_in_figures:
        yield from _runs(FIGURES, SUBSTANCES[figure.what].name)
        yield from ((FIGURES, _as_written(said)) for said in (figure.standard, figure.condition))
    for place in (company.city, company.region):
        if place:
            yield from _runs(PLACE, place.name)
            yield from ((PLACE, _as_written(alias)) for alias in place.aliases)


def _runs(where: Text, several: Wording) -> Iterable[tuple[Text, Run]]:
    for language in (current_language(), *Language):
        if text := several.exactly(language):
            yield where, Run(text, language)


def _as_written(text: str | None) -> Run:
    return Run(text or "", written_in(text or ""))


def _marked(found: Excerpt, language: Language) -> Markup:
    """An excerpt as HTML: what people wrote is escaped, and only the marks are ours."""
    inner = Markup().join(
        Markup("<mark>{}</mark>").format(text) if hit else escape(text) for text, hit in found.parts
    )
    before, after = "… " if found.before else "", " …" if found.after else ""
    whole = Markup("{}{}{}").format(before, inner, after)
    if language is current_language():
        return whole
    return Markup('<span lang="{}">{}</span>').format(language.html, whole)
