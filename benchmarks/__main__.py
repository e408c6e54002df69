"""Runs the benchmarks: `python -m benchmarks [pages] [booking] [crowds] …`, all unless named."""

from __future__ import annotations

import importlib
import sys

ALL = (
    "pages",
    "booking",
    "crowds",
    "exports",
    "search",
    "matching",
    "outbox",
    "board",
    "room",
)


def main(names: list[str]) -> None:
    for name in names or ALL:
        print(f"== {name}", flush=True)
        for line in importlib.import_module(f"benchmarks.{name}").run():
            print(line, flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
