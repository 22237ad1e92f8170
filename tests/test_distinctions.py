"""Groups of words that vectors may tell apart."""

from lecture_utils.experiments import word_groups

WORDS = "apple apples bread cat cats coat eat eats fish girl see tea".split()


def test_groups_hold_the_given_words_by_meaning_part_and_form():
    found = word_groups.groups(WORDS)
    assert found["food | clothing"] == (["apple", "apples", "bread", "fish", "tea"], ["coat"])
    assert found["person | animal"] == (["girl"], ["cat", "cats"])
    assert found["eat | eats"] == (["eat"], ["eats"])  # "see" lacks its other form here
    assert found["cat | cats"] == (["apple", "cat"], ["apples", "cats"])
    nouns, verbs = found["noun | verb"]
    assert verbs == ["eat", "eats", "see"] and set(nouns) == set(WORDS) - set(verbs)


def test_no_word_is_on_both_sides():
    for first, second in word_groups.groups(WORDS).values():
        assert not set(first) & set(second)
