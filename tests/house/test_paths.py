"""Stored trainings are what the list of sums says, or nothing loads them."""

import ast
import json
import os
import shutil

import pytest
import torch

from lecture_utils import embeddings, paths
from lecture_utils.experiments import (
    heads,
    language_models,
    reading,
    real_translation,
    senses,
    similarity,
    translation_runs,
)
from lecture_utils.machine import traps
from tools import remake
from tools.making.manifest import sign

LOADERS = {
    "gap_runs.json": heads.gap_runs,
    "head_costs.json": heads.stored,
    "machine_traps.json": traps.stored,
    "minilm_rows.json": embeddings.load_real_rows,
    "occlusion_maps.json": lambda: traps.stored("occlusion_maps.json"),
    "reading_runs.json": reading.stored_rows,
    "senses.json": senses.stored,
    "tiny_bert.pt": language_models.load_tiny_bert,
    "tiny_gpt.pt": language_models.load_tiny_gpt,
    "translation_runs.json": translation_runs.compared,
    "translator_0.pt": lambda: translation_runs.load("translator_0.pt"),
    "translator_1.pt": lambda: translation_runs.load("translator_1.pt"),
    "translator_real.json": real_translation.stored_rows,
    "translator_real.pt": real_translation.load,
    "word_similarity.json": similarity.load_rows,
    "word_vectors.pt": embeddings.load_vectors,
}


@pytest.fixture
def data(tmp_path, monkeypatch):
    """A copy of the stored files that may be damaged."""
    for name in (*LOADERS, paths.SUMS):
        shutil.copy(paths.DATA / name, tmp_path / name)
    monkeypatch.setattr(paths, "DATA", tmp_path)
    return tmp_path


def test_the_list_is_that_of_the_folder():
    stored = {path.name for path in paths.DATA.iterdir() if path.suffix in paths.MADE}
    listed = paths.sums((paths.DATA / paths.SUMS,))
    assert stored == set(listed) == set(LOADERS)
    for name in stored:
        again = "run `python -m tools.remake manifest` where the change is wanted"
        assert paths.digest((paths.DATA / name,)) == listed[name], f"{name} changed: {again}"


def test_each_stored_file_has_the_command_that_makes_it():
    files = [name for names in remake.FILES.values() for name in names]
    assert sorted(files) == sorted(LOADERS)
    assert set(remake.FILES) == {*remake.MAKERS, "translator_real"}


