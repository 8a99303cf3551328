"""Umami 2: its paths, parameters and shapes (spec 07, sections 2.3, 3 and 5)."""
