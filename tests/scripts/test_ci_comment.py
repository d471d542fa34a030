"""The sticky comment, against servers that speak as the platforms do."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

SCRIPT = Path(__file__).parents[2] / "scripts" / "ci" / "comment.py"
MARKER = "<!-- ptgen-diff -->"
CHANGED = f"{MARKER}\n### 1 个项目有变化\n"
NOTHING = f"{MARKER}\n**没有变化**：main 与 HEAD\n"
LISTS = {
    "github": "/repos/o/r/issues/7/comments",
    "gitlab": "/projects/3/merge_requests/7/notes",
    "gitee": "/repos/o/r/pulls/7/comments",
}
ONES = {
    "github": "/repos/o/r/issues/comments/",
    "gitlab": "/projects/3/merge_requests/7/notes/",
    "gitee": "/repos/o/r/pulls/comments/",
}
CHANGES = {"github": "PATCH", "gitlab": "PUT", "gitee": "PATCH"}


@dataclass
class Server:
    """A platform with one pull request; ``refuse`` is the status that writing gets."""

    platform: str
    comments: list[tuple[int, str, str]] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    refuse: int = 0
    address: str = ""

    @property
    def account(self) -> str:
        return "github-actions[bot]" if self.platform == "github" else "ptgen"

    def row(self, number: int, author: str, text: str) -> dict[str, object]:
        key = ("author", "username") if self.platform == "gitlab" else ("user", "login")
        return {"id": number, key[0]: {key[1]: author}, "body": text}

    def answer(self, method: str, path: str, query: dict[str, list[str]], body: str) -> object:
        if path == "/user":
            return {"username": self.account, "login": self.account}
        if method == "GET":
            assert path == LISTS[self.platform]
            page, size = int(query["page"][0]), int(query["per_page"][0])
            rows = self.comments[(page - 1) * size : page * size]
            return [self.row(*row) for row in rows]
        self.calls.append(f"{method} {path}")
        if self.refuse:
            return None
        text = json.loads(body)["body"]
        if method == "POST":
            assert path == LISTS[self.platform]
            self.comments.append((len(self.comments) + 1, self.account, text))
            return {}
        assert method == CHANGES[self.platform]
        number = int(path.removeprefix(ONES[self.platform]))
        self.comments = [
            (number, author, text if one == number else old) for one, author, old in self.comments
        ]
        return {}


@pytest.fixture(params=["github", "gitlab", "gitee"])
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    made = Server(str(request.param))

    class Handler(BaseHTTPRequestHandler):
        def handle_any(self) -> None:
            parts = urlsplit(self.path)
            query = parse_qs(parts.query)
            length = int(self.headers.get("Content-Length") or 0)
            body = self.rfile.read(length).decode()
            proof = f"{dict(self.headers)}{query}"
            answer = made.answer(self.command, parts.path, query, body)
            known = "secret-token" in proof
            self.send_response(200 if answer is not None and known else made.refuse or 401)
            self.end_headers()
            self.wfile.write(json.dumps(answer).encode())

        do_GET = do_POST = do_PATCH = do_PUT = handle_any  # noqa: N815 http.server calls them so

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 as above
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as http:
        made.address = f"http://127.0.0.1:{http.server_port}"
        thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield made
        http.shutdown()
        thread.join()


def run(server: Server, folder: Path, text: str, **other: str) -> tuple[int, str]:
    file = folder / "comment.md"
    file.write_text(text, "utf-8")
    settings = {
        "GITHUB_API_URL": server.address,
        "GITHUB_REPOSITORY": "o/r",
        "GITHUB_TOKEN": "secret-token",
        "PULL_NUMBER": "7",
        "CI_API_V4_URL": server.address,
        "CI_PROJECT_ID": "3",
        "CI_MERGE_REQUEST_IID": "7",
        "PTGEN_TOKEN": "secret-token",
        "PTGEN_REPOSITORY": "o/r",
        "GITEE_PULL_ID": "7",
        "GITEE_API_URL": server.address,
        "no_proxy": "*",
        **other,
    }
    kept = {key: value for key, value in os.environ.items() if "PROXY" not in key.upper()}
    done = subprocess.run(
        (sys.executable, SCRIPT, server.platform, file),
        env={**kept, **settings},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def test_one_comment_is_posted_and_then_kept_up_to_date(server: Server, tmp_path: Path) -> None:
    assert run(server, tmp_path, CHANGED) == (0, "已发评论\n")
    assert run(server, tmp_path, CHANGED) == (0, "评论未变\n")
    newer = CHANGED.replace("1 个", "2 个")
    assert run(server, tmp_path, newer) == (0, "已更新评论\n")
    assert run(server, tmp_path, NOTHING) == (0, "已更新评论\n")
    assert [text for _, _, text in server.comments] == [NOTHING]
    assert len(server.calls) == 3


def test_nothing_is_posted_when_nothing_changed(server: Server, tmp_path: Path) -> None:
    assert run(server, tmp_path, NOTHING) == (0, "没有变化，不发评论\n")
    assert server.calls == []


def test_our_comment_is_found_behind_many_others(server: Server, tmp_path: Path) -> None:
    server.comments = [(number, "somebody", "看过了") for number in range(1, 251)]
    server.comments[149] = (150, server.account, f"{MARKER}\r\n旧的\r\n")
    assert run(server, tmp_path, CHANGED) == (0, "已更新评论\n")
    assert server.comments[149][2] == CHANGED
    assert len(server.comments) == 250


def test_a_comment_of_somebody_else_with_our_mark_is_left_alone(
    server: Server, tmp_path: Path
) -> None:
    server.comments = [(1, "somebody", CHANGED), (2, server.account, f"见 {MARKER}")]
    assert run(server, tmp_path, CHANGED) == (0, "已发评论\n")
    assert server.comments[0] == (1, "somebody", CHANGED)
    assert len(server.comments) == 3


def test_a_token_that_may_only_read_is_no_failure(server: Server, tmp_path: Path) -> None:
    server.refuse = 403
    status, said = run(server, tmp_path, CHANGED)
    assert status == 0
    assert "没有发评论的权限" in said


def test_a_platform_that_fails_is_told_without_the_token(server: Server, tmp_path: Path) -> None:
    server.refuse = 500
    status, said = run(server, tmp_path, CHANGED)
    assert status == 2
    assert "平台回答 500" in said
    assert "secret-token" not in said


def test_missing_settings_are_named(server: Server, tmp_path: Path) -> None:
    done = subprocess.run(
        (sys.executable, SCRIPT, server.platform, __file__),
        env={"PATH": os.environ["PATH"]},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "缺少环境变量" in done.stderr


def test_a_link_is_not_posted(server: Server, tmp_path: Path) -> None:
    link = tmp_path / "comment.md"
    link.symlink_to("/proc/self/environ")
    done = subprocess.run(
        (sys.executable, SCRIPT, server.platform, link),
        env=os.environ,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (2, f"错误: 评论没有发出：{link} 是链接\n")
