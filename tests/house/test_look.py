"""The look keeps its promises: one file of colours, readable contrasts, nothing inline."""

import re
from pathlib import Path

import pytest

import config

STYLES = sorted((config.ROOT / "static" / "css").rglob("*.css"))
PAGES = config.ROOT / "templates"
TEMPLATES = sorted(path for path in PAGES.rglob("*.html") if PAGES / "mail" not in path.parents)
TOKENS = config.ROOT / "static" / "css" / "tokens.css"

STATES = ("ok", "act", "no", "wait")
PLACES = ("sd", "tj", "sh", "gd", "kr", "place")
TEXT_ON_GROUND = [
    *(("ink", ground) for ground in ("paper", "wash", "wash-2")),
    *(("ink-2", ground) for ground in ("paper", "wash", "wash-2")),
    *(("sky", ground) for ground in ("paper", "wash")),
    ("sky-deep", "wash-2"),
    ("on-sky", "sky"),
    ("on-sky", "sky-deep"),
    ("paper", "ink"),
    *((state, ground) for state in STATES for ground in ("paper", "wash", f"{state}-bg")),
    *((place, ground) for place in PLACES for ground in ("paper", f"{place}-bg")),
    *(("paper", place) for place in PLACES),
    *(("ink", f"{state}-bg") for state in STATES),
]
SHAPE_ON_GROUND = [("line-2", "paper"), ("line-2", "wash"), ("sky", "wash-2")]


def _without_comments(css: str) -> str:
    return re.sub(r"/\*.*?\*/", "", css, flags=re.S)


def _scheme(name: str) -> dict[str, str]:
    """The colours of the light or the dark scheme, as six hexadecimal figures."""
    css = _without_comments(TOKENS.read_text())
    light, rest = css.split("@media (prefers-color-scheme: dark)", 1)
    found = {} if name == "light" else _scheme("light")
    part = light if name == "light" else rest.split("@media", 1)[0]
    for token, value in re.findall(r"--([\w-]+): #([0-9a-f]+);", part):
        found[token] = value if len(value) == 6 else "".join(2 * figure for figure in value)
    return found


def _luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, other: str) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), TEXT_ON_GROUND)
def test_text_can_be_read_on_its_ground(scheme: str, text: str, ground: str):
    colours = _scheme(scheme)
    assert _contrast(colours[text], colours[ground]) >= 4.5


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("shape", "ground"), SHAPE_ON_GROUND)
def test_controls_can_be_seen_on_their_ground(scheme: str, shape: str, ground: str):
    colours = _scheme(scheme)
    assert _contrast(colours[shape], colours[ground]) >= 3


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.name)
def test_raw_colours_are_tokens(path: Path):
    colour = re.compile(r"#[0-9a-f]{3,8}\b|\b(?:rgb|hsl|oklch|lab)a?\(", re.I)
    if path != TOKENS:
        assert colour.findall(_without_comments(path.read_text())) == []


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.name)
def test_every_token_that_is_used_is_set(path: Path):
    css = "".join(_without_comments(style.read_text()) for style in STYLES)
    used = set(re.findall(r"var\(--([\w-]+)\)", _without_comments(path.read_text())))
    assert used <= set(re.findall(r"--([\w-]+):", css))


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_templates_have_nothing_inline_and_nothing_from_elsewhere(path: Path):
    page = re.sub(r"\{#.*?#\}", "", path.read_text(), flags=re.S)
    assert re.findall(r"""\s(?:style|on[a-z]+)\s*=\s*["']""", page) == []
    assert re.findall(r"<style|<script(?![^>]*\ssrc=)", page) == []
    assert re.findall(r"<(?:link|script|img|iframe|source)[^>]*//", page) == []
