"""The real command line under a clock that goes ahead: `python -m tests.later SECONDS run`.

After a crash the reminders that were in hand come up again when their lease is over: two minutes that a test need not
sit through.
"""

from __future__ import annotations

import sys
from datetime import datetime, timedelta

from bot import clock


def main() -> None:
    """Put the clock ahead and run the command line."""
    ahead = timedelta(seconds=float(sys.argv.pop(1)))

    class Ahead(clock.SystemClock):
        def now(self) -> datetime:
            return super().now() + ahead

    clock.SystemClock = Ahead  # type: ignore[misc]
    from bot.cli import main as command_line

    command_line()


if __name__ == "__main__":
    main()
