"""Writes README.md from the results of the runs that are kept in runs/."""


def write(folder):
    pass
