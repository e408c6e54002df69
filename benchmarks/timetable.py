"""Measures the timetable solver on instance files, and B2BSOP on a folder of `.dzn` files.

    python -m benchmarks.timetable INSTANCE.json... [--seconds 1 10 30 60] [--b2bsop FOLDER]

Per cent are of the proven bound. Each run is a process of its own, as the command is, so that its
start counts and its memory is its own. "Others took" is the part of the machine that was not ours.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from benchmarks import b2bsop, machine
from portal.timetabling.command import solve_file
from portal.timetabling.problem import Meeting, Problem, read_instance, read_timetable
from portal.timetabling.solver import Options
from portal.timetabling.solver.board import empty_plan
from portal.timetabling.solver.bound import Bound
from portal.timetabling.solver.facts import facts_of, numbers_of
from portal.timetabling.solver.helping import idle_interpreter
from portal.timetabling.solver.holding import hold
from portal.timetabling.solver.market import values
from portal.timetabling.solver.moves import put
from portal.timetabling.solver.outcome import meetings_of
from portal.timetabling.verify import measures, violations
from portal.timetabling.warm import warm_up


def one_after_the_other(problem: Problem, by_weight: bool) -> tuple[Meeting, ...]:
    """What is held when each request in turn, as they arrived or by weight, takes the first slot
    that works: what self-service booking does."""
    facts = facts_of(problem)
    bound = Bound(facts)
    plan = empty_plan(facts, values(facts, bound.prices), 1)
    numbers = numbers_of(problem)
    for lock in problem.locked:
        staff = -1 if lock.interpreter is None else numbers.interpreter[lock.interpreter]
        put(facts, plan, numbers.request[lock.request], lock.slot, staff)
    order = np.argsort(-facts.weight, kind="stable") if by_weight else np.arange(len(facts.a))
    for r in order[plan.slot[order] < 0]:
        for s in facts.slot_of_candidate[facts.first[r] : facts.first[r + 1]]:
            group = int(facts.group[r])
            helped = group < 0 or idle_interpreter(facts, plan, s, group) >= 0
            plan.journal_size[0] = 0
            if helped and hold(facts, plan, r, s, -1):
                break
    return meetings_of(problem, plan)


def run_once(path: Path, seconds: float, fair: bool) -> dict[str, float]:
    """One run of what the command does in this process, the start of the process included;
    checked by the portal's verifier."""
    with TemporaryDirectory() as place:
        output = Path(place) / "timetable.json"
        solution = solve_file(path, output, Options(time_limit=seconds, fair=fair))
        problem = read_instance(path.read_bytes())
        meetings = read_timetable(output.read_bytes())
    assert violations(problem, meetings) == []
    found = measures(problem, meetings)
    assert found.weight == solution.weight <= solution.bound
    return {
        "weight": solution.weight,
        "bound": solution.bound,
        "unserved": found.unserved,
        "smallest_share": found.smallest_share,
        "idle": found.idle,
        "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def run_apart(path: Path, seconds: float, fair: bool = False) -> dict[str, float]:
    """The same in a process of its own, and how long it took from its start to its end."""
    command = [sys.executable, "-m", "benchmarks.timetable", str(path), "--once", str(seconds)]
    with machine.watched() as share:
        done = subprocess.run(
            command + ["--fair"] * fair, check=True, capture_output=True, text=True
        )
    answer: dict[str, float] = json.loads(done.stdout)
    return answer | {"seconds": share.seconds, "others": share.others}


def table(paths: list[Path], seconds: list[float]) -> None:
    """Print one row an instance."""
    warm_up()
    print(f"{machine.called()}\n")
    heads = [f"{limit:g} s" for limit in seconds]
    print("| instance | bound | first come | by weight |", " | ".join(heads), end=" | ")
    print("unserved | smallest share | idle | fair: weight, unserved | memory | others took |")
    print("|---|" + "--:|" * (len(seconds) + 9))
    for path in paths:
        problem = read_instance(path.read_bytes())
        runs = [run_apart(path, limit) for limit in seconds]
        fair = run_apart(path, seconds[-1], fair=True)
        print(row(path.stem, problem, runs, fair), flush=True)


def row(name: str, problem: Problem, runs: list[dict[str, float]], fair: dict[str, float]) -> str:
    """The runs of an instance, the longest last, and its fair one."""
    last = runs[-1]
    bound = min(run["bound"] for run in runs)
    simple = [one_after_the_other(problem, by_weight) for by_weight in (False, True)]
    weights = [measures(problem, held).weight for held in simple] + [run["weight"] for run in runs]
    shares = [100 * weight / bound for weight in weights]
    cells = [
        name,
        f"{bound:,}",
        *(f"{share:.2f}" for share in shares),
        f"{last['unserved']}",
        f"{last['smallest_share']:.0%}",
        f"{last['idle']:,}",
        f"{100 * (fair['weight'] / last['weight'] - 1):+.2f} %, {fair['unserved']}",
        f"{max(run['megabytes'] for run in runs):.0f} MB",
        f"{max(run['others'] for run in [*runs, fair]):.0%}",
    ]
    return f"| {' | '.join(cells)} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("instances", nargs="*", type=Path)
    parser.add_argument("--seconds", nargs="+", type=float, default=[1, 10, 30, 60])
    parser.add_argument("--b2bsop", type=Path)
    parser.add_argument("--once", type=float, help=argparse.SUPPRESS)
    parser.add_argument("--fair", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.once:
        print(json.dumps(run_once(asked.instances[0], asked.once, asked.fair)))
        return
    if asked.instances:
        table(asked.instances, asked.seconds)
    if asked.b2bsop:
        b2bsop.print_table(asked.b2bsop)


if __name__ == "__main__":
    main()
