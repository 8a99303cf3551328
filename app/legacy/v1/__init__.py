"""Umami 1: its paths, parameters and shapes (spec 07, sections 2.1, 3 and 4)."""
