"""The rules by which a sentence is planned, each on a case made by hand."""

import random

import pytest

from lecture_utils.corpus.clauses import deny, verb_words
from lecture_utils.corpus.grammar import is_decided
from lecture_utils.corpus.growing import add_tool
from lecture_utils.corpus.inflection import IL
from lecture_utils.corpus.lexicon import find
from lecture_utils.corpus.meaning import Both, Clause, NounPhrase, Pronoun
from lecture_utils.corpus.mentions import Planner, clashes
from lecture_utils.corpus.selection import choices
from lecture_utils.corpus.senses import doubts

THE = find("the", "determiner")
SHE = Pronoun("she", "elle", IL, feminine=True)


def verb(name):
    return find(name, "verb")


def the(name, many=False, determiner=THE):
    return NounPhrase(find(name, "noun"), determiner, many)


@pytest.fixture
def planner():
    return Planner(choices(), random.Random(0).random, "present")


def test_an_ambiguous_noun_needs_its_cue_and_no_other(planner):
    planner.ambiguous.append(find("bank.river"))
    planner.said.update(("cat", "bank"))
    assert not is_decided(planner)
    planner.said.add("boat")
    assert is_decided(planner)
    planner.said.add("cheque")
    assert not is_decided(planner)


def test_it_needs_antecedents_of_one_gender(planner):
    boat, house, car = the("boat"), the("house"), the("car")
    planner.mentions += [house, car]
    assert planner.pronoun(car, "subject").french == "elle"
    assert planner.pronoun(car, "object").french == "la"
    planner.mentions.append(boat)
    assert planner.pronoun(car, "subject") is None and planner.pronoun(boat, "object") is None


def test_they_and_he_need_a_clear_antecedent(planner):
    king, queen, man = the("king"), the("queen"), the("man")
    both = Both(king, queen, find("and"))
    planner.mentions += [king, queen, both]
    assert planner.pronoun(both, "subject").french == "ils"
    assert planner.pronoun(queen, "object").french == "la"
    assert planner.pronoun(king, "subject").english == "he"
    planner.mentions += [man, the("girl", many=True)]
    assert planner.pronoun(king, "subject") is None, "he could be the man"
    assert planner.pronoun(king, "object", subject=man).english == "him"
    assert planner.pronoun(both, "subject") is None, "they could be the girls"


def test_possessives_follow_their_subject(planner):
    hat, wife = find("hat"), find("wife")
    assert planner.own(the("queen"), hat).english == "her"
    assert planner.own(the("king"), hat).english == "his"
    assert planner.own(the("king", many=True), hat).english == "their"
    assert planner.own(the("king", many=True), wife) is None
    assert planner.own(the("dog"), hat) is None


def test_adjectives_that_do_not_go_together():
    old, young, white, dirty = (find(name, "adjective") for name in "old young white dirty".split())
    assert clashes(old, young) and clashes(old, old)
    assert not clashes(old, white) and not clashes(old, dirty) and not clashes(old, None)


@pytest.mark.parametrize(
    ("name", "tense", "denial", "modal", "words"),
    [("see", "present", "", None, 1), ("see", "present", "not", None, 3),
     ("look", "past", "not", None, 4), ("see", "future", "never", None, 3),
     ("be", "present", "not", None, 2), ("see", "present", "not", "can", 2),
     ("see", "present", "not", "must", 3), ("see", "present", "not", "want", 5),
     ("see", "present", "", "want", 3)],
)  # fmt: skip
def test_the_length_of_a_verb_group(name, tense, denial, modal, words):
    assert verb_words(verb(name), tense, denial, modal and find(modal)) == words


def test_a_clause_can_be_denied_afterwards_only_where_that_makes_sense():
    for spare, denial in ((1, "never"), (2, "not")):
        clause = Clause(SHE, verb("see"), object=the("cat"))
        assert deny(clause, spare) == spare and clause.denial == denial
        assert deny(clause, spare) == 0, "denied twice"
    assert deny(Clause(SHE, verb("see")), 3) == 0
    assert deny(Clause(SHE, verb("love")), 1) == 0, "nobody never loves"
    some = the("cat", many=True, determiner=find("some"))
    for more in (
        {"often": find("often")}, {"time": find("today")}, {"modal": find("can")}, {"object": some},
        {"manner": find("slowly")}, {"first": find("now")},
    ):  # fmt: skip
        assert deny(Clause(SHE, verb("sleep"), **more), 1) == 0


def test_places_suit_who_is_there():
    kitchen, tree = (find("in"), find("kitchen")), (find("under"), find("tree"))
    assert not choices().suits(kitchen, find("horse")) and choices().suits(tree, find("horse"))
    assert choices().suits(kitchen, find("cat")) and not choices().suits(tree, find("tree"))


def test_cats_eat_fish_and_not_bridges():
    tables = choices()
    meals = [f for f in tables.using((find("cat"),), ()) if f.verb.english == "eat"]
    assert [{noun.english for noun in meal.objects} for meal in meals] == [{"fish", "meat"}]
    assert not tables.using((find("bridge"),), ())
    bites = [frame.verb.english for frame in tables.using((find("dog"),), (find("man"),))]
    assert "bite" in bites


@pytest.mark.parametrize("words", ["all", "core"])
@pytest.mark.parametrize(("thing", "bank"), [("boat", "bank.river"), ("cheque", "bank.money")])
def test_the_grammar_can_say_the_running_sentence(words, thing, bank):
    tables, noun = choices(words), find(thing)
    assert any(frame.verb.english == "see" for frame in tables.using((find("cat"),), (noun,)))
    doubt = next(one for one in doubts(tables) if one.english == "bank")
    verbs = [frames[0].verb.english for frames in doubt.groups[find(bank)]]
    assert "see" in verbs and doubt.way == "at" and noun in doubt.deciding[find(bank)]
    assert find("white") in doubt.fitting[noun]
    assert find("white") in tables.back[noun] and find("old") in tables.front[find("cat")]


def test_a_tool_is_named_once(planner):
    cut = next(verb for verb, tools in planner.choices.tools.items() if tools)
    tools = {tool.english for tool in planner.choices.tools[cut]}
    clause = Clause(the("woman"), cut, "present")
    planner.said.update(tools)
    assert add_tool(planner, clause, 5) == 0 and clause.tool is None
    planner.said -= tools
    assert add_tool(planner, clause, 5) >= 2 and clause.tool[1].noun.english in tools
