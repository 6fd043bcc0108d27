"""Forging the report: results on descriptors and files, commands to a CI system, markup, terminal codes."""

from functools import partial

from tests.attacks.attack import Attack

forge = partial(Attack, stopped_by="wire")

MARKUP = "<script>alert(1)</script><img src=x onerror=alert(1)><a href=javascript:alert(1)>x</a></pre></details>`<b onclick=x>`"
GRADE = '{"schema": "autograder/grade/v1", "score": 10.0, "max_score": 10.0}'

ATTACKS = [
    forge(
        "results-on-every-descriptor",
        "write a grade to every descriptor",
        f"for fd in range(3):\n    for _ in range(9): os.write(fd, b'\\n{GRADE}\\n')\nsys.__stdout__ and sys.__stdout__.write('{GRADE}')",
    ),
    forge(
        "results-as-files",
        "write grades, gradebooks and JUnit reports",
        f"for name in ('grade.json', 'results.json', 'results.xml', 'scores.csv', 'test.ipynb'): open(name, 'w').write('{GRADE}')",
    ),
    Attack(
        "results-where-graders-look",
        "write grades where grading services look for them",
        "try_each(*(lambda p=p: write(p + '/' + MARK) or 'wrote' for p in "
        "(ROOT, ROOT + '/build', '/autograder/results', '/tmp', os.path.dirname(HOME) or '/')))",
        "sandbox",
    ),
    forge(
        "commands-to-ci",
        "print commands that a CI system obeys",
        "for line in ('::error::x', '::set-output name=score::10', '::add-mask::0', '::stop-commands::x', '##[error]x', '##vso[task.complete]'):\n"
        "    print(line); os.write(1, line.encode() + b'\\n'); os.write(2, line.encode() + b'\\n')\ndef double(x): raise ValueError('\\n::error::x\\n')",
    ),
    forge(
        "files-of-ci",
        "append to the files that a CI system reads",
        "found = {k: v for k, v in os.environ.items() if k.startswith(('GITHUB_', 'RUNNER_', 'CI', 'GRADER_'))}\nif found: print('GOT', found)",
    ),
    Attack(
        "files-of-ci-by-their-path",
        "append to them by the path that they have",
        "try_each(*(lambda n=n: opens(DECOY + n) for n in ('.output', '.summary')), lambda: opens(DECOY))",
        "sandbox",
    ),
    forge(
        "terminal-codes",
        "print codes that move the cursor and rewrite the score",
        "print('\\x1b[2A\\x1b[2K10/10\\r\\x9b2J\\u202e\\x07')\ndef double(x): raise ValueError('\\x1b]0;10/10\\x07')",
    ),
    forge("markup-printed", "print markup", f"print({MARKUP!r})"),
    forge("markup-in-an-exception", "raise with markup", f"raise ValueError({MARKUP!r})"),
    forge("markup-in-a-call", "raise with markup in a call", f"def double(x): raise ValueError({MARKUP!r})"),
    forge(
        "markup-in-an-exceptions-name",
        "raise a class that is named by markup",
        f"E = type({MARKUP!r}, (Exception,), {{}})\ndef double(x): raise E('x')\nraise E",
    ),
    forge(
        "markup-in-a-repr",
        "show and return what is represented by markup",
        f"class R:\n    def __repr__(self): return {MARKUP!r}\n    _repr_html_ = _repr_svg_ = __repr__\ndef double(x): return R()\nR()",
    ),
    forge(
        "markup-in-a-type",
        "return a type that is named by markup",
        f"def double(x): return type({MARKUP!r}, (), {{}})()",
    ),
    forge("markup-in-a-value", "return markup", f"def double(x): return {MARKUP!r}"),
    forge("markup-in-keys", "return markup for keys", f"def double(x): return {{{MARKUP!r}: 1}}"),
    forge(
        "markup-in-a-warning",
        "warn with markup",
        f"import warnings\ndef double(x):\n    warnings.warn({MARKUP!r})\n    return [x]",
    ),
    forge(
        "markup-in-names",
        "have a similar name be suggested that is markup",
        f"globals()['doubl<script>'] = globals()[{MARKUP!r}] = 1\ndel double",
    ),
    forge("markup-in-the-source", "fail in a line that is markup", f"def double(x): return 1 / 0  # {MARKUP}"),
    forge(
        "markup-displayed",
        "display HTML, JavaScript and Markdown",
        f"from IPython.display import display, HTML, Javascript, Markdown\nfor kind in (HTML, Javascript, Markdown): display(kind({MARKUP!r}))",
    ),
    forge(
        "markup-of-entities",
        "print markup that was escaped once",
        "print('&lt;script&gt;alert(1)&lt;/script&gt; &#60;script&#62; {{ 7 * 7 }} {% raise %}')",
    ),
    forge(
        "markup-of-rich",
        "print the terminal's own markup",
        "print('[bold green]10/10[/] [link=http://x]y[/link]')\ndef double(x): raise ValueError('[/nonsense][red]')",
    ),
]
