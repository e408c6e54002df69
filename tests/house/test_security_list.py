"""SECURITY.md names for every row of the checklist a test that exists, and says only what is so."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import config

ROWS = 68
# Features that bring what a row is about, and close the row.
TO_COME: set[str] = set()
SOURCES = sorted((config.ROOT / "portal").rglob("*.py"))


def rows() -> list[list[str]]:
    text = (config.ROOT / "SECURITY.md").read_text()
    return [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in text.splitlines()
        if re.match(r"\| \d+ \|", line)
    ]


def named_tests() -> list[tuple[str, str]]:
    """Each row's number with each test that it names."""
    return [
        (number, name) for number, *_, tests in rows() for name in re.findall(r"`([^`]+)`", tests)
    ]


def test_every_row_is_there_once_and_in_order():
    assert [row[0] for row in rows()] == [str(number) for number in range(1, ROWS + 1)]


def test_every_row_has_a_test_or_says_which_feature_brings_it():
    for number, _, how, tests in rows():
        assert how
        if number in TO_COME:
            assert "*Technology profiles worth reading*" in how, number
        else:
            assert "`tests/" in tests, number


@pytest.mark.parametrize(("number", "name"), named_tests())
def test_the_tests_that_are_named_exist(number, name):
    path, _, function = name.partition("::")
    tree = ast.parse((config.ROOT / path).read_text())
    names = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    assert not function or function in names, f"row {number}"
    assert any(each.startswith("test_") for each in names), f"row {number}"


def calls(path: Path) -> set[str]:
    """The dotted names of all that a module calls."""
    return {
        ast.unparse(node.func)
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call)
    }


def imported(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add(node.module or "")
    return found


def test_nothing_runs_through_a_shell():
    shells = {"os.system", "os.popen", "subprocess.getoutput", "subprocess.getstatusoutput"}
    for path in SOURCES:
        assert not calls(path) & shells, path
        assert "shell=True" not in path.read_text(), path


def test_the_portal_fetches_nothing():
    clients = {"urllib.request", "http.client", "requests", "httpx", "urllib3", "aiohttp", "ftplib"}
    for path in SOURCES:
        assert not imported(path) & clients, path


def test_no_template_is_made_of_text():
    for path in SOURCES:
        made = {"render_template_string", "flask.render_template_string", "Template"}
        assert not calls(path) & made, path
        assert not any(name.endswith(".from_string") for name in calls(path)), path


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_package_is_pinned_with_its_hash(name):
    text = (config.ROOT / name).read_text()
    packages = re.split(r"\n(?=[a-z0-9])", text.partition("\n\n")[2] or text)
    pinned = [part for part in packages if re.match(r"[A-Za-z0-9._\[\]-]+==", part)]
    assert len(pinned) > 20
    assert all("--hash=sha256:" in part for part in pinned)
