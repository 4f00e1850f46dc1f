"""The coaching rules as data and pure functions: no clock, no database, no chat, no third party."""
