"""``pullquote feeds``: listing, finding, moving in and out, over one data folder."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from bot.cli import main
from tests.gathering.newsroom import Item, Newsroom

FEED = Newsroom("x", items=[Item("One", "https://tarn.example/1", "1")]).feed().encode()


class Site(BaseHTTPRequestHandler):
    """A front page that names its feed."""

    def do_GET(self) -> None:
        found = {
            "/": b"<link rel=alternate type='application/rss+xml' href='/feed.xml'>",
            "/feed.xml": FEED,
        }
        body = found.get(self.path, b"")
        self.send_response(200 if body else 404)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments: object) -> None:
        return


@pytest.fixture
def site() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Site) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,)).start()
        yield f"127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture
def config(site: str, tmp_path: Path) -> Path:
    path = tmp_path / "config.toml"
    path.write_text(
        f'[[feeds]]\nurl = "https://tarn.example/feed"\n[fetch]\nallow_private_hosts = ["{site}"]\n'
    )
    return path


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    status = main(["feeds", *map(str, arguments)])
    captured = capsys.readouterr()
    return status, captured.out, captured.err


def listed(capsys: pytest.CaptureFixture[str], config: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(run(capsys, "--json", "--config", config)[1])
    return found


def test_a_feed_is_found_listed_and_removed(
    site: str, config: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, out, _ = run(capsys, "--config", config, "add", f"http://{site}/", "--every", "90")
    assert (status, out) == (
        0,
        f"added the feed: http://{site}/feed.xml (Tarn Courier, 1 entries)\n",
    )
    first, second = listed(capsys, config)
    assert (first["health"], first["added"], first["reason"]) == ("new", False, None)
    assert (second["url"], second["every"]) == (f"http://{site}/feed.xml", 90)
    assert second["added"] is True
    assert "not looked at yet" in run(capsys, "--config", config)[1]

    opml = tmp_path / "feeds.opml"
    assert run(capsys, "export", opml, "--config", config)[0] == 0
    status, out, _ = run(capsys, "import", opml, "--data", tmp_path / "other", "--json")
    assert (status, json.loads(out)) == (0, {"added": 2, "known": 0})

    assert run(capsys, "--config", config, "remove", second["url"])[0] == 0
    assert [one["url"] for one in listed(capsys, config)] == ["https://tarn.example/feed"]


REFUSED = [
    (("add", "http://127.0.0.1:9/"), 2, "private address"),
    (("remove", "https://tarn.example/feed"), 2, "in the configuration"),
    (("remove", "https://nowhere.example/feed"), 1, "There is no feed"),
    (("release", "https://tarn.example/feed"), 2, "is not held"),
    (("discard", "https://tarn.example/feed"), 2, "is not held"),
    (("import", "missing.opml"), 2, "cannot be read"),
]


@pytest.mark.parametrize(("arguments", "status", "sentence"), REFUSED)
def test_what_cannot_be_done_is_said(
    arguments: tuple[str, ...],
    status: int,
    sentence: str,
    config: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(capsys, "add", "x", "--every", "1", "--config", config)[0] == 2
    found, _, error = run(capsys, *arguments, "--config", config)
    assert found == status
    assert sentence in error
