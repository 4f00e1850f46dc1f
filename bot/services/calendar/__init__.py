"""Calendars: the plan as a file and as a private feed, and a run plan read from somebody else's file."""
