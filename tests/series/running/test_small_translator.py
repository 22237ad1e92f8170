"""Notebook 02 builds the translator without what attention needs; it must be the package's own."""

import pytest
import torch

from lecture_utils import recurrent
from lecture_utils.paths import ROOT
from lecture_utils.tokenizer import EOS
from lecture_utils.training import make_batch
from tests.series import solutions
from tests.series.running.test_same_source import definitions
from tools import notebooks

PARTS = "Encoder", "Decoder", "Translator"
PAIRS = [([4, 5, 6, 7], [8, 9]), ([10, 11], [12, 13, 14])]


@pytest.fixture(scope="module")
def page():
    """The names of notebook 02 with its own classes, built in cells without a tag."""
    notebook = notebooks.read(ROOT / "notebooks" / "02_rnn_translation.ipynb")
    names = solutions.namespace(notebook)
    for _, cell in notebooks.cells(notebook, "code"):
        if set(PARTS) & set(definitions(cell.source)):
            exec(cell.source, names)
    return names


def both(page, seed=0):
    made = []
    for home in (page, vars(recurrent)):
        torch.manual_seed(seed)
        encoder, decoder = home["Encoder"](20, 8, 12), home["Decoder"](20, 8, 12)
        made.append(home["Translator"](encoder, decoder).eval())
    return made


def test_the_pages_classes_are_its_own(page):
    assert not any(page[name] is vars(recurrent).get(name) for name in PARTS)


def test_both_start_from_the_same_numbers_under_the_same_names(page):
    ours, packages = (model.state_dict() for model in both(page))
    assert list(ours) == list(packages)
    assert all(torch.equal(ours[name], packages[name]) for name in ours)
    assert ours["decoder.output.weight"].data_ptr() == ours["decoder.words.weight"].data_ptr()


def test_both_say_the_same(page):
    ours, packages = both(page)
    batch = make_batch(PAIRS)
    inputs = batch.source, batch.lengths, batch.words
    torch.testing.assert_close(ours(*inputs), packages(*inputs)[0])


@pytest.mark.parametrize("seed", range(3))
def test_both_write_the_same(page, seed):
    ours, packages = both(page, seed)
    for source, _ in PAIRS:
        ids = torch.tensor([source])
        written = ours.greedy(ids, longest=5)
        greedy, _ = packages.greedy(ids, torch.tensor([len(source)]), longest=5)
        assert written == greedy[0].tolist()


def test_both_stop_at_the_end(page):
    ours, packages = both(page)
    for model in (ours, packages):
        with torch.no_grad():
            model.decoder.output.bias[EOS] = 100
    ids = torch.tensor([PAIRS[0][0]])
    assert ours.greedy(ids) == [EOS] == packages.greedy(ids, torch.tensor([4]))[0][0].tolist()
