"""From text to token ids: words, a vocabulary, and a byte-pair tokenizer."""

import json
import logging
import operator
import re
import unicodedata
from collections import Counter
from itertools import pairwise
from pathlib import Path

import torch

from .byte_pairs import join_known, learn_merges_fast, merge_pair, split_pieces
from .guards import guarded, whole

log = logging.getLogger(__name__)

PAD, UNK, BOS, EOS = range(4)
SPECIALS = ("<pad>", "<unk>", "<bos>", "<eos>")

# What is not seen: soft hyphens, zero-width characters, marks of direction and of variants, BOM.
UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufe00-\ufe0f\ufeff]"
)
DOTTED = re.compile("i\u0307+")  # what lower() makes of İ
# Characters that are typed for an apostrophe or a hyphen; those in QUOTES only between letters.
TYPED = str.maketrans("’ʼ＇\u2010\u2011", "'''--")
QUOTES = re.compile(r"(?<=\w)[´`‘′](?=\w)")
ELISION = r"\b(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quoiqu)'"
NUMBER = r"\d+(?:[.,]\d+)+"
LETTER = r"[\w\u0300-\u036f]"  # with the accents that have no letter of their own
WORD = rf"\w{LETTER}*(?:['-]\w{LETTER}*)*"
TOKEN = re.compile(rf"{ELISION}|{NUMBER}|{WORD}|[^\w\s]")


def split_words(text: str) -> list[str]:
    """Cut `text` into lower-case words and punctuation marks.

    A French elision is a token of its own ("l'arbre" -> "l'", "arbre"); an English contraction
    ("don't") and a word with a hyphen stay whole; each punctuation mark stands alone.
    Accents are composed (NFC), characters typed for an apostrophe or a hyphen are read as one, and
    what is not seen (soft hyphens, zero-width characters, a BOM) is left out.

    >>> split_words("L'arbre, don't!")
    ["l'", 'arbre', ',', "don't", '!']
    """
    if not isinstance(text, str):
        raise TypeError(f"split_words expects a str, got {type(text).__name__}: {text!r:.60}")
    text = unicodedata.normalize("NFC", UNSEEN.sub("", text)).lower()
    text = unicodedata.normalize("NFC", DOTTED.sub("i", text)).translate(TYPED)
    return TOKEN.findall(QUOTES.sub("'", text))


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


