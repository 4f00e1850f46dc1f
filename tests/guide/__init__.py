"""Follows docs/operating.md word by word, on a machine of the test's own."""
