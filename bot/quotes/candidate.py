"""A possible attribution, with everything later stages need to weigh it."""

from __future__ import annotations

from bot.quotes.chunks import Chunk
from bot.quotes.edges import Edge
from bot.quotes.sentences import LONGEST, Sentence
from bot.quotes.subjects import Subject

_MOST_VERBS = 30  # verb groups of a sentence that are looked at; keeps the cost linear
_VERBS_OF_A_CUT = 5  # the same for what had to be cut off an endless sentence: no prose


class Piece:
    """Code points ``start`` to ``end`` of one stretch of content."""

    __slots__ = ("end", "start")

    def __init__(self, start: int, end: int) -> None:
        self.start = start
        self.end = end

    def __repr__(self) -> str:
        return f"{self.start}-{self.end}"

    def overlaps(self, start: int, end: int) -> bool:
        return self.start < end and start < self.end


class Parsed:
    """A sentence with its chunks; ``verbs`` are the chunk indexes of its verb groups, ``according``
    that of "according (to)", if any."""

    __slots__ = ("according", "chunks", "edges", "sentence", "units", "verbs")

    def __init__(self, sentence: Sentence, chunks: list[Chunk]) -> None:
        self.sentence = sentence
        self.units = sentence.units
        self.chunks = chunks
        most = _VERBS_OF_A_CUT if len(sentence.units) >= LONGEST else _MOST_VERBS
        self.verbs = [i for i, c in enumerate(chunks) if c.kind == "VG"][:most]
        self.edges: list[Edge | None] = []  # filled when first asked for an end
        self.according = next(
            (i for i in self.verbs if sentence.units[chunks[i].head].lower == "according"), None
        )


class Candidate:
    """Who may have said what, and why the engine thinks so.

    ``rule`` names the family, ``reading`` how content lies to the cue: R right of it, L left,
    M both, A around "as X said", or the rule's own letter. ``at`` is the chunk index of the
    cue, ``frame`` what follows it, ``left`` what precedes the speaker. ``cue`` and ``speaker``
    are code points (speaker None where nobody is named). ``chance`` is the acceptor's
    probability, ``evidence`` the features it was computed from.
    """

    __slots__ = (
        "alone", "at", "before",
        "begins",
        "chance",
        "content",
        "cue",
        "evidence",
        "first",
        "frame",
        "gate",
        "left",
        "lemma",
        "parsed",
        "reading",
        "rule",
        "speaker",
        "subject",
        "sureness",
    )  # fmt: skip

    def __init__(self, parsed: Parsed, rule: str, reading: str, at: int, lemma: str) -> None:
        self.parsed = parsed
        self.rule = rule
        self.reading = reading
        self.at = at
        self.lemma = lemma
        self.frame = ""
        self.left = ""
        self.cue: Piece | None = None
        self.speaker: Piece | None = None
        self.subject: Subject | None = None
        self.content: list[Piece] = []
        self.before = -1  # chunk index where content left of the cue ends, -1 for none
        self.begins = 0  # chunk index from which content right of the cue may start
        self.first = 0  # chunk index where it does
        self.gate = 0.0
        self.alone = 0.0  # the acceptor's chance, before the candidates around are looked at
        self.chance = 0.0
        self.sureness = 1.0  # chance that the content overlaps the true one enough
        self.evidence: list[str] = []

    def __repr__(self) -> str:
        return f"<{self.rule}/{self.reading} {self.lemma} {self.frame} {self.chance:.2f}>"

    def copy(self) -> Candidate:
        """A candidate with the same cue and speaker, to be given other content."""
        made = Candidate(self.parsed, self.rule, self.reading, self.at, self.lemma)
        for name in (
            "frame",
            "left",
            "cue",
            "speaker",
            "subject",
            "first",
            "gate",
            "alone",
            "chance",
        ):
            setattr(made, name, getattr(self, name))
        made.evidence = self.evidence
        return made

    def overlaps_unit(self, start: int, end: int) -> bool:
        """Whether any content lies within these code points."""
        return any(piece.start < end and start < piece.end for piece in self.content)

    def ends_in_quotation(self) -> bool:
        """Whether the content's last words stand in quotation marks."""
        last = self.content[-1]
        if last.end > self.parsed.sentence.end:
            return True
        return any(u.kind == "q" and u.start < last.end <= u.end for u in self.parsed.units)

    def size(self) -> int:
        """Code points of content."""
        return sum(piece.end - piece.start for piece in self.content)

    def shared(self, other: Candidate) -> int:
        """Code points of content two candidates have in common."""
        return sum(
            max(0, min(a.end, b.end) - max(a.start, b.start))
            for a in self.content
            for b in other.content
        )


def trim(parsed: Parsed, start: int, end: int) -> Piece | None:
    """The code points of units ``start`` to ``end`` without marks at the edges."""
    units = parsed.units
    while start < end and units[start].kind == "p" and units[start].tag in ",-;:.p":
        start += 1
    while end > start and units[end - 1].kind == "p" and units[end - 1].tag in ",;:-.":
        end -= 1
    return Piece(units[start].start, units[end - 1].end) if end > start else None
