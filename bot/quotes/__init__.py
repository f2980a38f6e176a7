"""Who said what: the attribution engine. Text in, statements out, nothing else touched.

    attribute(text)  every statement of an English article, in text order
    explain(text)    the same, each with its reasons and what competed and lost

A reader goes through it in this order: marks (quotation marks), units (tokens), sentences,
tagger, chunks, subjects and frames; then the rules that propose candidates (reported with
passives and idioms, according, nominal, adjectives, hearsay, layouts), starts, edges and ends
(where content starts and stops), scoring and model (fitted weights), context and trees (a second
look), choose (overlaps), continuation (quotations that go on), acts and phrasal, and engine,
which runs them all; reasons explains what it did.
Word lists and weights are readable files under data/.
"""

from __future__ import annotations

from bot.quotes.engine import analyse, to_attribution
from bot.quotes.reasons import Explanation, Part, Rival, explain
from bot.records import Attribution

ENGINE = "9"


def attribute(text: str) -> tuple[Attribution, ...]:
    """Every statement of a text, in text order.

    Spans are code points into ``text``. A mention may be a pronoun, or end with the relative
    pronoun that carries the attribution ("Grove, who"). Content begins with "that" or "to"
    where the clause does. Never raises; the same text always gives the same answer.
    """
    return tuple(to_attribution(candidate) for candidate in analyse(text).chosen)


__all__ = ["ENGINE", "Explanation", "Part", "Rival", "attribute", "explain"]
