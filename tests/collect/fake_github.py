"""A server on this computer that answers as GitHub's API does, as far as we ask it."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit


class FakeGitHub:
    """Repositories, issues and comments; ``say`` puts answers before the real ones; ``seen`` are the requests."""

    def __init__(self) -> None:
        self.url = ""
        self.repositories: list[dict] = []
        self.issues: dict[str, list[dict]] = {}
        self.comments: dict[str, list[dict]] = {}
        self.pulls: dict[str, list[dict]] = {}
        self.me: str | None = "staff"
        self.seen: list[tuple[str, str]] = []
        self.headers: list[dict[str, str]] = []
        self.statuses: list[int] = []
        self._said: list[tuple[int, dict[str, str], bytes]] = []

    def say(self, status: int, body: bytes = b"{}", **headers: str) -> None:
        self._said.append((status, {name.replace("_", "-"): value for name, value in headers.items()}, body))

    def answer(
        self, method: str, target: str, headers: dict[str, str], body: bytes
    ) -> tuple[int, dict[str, str], bytes]:
        self.seen.append((method, target))
        self.headers.append(headers)
        if self._said:
            return self._said.pop(0)
        status, more, value = self._real(method, target, json.loads(body) if body else {})
        data = json.dumps(value).encode()
        etag = f'"{hashlib.sha256(data).hexdigest()[:16]}"'
        if method == "GET" and headers.get("If-None-Match") == etag:
            return 304, more, b""
        return status, {**more, "ETag": etag}, data

    def _real(self, method: str, target: str, body: dict) -> tuple[int, dict[str, str], object]:
        parts = urlsplit(target)
        names = parts.path.strip("/").split("/")
        if parts.path == "/user":
            return (200, {}, {"login": self.me}) if self.me else (403, {}, {"message": "no"})
        if names[0] == "orgs":
            page = int(parse_qs(parts.query).get("page", ["1"])[0])
            more = (
                {"Link": f'<{self.url}{parts.path}?page={page + 1}>; rel="next"'}
                if page * 2 < len(self.repositories)
                else {}
            )
            return 200, more, self.repositories[2 * page - 2 : 2 * page]
        repository, rest = "/".join(names[1:3]), names[3:]
        if rest == ["pulls"]:
            return 200, {}, self.pulls.get(repository, [])
        lists = self.comments if "comments" in rest else self.issues
        items = lists.setdefault(repository, [])
        if method == "GET":
            return 200, {}, items
        if method == "POST":
            user = {"login": self.me, "type": "User"} if self.me else {"login": "app[bot]", "type": "Bot"}
            number = len(items) + 1
            items.append(
                {**body, "number": number, "id": number, "user": user, "html_url": f"https://x/{repository}/{number}"}
            )
            return 201, {}, items[-1]
        items[int(rest[-1]) - 1].update(body)
        return 200, {}, items[int(rest[-1]) - 1]


@contextmanager
def fake_github() -> Iterator[FakeGitHub]:
    fake = FakeGitHub()

    class Handler(BaseHTTPRequestHandler):
        def _serve(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            status, headers, data = fake.answer(self.command, self.path, dict(self.headers), body)
            fake.statuses.append(status)
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        do_GET = do_POST = do_PATCH = _serve

        def log_message(self, *arguments: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    fake.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield fake
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
