"""Loaded by the fork server alone: what a process needs for its first article, read once."""

from __future__ import annotations

import tests.faults.child  # noqa: F401  # what the fork server is there for
from bot.desk.reading.article import read_statements
from bot.feeds import parse_feed
from bot.pages import read_page
from tests.gathering.newsroom import Newsroom, words

_newsroom = Newsroom("warm.example")
_newsroom.publish(1)
parse_feed(_newsroom.feed().encode(), "http://warm.example/feed.xml")
_page = "".join(f"<p>{one}</p>" for one in words(1))
read_page(f"<html><body><article>{_page}</article></body></html>".encode(), "http://warm.example/")
read_statements("warm", "\n\n".join(words(1)), "en")
