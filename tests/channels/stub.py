"""A provider on 127.0.0.1: keeps what it got, answers what the test says."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

Answer = bytes | dict[str, Any] | int
"""Bytes or JSON with 200, or a bare status."""


@dataclass(frozen=True)
class Got:
    """One request as it came in."""

    method: str
    path: str
    query: dict[str, list[str]]
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class Stub:
    """`answers` maps a path to an answer, or to a function of the request."""

    def __init__(self, answers: dict[str, Answer | Callable[[Got], Answer]]) -> None:
        self.got: list[Got] = []
        self.answers = answers
        stub = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self._answer()

            def do_POST(self) -> None:
                self._answer()

            def _answer(self) -> None:
                parts = urlsplit(self.path)
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                got = Got(self.command, parts.path, parse_qs(parts.query), dict(self.headers), body)
                stub.got.append(got)
                answer = stub.answers.get(parts.path, 404)
                if callable(answer):
                    answer = answer(got)
                content = json.dumps(answer).encode() if isinstance(answer, dict) else answer
                self.send_response(content if isinstance(content, int) else 200)
                self.end_headers()
                if isinstance(content, bytes):
                    self.wfile.write(content)

            def log_message(self, *arguments: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}"

    def asked(self, path: str) -> list[Got]:
        return [got for got in self.got if got.path == path]

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()
