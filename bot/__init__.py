"""Stridesmith: a strength coach for runners, in a Telegram chat."""
