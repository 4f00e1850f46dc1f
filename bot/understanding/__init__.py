"""What did they mean: red flags, then things to do, then questions; and readers for what the bot asks."""
