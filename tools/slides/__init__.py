"""The notebooks' pictures and claims as slides: `make slides`, or `python -m tools.slides`."""
