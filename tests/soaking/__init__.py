"""A month of many runners in minutes: the bot in a process of its own, a Telegram, and a judge who counts himself."""
