"""What an experiment returns, as lines of text, so that two runs of it can be compared.

Numbers are told in full where they are few; of many, sums that any other order or place changes.
"""

import dataclasses
import json
import zlib

import numpy as np
import torch
from torch import nn

from tests.records import NUMBER, pairs

FEW, MANY = 16, 40
VARIES = "(varies)"  # instead of what differs between processors, or takes time


def told(value):
    """The lines of what a function returned."""
    return [_told(value)]


def _told(value):
    if isinstance(value, nn.Module):
        return f"{type(value).__name__} {_told(value.state_dict())}"
    if isinstance(value, torch.Tensor):
        return f"{str(value.dtype)[6:]} {_numbers(value.detach().numpy())}"
    if isinstance(value, np.ndarray) and value.dtype.kind in "biuf":
        return f"{value.dtype} {_numbers(value)}"
    if isinstance(value, (bool, int, str, type(None))):
        return repr(value) if len(repr(value)) < 200 else f"{type(value).__name__} {_sum(value)}"
    if isinstance(value, (float, np.number)):
        return f"{float(value):.6g}"
    if isinstance(value, dict):
        parts = [f"{_told(key)}: {_told(one) if key != 'seconds' else VARIES}"
                 for key, one in value.items()]  # fmt: skip
        return _some("{}", parts)
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return f"{type(value).__name__} {_told(value._asdict())}"
    if isinstance(value, (set, frozenset)):
        return _some("{}", sorted(map(_told, value)))
    if isinstance(value, (list, tuple)):
        if len(value) > FEW and all(isinstance(one, (int, float)) for one in value):
            return f"{type(value).__name__} {_numbers(np.array(value))}"
        return _some("[]" if isinstance(value, list) else "()", list(map(_told, value)))
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        names = [field.name for field in dataclasses.fields(value)]
        return f"{type(value).__name__} {_told({name: getattr(value, name) for name in names})}"
    if hasattr(value, "__dict__"):
        return f"{type(value).__name__} {_told(vars(value))}"
    return type(value).__name__


def _some(signs, parts):
    if len(parts) > FEW or sum(map(len, parts)) > 3000:
        numbers = [float(number) for part in parts for number in NUMBER.findall(part)]
        words = [NUMBER.sub("#", part) for part in parts]
        parts = [f"{len(parts)} of them", *parts[:1], _numbers(np.array(numbers)), _sum(words)]
    return signs[0] + ", ".join(parts) + signs[1]


def _numbers(values):
    values = np.asarray(values, dtype=float)
    flat, shape = np.nan_to_num(values.ravel(), posinf=1e9, neginf=-1e9), tuple(values.shape)
    if len(flat) <= FEW:
        return f"{shape} [" + " ".join(f"{number:.6g}" for number in flat) + "]"
    ramp = np.cos(np.arange(len(flat)))
    said = (*flat[:2], *flat[-2:], flat.mean(), flat.std(), (flat * ramp).sum())
    return f"{shape} [" + " ".join(f"{number:.6g}" for number in said) + " in sum]"


def _sum(value):
    return f"crc x{zlib.crc32(json.dumps(value).encode()):08x}"


def shortened(lines):
    """The lines of a test; of very many, the first and what any change would change."""
    if len(lines) <= MANY:
        return lines
    numbers = [float(number) for line in lines for number in NUMBER.findall(line)]
    words = _sum([NUMBER.sub("#", line) for line in lines])
    return [*lines[:MANY], f"  {len(lines)} lines: {_numbers(np.array(numbers))} {words}"]


def differences(before, after, same_version=True):
    """[(line before, line after)] where what was found differs by more than a rounding."""
    return [(one, other) for one, other in pairs(before, after) if not _same(one, other)]


def _same(one, other):
    if one.endswith(VARIES):
        return other.startswith(one.removesuffix(VARIES))
    if NUMBER.sub("#", one) != NUMBER.sub("#", other):
        return False
    both = zip(map(float, NUMBER.findall(one)), map(float, NUMBER.findall(other)), strict=True)
    return all(abs(a - b) <= 1e-4 + 2e-3 * abs(a) for a, b in both)


def varying(before, after):
    """The lines before, but where those after differ only their beginning, and that they vary."""
    return [
        one if _same(one, other) else _varies(one, other) for one, other in pairs(before, after)
    ]


def _varies(one, other):
    name = one.partition(": ")[0]
    return f"{name}: {VARIES}" if name == other.partition(": ")[0] else VARIES
