"""Feeds: bytes in, entries out. Pure.

``parse_feed`` reads RSS, Atom and JSON Feed into a ``Feed``; ``identity`` says by what an
entry is remembered and under which one spelling an address is known.
"""

from bot.feeds.identity import canonical_url, entry_key
from bot.feeds.model import Feed, FeedEntry, Hints
from bot.feeds.parse import parse_feed

__all__ = ["Feed", "FeedEntry", "Hints", "canonical_url", "entry_key", "parse_feed"]
