"""Sentences for people that can be said in their language later.

A service says what is wrong in English; who shows it may know the reader's language. So a
sentence remembers how it was made. Everywhere else it is a plain string.
"""

from __future__ import annotations


class Sentence(str):
    """English text that was made of ``template`` (a message of the catalogues, in the form of
    ``str.format``) and ``values``."""

    template: str
    values: dict[str, object]

    __slots__ = ("template", "values")


def say(template: str, /, **values: object) -> Sentence:
    """The sentence in English; raises KeyError where a value is missing."""
    sentence = Sentence(template.format(**values))
    sentence.template = template
    sentence.values = values
    return sentence
