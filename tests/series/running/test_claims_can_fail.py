"""Claims of notebooks 10 and 11 are false where the page's own lines are: each was broken once.

A fault is one change in one cell; the cells of its step run again, and the claim must be false.
"""

import contextlib
import io

import pytest

import lecture_utils
from lecture_utils import corpus
from lecture_utils.paths import ROOT
from tests.taught.test_pretrained import minilm
from tools import notebooks


class Page:
    """A notebook's code in a namespace of its own; claims are noted, not asserted."""

    def __init__(self, path, monkeypatch, given=()):
        self.sources = [cell.source for _, cell in notebooks.cells(notebooks.read(path), "code")]
        self.names, self.claims, self.right = {}, {}, set()
        monkeypatch.setattr(lecture_utils, "claims", self.note)
        monkeypatch.setattr(lecture_utils, "show", lambda *_, **__: None)
        self.run(self.names, "import torch\n")
        self.names |= given

    def note(self, sentences):
        for sentence, truth in sentences.items():
            self.claims[sentence] = bool(truth[1] if isinstance(truth, tuple) else truth)

    def run(self, names, *beginnings, old=None, new=None):
        """Run the cells that hold one of these lines, `old` replaced by `new` where it stands."""
        chosen = [source for source in self.sources if any(b in source for b in beginnings)]
        text = "\n".join(chosen)
        if old is not None:
            assert old in text, f"no cell of this step has {old!r} any more"
            text = text.replace(old, new)
        with contextlib.redirect_stdout(io.StringIO()):
            exec(text, names)

    def false(self, step, old, new):
        """The claims of a step that were true and are false with the fault."""
        if step not in self.right:
            self.claims.clear()
            self.run(self.names, *step)
            assert self.claims and all(self.claims.values()), self.claims
            self.right.add(step)
        self.claims.clear()
        self.run(dict(self.names), *step, old=old, new=new)
        return {sentence for sentence, true in self.claims.items() if not true}


def some(sentences, words):
    """Whether one of these sentences has these words."""
    return any(words in sentence for sentence in sentences)


@pytest.fixture(scope="module")
def patched():
    with pytest.MonkeyPatch.context() as monkeypatch:
        yield monkeypatch


@pytest.fixture(scope="module")
def bert_page(patched):
    minilm()
    page = Page(ROOT / "notebooks" / "11_real_bert.ipynb", patched)
    page.run(page.names, "pretrained.open_minilm", "ids, mask = bert.encode", "d, wide, layers",
             *LINES, "def judge", "texts = [row")  # fmt: skip
    return page


@pytest.fixture(scope="module")
def translator_page(patched):
    kinds = {kind: corpus.natural_pairs(kind) for kind in ("lexicon", "everyday")}
    kinds["all"] = corpus.natural_pairs()
    page = Page(ROOT / "notebooks" / "10_real_translation.ipynb", patched, {"kinds": kinds})
    page.run(page.names, "import ipywidgets", "trained = real.load()")
    page.names["small"] = page.names["translation_runs"].load("translator_0.pt")
    page.names["running"] = "The old cat does not see the white boat near the bank."
    return page


COUNT = "d, wide, layers = ", "stored = sum("
LINES = "def linear", "def split", "def bert_layer", "def read"
FORWARD = *LINES, "gaps = []", "in all six"
REVERSED = *LINES, "misses = ["
REST = ("back, rest = ",)
IDLE = "back, rest = ", "ratios, shares = []", "layers 2 to 5, median"
LIMITS = "def spread", "apart, keys = 0", '"limit 1: their rows'
SENSES = "shares, others = ", "mean = torch.stack"
PICKS = 'pairs = "hot', "noun, like"
CHANGED = "changed, cosines", "now, no, order, verb"
INPUT = "changed, cosines", "now, no, order, *_"
KEPT = "def gpt2_layer", "def write_on", "begin = torch", "rows_of_all"
MAPS, STATES = "your maps are PyTorch's", "yours are those of `bert`"

