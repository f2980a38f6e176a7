"""That an article was removed by an operator: a document of kind ``removal``, by article id.

It stands whatever is read or built again. Raises StoreError.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bot.errors import Damaged
from bot.ports import Documents
from bot.records import Article

log = logging.getLogger(__name__)

REMOVALS = "removal"


@dataclass(frozen=True, slots=True)
class Removal:
    """That an article was removed, and why, in the operator's words."""

    at: datetime | None
    reason: str | None = None

    def encode(self) -> dict[str, Any]:
        """As a JSON document."""
        return {"at": self.at.isoformat() if self.at else None, "reason": self.reason}

    @classmethod
    def decode(cls, document: dict[str, Any]) -> Removal:
        """From a JSON document."""
        at = document["at"]
        return cls(datetime.fromisoformat(at) if at else None, document["reason"])


async def removal_of(documents: Documents, article_id: str) -> Removal | None:
    """The removal that stands for this article; one that is damaged stands. Raises StoreError."""
    try:
        stored = await documents.get(REMOVALS, article_id)
    except Damaged as error:
        log.error("removal %s: %s", article_id, error)
        return Removal(None)
    return Removal.decode(stored) if stored else None


def without_words(article: Article) -> Article:
    """What may be known of a removed article: where it was and when, and nothing it said."""
    return replace(
        article,
        title="",
        byline=None,
        credit=None,
        text="",
        language="und",
        related=(),
        counter=None,
    )
