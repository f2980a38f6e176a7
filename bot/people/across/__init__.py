"""Who is the same person or body in different articles. Pure.

``gather(record)`` reads what an article tells of its speakers, ``Profile`` is what is known
of one of them from all articles, ``compare`` weighs whether two profiles are one. Where
they may be found is told by ``keys``; who keeps them is the index.
"""

from bot.people.across.asking import alternatives, countries, searchable
from bot.people.across.compare import CERTAIN, Verdict, choose, compare, plainly_same, related
from bot.people.across.evidence import Evidence, Surroundings, gather, surroundings, unnamed
from bot.people.across.keys import keys
from bot.people.across.profile import Profile

__all__ = [
    "CERTAIN",
    "Evidence",
    "Profile",
    "Surroundings",
    "Verdict",
    "alternatives",
    "choose",
    "compare",
    "countries",
    "gather",
    "keys",
    "plainly_same",
    "related",
    "searchable",
    "surroundings",
    "unnamed",
]
