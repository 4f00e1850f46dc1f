"""The cards of the chat: what a view says, put into the words and the drawing of `bot.pictures`."""