@pytest.mark.parametrize("name", LOADERS)
def test_a_flipped_byte_is_found_by_who_loads_the_file(data, name):
    LOADERS[name]()
    content = bytearray((data / name).read_bytes())
    content[len(content) // 2] ^= 1
    (data / name).write_bytes(content)
    says = rf"data/{name} was changed or damaged.*git checkout -- data/{name}`.*remake {name}`"
    with pytest.raises(ValueError, match=says):
        LOADERS[name]()
    shutil.copy(paths.ROOT / "data" / name, data / name)
    LOADERS[name]()  # got back, it loads in the same kernel


def transposed(path):
    stored = torch.load(path, weights_only=True)
    torch.save(stored | {"vectors": stored["vectors"].T.contiguous()}, path)


def short(path):
    stored = torch.load(path, weights_only=True)
    torch.save(stored | {"vectors": stored["vectors"][:-1].clone()}, path)


def not_a_number(path):
    stored = torch.load(path, weights_only=True)
    stored["vectors"][3, 4] = torch.nan
    torch.save(stored, path)


def swapped(path):
    stored = torch.load(path, weights_only=True)
    one, two, *rest = stored["words"]
    torch.save(stored | {"words": [two, one, *rest]}, path)


@pytest.mark.parametrize("damage", [transposed, short, not_a_number, swapped])
def test_an_edit_that_still_loads_is_found(data, damage):
    damage(data / "word_vectors.pt")
    with pytest.raises(ValueError, match="word_vectors.pt was changed or damaged"):
        embeddings.load_vectors()


@pytest.mark.parametrize("content", ["", "[]", "{}", "[1, 2"])
def test_an_empty_or_cut_table_is_found(data, content):
    (data / "senses.json").write_text(content)
    with pytest.raises(ValueError, match="data/senses.json was changed or damaged"):
        senses.stored()


def test_a_file_without_a_sum_and_a_missing_or_odd_list_are_named(data):
    (data / "new.json").write_text("[]")
    with pytest.raises(ValueError, match="data/new.json is not listed in data/SHA256SUMS"):
        paths.data_path("new.json")
    (data / paths.SUMS).write_text("12  senses.json\n")
    with pytest.raises(ValueError, match="data/SHA256SUMS, line 1: expected 64 digits"):
        senses.stored()
    (data / paths.SUMS).unlink()
    with pytest.raises(FileNotFoundError, match="git checkout -- data/SHA256SUMS"):
        senses.stored()


def test_a_file_that_is_not_there_is_named_with_those_that_are(data):
    with pytest.raises(FileNotFoundError, match=r"no 'sense.json' .*holds: SHA256SUMS, .*senses"):
        paths.data_path("sense.json")


def test_a_list_with_one_name_twice_is_refused(data):
    line = (data / paths.SUMS).read_text().splitlines()[0]
    with (data / paths.SUMS).open("a") as file:
        file.write(f"{line}\n")
    with pytest.raises(ValueError, match="data/SHA256SUMS, line 17: expected .* not there yet"):
        senses.stored()


@pytest.mark.parametrize("same", ["time", "size"])
def test_a_change_that_leaves_the_time_or_the_size_is_found(data, same):
    senses.stored()
    before = (data / "senses.json").stat()
    more = "" if same == "size" else "\n"
    text = (data / "senses.json").read_text().replace("0", "1", 1) + more
    (data / "senses.json").write_text(text)
    if same == "time":
        os.utime(data / "senses.json", ns=(before.st_atime_ns, before.st_mtime_ns))
    after = (data / "senses.json").stat()
    assert (after.st_size == before.st_size) == (same == "size")
    assert (after.st_mtime_ns == before.st_mtime_ns) == (same == "time")
    with pytest.raises(ValueError, match="senses.json was changed or damaged"):
        senses.stored()


def test_a_readers_own_file_is_not_compared(data, tmp_path):
    shutil.copy(data / "translator_real.pt", tmp_path / "mine.pt")
    assert real_translation.load(tmp_path / "mine.pt").english.words


def test_an_unchanged_file_is_read_once(data, monkeypatch):
    senses.stored()
    monkeypatch.setattr(paths.hashlib, "file_digest", lambda *_: pytest.fail("it was read again"))
    senses.stored()


def test_signing_one_file_leaves_the_damage_of_another(data):
    (data / "heads.json").write_text("[]")
    (data / "senses.json").write_text(json.dumps([1]) + "\n")
    sign("heads.json", folder=data)
    assert paths.data_path("heads.json").exists()
    with pytest.raises(ValueError, match="senses.json was changed or damaged"):
        senses.stored()
    (data / "word_vectors.pt").unlink()
    sign("senses.json", folder=data)
    assert paths.data_path("senses.json").read_text() == "[1]\n"
    assert "word_vectors.pt" not in (data / paths.SUMS).read_text()
    sign(folder=data)
    lines = (data / paths.SUMS).read_text().splitlines()
    assert [line.split()[1] for line in lines] == sorted({*LOADERS, "heads.json"}
                                                         - {"word_vectors.pt"})  # fmt: skip
    with pytest.raises(FileNotFoundError, match="got word_vectors.pt"):
        sign("word_vectors.pt", folder=data)
    with pytest.raises(ValueError, match="expected .pt or .json files of .*, got SHA256SUMS"):
        sign(paths.SUMS, folder=data)


def test_what_makes_a_file_signs_it(data, monkeypatch):
    monkeypatch.setattr(remake, "DATA", data)
    signed = []
    monkeypatch.setattr(remake, "sign", signed.append)
    remake.write_rows("senses.json", [{"seed": 0}])
    assert signed == ["senses.json"]
    monkeypatch.setitem(remake.MAKERS, "heads", lambda: signed.append("made"))
    assert remake.main(["head_costs.json", "heads"]) == 0
    assert signed == ["senses.json", "made"]


def test_every_program_that_writes_into_the_folder_signs_what_it_wrote():
    writers = []
    for name in ("remake.py", "making/translator_real.py"):
        path = paths.ROOT / "tools" / name
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            calls = [ast.unparse(one.func) for one in ast.walk(node) if isinstance(one, ast.Call)]
            saves = [one for one in calls if one.endswith(("save", "write_text", "write_bytes"))]
            if isinstance(node, ast.FunctionDef) and saves:
                assert "sign" in calls, node.name
                writers.append(node.name)
    expected = {"write_rows", "translation", "tiny_gpt", "word_vectors", "minilm_rows", "make"}
    assert set(writers) == expected


def test_nothing_but_data_path_and_read_json_leads_into_the_folder():
    for path in sorted((paths.ROOT / "lecture_utils").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in getattr(node, "names", ()) if hasattr(alias, "name")]
            if path.name != "paths.py" and isinstance(node, ast.ImportFrom):
                allowed = {"data_path", "read_json", "workshop"}
                assert node.module != "paths" or set(names) <= allowed, path


def test_what_is_read_as_json_is_checked_like_any_stored_file(data):
    assert paths.read_json("senses.json")[0]["seed"] == 0
    (data / "senses.json").write_text("[1]", encoding="utf-8")
    with pytest.raises(ValueError, match="was changed or damaged"):
        paths.read_json("senses.json")
    with pytest.raises(FileNotFoundError, match="no 'sense.json'"):
        paths.read_json("sense.json")
