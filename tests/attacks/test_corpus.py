"""The corpus itself: large enough, each attack told from the others, every theme there."""

from collections import Counter

from tests.attacks.attack import MARK, what_lives_in
from tests.attacks.corpus import CORPUS, THEMES
from tests.attacks.corpus.reporting import MARKUP


def test_corpus_is_large():
    """At least 120 attacks, at least 5 a theme, and some that each of the three defences must stop."""
    assert len(CORPUS) >= 120
    assert min(map(len, THEMES.values())) >= 5
    assert min(Counter(attack.stopped_by for attack in CORPUS).values()) >= 30


def test_every_attack_has_a_name_of_its_own():
    """Ids are unique, and each says in a few words what it tries."""
    assert [name for name, count in Counter(attack.id for attack in CORPUS).items() if count > 1] == []
    assert [name for name, count in Counter(attack.code for attack in CORPUS).items() if count > 1] == []
    assert all(attack.id == attack.id.lower() and " " not in attack.id for attack in CORPUS)
    assert all(2 <= len(attack.tries.split()) <= 20 and not attack.tries.endswith(".") for attack in CORPUS)


def test_every_theme_is_there():
    """What an adversary may think of first is in the corpus."""
    assert set(THEMES) >= set(
        "secrets kernel raw floods endless outliving connection replies liars answers trouble patching shadowing "
        "cheating reporting".split()
    )


def test_attacks_name_what_they_leave():
    """A file outside of scratch is told by its name, so that a leak is found whoever else writes there."""
    for attack in CORPUS:
        assert "/tmp/" not in attack.code or MARK in attack.code


def test_live_markup_is_told_from_dead():
    """The page's own look is not complained of; what would run, load or send something is."""
    assert what_lives_in('<p style="width: 50%" class="x"><a href="#cell-1">x</a>&lt;script&gt;') == []
    assert set(what_lives_in(MARKUP)) >= {"script", "img", "a href=javascript:alert(1)", "b onclick=x"}
    assert what_lives_in('<p style="background: url(x)">') == ["p style=background: url(x)"]
