"""Pictures from outside: a clear message, or the right picture."""

import io
import struct
import zlib

import numpy as np
import pytest
import torch
from PIL import Image

from lecture_utils.machine import files
from lecture_utils.machine.drawings import SIZE
from tests.memory import height

RED, BLUE = (255, 0, 0), (0, 0, 255)


def encoded(image, kind="png", **options):
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def halves(top=RED, bottom=BLUE, size=64, mode="RGB"):
    image = Image.new(mode, (size, size), top)
    image.paste(bottom, (0, size // 2, size, size))
    return image


def colour(picture, row, column):
    return [round(v, 1) for v in picture[:, row, column].tolist()]


def huge_png(side):
    """A PNG whose header claims side x side dots."""
    png = b"\x89PNG\r\n\x1a\n"
    for body in (b"IHDR" + struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0), b"IDAT" + bytes(9)):
        png += struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body))
    return png


@pytest.mark.parametrize(
    "data, says",
    [
        (b"", "is empty"),
        (b"I am a text", "is not a picture inside.*I am a t"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "is not a picture"),
        (huge_png(50_000), "too many dots|50,000"),
        (huge_png(7_000), "7,000 x 7,000 dots"),
        (bytes(10_000_001), "10,000,001 bytes"),
        (encoded(halves())[:-60], "is broken"),
        (encoded(halves(), "tiff"), "expected PNG"),
    ],
    ids=["empty", "text", "svg", "50000", "7000", "bytes", "cut", "tiff"],
)
def test_a_hostile_file_gets_a_message(data, says, recwarn):
    with pytest.raises(ValueError, match=says) as caught:
        files.read_picture(data, "x.png")
    assert str(caught.value).startswith("x.png") and not recwarn.list


def test_a_plain_picture_keeps_its_colours():
    picture = files.read_picture(encoded(halves()))
    assert picture.shape == (3, SIZE, SIZE) and picture.dtype == torch.float32
    assert colour(picture, 2, 5) == [1, 0, 0] and colour(picture, -3, 5) == [0, 0, 1]


def test_the_first_frame_of_an_animation_is_taken():
    frames = [Image.new("RGB", (40, 40), c) for c in (RED, BLUE)]
    data = encoded(frames[0], "gif", save_all=True, append_images=frames[1:])
    assert colour(files.read_picture(data), 5, 5) == [1, 0, 0]


def test_a_picture_held_upside_down_is_turned():
    exif = Image.Exif()
    exif[0x0112] = 3  # half a turn
    data = encoded(halves(), "png", exif=exif)
    assert colour(files.read_picture(data), 2, 5) == [0, 0, 1]


def test_a_photo_held_sideways_is_turned():
    exif = Image.Exif()
    exif[0x0112] = 6  # a quarter turn, as a telephone held upright notes it
    picture = files.read_picture(encoded(halves(), "jpeg", exif=exif, quality=95))
    assert picture[0, 16, 28] > 0.9 > 0.1 > picture[2, 16, 28]  # the top, red, is on the right
    assert picture[2, 16, 3] > 0.9 > 0.1 > picture[0, 16, 3]


def test_transparent_parts_are_white():
    data = encoded(halves((255, 0, 0, 0), (0, 0, 255, 255), mode="RGBA"))
    picture = files.read_picture(data)
    assert colour(picture, 2, 5) == [1, 1, 1] and colour(picture, -3, 5) == [0, 0, 1]


def test_sixteen_bits_a_dot_are_scaled():
    grey = Image.fromarray(np.full((40, 40), 32768, dtype=np.uint16))
    assert colour(files.read_picture(encoded(grey)), 5, 5) == [0.5] * 3


def test_the_middle_square_of_a_wide_picture_is_taken():
    wide = Image.new("RGB", (96, 32), RED)
    wide.paste(BLUE, (32, 0, 64, 32))
    assert colour(files.read_picture(encoded(wide)), 3, 0) == [0, 0, 1]


def test_a_folder_has_a_class_in_each_subfolder(tmp_path):
    for name, ink in (("dogs", BLUE), ("cats", RED), (".hidden", RED)):
        (tmp_path / name).mkdir()
        Image.new("RGB", (40, 40), ink).save(tmp_path / name / "1.png")
    (tmp_path / "cats" / "2.png").write_text("text")
    images, labels, names, left_out = files.read_folder(tmp_path)
    assert names == ["cats", "dogs"] and labels.tolist() == [0, 1]
    assert colour(images[0], 5, 5) == [1, 0, 0]
    assert len(left_out) == 1 and "2.png is not a picture" in left_out[0]


def test_a_folder_without_classes_is_refused(tmp_path):
    with pytest.raises(ValueError, match="one subfolder a class, found none"):
        files.read_folder(tmp_path / "nowhere")
    with pytest.raises(ValueError, match="at least two subfolders.*found 0"):
        files.read_folder(tmp_path)


def test_uploads_of_both_widget_versions():
    seven = {"a.png": {"metadata": {"name": "a.png"}, "content": b"12"}}
    eight = ({"name": "a.png", "type": "image/png", "content": memoryview(b"12")},)
    assert files.uploads(seven) == files.uploads(eight) == [("a.png", b"12")]
    assert files.uploads({}) == files.uploads(()) == []


def family(brand, *others):
    box = b"ftyp" + brand + bytes(4) + b"".join(others)
    return struct.pack(">I", len(box) + 4) + box + bytes(40)


