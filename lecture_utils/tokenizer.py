"""From text to token ids: words, a vocabulary, and a byte-pair tokenizer."""

import operator
import re
import unicodedata
from collections import Counter

PAD, UNK, BOS, EOS = range(4)
SPECIALS = ("<pad>", "<unk>", "<bos>", "<eos>")

ELISION = r"\b(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quoiqu)'"
NUMBER = r"\d+(?:[.,]\d+)+"
WORD = r"\w+(?:['-]\w+)*"
TOKEN = re.compile(rf"{ELISION}|{NUMBER}|{WORD}|[^\w\s]")


def split_words(text: str) -> list[str]:
    """Cut `text` into lower-case words and punctuation marks.

    A French elision is a token of its own ("l'arbre" -> "l'", "arbre"); an English contraction
    ("don't") and a word with a hyphen stay whole; each punctuation mark stands alone.
    The curved apostrophe is read as the straight one, and accents are composed (NFC).

    >>> split_words("L'arbre, don't!")
    ["l'", 'arbre', ',', "don't", '!']
    """
    if not isinstance(text, str):
        raise TypeError(f"split_words expects a str, got {type(text).__name__}: {text!r:.60}")
    return TOKEN.findall(unicodedata.normalize("NFC", text).replace("’", "'").lower())


class Vocabulary:
    """A numbered list of words: the special tokens first, then `words` in the order given.

    `.words` is the list of all tokens; `len()`, `in` and iteration refer to it.
    """

    def __init__(self, words, specials=SPECIALS):
        if isinstance(words, str):
            raise TypeError("Vocabulary expects a list of words, got one str; split it first.")
        self.words = [*specials, *words]
        self.ids = {word: number for number, word in enumerate(self.words)}
        if len(self.ids) < len(self.words):
            twice = sorted(word for word, count in Counter(self.words).items() if count > 1)
            raise ValueError(f"Vocabulary expects each word once; these came twice: {twice[:5]}")

    @classmethod
    def from_sentences(cls, sentences, min_count=1, specials=SPECIALS):
        """The words that occur at least `min_count` times in lists of tokens.

        The most frequent word comes first; equally frequent words are in alphabetical order.
        """
        counts = Counter()
        for sentence in sentences:
            if isinstance(sentence, str):
                raise TypeError(f"from_sentences expects lists of tokens, got the str {sentence!r}")
            counts.update(sentence)
        common = [word for word, count in counts.items() if count >= min_count]
        known = [word for word in common if word not in specials]
        return cls(sorted(known, key=lambda word: (-counts[word], word)), specials)

    def encode(self, tokens) -> list[int]:
        """Ids of a list of tokens; a word that is not in the vocabulary becomes `<unk>`."""
        if isinstance(tokens, str):
            raise TypeError(f"encode expects a list of tokens, got the str {tokens!r:.60}")
        tokens = list(tokens)
        unknown = self.ids.get("<unk>")
        found = [self.ids.get(token, unknown) for token in tokens]
        if None in found:
            raise ValueError(f"unknown word {tokens[found.index(None)]!r}, and there is no <unk>")
        return found

    def decode(self, ids) -> list[str]:
        """Tokens of a list of ids; an id outside 0 … len - 1 is an error."""
        return [self.words[checked_id(number, len(self))] for number in ids]

    def __len__(self):
        return len(self.words)

    def __contains__(self, word):
        return word in self.ids

    def __iter__(self):
        return iter(self.words)

    def __repr__(self):
        return f"Vocabulary of {len(self)} words: {', '.join(self.words[:6])}, …"


def checked_id(number, size: int) -> int:
    """`number` as an int if it is a token id, 0 <= number < size; a clear error otherwise."""
    try:
        found = operator.index(number)
    except TypeError:
        raise TypeError(f"a token id is a whole number, got {number!r}") from None
    if not 0 <= found < size:
        raise ValueError(f"token id {found} is outside the range 0 … {size - 1}")
    return found
