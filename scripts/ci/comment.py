"""Post a comment on a pull request, or update the one that an earlier run left there.

    python3 -I scripts/ci/comment.py github|gitlab|gitee FILE

FILE is what ``ptgen diff --format markdown`` printed. Its first line, hidden in the comment, marks
it. Nothing is posted when nothing changed and no comment is there, and nothing when the comment
says the same already. Only comments of our own account are updated. Needs Python alone.

Settings: github: GITHUB_TOKEN, GITHUB_REPOSITORY, PULL_NUMBER, GITHUB_API_URL, COMMENT_AUTHOR
(``github-actions[bot]``); gitlab: PTGEN_TOKEN and GitLab's own CI_* variables; gitee: PTGEN_TOKEN,
PTGEN_REPOSITORY (owner/name), GITEE_PULL_ID, GITEE_API_URL.

Exit status: 0 done or not allowed to (a pull request of a fork), 2 could not be done.
"""

from __future__ import annotations

import json
import os
import sys
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import cast

NO_CHANGE = "**没有变化**"
_PAGE = 100
_MOST_PAGES = 30
_TIMEOUT = 30  # seconds

Json = str | int | bool | None | list["Json"] | dict[str, "Json"]


@dataclass(frozen=True)
class Comment:
    """A comment that is there."""

    number: int
    author: str
    text: str


@dataclass(frozen=True)
class Platform:
    """Where comments are read and written, and how an account is proved."""

    comments: str  # the list; posting to it adds one
    one: str  # one comment, its number in place of {}
    method: str  # how one is changed
    headers: Mapping[str, str]
    parameters: Mapping[str, str]
    author: str | None  # our own account; None: ask `me`
    me: str
    author_key: tuple[str, str]

    def call(self, method: str, url: str, body: str | None = None) -> Json:
        """One request; the answer read as JSON."""
        separator = "&" if "?" in url else "?"
        query = urllib.parse.urlencode(self.parameters)
        data = None if body is None else json.dumps({"body": body}).encode()
        request = urllib.request.Request(  # noqa: S310 the address comes from the platform itself
            f"{url}{separator}{query}" if query else url,
            data=data,
            method=method,
            headers={**self.headers, "Content-Type": "application/json", "User-Agent": "ptgen"},
        )
        with urllib.request.urlopen(request, timeout=_TIMEOUT) as answer:  # noqa: S310 as above
            return cast(Json, json.loads(answer.read() or b"null"))

    def account(self) -> str:
        """The name of our own account."""
        if self.author is not None:
            return self.author
        answer = self.call("GET", self.me)
        return str(answer.get(self.author_key[1])) if isinstance(answer, dict) else ""

    def all_comments(self) -> list[Comment]:
        """The comments that are there, oldest first as far as the platform says so."""
        found: list[Comment] = []
        for page in range(1, _MOST_PAGES + 1):
            answer = self.call("GET", f"{self.comments}?per_page={_PAGE}&page={page}")
            rows = answer if isinstance(answer, list) else []
            found += [self._comment(row) for row in rows if isinstance(row, dict)]
            if len(rows) < _PAGE:
                break
        return found

    def _comment(self, row: Mapping[str, Json]) -> Comment:
        author = row.get(self.author_key[0])
        name = author.get(self.author_key[1]) if isinstance(author, dict) else ""
        return Comment(int(str(row.get("id"))), str(name), str(row.get("body") or ""))


def github(settings: Mapping[str, str]) -> Platform:
    """GitHub, in a workflow for pull_request."""
    api = settings.get("GITHUB_API_URL", "https://api.github.com")
    repository = f"{api}/repos/{settings['GITHUB_REPOSITORY']}/issues"
    return Platform(
        comments=f"{repository}/{int(settings['PULL_NUMBER'])}/comments",
        one=f"{repository}/comments/{{}}",
        method="PATCH",
        headers={
            "Authorization": f"Bearer {settings['GITHUB_TOKEN']}",
            "Accept": "application/vnd.github+json",
        },
        parameters={},
        author=settings.get("COMMENT_AUTHOR", "github-actions[bot]"),
        me="",
        author_key=("user", "login"),
    )


def gitlab(settings: Mapping[str, str]) -> Platform:
    """GitLab, in a pipeline for merge requests."""
    api = settings["CI_API_V4_URL"]
    request = (
        f"{int(settings['CI_PROJECT_ID'])}/merge_requests/{int(settings['CI_MERGE_REQUEST_IID'])}"
    )
    return Platform(
        comments=f"{api}/projects/{request}/notes",
        one=f"{api}/projects/{request}/notes/{{}}",
        method="PUT",
        headers={"PRIVATE-TOKEN": settings["PTGEN_TOKEN"]},
        parameters={},
        author=None,
        me=f"{api}/user",
        author_key=("author", "username"),
    )


def gitee(settings: Mapping[str, str]) -> Platform:
    """Gitee, in a pipeline for pull requests."""
    api = settings.get("GITEE_API_URL", "https://gitee.com/api/v5")
    pulls = f"{api}/repos/{settings['PTGEN_REPOSITORY']}/pulls"
    return Platform(
        comments=f"{pulls}/{int(settings['GITEE_PULL_ID'])}/comments",
        one=f"{pulls}/comments/{{}}",
        method="PATCH",
        headers={},
        parameters={"access_token": settings["PTGEN_TOKEN"]},
        author=None,
        me=f"{api}/user",
        author_key=("user", "login"),
    )


PLATFORMS = {"github": github, "gitlab": gitlab, "gitee": gitee}


def post(platform: Platform, text: str) -> str:
    """Bring the pull request's comment up to date; what was done, in Chinese."""
    marker, _, rest = text.partition("\n")
    ours = [one for one in platform.all_comments() if one.text.splitlines()[:1] == [marker]]
    account = platform.account() if ours else ""
    former = next((one for one in ours if one.author == account), None)
    if former is None:
        if rest.startswith(NO_CHANGE):
            return "没有变化，不发评论"
        platform.call("POST", platform.comments, text)
        return "已发评论"
    if _plain(former.text) == _plain(text):
        return "评论未变"
    platform.call(platform.method, platform.one.format(former.number), text)
    return "已更新评论"


def _plain(text: str) -> str:
    """Platforms change line ends and cut blanks at the end."""
    return text.replace("\r\n", "\n").strip()


def _text(file: Path) -> str:
    """The text of a file; what a link leads to may be a secret."""
    if file.is_symlink():
        raise OSError(f"{file} 是链接")
    return file.read_text("utf-8")


def main(arguments: list[str], settings: Mapping[str, str]) -> int:
    """Run it; the exit status."""
    if len(arguments) != 2 or arguments[0] not in PLATFORMS:
        print("用法：comment.py github|gitlab|gitee 文件", file=sys.stderr)
        return 2
    try:
        text = _text(Path(arguments[1]))
        print(post(PLATFORMS[arguments[0]](settings), text))
    except KeyError as failure:
        print(f"错误: 缺少环境变量 {failure.args[0]}", file=sys.stderr)
        return 2
    except urllib.error.HTTPError as failure:
        if failure.code in (401, 403):
            print("没有发评论的权限（来自其他仓库的合并请求只能读）；内容见运行记录和附件")
            return 0
        print(f"错误: 平台回答 {failure.code}", file=sys.stderr)
        return 2
    except (OSError, ValueError) as failure:
        print(f"错误: 评论没有发出：{failure}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], os.environ))
