"""Who can interpret between whom: languages, and the pairs of them that somebody works in."""

from __future__ import annotations

from collections.abc import Collection, Iterable

LanguagePair = frozenset[str]
"""Two languages between which somebody interprets, whichever way."""


def pairs_named(names: Iterable[str]) -> frozenset[LanguagePair]:
    """The pairs that names such as `ko-zh` mean."""
    return frozenset(frozenset(name.split("-")) for name in names)


def can_interpret_between(
    languages: Collection[str],
    pairs: Collection[LanguagePair],
    one: Collection[str],
    other: Collection[str],
) -> bool:
    """Whether somebody can interpret between two sides that speak these languages.

    Without pairs they work between any two of their languages.
    """
    if pairs:
        return any(frozenset((here, there)) in pairs for here in one for there in other)
    return not set(languages).isdisjoint(one) and not set(languages).isdisjoint(other)
