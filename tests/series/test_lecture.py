"""Each bullet of the lecture's outline is taught: here is where, and the heading exists."""

import re

import pytest

from tools import notebooks

TAUGHT = {
    "01_tokens_and_embeddings": {
        "Tokenization process and assigning token IDs": "1 · Text becomes ids",
        "Creation of word embeddings": "2 · An embedding is a row look-up",
        "Use of positional embeddings to capture word order": "3 · Word + position",
        "Combining token embeddings and positional embeddings": "3 · Word + position",
        "Representation of both meaning and position": "3 · Word + position",
    },
    "02_rnn_translation": {
        "Sequential processing mechanism in RNNs": "1 · Read: a state that every word changes",
        "Encoding-decoding steps in translation": (
            "2 · Write: an encoder, a decoder, and how they learn"
        ),
        "Handling variable-length input sequences": (
            "2 · Write: an encoder, a decoder, and how they learn"
        ),
        "Challenges in maintaining word order": "Did it get the word order?",
        "Challenges in long dependencies": "3 · The bottleneck",
    },
    "03_attention_alignment": {
        "Importance of alignment between source and target": (
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
        "Use of multi-head attention in GPT-2": "2 · Heads: several looks at the same time",
        "Differences between bidirectional and unidirectional": "3 · The same blocks, two models",
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


NINE = [path for path in notebooks.PATHS if path.name < "10"]  # the epilogues add to the lecture


def test_nine_notebooks_teach_the_lecture():
    assert [path.stem for path in NINE] == sorted(TAUGHT)


def test_no_bullet_is_dropped():
    # 38 in the outline; one of notebook 02 names two challenges and has two headings
    assert [len(bullets) for bullets in TAUGHT.values()] == [5, 5, 4, 5, 4, 4, 4, 4, 4]


@pytest.mark.parametrize("path", NINE, ids=lambda path: path.stem)
def test_each_bullet_of_the_lecture_has_its_heading(path):
    prose = "\n\n".join(
        cell.source for _, cell in notebooks.cells(notebooks.read(path), "markdown")
    )
    headings = re.findall(r"^#+ (.*)$", prose, re.MULTILINE)
    missing = {bullet: heading for bullet, heading in TAUGHT[path.stem].items()
               if heading not in headings}  # fmt: skip
    assert not missing
