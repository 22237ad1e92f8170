"""Checks of the exercises, one module a notebook. They print, they never raise."""
