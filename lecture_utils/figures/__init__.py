"""Figures: what a notebook shows, drawn from arrays, words and numbers."""
