"""A synchronous grammar: one plan, said in English and in French, with gold links.

Constructions: the present, the past ("saw" → "a vu") and the future; "not" and "never"; "can",
"must" and "want to"; articles, possessives, numbers; adjectives on both sides of the noun;
pronouns with their antecedent in the sentence; prepositional phrases; "of"; relative clauses;
two subjects joined by "and"; clauses joined by and, but, because, when, if, while and that.

The French is a function of the English. A pronoun is used only where all that it could stand
for has one gender; relatives belong to the noun before them; "you" takes no adjective; an
ambiguous noun is used only with a word that decides its sense (its cue), and never with a cue of
another sense; an ambiguous adjective is decided by its noun; "know" by whether "that" follows.
"""

from __future__ import annotations

from .clauses import deny
from .growing import grow
from .joining import next_clause, opening_clause
from .lexicon import Word
from .meaning import Clause
from .mentions import Planner
from .pair import Pair
from .saying import Draft, add_clause
from .selection import Choices
from .senses import LEAST, draw_sense

CLAUSE_WORDS = (6, 13)
SHORTEST_PART = 4
CLAUSE_TRIES = 3


def sentence(choices: Choices, draw, length: int) -> Pair | None:
    """A sentence pair of exactly `length` English words, or None if this attempt fails.

    choices: the tables of the lexicon; draw: a function that returns a float in 0 … 1.
    """
    planner = Planner(choices, draw, choices.tenses[int(draw() * len(choices.tenses))])
    planner.doubt = draw_sense(choices, draw, length, planner.tense)
    parts = plan(planner, length)
    if parts is None or not is_decided(planner):
        return None
    draft = Draft()
    for conjunction, clause in parts:
        if conjunction is not None:
            draft.both(conjunction, "conjunction")
        add_clause(draft, clause)
    return draft.finish()


def is_decided(planner: Planner) -> bool:
    """Whether each ambiguous noun has a cue of its sense, and none of another sense."""
    return all(
        not planner.said.isdisjoint(noun.cues)
        and planner.said.isdisjoint(planner.choices.rival_cues[noun])
        for noun in planner.ambiguous
    )


def plan(planner: Planner, length: int) -> list[tuple[Word | None, Clause]] | None:
    """Clauses with the conjunctions before them, `length` words in all; None if none fits."""
    least, most = -(-length // CLAUSE_WORDS[1]), max(1, length // CLAUSE_WORDS[0])
    count = least + int(planner.draw() * (max(least, most) - least + 1))
    carrier, doubled = None, 0
    if planner.doubt is not None:
        carrier = int(planner.draw() * count)
        if planner.doubt[0].way == "object":  # of both senses, two clauses hold the verb
            carrier, count = 0, max(count, 2)
            doubled = int(planner.doubt[1].meaning != "speech")  # one clause, as long as two
            count += -1 if doubled else length >= 14
    parts: list[tuple[Word | None, Clause]] = []
    left = length
    while left:
        if len(parts) >= count and (left < SHORTEST_PART or len(parts) > count + 1):
            return None
        waiting = max(0, count - len(parts) - 1)
        room = left / (waiting + 1 + doubled) * (1 + doubled)
        share = int(room * (0.6 + 0.8 * planner.draw()))
        budget = max(3, min(share, left - SHORTEST_PART * waiting)) if waiting else left
        planner.phrases, planner.due, doubled = [], len(parts) == carrier, 0
        if planner.due:
            budget = min(max(budget, LEAST[planner.doubt[0].way] + 1), left)
            if 0 < left - budget < SHORTEST_PART:
                budget = left
        for _ in range(CLAUSE_TRIES):
            made = next_clause(planner, budget, parts) if parts else opening_clause(planner, budget)
            if made is not None:
                break
        else:
            return None
        conjunction, clause, words = made
        left -= budget - grow(planner, clause, budget - words)
        if 0 < left < SHORTEST_PART and not planner.dependent:
            left -= deny(clause, left)
        parts.append((conjunction, clause))
    return None if parts[-1][1].verb in planner.choices.speech_verbs else parts
