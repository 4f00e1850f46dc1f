"""What an operator tries out on themselves."""

from __future__ import annotations

from bot.services import plans
from bot.services.reminders import ReminderView
from bot.services.tools import Tools


def reminder_now(tools: Tools, chat_id: int) -> ReminderView:
    """Return today's reminder as it would come now; nothing is noted of it.

    Raises:
        Refusal: there is no plan yet (see `runners.need`).
    """
    day = plans.today(tools, chat_id)
    return ReminderView(
        day=day,
        at=tools.clock.now().time(),
        eve=False,
        late=False,
        snoozed=False,
        repeated=False,
        silent=day.session is None,
    )
