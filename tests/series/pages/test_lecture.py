"""Each bullet of the lecture's outline is taught: here is where, and the heading exists.

The bullets stand in TAUGHT in the words of the outline, and SUMS holds them a second time, as the
sums of these words: a bullet that is dropped, moved or reworded here is noticed.
"""

import copy
import hashlib
import re

import pytest

from tools import notebooks

TAUGHT = {
    "01_tokens_and_embeddings": {
        "Tokenization process and assigning token IDs": "1 · Text becomes ids",
        "Creation of word embeddings": "2 · An embedding is a row look-up",
        "Use of positional embeddings to capture word order": "3 · Word + position",
        "Combining token embeddings and positional embeddings to form input embeddings": (
            "3 · Word + position"
        ),
        "Representation of both meaning and position in input embeddings": "3 · Word + position",
    },
    "02_rnn_translation": {
        "Sequential processing mechanism in RNNs": "1 · Read: a state that every word changes",
        "Encoding-decoding steps in translation": (
            "2 · Write: an encoder, a decoder, and how they learn"
        ),
        "Handling variable-length input sequences": (
            "2 · Write: an encoder, a decoder, and how they learn"
        ),
        "Challenges in maintaining word order and long dependencies": (
            "Did it get the word order?",
            "3 · The bottleneck",
        ),
    },
    "03_attention_alignment": {
        "Importance of alignment between source and target words": (
            "3 · Where does it look? Maps against gold"
        ),
        "Using attention to selectively focus on relevant words": (
            "1 · Look back: score, weigh, mix"
        ),
        "Role of context vectors in translation": "1 · Look back: score, weigh, mix",
        "Improvement over basic sequence-to-sequence RNNs": (
            "2 · Does it help? Two models, one budget"
        ),
    },
    "04_bert_gpt_gpt2": {
        "Encoder and decoder roles in transformer networks": "1 · Encoder and decoder: three masks",
        "Self-attention working in BERT": "1 · Encoder and decoder: three masks",
        "Decoder-only approach of GPT": "3 · The same blocks, two models",
        "Use of multi-head attention in GPT-2 for contextual learning": (
            "2 · Heads: several looks at the same time"
        ),
        "Differences between BERT’s bidirectional attention and GPT’s unidirectional attention": (
            "3 · The same blocks, two models"
        ),
    },
    "05_dot_product_similarity": {
        "Dot product as a similarity metric": "1 · Two arrows, one number",
        "Inability to fully capture complex semantic meaning": "Limit 4 · Similar is not relevant",
        "Limitations in modeling contextual information": (
            "Limit 3 · No context: one word, one vector"
        ),
        "Need for advanced mechanisms like attention": "4 · What is needed: attention",
    },
    "06_teachable_machine": {
        "Explanation of trainable AI systems": "3 · Where the numbers of a matrix come from",
        "Usage of simple datasets for classification tasks": "1 · Examples and classes",
        "User-interaction in training teachable machines": "Now with buttons",
        "Applications in real-world classification problems": (
            "What such machines are used for, and what they cannot do"
        ),
    },
    "07_query_weight_matrix": {
        "Introduction of weight matrices in neural networks": "1 · One product: W x",
        "Matrix-vector multiplication process": "1 · One product: W x",
        "Producing transformed representations of input": "2 · What a matrix does to space",
        "Mathematical foundation of feedforward layers": "A feed-forward layer is this product",
    },
    "08_training_similar_vectors": {
        "Training embeddings to represent similar words closely": (
            "3 · Train: who belongs together moves together"
        ),
        "Optimization using loss functions": "2 · A loss that pulls and pushes",
        "Formation of learned vector spaces": "3 · Train: who belongs together moves together",
        "Importance of similarity for semantic tasks": "4 · What closeness is good for",
    },
    "09_attention_scores": {
        "Query, key, and value vector mechanism": "1 · The receipt of one query",
        "Computing attention scores": "1 · The receipt of one query",
        "Normalizing scores using softmax": "1 · The receipt of one query",
        "Assigning importance to words based on context": (
            "3 · Importance from context: two banks, two vectors"
        ),
    },
}


