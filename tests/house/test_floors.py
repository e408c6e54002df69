"""The house keeps its floors, its rooms small, and its promise that a GET changes nothing."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PORTAL = ROOT / "portal"
MODULES = sorted(PORTAL.rglob("*.py"))
PAGES = sorted((PORTAL / "web").rglob("*.py"))

LONGEST_MODULE = 300
LONGEST_FUNCTION = 50

Function = ast.FunctionDef | ast.AsyncFunctionDef


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def functions(tree: ast.AST) -> list[Function]:
    return [node for node in ast.walk(tree) if isinstance(node, Function)]


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_imports_go_down_only():
    result = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-logo", "--no-cache"],
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
    )
    assert result.returncode == 0, result.stdout


def test_no_module_and_no_function_is_too_long_to_be_read():
    long = []
    for path in MODULES:
        if len(path.read_text("utf-8").splitlines()) > LONGEST_MODULE:
            long.append(name_of(path))
        for function in functions(parsed(path)):
            if (function.end_lineno or 0) - function.lineno >= LONGEST_FUNCTION:
                long.append(f"{name_of(path)}: {function.name}")
    assert long == []


def test_nothing_is_left_to_be_done():
    left = re.compile(r"\b(TODO|FIXME|XXX|coming soon|Coming soon|Lorem ipsum)\b")
    for path in [*MODULES, *sorted((ROOT / "templates").rglob("*.*"))]:
        assert left.findall(path.read_text("utf-8")) == [], name_of(path)


# ---- a GET changes nothing


def test_only_the_edge_opens_write_transactions():
    """Services flush and never commit; views write through `transactions.write` alone.

    A job that takes long saves its progress and its result in short transactions of its own.
    """
    allowed = {
        "portal/infra/db.py",
        "portal/infra/engines.py",
        "portal/infra/schema.py",
        "portal/reports/jobs.py",
        "portal/timetabling/jobs.py",
        "portal/web/transactions.py",
        "portal/worker.py",
    }
    found = []
    for path in MODULES:
        if name_of(path) in allowed or name_of(path).startswith("portal/commands/"):
            continue
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.Attribute) and node.attr in ("commit", "writing"):
                found.append(f"{name_of(path)}:{node.lineno}")
    assert found == []


def methods_of(view: Function) -> set[str] | None:
    """The methods of a view by its decorator; None for a function that is no view."""
    for decorator in view.decorator_list:
        if not isinstance(decorator, ast.Call) or not isinstance(decorator.func, ast.Attribute):
            continue
        verb = decorator.func.attr
        if verb in ("get", "post"):
            return {verb.upper()}
        if verb == "route":
            lists = [word.value for word in decorator.keywords if word.arg == "methods"]
            return {e.value for e in lists[0].elts} if lists else {"GET"}  # type: ignore[attr-defined]
    return None


def names_in(function: Function) -> set[str]:
    """The names that a function takes from its module; what follows a dot is somebody else's."""
    names = [node for node in ast.walk(function) if isinstance(node, ast.Name)]
    own = {node.id for node in names if isinstance(node.ctx, ast.Store)}
    own |= {argument.arg for argument in ast.walk(function.args) if isinstance(argument, ast.arg)}
    return {node.id for node in names} - own


def words_in(function: Function) -> set[str]:
    """Every name in a function, also behind a dot."""
    behind = {node.attr for node in ast.walk(function) if isinstance(node, ast.Attribute)}
    return {node.id for node in ast.walk(function) if isinstance(node, ast.Name)} | behind


def reached(function: Function, among: dict[str, Function]) -> set[str]:
    """The words in a function and in whatever it uses of its module."""
    seen: set[str] = set()
    waiting = [function.name]
    words: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        words |= words_in(among[name])
        waiting.extend(names_in(among[name]) & among.keys())
    return words


def views() -> list[tuple[str, set[str], set[str]]]:
    """Each view with its place, its methods and the names it reaches."""
    found = []
    for path in PAGES:
        here = {function.name: function for function in functions(parsed(path))}
        for function in here.values():
            if methods := methods_of(function):
                place = f"{name_of(path)}: {function.name}"
                found.append((place, methods, reached(function, here)))
    return found


def test_the_views_are_found():
    assert len(views()) > 40


def test_a_page_that_is_only_looked_at_writes_nothing():
    found = [place for place, methods, names in views() if methods == {"GET"} and "write" in names]
    assert found == []


def test_a_page_that_is_looked_at_and_sent_writes_only_what_was_sent():
    asking = {"validate_on_submit", "is_submitted", "method"}
    found = [
        place
        for place, methods, names in views()
        if methods == {"GET", "POST"} and "write" in names and not names & asking
    ]
    assert found == []


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_pages_read_by_queries_and_change_by_services_alone(path):
    """import-linter knows which module imports models; this sees what is done with them."""
    words = {word for function in functions(parsed(path)) for word in words_in(function)}
    assert not words & {"add_all", "flush", "scalars", "begin_nested"}
    if path.name != "health.py":  # whose work it is to ask the database how it is
        assert not words & {"execute", "scalar"}
