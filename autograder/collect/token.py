"""The token: from the environment, for one host, and into no text that anybody reads."""

from __future__ import annotations

import base64
import os
import re
import urllib.parse
from collections.abc import Mapping

VARIABLES = ("GITHUB_TOKEN", "GH_TOKEN")
_PLAIN = re.compile(r"[\x21-\x7e]+")


class Token:
    """A secret that shows itself only to whom it is sent."""

    def __init__(self, secret: str) -> None:
        self._secret = secret

    def __repr__(self) -> str:
        return "Token(...)"

    def header(self) -> str:
        """What the API is sent."""
        return f"Bearer {self._secret}"

    def for_git(self, host: str) -> dict[str, str]:
        """Variables by which git sends it to ``https://host/`` alone: not in its arguments, an address or a file."""
        return {
            "GIT_CONFIG_COUNT": "1",
            "GIT_CONFIG_KEY_0": f"http.https://{host}/.extraHeader",
            "GIT_CONFIG_VALUE_0": f"Authorization: Basic {self._basic()}",
        }

    def redacted(self, text: str) -> str:
        """``text`` without it."""
        return text.replace(self._secret, "***").replace(self._basic(), "***")

    def _basic(self) -> str:
        return base64.b64encode(f"x-access-token:{self._secret}".encode()).decode()


def token_of(environment: Mapping[str, str] = os.environ) -> Token | None:
    """The token in ``GITHUB_TOKEN`` or ``GH_TOKEN``, if there is one; a line break in it would forge a header."""
    for name in VARIABLES:
        secret = environment.get(name, "").strip()
        if _PLAIN.fullmatch(secret):
            return Token(secret)
    return None


def git_host(api: str) -> str:
    """The host of repositories that belongs to an API: that of GitHub has another name, an Enterprise's the same."""
    host = urllib.parse.urlsplit(api).netloc
    return "github.com" if host == "api.github.com" else host
