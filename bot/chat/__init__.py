"""Telegram: one file a feature. Parse, call one service, render; no rule and no query lives here."""