BERT = [
    (COUNT, "2 * 2 * d", "2 * d", "the sum on paper"),
    (COUNT, "1536, 6", "1536, 12", "more than half of it is tables"),
    (FORWARD, " + b\n", "\n", MAPS),
    (FORWARD, "(heads, -1)).transpose(-3, -2)", "(-1, heads)).movedim(-1, -3)", MAPS),
    (FORWARD, "split(linear(x, *layer[part]), heads) for", "split(x, heads) for", MAPS),
    (FORWARD, '("query", "key", "value")', '("query", "key", "key")', STATES),
    (FORWARD, "x.transpose(-3, -2).flatten(-2)", "x.movedim(-3, -1).flatten(-2)", STATES),
    (FORWARD, "shift, eps=1e-12", "shift, eps=1e-2", STATES),
    (FORWARD, "eps=1e-12", "eps=1e-3", STATES),
    (FORWARD, "layer_norm(x + thought,", "layer_norm(thought,", STATES),
    (FORWARD, '"norm_2"', '"norm_1"', STATES),
    (FORWARD, "F.gelu(linear", "F.relu(linear", STATES),
    (FORWARD, " + bert.types[0]", "", STATES),
    (FORWARD, "bert.P +", "bert.P.roll(1, 0) +", STATES),
    (REVERSED, "flip(1)", "flip(0)", "in reverse they miss"),
    (REST, "[0][2]", "[0][3]", "head 3 looks back"),
    (REST, '["[CLS]"]', '["the word after"]', "most give [CLS]"),
    (REST, "rest[1:5]", "rest", "most give [CLS]"),
    (IDLE, '"value"', '"key"', "below a tenth"),
    (IDLE, "lengths[:, 0]", "lengths[:, 1]", "below a tenth"),
    (IDLE, " * lengths[:, None]", "", "median head: from [CLS]"),
    (IDLE, " * lengths[:, None]", "", "resting head with most"),
    (IDLE, "resting.max()", "resting.min()", "resting head with most"),
    (LIMITS, "(bert.E[many[mask]],", "(bert.P[many[mask] % 9],", "limit 1: their rows"),
    (LIMITS, "after[-1]", "after[4]", "after the last layer"),
    (LIMITS, "(x - shift) / gain", "x - shift", "gain and shift undone"),
    (LIMITS, 'linear(read_all, *layer["key"])', "read_all", "keys, mean of the heads"),
    (LIMITS, '("query", "key")', '("key", "key")', "off the one back"),
    (LIMITS, "zip(states, inside", "zip(states[:3], inside", "off the one back"),
    (LIMITS, "(S - S.mT)", "(S - S)", "off the one back"),
    (SENSES, "alone = measure.other_rows(bert, word, lines)[None]", "alone = vectors[:1]",
     "other words' rows alone"),
    (SENSES, "alone = measure.other_rows(bert, word, lines)[None]", "alone = vectors[4:5]",
     "other words' rows alone"),
    (SENSES, "shares[word] = measure.same_sense(vectors,",
     "shares[word] = measure.same_sense(vectors.flip(0),", "about chance"),
    (SENSES, "shares[word] = measure.same_sense(vectors,",
     "shares[word] = measure.same_sense(vectors.flip(0),", "only layers 4 and 5"),
    (SENSES, "alone = measure.other_rows(bert, word, lines)[None]", "alone = vectors[1:2]",
     "only layers 4 and 5"),
    (SENSES, "(bert, word, lines)\n", "(bert, word, lines).roll(1, 0)\n", "only layers 4 and 5"),
    (PICKS, '"hot cold,', '"hot bank,', "among the 20 nearest"),
    (PICKS, "similarity.ROLES[:2]", "similarity.ROLES[1:]", "pick their noun"),
    (PICKS, "similarity.ROLES[:2]", "similarity.ROLES[::2]", "pick another adjective"),
    (CHANGED, "now, no, order, verb, words, another", "order, no, now, verb, words, another",
     "exchanged moves each less"),
    (CHANGED, "now, no, order, verb, words, another", "no, now, order, verb, words, another",
     "'not' moves each more"),
    (CHANGED, "now, no, order, verb, words, another", "now, no, verb, order, words, another",
     "this part of the way"),
    (CHANGED, "now, no, order, verb, words, another", "now, no, order, words, verb, another",
     "other words move each more"),
    (CHANGED, "now, no, order, verb, words, another", "now, no, order, verb, another, words",
     "near 0"),
    (INPUT, "likeness(bert, pairs, layer=0)", "likeness(bert, pairs)", "nearly one mean"),
    (INPUT, "likeness(bert, pairs, layer=0)", "likeness(bert, pairs)", "'not' moves less"),
    (KEPT, "x + linear(join(mixed)", "linear(join(mixed)", "makes the model's logits"),
    (KEPT, "causal_mask(K.shape[-2])[-Q.shape[-2] :]", "None", "makes the model's logits"),
    (KEPT, "untrained(new, past)", "untrained(new, None)", "write the same text"),
    (KEPT, "[:, -1:].argmax", "[:, :1].argmax", "write the same text"),
    (KEPT, "logits[:, -1], rows", "logits[:, 0], rows", "logits agree"),
    (KEPT, "if keep else", "if True else", "all again each time"),
    (KEPT, "if keep else", "if False else", "each once"),
]  # fmt: skip


