"""The few calls of GitHub's REST API that are needed: one at a time, conditional, and slower when told so.

https://docs.github.com/rest/using-the-rest-api/best-practices-for-using-the-rest-api : requests in series; one second
between those that change something; ``Retry-After`` and ``X-RateLimit-Reset`` are obeyed, else a minute and then twice
as long each time; what has an ETag is asked for with it, since an answer 304 does not count.
"""

from __future__ import annotations

import email.message
import http.client
import json
import random
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec

from autograder.collect.token import Token
from autograder.errors import InputError
from autograder.files import write_file
from autograder.intake.names import clean

API = "https://api.github.com"
VERSION = "2022-11-28"
MAX_ANSWER_BYTES = 64 * 2**20
MAX_PAGES = 1_000
TRIES = 6
TIMEOUT_SECONDS = 30.0
LONGEST_WAIT_SECONDS = 3_700.0
"""A primary limit lasts an hour."""

BETWEEN_CHANGES_SECONDS = 1.0


class RestError(Exception):
    """The API said no; ``status`` is 0 where it said nothing."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


class _Answer(msgspec.Struct, frozen=True):
    status: int
    headers: email.message.Message
    body: bytes


class _Kept(msgspec.Struct, frozen=True):
    """An answer to be used again as long as the server says that nothing has changed."""

    etag: str
    link: str
    body: str


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """A redirect would be sent the token, wherever it leads."""

    def redirect_request(self, *arguments: Any, **named: Any) -> None:
        return None


class Rest:
    """A client of one API; ``cache`` keeps answers between runs, ``sleep`` and ``clock`` are for tests."""

    def __init__(
        self,
        api: str = API,
        token: Token | None = None,
        *,
        cache: Path | None = None,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.time,
        tell: Callable[[str], None] = lambda _: None,
    ) -> None:
        parts = urllib.parse.urlsplit(api)
        if parts.scheme != "https" and parts.hostname not in ("127.0.0.1", "localhost", "::1"):
            raise InputError(f"--api {clean(api, 100)}: should begin with https://, since a token is sent there")
        self._api = api.rstrip("/")
        self._token = token
        self._sleep = sleep
        self._clock = clock
        self._tell = tell
        self._changed_at: float | None = None
        self._cache = cache
        self._kept: dict[str, _Kept] = _read(cache)
        self._opener = urllib.request.build_opener(_NoRedirects, urllib.request.ProxyHandler())

    def get(self, path: str) -> Any:
        """The answer to one question."""
        return self._got(self._api + path)[0]

    def every(self, path: str) -> Iterator[dict[str, Any]]:
        """The entries of all pages of a list."""
        url: str | None = self._api + path
        for _ in range(MAX_PAGES):
            if url is None:
                return
            items, url = self._got(url)
            yield from (item for item in items if isinstance(item, dict))

    def change(self, method: str, path: str, body: dict[str, Any]) -> Any:
        """Create or change something, a second after the last change."""
        if self._changed_at is not None:
            self._sleep(max(0.0, self._changed_at + BETWEEN_CHANGES_SECONDS - self._clock()))
        answer = self._ask(method, self._api + path, json.dumps(body).encode())
        self._changed_at = self._clock()
        return _json(answer.body)

    def close(self) -> None:
        """Keep the answers for the next time."""
        if self._cache is not None:
            write_file(self._cache, msgspec.json.encode(self._kept))

    def _got(self, url: str) -> tuple[Any, str | None]:
        kept = self._kept.get(url)
        answer = self._ask("GET", url, None, {"If-None-Match": kept.etag} if kept else {})
        if answer.status == 304 and kept is not None:
            return json.loads(kept.body), self._next(kept.link)
        value, link = _json(answer.body), answer.headers.get("Link", "")
        if etag := answer.headers.get("ETag"):
            self._kept[url] = _Kept(etag, link, answer.body.decode("utf-8", "replace"))
        return value, self._next(link)

    def _next(self, link: str) -> str | None:
        """The next page; only of the same API, since it is sent the token."""
        for part in link.split(","):
            address, _, relation = part.strip().partition(";")
            if 'rel="next"' in relation:
                url = address.strip("<> ")
                if not url.startswith(f"{self._api}/"):
                    raise RestError(0, "the next page of a list lies on another server")
                return url
        return None

    def _ask(self, method: str, url: str, data: bytes | None, more: dict[str, str] | None = None) -> _Answer:
        for attempt in range(TRIES):
            answer = self._once(method, url, data, more or {})
            if answer.status == 304 or 200 <= answer.status < 300:
                return answer
            seconds = self._pause(answer, attempt, changes=data is not None)
            if seconds is None or attempt == TRIES - 1:
                raise RestError(answer.status, self._said(method, url, answer))
            if seconds > 5:
                self._tell(f"the API asks for patience: waiting {seconds:.0f} s")
            self._sleep(seconds)
        raise AssertionError("unreachable")

    def _once(self, method: str, url: str, data: bytes | None, more: dict[str, str]) -> _Answer:
        headers = {"Accept": "application/vnd.github+json", "X-GitHub-Api-Version": VERSION, "User-Agent": "autograder"}
        if self._token is not None:
            headers["Authorization"] = self._token.header()
        if data is not None:
            headers["Content-Type"] = "application/json"
        request = urllib.request.Request(url, data, headers | more, method=method)  # noqa: S310 - checked above
        try:
            with self._opener.open(request, timeout=TIMEOUT_SECONDS) as response:
                return _Answer(response.status, response.headers, response.read(MAX_ANSWER_BYTES))
        except urllib.error.HTTPError as error:
            with error:
                return _Answer(error.code, error.headers, error.read(100_000))
        except (OSError, http.client.HTTPException) as error:
            return _Answer(0, email.message.Message(), clean(str(error), 200).encode())

    def _pause(self, answer: _Answer, attempt: int, *, changes: bool) -> float | None:
        """How long to wait before asking again; ``None`` where that would not help."""
        jitter: float = random.uniform(0, 1)  # noqa: S311
        wait = answer.headers.get("Retry-After", "")
        if wait.isdecimal():
            return min(float(wait) + jitter, LONGEST_WAIT_SECONDS)
        if answer.status in (403, 429) and answer.headers.get("X-RateLimit-Remaining") == "0":
            reset = answer.headers.get("X-RateLimit-Reset", "")
            left = float(reset) - self._clock() if reset.isdecimal() else 60.0
            return min(max(left, 0.0) + 1 + jitter, LONGEST_WAIT_SECONDS)
        if answer.status == 429 or (answer.status == 403 and b"rate limit" in answer.body.lower()):
            return float(60 * 2**attempt) + jitter
        if answer.status == 0 or answer.status >= 500:  # what may have come about is not asked for twice
            return None if changes else float(2**attempt) + jitter
        return None

    def _said(self, method: str, url: str, answer: _Answer) -> str:
        try:
            said = str(json.loads(answer.body)["message"])
        except (ValueError, KeyError, TypeError):
            said = answer.body[:200].decode("utf-8", "replace")
        text = f"{method} {urllib.parse.urlsplit(url).path}: {answer.status or 'no answer'} ({clean(said, 200)})"
        return self._token.redacted(text) if self._token is not None else text


def _json(body: bytes) -> Any:
    try:
        return json.loads(body) if body else None
    except (ValueError, RecursionError):
        raise RestError(0, "the API answered something else than JSON") from None


def _read(cache: Path | None) -> dict[str, _Kept]:
    try:
        return msgspec.json.decode(cache.read_bytes(), type=dict[str, _Kept]) if cache is not None else {}
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
        return {}
