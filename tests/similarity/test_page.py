"""The page of likely copies: complete in itself, nothing in it but text comes from a student, and it says what it is."""

import re
from html.parser import HTMLParser

import pytest
from msgspec.structs import replace

from autograder.report.similarity import degree, lines, render_similarity, uncommon, whole_percent
from autograder.similarity.pairs import Pair, find_pairs
from autograder.similarity.passages import Passage, Side
from tests.similarity.copying import WRITERS, given, renamed, sources, work

EVIL = "</code></pre><script>alert(1)</script>\x1b[2J\u202e\ud800 ::error::x\n\tand more"
ALLOWED = {
    "html",
    "head",
    "meta",
    "title",
    "style",
    "body",
    "header",
    "main",
    "footer",
    "section",
    "h1",
    "h2",
    "p",
    "b",
}
ALLOWED |= {
    "ul",
    "li",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "a",
    "div",
    "figure",
    "figcaption",
    "span",
    "pre",
    "code",
}


class Tags(HTMLParser):
    """The tags of a page, each closed in its turn, and the attributes."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.attributes, self._open = set(), [], []
        self.feed(html)
        assert not self._open

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes += attrs
        if tag != "meta":
            self._open.append(tag)

    def handle_endtag(self, tag):
        assert self._open.pop() == tag


def pair(text="x = 1", who="ann", score=0.8):
    """A pair with one passage."""
    side = Side(cell_number=3, first_line=2, last_line=4, text=text)
    passage = Passage(first=side, second=side, tokens=20)
    return Pair(
        first=who,
        second="ben",
        score=score,
        first_share=score,
        second_share=0.4,
        shared=9,
        rarity=0.9,
        passages=(passage,),
    )


@pytest.fixture(scope="module")
def real():
    """The page of a class with one copy."""
    works = [*(work(name, sources(name)) for name in WRITERS), work("copy", renamed(sources("ann")))]
    return render_similarity(find_pairs(works, given()), "Logistic regression", len(works), {"ann": "Ann Example"})


def test_it_says_that_it_is_no_proof(real):
    """Above the list, with what it sees and does not see; also where the list is empty."""
    for page in (real, render_similarity([], "Logistic regression", 5)):
        assert page.index("An aid, not a proof") < page.index("It sees") < page.index("It does not see")
    assert real.index("An aid, not a proof") < real.index("Ann Example")
    assert "No pair stands out" in page


def test_both_sides_of_a_passage_are_shown(real):
    """Names, cells, lines and text, each of either student."""
    assert re.search(r"Ann Example</b> <span>code cell 7, lines \d+ to \d+", real)
    assert re.search(r"copy</b> <span>code cell 7, lines \d+ to \d+", real)
    assert "shrunk = np.exp(-np.abs(x))" in real
    assert "zz_knurhs = np.exp(-np.abs(zz_x))" in real


@pytest.mark.parametrize("hostile", [True, False])
def test_the_page_is_complete_and_inert(real, hostile):
    """No script, nothing loaded, only known tags, and a policy that forbids the rest."""
    page = render_similarity([pair(EVIL, EVIL)], EVIL, 2, {"ben": EVIL}) if hostile else real
    read = Tags(page)
    assert read.tags <= ALLOWED
    assert not [name for name, _ in read.attributes if name.startswith("on") or name in ("src", "style")]
    assert all(value.startswith("#pair-") for name, value in read.attributes if name == "href")
    assert "default-src 'none'; style-src 'unsafe-inline'" in page
    assert not re.search("[\x00-\x08\x0b-\x1f\u202e\ud800]", page)
    page.encode()


def test_those_with_the_same_code_are_named():
    """With the pair in which one of them stands for all."""
    twins = replace(pair(), first_stands_for=("gus", "kim"))
    page = render_similarity([twins], "Course", 5, {"gus": "Gus <b>"})
    assert "Gus &lt;b&gt; and kim" in page
    assert "stands for all who have the same code" in page
    assert "stands for all who have the same code" not in render_similarity([pair()], "Course", 2)


def test_a_long_passage_is_cut():
    """A page stays legible, however much was copied."""
    page = render_similarity([pair("\n".join(f"x{n} = {n}" for n in range(5_000)))] * 3, "Course", 2)
    assert len(page) < 60_000
    assert "more lines)" in page


def test_figures_in_words():
    """Shares, rarity and lines as a person says them."""
    assert [degree(share) for share in (1, 0.99, 0.7, 0.5, 0.3, 0, -1)] == [
        "all",
        "nearly all",
        "most",
        "about half",
        "a good part",
        "a small part",
        "a small part",
    ]
    assert [whole_percent(share) for share in (0.874, 1.2, -1)] == ["87\u00a0%", "100\u00a0%", "0\u00a0%"]
    assert len({uncommon(rarity) for rarity in (1, 0.6, 0.1)}) == 3
    assert (lines(3, 3), lines(3, 9)) == ("line 3", "lines 3 to 9")
