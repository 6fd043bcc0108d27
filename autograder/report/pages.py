"""How the pages' templates are set up: every text escaped, a missing name an error, no blank lines of blocks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import jinja2


def page_environment(*filters: Callable[..., Any], finalize: Callable[[Any], Any] | None = None) -> jinja2.Environment:
    """The environment of the templates in ``templates/``, with each of ``filters`` under its own name."""
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("autograder.report"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        finalize=finalize,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update({function.__name__: function for function in filters})
    return environment
