"""Sentences for people that can be said in their language later.

A service says what is wrong in English; who shows it may know the reader's language. So a
sentence remembers how it was made, in the record too. Everywhere else it is a plain string.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any


class Sentence(str):
    """English text that was made of ``template`` (a message of the catalogues, in the form of
    ``str.format``) and ``values``, some of which may be sentences themselves."""

    template: str
    values: dict[str, object]

    __slots__ = ("template", "values")


def say(template: str, /, **values: object) -> Sentence:
    """The sentence in English; raises KeyError where a value is missing."""
    sentence = Sentence(template.format(**values))
    sentence.template = template
    sentence.values = values
    return sentence


def listed(parts: Iterable[str]) -> Sentence:
    """Parts joined with commas, each of which may be a sentence."""
    values = {f"part{number}": part for number, part in enumerate(parts)}
    template = ", ".join(f"{{{name}}}" for name in values)
    return say(template, **values)


def kept(value: object) -> Any:
    """As JSON, from which ``recalled`` makes the sentence again; other values as they are."""
    if not isinstance(value, Sentence):
        return value
    values = {name: kept(one) for name, one in value.values.items()}
    return {"template": value.template, "values": values}


def recalled(document: Any) -> Any:
    """What ``kept`` was given."""
    if not isinstance(document, dict):
        return document
    template, values = document["template"], document["values"]
    return say(template, **{name: recalled(one) for name, one in values.items()})