class BytePairTokenizer:
    """Token ids for any text, from the 256 bytes and the pairs that were joined in training.

    `merges` lists the joined pairs in the order learned: the first has id 256, and so on.
    `token_bytes[id]` are the bytes that an id stands for; `len()` is the number of tokens.
    """

    HEADER = "byte-pair tokenizer, version 1, number of merges: "
    CACHE_LIMIT = 100_000
    LONG_PIECE = 100  # bytes; words are shorter, a text without spaces is not

    def __init__(self, merges=()):
        self.merges = []
        self.token_bytes = [bytes([byte]) for byte in range(256)]
        self._new_id = {}
        self._cache = {}
        for left, right in merges:
            self._add(left, right)

    def _add(self, left, right):
        pair = (checked_id(left, len(self)), checked_id(right, len(self)))
        if pair in self._new_id:
            raise ValueError(f"the pair {pair} is joined twice")
        self._new_id[pair] = len(self)
        self.merges.append(pair)
        self.token_bytes.append(self.token_bytes[pair[0]] + self.token_bytes[pair[1]])

    @classmethod
    def train(cls, text: str, vocab_size: int):
        """Learn from `text` until there are `vocab_size` tokens, the 256 bytes included.

        The most frequent pair is joined next; where several are equally frequent, the smallest.
        A text that runs out of pairs gives fewer tokens, and a log message says how many.
        Source: see `byte_pairs`, whose `learn_merges` is the same in its plain form.
        """
        _check_text(text)
        if operator.index(vocab_size) < 256:
            raise ValueError(f"vocab_size counts the 256 bytes: expected >= 256, got {vocab_size}")
        tokenizer = cls(learn_merges_fast(text, vocab_size))
        if len(tokenizer) < vocab_size:
            log.warning("no pairs left: %d tokens instead of %d", len(tokenizer), vocab_size)
        return tokenizer

    def encode(self, text: str) -> list[int]:
        """Token ids of `text`; `decode` gives exactly this text back."""
        _check_text(text)
        if len(self._cache) > self.CACHE_LIMIT:
            self._cache.clear()
        ids, cache = [], self._cache
        for piece in split_pieces(text):
            if piece not in cache:
                cache[piece] = self._encode_piece(piece)
            ids += cache[piece]
        return ids

    def _encode_piece(self, piece):
        tokens, never = list(piece.encode("utf-8")), len(self)
        if len(tokens) > self.LONG_PIECE:
            return join_known(tokens, self._new_id)
        while True:
            # Of the pairs that can be joined, the one that was learned first has the smallest id.
            ids = [self._new_id.get(pair, never) for pair in pairwise(tokens)]
            new = min(ids, default=never)
            if new == never:
                return tokens
            if ids.count(new) == 1:  # the usual case in a short word
                place = ids.index(new)
                tokens[place : place + 2] = [new]
            else:
                tokens = merge_pair(tokens, self.merges[new - 256], new)

    def decode(self, ids) -> str:
        """The text of token ids. Bytes that are only a part of a character are shown as �."""
        found = [self.token_bytes[checked_id(number, len(self))] for number in ids]
        return b"".join(found).decode("utf-8", errors="replace")

    def cut(self, text: str, merges: int | None = None) -> list[str]:
        """The tokens of `text` as strings, to be looked at: one �, or several, for broken bytes.

        merges : cut as if only so many of the first merges were learned; by default, all
        """
        if merges is not None:
            return BytePairTokenizer(self.merges[: whole("merges", merges, 0)]).cut(text)
        return [self.decode([number]) for number in self.encode(text)]

    def save(self, path):
        """Write the merges as readable text. The file appears whole or not at all."""
        lines = [f"{self.HEADER}{len(self.merges)}", *map(self._line, range(256, len(self)))]
        part = Path(f"{path}.part")
        try:
            part.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)

    def _line(self, number):
        left, right = self.merges[number - 256]
        text = self.token_bytes[number].decode("utf-8", errors="backslashreplace")
        return f"{left} {right} = {number} {json.dumps(text, ensure_ascii=False)}"

    @classmethod
    def load(cls, path):
        """Read what `save` wrote. A damaged file is a ValueError that names the line."""
        try:
            header, *lines = Path(path).read_text(encoding="utf-8").rstrip("\n").split("\n")
        except UnicodeDecodeError as error:
            raise ValueError(f"{path}: expected UTF-8 text, got {error}") from None
        if not re.fullmatch(re.escape(cls.HEADER) + r"\d+", header):
            raise _damaged(path, 1, f"{cls.HEADER}<number>", header)
        tokenizer = cls()
        for number, line in enumerate(lines, start=2):
            try:
                left, right = line.split(" ")[:2]
                tokenizer._add(int(left), int(right))
                expected = tokenizer._line(len(tokenizer) - 1)
            except ValueError as error:
                raise _damaged(path, number, f"two ids to join ({error})", line) from None
            if line != expected:
                raise _damaged(path, number, expected, line)
        if header != f"{cls.HEADER}{len(lines)}":
            raise _damaged(path, len(lines) + 2, f"as many merges as '{header}' says", "the end")
        return tokenizer

    def __len__(self):
        return len(self.token_bytes)

    def __repr__(self):
        return f"BytePairTokenizer of {len(self)} tokens: 256 bytes and {len(self.merges)} merges"


def _check_text(text):
    if not isinstance(text, str):
        raise TypeError(f"expected text (str), got {type(text).__name__}: {text!r:.60}")
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        place, broken = error.start, text[error.start]
        message = f"expected characters, got half of one ({broken!r}, a lone surrogate) at {place}"
        raise ValueError(message) from None


def _damaged(path, number, expected, line):
    return ValueError(f"{path}, line {number}: expected {expected:.120}, got {line!r:.80}")


def _check_windows(ids, length, stride):
    if not isinstance(ids, torch.Tensor) or ids.dim() != 1:
        raise TypeError(f"ids must be a tensor (position,), got {getattr(ids, 'shape', ids)}")
    if ids.is_floating_point() or ids.is_complex() or ids.dtype == torch.bool:
        raise TypeError(f"ids must be whole numbers, got {ids.dtype}")
    length, _ = whole("length", length), whole("stride", stride)
    if len(ids) <= length:
        raise ValueError(f"a window of {length} needs {length + 1} ids, got {len(ids)}")


@guarded(_check_windows)
def sliding_windows(ids, length, stride):
    """Cut ids into inputs and targets: each target is the token after its input.

    ids    : (position,)
    length : tokens in a window        stride : steps from one window to the next
    returns (inputs, targets), both (batch, length); a rest shorter than a window is left out

    Raises TypeError for what is not a row of ids, ValueError for sizes below 1 and for a text
    that fills no window. Taught in notebook 01.
    """
    starts = range(0, len(ids) - length, stride)
    inputs = torch.stack([ids[start : start + length] for start in starts])
    targets = torch.stack([ids[start + 1 : start + 1 + length] for start in starts])
    return inputs, targets
