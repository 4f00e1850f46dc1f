"""The use cases, one file by noun: open a transaction, load, ask the coach, save, return a frozen view."""
