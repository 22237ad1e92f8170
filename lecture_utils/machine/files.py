"""Read pictures and models that come from outside: nothing is decoded before it was checked.

An upload is a stranger's file. Its bytes are counted, then its kind and its dots are read from the
header; only then is it decoded. A model is kept as numbers and names, never as code.
"""

import io
import json
import math
import warnings
import zipfile
import zlib
from pathlib import Path

import numpy as np
import torch
from PIL import Image, ImageOps

from .classifier import PictureNetwork
from .drawings import SIZE

FORMATS = ("PNG", "JPEG", "GIF", "BMP", "WEBP")
BRANDS = {  # of the box that opens a file of this family: bytes 8 to 12
    b"heic": "HEIC", b"heix": "HEIC", b"heim": "HEIC", b"heis": "HEIC", b"hevc": "HEIC",
    b"hevx": "HEIC", b"mif1": "HEIC", b"msf1": "HEIC", b"avif": "AVIF", b"avis": "AVIF",
}  # fmt: skip
MAX_BYTES, MAX_DOTS, MAX_PICTURES = 10_000_000, 40_000_000, 2_000
MAX_WEBP = 16_000_000  # its dots are unpacked three times over, all at once
LARGE, ENOUGH, STRIP = 4_000_000, 512, 32  # dots read in strips; a side to keep; rows of a strip
ORIENTATION = 0x0112  # where a camera notes how it was held
MAX_MODEL_BYTES, MAX_CLASSES = 5_000_000, 20
DAMAGE = (  # what reading a file may raise that is no model, or is one no more
    ValueError, TypeError, RuntimeError, OSError, EOFError, MemoryError, OverflowError,
    zipfile.BadZipFile, zlib.error,
)  # fmt: skip


def read_picture(data, name="the picture"):
    """Turn the bytes of a picture file into a tensor (3, SIZE, SIZE) with values 0 to 1.

    Turned upright where a camera noted how it was held, transparent parts white, the first frame of
    an animation, the middle square. Raises ValueError that names the file, what was expected and
    what came.
    """
    if not data:
        raise ValueError(f"{name} is empty: expected a picture, got 0 bytes")
    if len(data) > MAX_BYTES:
        raise ValueError(f"{name} has {len(data):,} bytes; at most {MAX_BYTES:,} are read")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the dots are counted below, more strictly
        try:
            image = Image.open(io.BytesIO(data), formats=FORMATS)
        except Image.DecompressionBombError:
            raise ValueError(f"{name} has too many dots; at most {MAX_DOTS:,} are read") from None
        except (OSError, ValueError, SyntaxError):
            if other := _other_kind(bytes(data[:40])):
                raise ValueError(
                    f"{name} is a picture in the format {other}, which is not read here: expected "
                    f"{', '.join(FORMATS)}. Open it in a program for pictures and save it as JPEG "
                    "or PNG (a telephone can be told to take JPEG, often called most compatible)"
                ) from None
            raise ValueError(
                f"{name} is not a picture inside, whatever its name says: expected "
                f"{', '.join(FORMATS)}, got bytes that begin with {bytes(data[:8])!r}"
            ) from None
    wide, high = image.size
    most = MAX_WEBP if image.format == "WEBP" else MAX_DOTS
    if wide * high > most:
        raise ValueError(f"{name} is {wide:,} x {high:,} dots; at most {most:,} are read")
    try:
        return _as_tensor(image)
    except (OSError, ValueError, SyntaxError, EOFError) as error:
        raise ValueError(f"{name} begins like a picture and is broken: {error}") from None


