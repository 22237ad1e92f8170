"""Keep a trained classifier in a file that can hold numbers and names, and no code."""

import json
import math
import zipfile
import zlib
from pathlib import Path

import numpy as np
import torch

from .classifier import PictureNetwork

MAX_BYTES, MAX_CLASSES = 5_000_000, 20
DAMAGE = (  # what reading a file may raise that is no model, or is one no more
    ValueError, TypeError, RuntimeError, OSError, EOFError, MemoryError, OverflowError,
    NotImplementedError, zipfile.BadZipFile, zlib.error,
)  # fmt: skip


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
            for entry in archive.infolist():
                _check_header(archive, entry)
        with np.load(path, allow_pickle=False) as stored:
            numbers = {name: stored[name] for name in stored.files}
        names = json.loads(str(numbers.pop("names")))
        if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
            raise ValueError("expected a list of class names")
        if len(set(names)) < len(names):
            raise ValueError(f"expected each class name once, got {names}")
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
    except DAMAGE as error:
        raise ValueError(f"{wrong}: {error}") from None
    return model, names


def _check_header(archive, entry):
    """Compare what an array's header claims with the bytes that are there, before any is read."""
    with archive.open(entry) as file:
        version = np.lib.format.read_magic(file)
        if version not in ((1, 0), (2, 0)):
            raise ValueError(f"{entry.filename} is an array of version {version}")
        read = np.lib.format.read_array_header_1_0 if version == (1, 0) else (
            np.lib.format.read_array_header_2_0
        )  # fmt: skip
        shape, _, dtype = read(file)
    if dtype.hasobject or math.prod(shape) * dtype.itemsize > entry.file_size:
        raise ValueError(f"{entry.filename} claims {shape} numbers in {entry.file_size:,} bytes")
