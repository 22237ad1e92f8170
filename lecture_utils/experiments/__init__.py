"""What the notebooks measure: trainings, probes and interventions, one file a question."""

import importlib


def __getattr__(name):
    """A file of experiments, opened when a page first asks for it: `experiments.alignment`."""
    place = f"{__name__}.{name}"
    try:
        return importlib.import_module(place)
    except ModuleNotFoundError as error:
        if error.name != place:
            raise
        raise AttributeError(f"{__name__} has no {name!r}") from None
