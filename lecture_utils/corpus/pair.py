"""A sentence pair: the unit of every corpus in this series."""

from dataclasses import dataclass, field


@dataclass(slots=True)
class Pair:
    """An English sentence, its French translation, and what is known about the two.

    english, french: lists of tokens, lower-case, without final punctuation.
    alignment: set of links (source, target), indices into `english` and `french`;
        empty when nobody has aligned the pair.

    Known for generated pairs only, empty otherwise:
    classes: one word class per English token ("noun", "verb", "adjective", …).
    modifiers: set of (adjective, noun), both indices into `english`; adjectives inside
        a noun phrase only, not those after "is".
    senses: {index into `english`: name of the sense} for each ambiguous word.
    """

    english: list[str]
    french: list[str]
    alignment: set[tuple[int, int]] = field(default_factory=set)
    classes: list[str] = field(default_factory=list)
    modifiers: set[tuple[int, int]] = field(default_factory=set)
    senses: dict[int, str] = field(default_factory=dict)
