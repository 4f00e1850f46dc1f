"""Play random runners for long: `python -m tests.play --steps 100000 --seed 1`.

Prints how many steps a second, and what was done how often. At a finding it writes the shortest way there that it can
make into a file, which `--replay FILE` plays again; it ends with status 1 then.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from tests.play.acts import load, save
from tests.play.walk import RUNNERS, Report, replay, shortest, walk

A_WALK = 5_000


def main() -> int:
    """Walk as the options say; return the process's status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--steps", type=int, default=100_000, help="of all runners together")
    parser.add_argument("--seed", type=int, default=1, help="each walk's is one more than the one before")
    parser.add_argument("--walk", type=int, default=A_WALK, help="steps until everything begins anew")
    parser.add_argument("--runners", type=int, default=RUNNERS)
    parser.add_argument("--seconds", type=float, default=None, help="stop after so long")
    parser.add_argument("--shrink", type=float, default=120.0, help="seconds for making a finding shorter")
    parser.add_argument("--replay", type=Path, help="a file of turns")
    chosen = parser.parse_args()
    if chosen.replay is not None:
        finding = asyncio.run(replay(chosen.seed, load(chosen.replay), runners=chosen.runners))
        print(finding or "nothing was found")
        return int(finding is not None)
    return _play(chosen)


def _play(chosen: argparse.Namespace) -> int:
    begun, steps, seed = time.perf_counter(), 0, chosen.seed
    counts: Counter[str] = Counter()
    while steps < chosen.steps:
        left = None if chosen.seconds is None else chosen.seconds - (time.perf_counter() - begun)
        if left is not None and left <= 0:
            break
        many = min(chosen.walk, chosen.steps - steps)
        report = asyncio.run(walk(seed, many, runners=chosen.runners, seconds=left))
        steps, counts = steps + report.steps, counts + report.counts
        spent = time.perf_counter() - begun
        print(f"seed {seed}: {report.steps} steps; {steps} in all, {steps / spent:.0f} a second", flush=True)
        if report.finding is not None:
            _tell(report, chosen.shrink)
            return 1
        seed += 1
    for what, number in counts.most_common():
        print(f"{number:8} {what}")
    return 0


def _tell(report: Report, seconds: float) -> None:
    print(f"FOUND with seed {report.seed} at step {report.steps}: {report.finding}", flush=True)
    path = Path(tempfile.mkdtemp(prefix="play-")) / "turns.jsonl"
    save(path, report.played)
    print(f"all turns: {path}", flush=True)
    turns = asyncio.run(shortest(report, seconds=seconds))
    short = path.with_name("shortest.jsonl")
    save(short, turns)
    print(f"{len(turns)} turns: python -m tests.play --seed {report.seed} --replay {short}")
    for turn in turns[-25:]:
        print(f"  {turn}")


if __name__ == "__main__":
    sys.exit(main())