SUM = "words = (len(english)", "the sum is what the file holds"
LINKS = "linked = [pair", "pairs with links by hand"
SOFT = "linked = [pair", "groups = real", "looks off gold that"
LENGTHS = "lengths = ((3", "everyday: the longest"
SENSES = "sentences = real.amb", "as a fixed sense"
FRESH = "sentences = real.amb", "far ahead"
APART = "real.taken_apart", "gain = bleu"
WORDS = "real.taken_apart", "words that the grammar has"
GAPS = "written = {k", "everyday ones with an <unk>"

TRANSLATOR = [
    (SUM, "d + h + 2)", "d + h + 1)", "what the file holds"),
    (SUM, "len(french)) * d", "len(french)) * d // 4", "most of it is word vectors"),
    (SUM, "attention = 2 * h", "attention = 8 * h", "attention's share"),
    (LENGTHS, "kinds[kind], lengths", 'kinds["everyday"], lengths', "BLEU of 10–14 words"),
    (LENGTHS, "kinds[kind], lengths", 'kinds["lexicon"], lengths', "everyday: the longest"),
    (LENGTHS, "(3, 6), (7, 9)", "(7, 9), (3, 6)", "lower at each step"),
    (LINKS, " if pair.alignment", " if len(pair.alignment) > 9", "pairs with links"),
    (LINKS, 'kinds["everyday"]', 'kinds["all"]', "of them everyday"),
    (LINKS, "figures(trained, linked, marks", "figures(small, linked, marks", "less than half"),
    (SOFT, "soft_shares(groups)", "soft_shares(groups, below=0.97)", "off gold"),
    (SOFT, "soft_shares(groups)", "soft_shares(groups, below=0.9)", "looks on gold"),
    (SOFT, "sharpness(trained", "sharpness(small", "soft looks that are right"),
    (SENSES, "found(trained, sentences)", "found(small, sentences)", "as a fixed sense"),
    (FRESH, "n / 4", "n / 20", "far ahead with"),
    (FRESH, "senses_found(trained, drilled)", "senses_found(small, drilled)", "a tenth ahead"),
    (FRESH, 'running.strip(".")', "running", "without its full stop"),
    (FRESH, "translate(trained, it)", "translate(small, it)", "without its full stop"),
    (APART, 'bleu["both"]["everyday"]', 'bleu["grammar only"]["everyday"]', "beat real pairs"),
    (APART, "max(word", "min(word", "lexicon"),
    (APART, "readings(runs)", "readings([r | {'steps': 5} for r in runs[:2]])", "steps of each"),
    (APART, 'errors["both"] ==', 'errors["grammar only"] ==', "err least"),
    (APART, 'known["real"]', 'known["both"]', "real pairs alone lack"),
    (WORDS, 'kinds["everyday"]', 'kinds["lexicon"]', "words that the grammar has"),
    (WORDS, "generate(4000", "generate(40", "words that the grammar has"),
    (GAPS, "kinds[k]", 'kinds["lexicon"]', "everyday ones with an <unk>"),
    (GAPS, "kinds[k]", 'kinds["everyday"]', "lexicon ones with an <unk>"),
    (GAPS, '"enverrez-vous" not', '"chat" not', "the French list lacks"),
]  # fmt: skip


FAULTS = [("bert_page", *fault) for fault in BERT]
FAULTS += [("translator_page", *fault) for fault in TRANSLATOR]


@pytest.mark.parametrize("page, step, old, new, claim", FAULTS)
def test_a_fault_on_the_page_makes_its_claim_false(request, page, step, old, new, claim):
    assert some(request.getfixturevalue(page).false(step, old, new), claim)
