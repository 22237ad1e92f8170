"""Experiments: what the notebooks measure."""
