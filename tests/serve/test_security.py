from __future__ import annotations

import socket
from pathlib import Path

import httpx
import pytest

from ptgen.serve.latest import LatestSnapshot
from ptgen.serve.security import OWN_NAMES, hosts_of
from ptgen.serve.server import SaveEvents, application
from ptgen.serve.snapshot import ProjectsSnapshot
from tests.serve.serving import Served

NONE = {"script-src 'self'", "default-src 'none'", "frame-ancestors 'none'", "connect-src 'self'"}


@pytest.mark.parametrize("path", ["/", "/nothing", "/static/live.js", "/projects/unit/01"])
def test_every_answer_says_what_a_browser_may_do(served: Served, path: str) -> None:
    headers = served.get(path).headers
    assert set(headers["content-security-policy"].split("; ")) >= NONE
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert headers["cache-control"] == "no-store"
    assert "access-control-allow-origin" not in headers
    assert "server" not in headers


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost:8000", "[::1]:8000", "LOCALHOST"])
def test_names_of_this_machine_are_answered(served: Served, host: str) -> None:
    assert served.get("/", host=host).status_code == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:8000",
        "127.0.0.1.evil.example",
        "localhost.evil.example",
        "evil.example@127.0.0.1",
        "127.0.0.1/evil",
        "192.168.1.2",
        "[::1",
        "127.0.0.1:",
        "",
    ],
)
@pytest.mark.parametrize("path", ["/", "/events", "/sheets/form/unit/01", "/static/live.js"])
def test_other_names_are_refused(served: Served, host: str, path: str) -> None:
    answer = served.get(path, host=host)
    assert answer.status_code == 400
    assert "设备运行" not in answer.text


def test_a_request_without_a_name_is_refused(served: Served) -> None:
    url = httpx.URL(served.url)
    assert url.port is not None
    with socket.create_connection((url.host, url.port)) as connection:
        connection.sendall(b"GET / HTTP/1.0\r\n\r\n")
        assert connection.recv(100).startswith(b"HTTP/1.1 400 ")


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
def test_nothing_can_be_changed(served: Served, method: str) -> None:
    answer = served.client.request(method, "/projects/unit/01")
    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET, HEAD"
    assert "只供查看" in answer.text


@pytest.mark.parametrize("path", ["/", "/events", "/projects/unit/01"])
def test_the_head_of_a_page_can_be_asked_for(served: Served, path: str) -> None:
    answer = served.client.head(path)
    assert (answer.status_code, answer.content) == (200, b"")


def test_another_site_can_link_here_but_not_read(served: Served) -> None:
    visit = {"sec_fetch_site": "cross-site", "sec_fetch_mode": "navigate"}
    assert served.get("/", **visit, sec_fetch_dest="document").status_code == 200
    assert served.get("/", **visit, sec_fetch_dest="iframe").status_code == 403
    assert served.get("/", sec_fetch_site="cross-site", sec_fetch_mode="cors").status_code == 403
    assert served.get("/", sec_fetch_site="same-origin").status_code == 200


def test_a_host_that_was_asked_for_is_answered_too() -> None:
    assert hosts_of("budget.local", "machine").allow("budget.local:8000")
    assert not hosts_of("budget.local", "machine").allow("192.168.1.2")
    assert all(
        hosts_of("127.0.0.1", "machine").allow(name) for name in OWN_NAMES if ":" not in name
    )
    assert not hosts_of("127.0.0.1", "machine").allow("machine")


def test_on_every_address_any_address_is_answered_but_no_foreign_name() -> None:
    everywhere = hosts_of("0.0.0.0", "Machine")  # noqa: S104 the very thing
    assert everywhere.allow("192.168.1.2:8000")
    assert everywhere.allow("[fe80::1]:8000")
    assert everywhere.allow("machine:8000")
    assert not everywhere.allow("evil.example")


class BrokenSnapshot(LatestSnapshot):
    def current(self) -> ProjectsSnapshot:
        raise ZeroDivisionError


def test_an_error_of_the_program_is_a_page_with_all_headers(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    import anyio

    app = application(BrokenSnapshot((tmp_path,)), hosts_of("", ""), SaveEvents(""))

    async def asked() -> httpx.Response:
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
            return await client.get("/")

    answer = anyio.run(asked)
    assert answer.status_code == 500
    assert "这是程序的问题" in answer.text
    assert set(answer.headers["content-security-policy"].split("; ")) >= NONE
    told = capsys.readouterr().err
    assert told.count("ptgen 自身出错") == told.count("Traceback") == 1
    assert "ZeroDivisionError" in told
