"""How much of a season its card has room for; apart from the card, so that asking does not load what draws."""

MOST_WEEKS = 40
MOST_STRETCHES = 9
