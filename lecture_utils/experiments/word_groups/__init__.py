"""Groups of words: are two told apart through W_q (07)? Do vectors know classes of words (08)?"""

from .distinctions import groups as groups
from .distinctions import told_apart as told_apart
from .distinctions import told_apart_by_one_row as told_apart_by_one_row
from .distinctions import vectors_of as vectors_of
from .quizzes import few_labels as few_labels
from .quizzes import members as members
from .quizzes import named_share as named_share
from .quizzes import odd_one_out_quizzes as odd_one_out_quizzes
from .quizzes import odd_share as odd_share
