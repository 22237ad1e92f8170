"""Text out of a plain, gzip or zip file that nobody vouches for: limits first, then reading."""

import gzip
import io
import lzma
import struct
import zipfile
import zlib
from pathlib import Path

MAX_BYTES = 64 * 2**20  # about a million sentence pairs
MAX_MEMBERS = 100
CHUNK = 2**20
DAMAGE = EOFError, OSError, struct.error, zipfile.BadZipFile, zlib.error, lzma.LZMAError


def read_text(path, max_bytes=MAX_BYTES):
    """Return the UTF-8 text in a file, or in the one tabbed text file of an archive.

    path      : plain text, gzip or zip; told apart by their first bytes, not by their name
    max_bytes : most bytes of text, unpacked, that are taken into memory

    Raises FileNotFoundError for a missing file; ValueError for a folder, a damaged or encrypted
    archive, a zip with none or two candidates (members .txt or .tsv that hold a tab), a size over
    the limit whether declared or met while unpacking, and text that is not UTF-8 (with its line).
    """
    path = Path(path)
    if not path.exists():
        raise FileNotFoundError(f"no file at {path}")
    if not path.is_file():
        raise ValueError(f"{path.name} must be a file, got a folder or a device")
    with path.open("rb") as file:
        start = file.read(4)
        file.seek(0)
        if start in (b"PK\3\4", b"PK\5\6"):  # with members, without
            data = _from_zip(file, path.name, max_bytes)
        elif start[:2] == b"\x1f\x8b":
            data = _from_gzip(file, path.name, max_bytes)
        elif path.suffix.lower() in (".gz", ".zip"):
            raise ValueError(f"{path.name} is not a {path.suffix} archive: it starts with {start}")
        else:
            data = _limited(file, path.name, max_bytes)
    return _decoded(data, path.name)


def _limited(stream, name, max_bytes):
    """Read a stream in pieces, and stop as soon as it holds more than `max_bytes`."""
    data = io.BytesIO()
    while piece := stream.read(CHUNK):
        if data.tell() + len(piece) > max_bytes:
            raise ValueError(f"{name} holds more than {max_bytes:,} bytes of text (max_bytes)")
        data.write(piece)
    return data.getvalue()


def _from_gzip(file, name, max_bytes):
    try:
        with gzip.GzipFile(fileobj=file) as stream:
            return _limited(stream, name, max_bytes)
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise ValueError(f"{name} is a damaged gzip file: {error}") from error


def _from_zip(file, name, max_bytes):
    try:
        with zipfile.ZipFile(file) as archive:
            members = archive.infolist()
            if len(members) > MAX_MEMBERS:
                raise ValueError(f"{name} has {len(members)} members, at most {MAX_MEMBERS} fit")
            texts = [member for member in members if _is_text(member.filename)]
            declared = sum(member.file_size for member in texts)
            if declared > max_bytes:
                raise ValueError(f"{name} declares {declared:,} bytes of text, over {max_bytes:,}")
            tabbed = {}
            for member in texts:
                with archive.open(member) as stream:
                    data = _limited(stream, f"{name}/{member.filename}", max_bytes)
                if b"\t" in data:
                    if member.filename in tabbed:
                        raise ValueError(f"{name} holds two members named {member.filename}")
                    tabbed[member.filename] = data
    except DAMAGE as error:
        raise ValueError(f"{name} is a damaged zip file: {error}") from error
    except (RuntimeError, NotImplementedError) as error:  # zipfile's own for these two cases
        raise ValueError(f"{name} is encrypted, or packed in an unusual way: {error}") from error
    if len(tabbed) != 1:
        found = ", ".join(sorted(tabbed)) or "none"
        raise ValueError(f"{name} must hold one .txt or .tsv file with tabs, found: {found}")
    return tabbed.popitem()[1]


def _is_text(member_name):
    """A .txt or .tsv file; the copies that macOS adds to archives do not count."""
    path = Path(member_name)
    extra = "__MACOSX" in path.parts or path.name.startswith("._")
    return path.suffix.lower() in (".txt", ".tsv") and not extra


def _decoded(data, name):
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        offset = error.start + (3 if data.startswith(b"\xef\xbb\xbf") else 0)
        line = data.count(b"\n", 0, offset) + 1
        raise ValueError(
            f"{name}, line {line}: expected UTF-8 text, got the byte 0x{data[offset]:02x}"
        ) from error
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise ValueError(f"{name}, line {line}: expected UTF-8 text, got a zero byte")
    return text
