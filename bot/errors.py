"""Every error a person may see, in one tree.

    PullquoteError
    ├── BadInput            the asker can fix it: a wrong word, a missing permission
    │   ├── BadSettings     the configuration, with the path of the setting
    │   └── NotAllowed      the asker may not do this
    ├── NothingFound        the question was fine, the record holds no answer
    ├── Unreadable          one feed, page or file could not be read as what it should be
    └── StoreError          the record's file: locked, full, unreadable
        └── Damaged         a part of it is broken, so that trying again cannot help

``str(error)`` is one sentence that says what to do; ``subject`` names what it is about.
Everything else that is raised is a bug and is left to crash its own unit.
"""

from __future__ import annotations


class PullquoteError(Exception):
    """Base of all; ``subject`` is the thing concerned, ``sentence`` is for a person: one made by
    ``say`` can be said in another language."""

    def __init__(self, subject: str, sentence: str) -> None:
        super().__init__(sentence)
        self.subject = subject
        self.sentence = sentence


class BadInput(PullquoteError):
    """What was asked cannot be done as asked; says what would work."""


class BadSettings(BadInput):
    """A setting is wrong; ``subject`` is its dotted path."""


class NotAllowed(BadInput):
    """The asker lacks a permission; names it."""


class NothingFound(PullquoteError):
    """Nothing in the record answers this; ``nearest`` may hold what comes closest."""

    def __init__(self, subject: str, sentence: str, nearest: tuple[str, ...] = ()) -> None:
        super().__init__(subject, sentence)
        self.nearest = nearest


class Unreadable(PullquoteError):
    """A feed, page or file is not what it should be; the item is skipped and recorded."""


class StoreError(PullquoteError):
    """The record's file refused; nothing that was acknowledged is lost."""


class Damaged(StoreError):
    """A part of the file is broken; the rest of it can be read."""
