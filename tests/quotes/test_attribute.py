"""The engine on short texts of every kind it must know: who is found to have said what.

Each row is a text, the speaker as written there (None where nobody is named), and the words
that must be found, span by span. Names and places are invented.
"""

from __future__ import annotations

import pytest

from bot.quotes import attribute, explain
from bot.records import Act, Attribution, Polarity, Quotation

FOUND = [
    # cue after, inverted, before, in the middle
    ("“We are ready,” Mara Lund said.", "Mara Lund", ["“We are ready,”"]),
    ("“We are ready,” said Mara Lund, a plumber.", "Mara Lund", ["“We are ready,”"]),
    ("Mara Lund said: “We are ready for the flood.”", "Mara Lund",
     ["“We are ready for the flood.”"]),
    ("“We tried,” she said. “It was too late for that.”", "she",
     ["“We tried,”", "“It was too late for that.”"]),
    # house styles
    ("\"We are ready,\" Mara Lund said.", "Mara Lund", ["\"We are ready,\""]),
    ("``We are ready,'' Mara Lund said.", "Mara Lund", ["``We are ready,''"]),
    ("‘We’re ready, don’t worry,’ Mara Lund said.", "Mara Lund",
     ["‘We’re ready, don’t worry,’"]),
    ("«We are ready», said Mara Lund.", "Mara Lund", ["«We are ready»"]),
    ("„We are ready for it“, said Mara Lund.", "Mara Lund", ["„We are ready for it“"]),
    # indirect speech
    ("Mara Lund said that the bridge was closed.", "Mara Lund", ["that the bridge was closed"]),
    ("Mara Lund said the bridge was closed.", "Mara Lund", ["the bridge was closed"]),
    ("The bridge is closed, police said on Tuesday.", "police", ["The bridge is closed"]),
    ("The harbour ministry told the Courier that ships would wait.", "The harbour ministry",
     ["that ships would wait"]),
    ("According to the harbour office, ships will wait.", "the harbour office",
     ["ships will wait"]),
    ("She asked whether the bridge would open.", "She", ["whether the bridge would open"]),
    ("He argued, however, that the bridge was safe.", "He", ["that the bridge was safe"]),
    # speakers across what stands between
    ("Mara Lund, 34, a plumber from Kolmar, said the bridge was closed.", "Mara Lund",
     ["the bridge was closed"]),
    ("A spokesman for the Ministry of Ports said the bridge was closed.",
     "A spokesman for the Ministry of Ports", ["the bridge was closed"]),
    ("Lund and Holt said the bridge was closed.", "Lund and Holt", ["the bridge was closed"]),
    # the verb after a quotation that ends in "?", and after what explains the name
    ("“Where are the pumps we were promised?” Lund questioned.", "Lund",
     ["“Where are the pumps we were promised?”"]),
    ("“Who closed the bridge?” Mara Lund, the head of the guild, asked.", "Mara Lund",
     ["“Who closed the bridge?”"]),
    # a plural at the head of the phrase makes a verb of what could be a noun
    ("Polls in the north show the mayor would win.", "Polls in the north",
     ["the mayor would win"]),
    ("She noted that repairs were nearly done, and warned that the bridge was unsafe.", "She",
     ["that the bridge was unsafe"]),
    ("He told a veterans group that the bridge was unsafe and said he would close it.", "He",
     ["he would close it"]),
    # whose infinitive, whose participle
    ("The flood led Mara Lund to warn that the bridge was unsafe.", "Mara Lund",
     ["that the bridge was unsafe"]),
    ("Lund issued a letter on Friday saying the bridge was unsafe.", "Lund",
     ["the bridge was unsafe"]),
    ("Mara Lund, who in 2010 said the bridge was safe, is mayor.", "Mara Lund, who",
     ["the bridge was safe"]),
    # a headline that names its speaker
    ("Lund: The bridge will stay closed\n\nThe bridge is old.", "Lund",
     ["The bridge will stay closed"]),
    # verbs that attribute together with what follows them
    ("Analysts put the cost at $190 million.", "Analysts", ["the cost at $190 million"]),
    ("The bridge, the mayor went on, would be closed for a year.", "the mayor",
     ["The bridge", "would be closed for a year"]),
    ("The mayor had seen the letter, the inquest heard.", "the inquest",
     ["The mayor had seen the letter"]),
    ("Lund promised Sunday at a rally in Tresk to end the toll.", "Lund", ["to end the toll"]),
    # a verb that closes the sentence and could be a noun
    ("The bridge failed an inspection in May, records show.", "records",
     ["The bridge failed an inspection in May"]),
    ("Frost has destroyed half the crop, the growers’ federation estimates.",
     "the growers’ federation", ["Frost has destroyed half the crop"]),
    # what a speaker was asked is not what he said
    ("Asked whether he would go, Lund said, “Perhaps one day.”", "Lund", ["“Perhaps one day.”"]),
    # "according to" with an apposition, or in the middle
    ("According to Mara Lund, a plumber in Tresk, the bridge was closed.", "Mara Lund",
     ["the bridge was closed"]),
    ("The officers, according to drivers, waved cars through.", "drivers",
     ["The officers", "waved cars through"]),
    ("According to the ministry, a bridge, a school and a clinic were hit.", "the ministry",
     ["a bridge, a school and a clinic were hit"]),
    # who is quoted by somebody else
    ("The paper quoted one manager as saying the bridge was unsafe.", "one manager",
     ["the bridge was unsafe"]),
    # a colon in the middle of a paragraph
    ("The talks broke down. Union leader Mara Lund: “They offered us nothing at all.” Ships wait.",
     "Union leader Mara Lund", ["“They offered us nothing at all.”"]),
    # participles
    ("“We are ready,” Lund said, adding that the pumps were new.", "Lund", ["“We are ready,”"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "speaker", "content"), FOUND)
def test_finds_speaker_and_words(text: str, speaker: str | None, content: list[str]) -> None:
    found = [
        (a.mention.of(text) if a.mention else None, [span.of(text) for span in a.content])
        for a in attribute(text)
    ]
    assert (speaker, content) in found


def test_speech_inside_speech_is_both() -> None:
    text = "The officer said that Kvam had told the inquiry that both engines were running."
    found = {a.mention.of(text) if a.mention else None for a in attribute(text)}
    assert found == {"The officer", "Kvam"}


def test_a_dateline_says_nothing() -> None:
    text = "Bridge closed\n\nKOLMAR: The old bridge was closed on Monday. Ships wait."
    assert attribute(text) == ()


def test_a_dateline_stays_one_above_a_source() -> None:
    text = "KOLMAR: The old bridge was closed on Monday.\n\nSource: Harbour News"
    assert attribute(text) == ()


def test_questions_that_are_passed_on_say_nothing() -> None:
    assert attribute("The ministry referred questions to the city.") == ()


def only(text: str) -> Attribution:
    found = attribute(text)
    assert len(found) == 1, found
    return found[0]


ACTS = [
    ("Mara Lund said that the bridge was closed.", Act.SAID),
    ("Mara Lund denied that the bridge was closed.", Act.DENIED),
    ("Mara Lund warned that the bridge was unsafe.", Act.WARNED),
    ("Mara Lund confirmed that the bridge was closed.", Act.CONFIRMED),
    ("Mara Lund promised that the bridge would open.", Act.PROMISED),
    ("Mara Lund asked whether the bridge would open.", Act.ASKED),
    ("Mara Lund announced that the bridge would open.", Act.ANNOUNCED),
    ("Mara Lund believes that the bridge is safe.", Act.BELIEVES),
    ("Mara Lund declined to say whether the bridge was safe.", Act.DECLINED),
    ("Mara Lund would not say whether the bridge was safe.", Act.DECLINED),
    ("Mara Lund did not wish to comment on the bridge.", Act.DECLINED),
    ("Mara Lund hoped that the bridge would open.", Act.BELIEVES),
]


@pytest.mark.parametrize(("text", "act"), ACTS)
def test_act(text: str, act: Act) -> None:
    assert only(text).act is act


POLARITIES = [
    ("Mara Lund said that the bridge was closed.", Polarity.ASSERTED),
    ("Mara Lund did not say that the bridge was closed.", Polarity.NEGATED),
    ("Mara Lund will say that the bridge is closed.", Polarity.FUTURE),
    ("Mara Lund could say that the bridge is closed.", Polarity.HYPOTHETICAL),
    ("Mara Lund declined to say whether the bridge was safe.", Polarity.ASSERTED),
]


@pytest.mark.parametrize(("text", "polarity"), POLARITIES)
def test_polarity(text: str, polarity: Polarity) -> None:
    assert only(text).polarity is polarity


QUOTATIONS = [
    ("“We are ready,” Mara Lund said.", Quotation.DIRECT),
    ("Mara Lund said that the bridge was “closed for good”.", Quotation.MIXED),
    ("Mara Lund said that the bridge was closed.", Quotation.INDIRECT),
]


@pytest.mark.parametrize(("text", "quotation"), QUOTATIONS)
def test_quotation(text: str, quotation: Quotation) -> None:
    assert only(text).quotation is quotation


def test_refusal_holds_what_is_refused() -> None:
    text = "The ministry declined to comment on whether ships would wait."
    found = only(text)
    assert found.content[0].of(text) == "whether ships would wait"
    assert found.cue is not None
    assert found.cue.of(text) == "declined to comment"


def test_transcript_turns_hide_the_cues_inside_them() -> None:
    text = (
        "WALTERS: Will you go?\n\nDUNNING: No. I said so on Monday.\n\n"
        "WALTERS: Who said that first?\n\nDUNNING: The mayor said it."
    )
    found = attribute(text)
    assert [a.mention.of(text) for a in found if a.mention] == [
        "WALTERS", "DUNNING", "WALTERS", "DUNNING",
    ]  # fmt: skip
    assert {a.rule for a in found} == {"transcript"}


def test_what_others_said_is_found_in_a_transcript() -> None:
    text = (
        "WALTERS: Your own officer says that the clause was overlooked.\n\n"
        "DUNNING: I said that on Monday.\n\nWALTERS: And the mayor?\n\nDUNNING: She knew."
    )
    inside = [a for a in attribute(text) if a.rule != "transcript"]
    assert [a.mention.of(text) for a in inside if a.mention] == ["Your own officer"]


def test_signed_quotations() -> None:
    text = "“It is free and it is late.” — Amira Saleh, 29"
    found = only(text)
    assert found.mention is not None
    assert found.mention.of(text).startswith("Amira Saleh")


def test_paragraph_that_is_only_a_quotation_goes_on() -> None:
    text = "“We tried,” Mara Lund said.\n\n“The water came over the wall in the night.”"
    first, second = attribute(text)
    assert second.mention == first.mention
    assert second.content[0].of(text) == "“The water came over the wall in the night.”"


def test_nobody_speaks_in_plain_news() -> None:
    assert attribute("The bridge closed on Monday. Ships wait in the harbour.") == ()


def test_empty_text_has_no_statements() -> None:
    assert attribute("") == ()


def test_explanations_match_the_statements() -> None:
    text = "“We are ready,” Mara Lund said. She warned that the pumps were old."
    explained = explain(text)
    assert [e.statement for e in explained] == list(attribute(text))
    assert all(e.parts for e in explained)
    assert all(0 < e.alone < 1 and 0 < e.among < 1 for e in explained)
    assert any(e.alone != e.among for e in explained), "nobody looked at the others"
    assert explained[0].speaker_is == "stands right before the verb"
