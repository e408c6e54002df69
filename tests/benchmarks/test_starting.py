"""Every benchmark that can be asked for is there and can be started."""

from __future__ import annotations

import importlib
from pathlib import Path

import pytest

from benchmarks.__main__ import ALL

pytestmark = pytest.mark.any_engine

MODULES = sorted(path.stem for path in Path("benchmarks").glob("[!_]*.py"))


@pytest.mark.parametrize("name", MODULES)
def test_a_benchmark_finds_all_that_it_asks_for(name):
    module = importlib.import_module(f"benchmarks.{name}")
    assert module.__doc__
    if name in ALL:
        assert callable(module.run)