SUMS = {
    "01_tokens_and_embeddings": "7e6b7e433cef32f8",
    "02_rnn_translation": "f51fa48482c59194",
    "03_attention_alignment": "3c91358497ebdd2f",
    "04_bert_gpt_gpt2": "09b29ed704941ad3",
    "05_dot_product_similarity": "6d82e832b0d824a2",
    "06_teachable_machine": "e41892d3efdfe37e",
    "07_query_weight_matrix": "906de9bfeb025414",
    "08_training_similar_vectors": "0c977eac639b9407",
    "09_attention_scores": "1882711c63033a6b",
}


def words(bullet):
    """A bullet without its case, its punctuation and its kind of apostrophe."""
    return " ".join(re.findall(r"\w+", bullet.lower()))


def sums(taught):
    """{notebook: the sum of its bullets' words}, in which the order of the bullets counts."""
    joined = {stem: "\n".join(map(words, bullets)) for stem, bullets in taught.items()}
    return {stem: hashlib.sha256(text.encode()).hexdigest()[:16] for stem, text in joined.items()}


def missing(notebook, bullets):
    """The headings of these bullets that a notebook does not have."""
    prose = "\n\n".join(cell.source for _, cell in notebooks.cells(notebook, "markdown"))
    there = set(re.findall(r"^#+ (.*)$", prose, re.MULTILINE))
    wanted = [(one,) if isinstance(one, str) else one for one in bullets.values()]
    return sorted({heading for headings in wanted for heading in headings} - there)


NINE = [path for path in notebooks.PATHS if path.name < "10"]  # the epilogues add to the lecture


def test_nine_notebooks_teach_the_lecture():
    assert [path.stem for path in NINE] == sorted(TAUGHT)


def test_the_bullets_are_those_of_the_outline():
    assert [len(bullets) for bullets in TAUGHT.values()] == [5, 4, 4, 5, 4, 4, 4, 4, 4]  # 38
    assert sums(TAUGHT) == SUMS


@pytest.mark.parametrize("path", NINE, ids=lambda path: path.stem)
def test_each_bullet_of_the_lecture_has_its_heading(path):
    assert not missing(notebooks.read(path), TAUGHT[path.stem])


# Each bullet and each heading, broken once.

BULLETS = [(stem, bullet) for stem, bullets in TAUGHT.items() for bullet in bullets]


@pytest.mark.parametrize("change", ["dropped", "a word less", "a word more", "two exchanged"])
def test_a_bullet_that_is_not_the_outline_s_is_noticed(change):
    for stem, bullet in BULLETS:
        others = {other: TAUGHT[stem][other] for other in TAUGHT[stem] if other != bullet}
        first, _, rest = bullet.partition(" ")
        changed = {
            "dropped": others,
            "a word less": {rest if other == bullet else other: place
                            for other, place in TAUGHT[stem].items()},
            "a word more": {f"{first} no {rest}" if other == bullet else other: place
                            for other, place in TAUGHT[stem].items()},
            "two exchanged": others | {bullet: TAUGHT[stem][bullet]},
        }[change]  # fmt: skip
        last = bullet == list(TAUGHT[stem])[-1] and change == "two exchanged"  # it stays in place
        assert (sums(TAUGHT | {stem: changed}) == SUMS) == last, bullet


def test_other_case_and_punctuation_are_the_same_bullet():
    loud = {stem: {bullet.upper().replace("’", "'") + ".": "" for bullet in bullets}
            for stem, bullets in TAUGHT.items()}  # fmt: skip
    assert sums(loud) == SUMS


@pytest.mark.parametrize("path", NINE, ids=lambda path: path.stem)
def test_a_heading_that_is_reworded_is_noticed(path):
    notebook, bullets = notebooks.read(path), TAUGHT[path.stem]
    for bullet, place in bullets.items():
        for heading in (place,) if isinstance(place, str) else place:
            changed = copy.deepcopy(notebook)
            for cell in changed.cells:
                cell.source = cell.source.replace(f"# {heading}", f"# {heading}, and more")
            assert missing(changed, {bullet: place}) == [heading]
