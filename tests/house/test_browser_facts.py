"""What the browser tests read off a page, on made-up pages; and that their browser is found."""

import pytest

from lecture_utils.paths import ROOT
from tests.browser import chromium, facts


def cell(*outputs, kind="code", source="1 + 1", count=1):
    made = {"cell_type": kind, "source": source, "metadata": {}}
    return made | ({"outputs": list(outputs), "execution_count": count} if kind == "code" else {})


def error(evalue, ename="RuntimeError"):
    return {"output_type": "error", "ename": ename, "evalue": evalue, "traceback": []}


def stream(name, text="hello\n"):
    return {"output_type": "stream", "name": name, "text": text}


def test_the_browser_tests_start_what_make_lab_starts():
    words = facts.lab_arguments((ROOT / "Makefile").read_text(encoding="utf-8"))
    assert words[:2] == ["-m", "jupyterlab"]
    assert "--ServerApp.root_dir=." in words, "links to data/ and lecture_utils/ lead nowhere"
    assert (ROOT / words[-1]).suffix == ".ipynb" and (ROOT / words[-1]).is_file()


def test_a_makefile_without_lab_is_named():
    with pytest.raises(ValueError, match="a target lab:"):
        facts.lab_arguments("test: ready\n\t$(PY) -m pytest\n")


def test_what_leaves_this_machine_is_named_once():
    near = ["http://127.0.0.1:18000/lab", "ws://127.0.0.1:18000/api/kernels/1/channels",
            "http://localhost/x", "http://[::1]:80/", "data:image/png;base64,AA==",
            "blob:http://127.0.0.1/1", "about:blank"]  # fmt: skip
    far = ["https://cdn.jsdelivr.net/npm/x.js", "http://127.0.0.1.example.org/", "wss://a.b/c",
           "http://192.168.0.1/"]  # fmt: skip
    assert facts.outside(near) == []
    assert facts.outside([*near, *far, *far]) == far


def test_errors_and_stderr_are_named_with_their_cell():
    cells = [cell(kind="markdown"), cell(stream("stdout")), cell(error("no", "ValueError")),
             cell(stream("stderr", "careful\n"))]  # fmt: skip
    assert list(facts.failures(cells)) == ["cell 3: ValueError: no", "cell 4 on stderr: careful"]
    assert not list(facts.failures(cells[:2]))


def test_code_that_was_not_run_is_counted():
    cells = [cell(), cell(kind="markdown"), cell(count=None), cell(source=" \n", count=None)]
    assert facts.not_run(cells) == [3]


def test_only_one_sentence_explains_a_failure_after_an_interruption():
    said = "training was interrupted after 20 steps: run the cell that trains again"
    assert not list(facts.unexplained([cell(error(said)), cell(stream("stdout"))]))
    wrong = [cell(error("", "KeyboardInterrupt")), cell(error("name 'x' is not defined"))]
    assert len(list(facts.unexplained(wrong))) == 2


def test_sources_notice_a_cell_that_moved_or_went():
    first, second = cell(source="a"), cell(source=["b", "c"])
    assert facts.sources([first, second]) == ["a", "bc"]
    assert facts.sources([second, first]) != facts.sources([first, second])


def test_contrast_is_that_of_the_standard():
    black, white, grey = (0, 0, 0), (255, 255, 255), (118, 118, 118)
    assert facts.contrast(black, white) == facts.contrast(white, black) == pytest.approx(21)
    assert facts.contrast(white, white) == 1
    assert facts.contrast(grey, white) == pytest.approx(4.54, abs=0.005)  # the lightest that passes


def test_a_pale_text_is_named():
    texts = [{"text": "read me", "colour": (118, 118, 118), "ground": (255, 255, 255)},
             {"text": "faint", "colour": (119, 119, 119), "ground": (255, 255, 255)}]  # fmt: skip
    (said,) = facts.pale(texts)
    assert said.startswith("'faint': contrast 4.48")


def test_the_browser_is_the_one_that_was_named(tmp_path, monkeypatch):
    program = tmp_path / "my-browser"
    program.touch(mode=0o755)
    monkeypatch.setenv("BROWSER_PATH", str(program))
    assert chromium.executable() == str(program)
    monkeypatch.setenv("BROWSER_PATH", str(tmp_path / "gone"))
    with pytest.raises(FileNotFoundError, match="no such program. make test-browser needs"):
        chromium.executable()


def test_without_a_browser_it_is_said_how_to_get_one(tmp_path, monkeypatch):
    monkeypatch.delenv("BROWSER_PATH", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert chromium.executable() is None
    with pytest.raises(SystemExit, match="install one .* or name the program"):
        chromium.install()
    for name in reversed(chromium.NAMES):
        (tmp_path / name).touch(mode=0o755)
        assert chromium.executable() == str(tmp_path / name)
    chromium.install()  # nothing to do


def test_pictures_of_the_outputs_are_counted():
    two = {"data": {"text/html": ["<p><img alt='a'>", "<img alt='b'></p>"], "text/plain": "a, b"}}
    cells = [{"outputs": [two, {"text": "<img "}]}, {"source": "<img alt='no output'>"}, {}]
    assert facts.pictures(cells) == 2 and facts.pictures([*cells, {"outputs": [two]}]) == 4
