"""Draws the exercises and the runner's weeks: SVG made of data, PNG by resvg."""
