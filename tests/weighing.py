"""What a process weighs and has used, from /proc."""

from __future__ import annotations

import os
from pathlib import Path

RESIDENT, PEAK = "VmRSS", "VmHWM"
_MEGABYTE = 1024  # in the kilobytes that /proc counts


def memory(pid: int, which: str = RESIDENT) -> float:
    """Return the memory that a process holds, or (`PEAK`) the most that it held, in MB (2 to the 20th bytes)."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        name, _, value = line.partition(":")
        if name == which:
            return int(value.split()[0]) / _MEGABYTE
    raise KeyError(which)


def cpu_seconds(pid: int) -> float:
    """Return the processor time that a process has used: other work on the machine does not lengthen it much."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
