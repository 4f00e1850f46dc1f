"""`python -m bot` is `stridesmith`."""

from bot.cli import main

main()