def _other_kind(start):
    """The name of a format that holds pictures and is not read, or None."""
    if start[4:8] == b"ftyp":
        brands = start[8:12], *(start[at : at + 4] for at in range(16, len(start), 4))
        return next((BRANDS[brand] for brand in brands if brand in BRANDS), None)
    if start[:4] in (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"):
        return "TIFF"
    if start[:2] == b"\xff\x0a" or start[:8] == b"\0\0\0\x0cJXL ":
        return "JPEG XL"
    return None


def _as_tensor(image):
    turn = image.getexif().get(ORIENTATION, 1)
    image.draft("RGB", (ENOUGH, ENOUGH))  # a JPEG is decoded no larger than it has to be
    on_white = _on_white(image) if image.width * image.height < LARGE else _reduced(image)
    on_white.getexif()[ORIENTATION] = turn
    upright = ImageOps.exif_transpose(on_white)
    square = ImageOps.fit(upright, (SIZE, SIZE), Image.Resampling.BOX)
    return torch.from_numpy(np.asarray(square, dtype=np.float32).transpose(2, 0, 1) / 255)


def _reduced(image):
    """A large picture as a small one on white, a strip at a time, so that little memory is used."""
    by = max(1, min(image.size) // ENOUGH)
    small = Image.new("RGB", (-(-image.width // by), -(-image.height // by)))
    for top in range(0, image.height, STRIP * by):
        strip = image.crop((0, top, image.width, min(top + STRIP * by, image.height)))
        small.paste(_on_white(strip).reduce(by), (0, top // by))
    return small


def _on_white(image):
    """A picture in red, green and blue; what is transparent is white."""
    if image.mode.startswith("I"):  # 16 bits a dot: Pillow would cut instead of scale
        grey, clear = np.asarray(image), image.info.get("transparency")
        image = Image.fromarray((grey // 256).astype(np.uint8))
        if clear is not None:  # a PNG may name one shade of grey that is not there
            image.putalpha(Image.fromarray(np.where(grey == clear, 0, 255).astype(np.uint8)))
    image = image.convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", image.size, "white"), image).convert("RGB")


def read_folder(folder):
    """Read a folder that has one subfolder of pictures a class.

    Returns pictures (batch, 3, SIZE, SIZE), labels (batch,), class names and a list of sentences
    about files that were left out. Raises ValueError when fewer than two classes have a picture.
    """
    folder = Path(folder).expanduser()
    if not folder.is_dir():
        raise ValueError(f"expected a folder with one subfolder a class, found none at {folder}")
    pictures, labels, names, left_out = [], [], [], []
    for inside in sorted(p for p in folder.iterdir() if p.is_dir() and p.name[0] != "."):
        found = []
        for path in sorted(p for p in inside.iterdir() if p.is_file() and p.name[0] != "."):
            if len(pictures) + len(found) >= MAX_PICTURES:
                raise ValueError(f"{folder} holds more than {MAX_PICTURES:,} pictures")
            try:
                with path.open("rb") as file:
                    found.append(read_picture(file.read(MAX_BYTES + 1), path.name))
            except (ValueError, OSError) as error:
                left_out.append(str(error))
        if found:
            pictures += found
            labels += [len(names)] * len(found)
            names.append(inside.name)
    if len(names) < 2:
        raise ValueError(
            f"expected at least two subfolders with pictures in {folder}, found {len(names)}: "
            f"{', '.join(names) or 'none'}. {' '.join(left_out[:3])}".strip()
        )
    return torch.stack(pictures), torch.tensor(labels), names, left_out


def write_folder(folder, pictures, labels, names):
    """Write pictures (batch, 3, height, width) as PNG files, one subfolder a class.

    labels : (batch,), places in `names`

    Raises ValueError for a label that has no name, a name that is no folder's, and values outside
    0 … 1; then nothing is written.
    """
    for name in names:
        if name in ("", ".", "..") or Path(name).name != name or "\\" in name:
            raise ValueError(f"each class name must be that of a folder, got {name!r}")
    for label in torch.as_tensor(labels).tolist():
        if not 0 <= label < len(names):
            raise ValueError(f"expected labels from 0 to {len(names) - 1}, got {label}")
    if not ((pictures >= 0) & (pictures <= 1)).all():
        raise ValueError("expected pictures with values from 0 to 1")
    for number, (picture, label) in enumerate(zip(pictures, labels, strict=True)):
        place = Path(folder, names[label])
        place.mkdir(parents=True, exist_ok=True)
        dots = (picture * 255).round().byte().permute(1, 2, 0).numpy()
        Image.fromarray(dots).save(place / f"{number}.png")


def uploads(value):
    """List (name, bytes) of a FileUpload's value: a dict in ipywidgets 7, a tuple in 8."""
    files = value.items() if isinstance(value, dict) else [(f["name"], f) for f in value]
    return [(name, bytes(file["content"])) for name, file in files]


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
            if size > MAX_MODEL_BYTES:
                raise ValueError(f"{size:,} bytes unpacked, at most {MAX_MODEL_BYTES:,} expected")
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
