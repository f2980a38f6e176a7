"""What holds for any text and any spans: no error, a name for every mention, no chance."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.people import explain_identity, identify
from bot.records import NOBODY, Act, Attribution, Polarity, Quotation, Span
from tests.cost import cost

WORDS = (
    "Olga",
    "Brandt",
    "said",
    "that",
    "he",
    "she",
    "they",
    "who",
    "it",
    "the",
    "a",
    "minister",
    "professor",
    "Kim",
    "Seo",
    "Min-jae",
    "of",
    "and",
    ",",
    ".",
    "“No”",
    "”",
    "“",
    "'",
    '"',
    "(",
    ")",
    "al-Rashidi",
    "van",
    "Dr.",
    "Mr.",
    "Mrs.",
    "U.S.",
    "his",
    "her",
    "their",
    "campaign",
    "NRA",
    "Lisbon’s’",
    "’s",
    "report",
    "by",
    "film",
    "Council",
    "Ministry",
    "was",
    "spokesman",
    "34",
    "—",
    "-",
    "﷽",
    "é",
    "ß",
    "İ",
    "김",
    "''",
)
JOINTS = (" ", " ", " ", ", ", "\n\n", "\u00a0", "\u2028", "")
PIECES = st.tuples(st.sampled_from(WORDS), st.sampled_from(JOINTS)).map("".join)
TEXTS = st.one_of(st.text(max_size=200), st.lists(PIECES, max_size=60).map("".join))


@st.composite
def articles(draw: st.DrawFn) -> tuple[str, list[Attribution]]:
    text = draw(TEXTS.filter(bool))

    def span() -> Span:
        start = draw(st.integers(0, len(text) - 1))
        return Span(start, draw(st.integers(start + 1, len(text))))

    found = []
    for _ in range(draw(st.integers(0, 6))):
        content = tuple(sorted(span() for _ in range(draw(st.integers(1, 2)))))
        mention = draw(st.sampled_from((None, span(), span())))
        found.append(
            Attribution(
                content, None, mention, Quotation.DIRECT, Act.SAID, Polarity.ASSERTED, "any", 0.5
            )
        )
    return text, found


@given(articles())
def test_every_mention_gets_a_name(article: tuple[str, list[Attribution]]) -> None:
    text, found = article
    speakers = identify(text, found)
    assert len(speakers) == len(found)
    for attribution, speaker in zip(found, speakers, strict=True):
        assert speaker.mention == attribution.mention
        assert speaker.entity_id is None
        assert bool(speaker.name) == (attribution.mention is not None) or speaker == NOBODY


@given(articles())
def test_the_same_text_gives_the_same_speakers(article: tuple[str, list[Attribution]]) -> None:
    text, found = article
    assert identify(text, found) == identify(text, found)


@given(articles())
def test_evidence_is_where_the_text_gives_the_name(
    article: tuple[str, list[Attribution]],
) -> None:
    text, found = article
    for identity in explain_identity(text, found):
        if identity.evidence is not None:
            assert identity.evidence.of(text)
        assert identity.rule


def test_the_work_grows_with_the_text() -> None:
    piece = (
        "Minister Olga Brandt met Ivo Marek of the Dunmore Harbour Authority on Monday. She said "
        "no. The minister’s office declined. It said the report was late. “I know,” he replied.\n\n"
    )

    def seconds(pieces: int) -> float:
        text = piece * pieces
        found = []
        for number in range(pieces):
            start = number * len(piece)
            for word in ("She", "The minister’s office", "It", "the report", "I know", "he"):
                at = start + piece.index(word)
                found.append(
                    Attribution(
                        (Span(at + len(word), start + len(piece)),),
                        None,
                        Span(at, at + len(word)),
                        Quotation.INDIRECT,
                        Act.SAID,
                        Polarity.ASSERTED,
                        "any",
                        0.5,
                    )
                )
        return cost(lambda: identify(text, found))

    seconds(20)
    small, large = min(seconds(100) for _ in range(3)), seconds(1600)
    assert large < 16 * 4 * small  # 16 times the text; 256 would be quadratic
