"""The notebooks as a website: `make site`, or `python -m tools.site`."""