@pytest.mark.parametrize(
    "data, kind",
    [
        (family(b"heic", b"mif1"), "HEIC"), (family(b"mif1", b"heic"), "HEIC"),
        (family(b"xxxx", b"hevc"), "HEIC"), (family(b"avif"), "AVIF"),
        (encoded(halves(), "avif"), "AVIF"), (encoded(halves(), "tiff"), "TIFF"),
        (b"MM\0*" + bytes(20), "TIFF"), (b"\xff\x0a" + bytes(20), "JPEG XL"),
    ],
)  # fmt: skip
def test_a_picture_of_another_format_is_called_by_its_name(data, kind):
    says = f"photo.heic is a picture in the format {kind}, .* expected PNG, JPEG.* save it as JPEG"
    with pytest.raises(ValueError, match=says):
        files.read_picture(data, "photo.heic")
    with pytest.raises(ValueError, match="not a picture inside"):
        files.read_picture(family(b"mp42", b"isom"), "film.mp4")


def sixteen(top, bottom):
    grey = np.full((64, 64), top, dtype=np.uint16)
    grey[32:] = bottom
    return Image.fromarray(grey)


def test_sixteen_bits_a_dot_are_turned_upright():
    exif = Image.Exif()
    exif[0x0112] = 3  # held upside down
    picture = files.read_picture(encoded(sixteen(60000, 2000), exif=exif))
    assert picture[0, 3, 16] < 0.1 < 0.9 < picture[0, 28, 16]


def test_sixteen_bits_a_dot_keep_what_is_transparent():
    data = bytearray(encoded(sixteen(60000, 2000)))
    body = b"tRNS" + struct.pack(">H", 2000)
    chunk = struct.pack(">I", 2) + body + struct.pack(">I", zlib.crc32(body))
    place = data.index(b"IDAT") - 4
    picture = files.read_picture(bytes(data[:place]) + chunk + bytes(data[place:]))
    assert picture[0, 28, 16] == 1 and 0.9 < picture[0, 3, 16] < 0.93


# large pictures


def large(kind, mode="RGB", side=6000, **options):
    """A picture of 36 million dots, red above blue, of few bytes."""
    return encoded(halves(size=side).convert(mode), kind, **options)


@pytest.mark.parametrize(
    "kind, mode, options",
    [("jpeg", "RGB", {}), ("png", "RGB", {"compress_level": 1}), ("gif", "P", {}),
     ("png", "RGBA", {"compress_level": 1}), ("jpeg", "RGB", {"progressive": True})],
)  # fmt: skip
def test_a_picture_of_36_million_dots_is_read_within_300_megabytes(kind, mode, options):
    data, found = large(kind, mode, **options), []
    assert height(lambda: found.append(files.read_picture(data))) < 300e6
    assert colour(found[0], 2, 5) == [1, 0, 0] and colour(found[0], -3, 5) == [0, 0, 1]


def test_a_large_webp_is_refused_before_it_is_unpacked():
    data = large("webp", side=4100, method=0)
    assert height(lambda: refuse(data)) < 20e6


def refuse(data):
    with pytest.raises(ValueError, match="4,100 x 4,100 dots; at most 16,000,000 are read"):
        files.read_picture(data)


@pytest.mark.parametrize("side", [1100, 1590])
def test_a_picture_read_in_strips_is_the_same_picture(monkeypatch, side):
    y, x = np.mgrid[0:side, 0 : 2 * side] / side
    wide = np.stack([x / 2, y, abs(np.sin(9 * x + 4 * y))], axis=-1)
    see_through = (255 * (x > y)).astype(np.uint8)
    image = Image.fromarray((255 * wide).astype(np.uint8))
    image.putalpha(Image.fromarray(see_through))
    exif = Image.Exif()
    exif[files.ORIENTATION] = 8
    data = encoded(image, exif=exif)
    whole = files.read_picture(data)
    monkeypatch.setattr(files, "LARGE", 1000)
    assert (files.read_picture(data) - whole).abs().max() < 0.03


def test_16_bits_a_dot_in_strips_keep_turn_and_transparency(monkeypatch):
    monkeypatch.setattr(files, "LARGE", 1000)
    test_sixteen_bits_a_dot_are_turned_upright()
    test_sixteen_bits_a_dot_keep_what_is_transparent()


@pytest.mark.parametrize(
    "labels, names, light, says",
    [
        ([0, -1], ["cat", "dog"], 1.0, "labels from 0 to 1, got -1"),
        ([0, 2], ["cat", "dog"], 1.0, "labels from 0 to 1, got 2"),
        ([0, 1], ["cat", "../dog"], 1.0, "that of a folder, got '../dog'"),
        ([0, 1], ["cat", ".."], 1.0, "that of a folder"),
        ([0, 1], ["cat", ""], 1.0, "that of a folder"),
        ([0, 1], ["cat", r"a\b"], 1.0, "that of a folder"),
        ([0, 1], ["cat", "dog"], 1.01, "values from 0 to 1"),
        ([0, 1], ["cat", "dog"], float("nan"), "values from 0 to 1"),
    ],
)
def test_what_does_not_fit_a_folder_is_not_written(tmp_path, labels, names, light, says):
    with pytest.raises(ValueError, match=says):
        files.write_folder(tmp_path / "new", torch.full((2, 3, 4, 4), light), labels, names)
    assert not list(tmp_path.iterdir())
