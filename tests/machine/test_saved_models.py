"""Models from outside: the saved one comes back, anything else is told what was expected."""

import json
import pickle
import struct
import zipfile

import numpy as np
import pytest
import torch

from lecture_utils.machine.classifier import new_network
from lecture_utils.machine.drawings import SIZE
from lecture_utils.machine.files import load_model, save_model


def test_a_saved_model_comes_back(tmp_path):
    model = new_network(3)
    save_model(tmp_path / "m.npz", model, ["cat", "dog", "Ärger"])
    again, names = load_model(tmp_path / "m.npz")
    x = torch.rand(2, 3, SIZE, SIZE)
    assert torch.equal(model(x), again(x)) and names == ["cat", "dog", "Ärger"]


class Evil:
    def __reduce__(self):
        return exec, ("raise SystemExit('code was run')",)


def zipped(path, name, data):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, data)


def hostile(path, kind):
    if kind == "pickle":
        path.write_bytes(pickle.dumps(Evil()))
    elif kind == "objects":
        np.savez(path, names=np.array([Evil()], dtype=object))
    elif kind == "bomb":
        zipped(path, "names.npy", bytes(6_000_000))
    elif kind == "nameless":
        np.savez(path, a=np.zeros(2))
    elif kind == "shapes":
        np.savez(path, names=np.array('["a", "b"]'), a=np.zeros(2))
    else:
        path.write_bytes(b"")


@pytest.mark.parametrize("kind", ["pickle", "objects", "bomb", "nameless", "shapes", "empty"])
def test_a_hostile_model_gets_a_message(tmp_path, kind):
    hostile(tmp_path / "m.npz", kind)
    with pytest.raises(ValueError, match="m.npz is not a model of this notebook"):
        load_model(tmp_path / "m.npz")


def member(path, name, data):
    """Add to a saved model an array file with these bytes."""
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(name, data)


def array_file(shape, body=b"", length=None):
    header = f"{{'descr': '<f4', 'fortran_order': False, 'shape': {shape}, }}".encode()
    length = len(header) if length is None else length
    return b"\x93NUMPY\x02\x00" + struct.pack("<I", length) + header + body


@pytest.mark.parametrize(
    "data, says",
    [
        (array_file((10**11,)), r"claims \(100000000000,\) numbers in"),
        (array_file((10**30,)), "claims"),
        (array_file((2,), bytes(8), length=2**32 - 1), "EOF|header"),
        (b"\x93NUMPY\x09\x00", "version"),
        (b"no array", "magic"),
        (b"", "EOF|magic"),
    ],
    ids=["400 GB", "overflow", "long header", "version", "text", "nothing"],
)
def test_a_header_that_claims_too_much_is_a_message(tmp_path, data, says):
    path = tmp_path / "m.npz"
    save_model(path, new_network(2), ["a", "b"])
    member(path, "extra.npy", data)
    with pytest.raises(ValueError, match=f"m.npz is not a model of this notebook: .*({says})"):
        load_model(path)


def test_a_damaged_model_is_a_message_wherever_it_is_damaged(tmp_path):
    numbers = {name: tensor.numpy() for name, tensor in new_network(2).state_dict().items()}
    np.savez_compressed(tmp_path / "m.npz", names=np.array('["a", "b"]'), **numbers)
    data, seen = (tmp_path / "m.npz").read_bytes(), 0
    draw = np.random.default_rng(0)
    for place in draw.integers(len(data), size=150).tolist():
        flipped = data[:place] + bytes([data[place] ^ 0xFF]) + data[place + 1 :]
        for broken in (data[:place], flipped):
            (tmp_path / "m.npz").write_bytes(broken)
            try:
                load_model(tmp_path / "m.npz")
            except ValueError as error:
                assert "m.npz is not a model of this notebook" in str(error)
                seen += 1
    assert seen > 250


def test_each_class_of_a_model_has_its_own_name(tmp_path):
    save_model(tmp_path / "m.npz", new_network(2), ["a", "a"])
    with pytest.raises(ValueError, match="each class name once, got"):
        load_model(tmp_path / "m.npz")


@pytest.mark.parametrize(
    "names, classes, says",
    [
        ('"ab"', 2, "expected a list of class names"),
        ('{"a": 1, "b": 2}', 2, "expected a list of class names"),
        ("[1, 2]", 2, "expected a list of class names"),
        ('["a"]', 1, "expected 2 to 20 class names, got 1"),
        ("[]", 2, "expected 2 to 20 class names, got 0"),
        (json.dumps([f"{n}" for n in range(21)]), 21, "expected 2 to 20 class names, got 21"),
        ('["a", "b", "c"]', 2, "(?s:.*)size mismatch"),
        ("[a, b]", 2, "Expecting value"),
    ],
)
def test_names_that_are_none_are_refused_with_a_fitting_model(tmp_path, names, classes, says):
    numbers = {name: tensor.numpy() for name, tensor in new_network(classes).state_dict().items()}
    np.savez(tmp_path / "m.npz", names=np.array(names), **numbers)
    with pytest.raises(ValueError, match=f"m.npz is not a model of this notebook: .*{says}"):
        load_model(tmp_path / "m.npz")


@pytest.mark.parametrize("number", [np.nan, np.inf])
def test_a_model_of_what_are_no_numbers_is_refused(tmp_path, number):
    model = new_network(2)
    model.decide.bias.data[1] = number
    save_model(tmp_path / "m.npz", model, ["a", "b"])
    with pytest.raises(ValueError, match="expected numbers, got NaN or infinity"):
        load_model(tmp_path / "m.npz")


def test_a_true_array_of_6_megabytes_is_refused_before_it_is_unpacked(tmp_path, monkeypatch):
    save_model(tmp_path / "m.npz", new_network(2), ["a", "b"])
    member(tmp_path / "m.npz", "more.npy", array_file((1_500_000,), bytes(6_000_000)))
    monkeypatch.setattr(np, "load", lambda *_, **__: pytest.fail("it began to unpack"))
    with pytest.raises(ValueError, match="bytes unpacked, at most 5,000,000 expected"):
        load_model(tmp_path / "m.npz")


@pytest.mark.parametrize(
    "error", [MemoryError, OverflowError, NotImplementedError, EOFError, OSError, TypeError]
)
def test_whatever_the_libraries_raise_of_a_file_is_a_message(tmp_path, monkeypatch, error):
    def fail(*_, **__):
        raise error("in the middle")

    save_model(tmp_path / "m.npz", new_network(2), ["a", "b"])
    monkeypatch.setattr(np, "load", fail)
    with pytest.raises(ValueError, match="m.npz is not a model of this notebook: in the middle"):
        load_model(tmp_path / "m.npz")
