"""Templates and static files: all of them used, every word marked, nothing fetched elsewhere."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import config

ROOT = config.ROOT
TEMPLATES = sorted(path for path in (ROOT / "templates").rglob("*.*") if path.is_file())
STATIC = sorted(path for path in (ROOT / "static").rglob("*.*") if "vendor" not in path.parts)
STYLES_AND_SCRIPTS = [path for path in STATIC if path.suffix in {".css", ".js"}]
CODE = sorted((ROOT / "portal").rglob("*.py"))

# Texts that stand once for each language, and pages for developers or without any machinery.
IN_THEIR_OWN_LANGUAGE = re.compile(r"\.(en|ko|zh)\.html$|^developers/|^errors/50[03]\.html$")
# Names, units and signs that are the same in every language.
SAME_EVERYWHERE = re.compile(r"mg|Nm|ppm|CSV|XLSX|PDF|TRL|USCC|VooV|Zoom|EN|KO|ZH")


def name_of(path: Path) -> str:
    return path.relative_to(ROOT / "templates").as_posix()


def read(path: Path) -> str:
    return path.read_text("utf-8")


def without_comments(text: str) -> str:
    return re.sub(r"\{#.*?#\}|<!--.*?-->", "", text, flags=re.S)


def written_in_code(path: Path) -> Iterator[str]:
    """The strings of a module as patterns; what is put in at run time may be anything."""
    for node in ast.walk(ast.parse(read(path))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield re.escape(node.value)
        elif isinstance(node, ast.JoinedStr):
            parts = [
                re.escape(p.value) if isinstance(p, ast.Constant) else ".+" for p in node.values
            ]
            yield "".join(parts)


def written_in_template(path: Path) -> Iterator[str]:
    """What a template extends, includes and imports, as patterns."""
    page = without_comments(read(path))
    for names in re.findall(
        r"\{%-?\s*(?:extends|include|from|import)\s+(.*?)%\}", page, flags=re.S
    ):
        pieces = re.split(r"\s*~\s*", re.split(r"\s+(?:import|with|ignore|as)\s", names)[0].strip())
        yield "".join(re.escape(p.strip("\"'")) if p[:1] in "\"'" else ".+" for p in pieces)


def matches(name: str, patterns: set[str]) -> bool:
    return any(re.fullmatch(pattern, name) for pattern in patterns)


@pytest.fixture(scope="module")
def in_code() -> set[str]:
    found = {pattern for path in CODE for pattern in written_in_code(path)}
    return {pattern for pattern in found if "/" in pattern and len(pattern) < 200}


@pytest.fixture(scope="module")
def in_templates() -> set[str]:
    return {pattern for path in TEMPLATES for pattern in written_in_template(path)}


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_every_template_is_used(path, in_code, in_templates):
    name = name_of(path)
    if matches(name, in_templates):
        return
    if kind := re.fullmatch(r"mail/(.+/.+)\.txt", name):
        name = kind[1]  # the mailer puts the rest around it
    assert matches(name, in_code - {r"mail/.+\.txt"}), name


def test_every_mail_that_is_posted_has_its_template():
    kinds = {
        pattern
        for path in CODE
        if "notifications" in path.as_posix()
        for pattern in written_in_code(path)
        if re.fullmatch(r"[a-z]+/[a-z_]+", pattern)
    }
    assert kinds
    assert [
        kind for kind in kinds if not (ROOT / "templates" / "mail" / f"{kind}.txt").exists()
    ] == []


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_every_word_that_a_person_sees_is_marked_for_translation(path):
    if IN_THEIR_OWN_LANGUAGE.search(name_of(path)):
        return
    page = without_comments(read(path))
    page = re.sub(r"<style.*?</style>", "", page, flags=re.S)
    seen = re.findall(r'\b(?:alt|aria-label|title|placeholder|label)="([^"{]*)"', page)
    page = re.sub(r"\{%.*?%\}|\{\{.*?\}\}", " ", page, flags=re.S)
    page = re.sub(r"<[^>]*>", " ", page)
    page = re.sub(r"&\w+;", " ", page)
    words = re.findall(r"[^\W\d_]{2,}", SAME_EVERYWHERE.sub(" ", " ".join([page, *seen])))
    assert words == []


def foreign(text: str) -> list[str]:
    """Addresses of other machines that a browser could be sent to."""
    text = text.replace("http://www.w3.org/", "")
    return re.findall(r"""(?:https?:)?//[\w-]+\.[\w.-]+[^\s"'<]*""", without_comments(text))


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_no_page_names_another_machine(path):
    assert foreign(read(path)) == []


@pytest.mark.parametrize("path", STATIC, ids=lambda path: path.name)
def test_no_file_fetches_from_another_machine(path):
    if path.suffix in {".css", ".js", ".svg", ".html", ".json", ".webmanifest"}:
        text = re.sub(r"/\*.*?\*/", "", read(path), flags=re.S)
        assert foreign(text) == []


@pytest.mark.parametrize("path", STYLES_AND_SCRIPTS, ids=lambda path: path.name)
def test_every_style_and_script_is_used(path):
    name = path.relative_to(ROOT / "static").as_posix()
    beside = [other for other in STYLES_AND_SCRIPTS if other != path]
    used_by_pages = any(name in read(page) for page in [*CODE, *TEMPLATES])
    assert used_by_pages or any(path.name in read(other) for other in beside)


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_every_form_that_changes_something_carries_its_token(path):
    page = without_comments(read(path))
    for form in re.findall(r"<form\b[^>]*method=\"post\".*?</form>", page, flags=re.S):
        assert "token }}" in form or "csrf_token" in form or "hidden_tag()" in form, form[:200]


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_what_people_wrote_is_never_taken_for_markup(path):
    page = without_comments(read(path))
    risky = re.findall(r"\{\{[^}]*\|\s*safe[^}]*\}\}", page)
    # Only words of our own, written beside the filter, may be called safe.
    assert [found for found in risky if not re.search(r'"[^"]*"\s*\|\s*safe', found)] == []
    assert "{% autoescape false" not in page
