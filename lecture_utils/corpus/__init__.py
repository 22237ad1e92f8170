"""Sentence pairs: from the grammar, from files of the project, from files of the reader."""

from .files import fetch as fetch
from .files import read_rows as read_rows
from .files import stories as stories
from .lexicon import ambiguous_words as ambiguous_words
from .lexicon import antonyms as antonyms
from .lexicon import entries as entries
from .lexicon import find as find
from .lexicon import gender_pairs as gender_pairs
from .lexicon import meaning_classes as meaning_classes
from .pair import Pair as Pair
from .pair import download_pairs as download_pairs
from .pair import natural_pairs as natural_pairs
from .pair import read_pairs as read_pairs
from .sentences import LENGTH_BUCKETS as LENGTH_BUCKETS
from .sentences import by_length as by_length
from .sentences import generate as generate
from .sentences import label as label
from .sentences import short_phrases as short_phrases
from .sentences import split as split
from .sentences import stream as stream
