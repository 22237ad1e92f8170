"""Keep a trained classifier in a file that can hold numbers and names, and no code."""

import json
import zipfile
from pathlib import Path

import numpy as np
import torch

from .classifier import PictureNetwork

MAX_BYTES, MAX_CLASSES = 5_000_000, 20


def save_model(path, model, names):
    """Write the numbers of a model and the names of its classes to an .npz file."""
    numbers = {name: tensor.numpy() for name, tensor in model.state_dict().items()}
    with Path(path).open("wb") as file:
        np.savez(file, names=np.array(json.dumps(list(names))), **numbers)


def load_model(path):
    """Read what `save_model` wrote; return the model and the names of its classes.

    Nothing in the file is ever run (`allow_pickle=False`), and its size is checked before it is
    unpacked. Raises ValueError that says what was expected when the file is anything else.
    """
    wrong = f"{Path(path).name} is not a model of this notebook"
    try:
        with zipfile.ZipFile(path) as archive:
            size = sum(entry.file_size for entry in archive.infolist())
        if size > MAX_BYTES:
            raise ValueError(f"{size:,} bytes unpacked, at most {MAX_BYTES:,} expected")
        with np.load(path, allow_pickle=False) as stored:
            numbers = {name: stored[name] for name in stored.files}
        names = json.loads(str(numbers.pop("names")))
        if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
            raise ValueError("expected a list of class names")
        if not 2 <= len(names) <= MAX_CLASSES:
            raise ValueError(f"expected 2 to {MAX_CLASSES} class names, got {len(names)}")
        model = PictureNetwork(len(names))
        tensors = {name: torch.from_numpy(array) for name, array in numbers.items()}
        if not all(tensor.isfinite().all() for tensor in tensors.values()):
            raise ValueError("expected numbers, got NaN or infinity")
        model.load_state_dict(tensors)
    except FileNotFoundError:
        raise
    except KeyError:
        raise ValueError(f"{wrong}: it holds no class names") from None
    except (ValueError, TypeError, RuntimeError, OSError, zipfile.BadZipFile) as error:
        raise ValueError(f"{wrong}: {error}") from None
    return model, names
