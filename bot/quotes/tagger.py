"""A small part-of-speech tagger: closed classes, verb forms, suffixes, context.

It tells only what finding attributions needs. The tags:

    S subject pronoun   O object pronoun   D determiner    n noun or adjective
    M name              # number           ' possessive    X auxiliary
    V verb              j participle as adjective          t "to"
    T "that"            W question word    R relative      B subordinator
    C conjunction       P preposition      A adverb        Q quotation
    , ; : - ( ) .       marks by family    h hyphen inside a compound, p other marks

The commonest confusion is noun or verb ("plans", "calls", "report"): ``_is_verb`` settles it
from the word's own bias, the words around it and agreement in number.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.quotes.lexicon import ACT_OF, WORK_NOUNS
from bot.quotes.units import MARK, QUOTE, Unit
from bot.quotes.verbs import (
    BASE,
    ING,
    PARTICIPLE,
    PAST,
    S_FORM,
    SAYING_FORMS,
    VerbForm,
    verb_form,
)
from bot.quotes.words import (
    ADVERBS,
    AUXILIARIES,
    CONJUNCTIONS,
    DETERMINERS,
    MODALS,
    NOT_ADVERBS,
    NOT_PARTICIPLES,
    OBJECT_PRONOUNS,
    PREPOSITIONS,
    QUESTION_WORDS,
    RELATIVES,
    SUBJECT_PRONOUNS,
    SUBORDINATORS,
    listed,
    read_sections,
)

_MARK_TAGS = {
    ",": ",", ";": ";", ":": ":", "(": "(", "[": "(", ")": ")", "]": ")", "&": "&",
    ".": ".", "?": ".", "!": ".",
}  # fmt: skip
_DASHES = frozenset("—–-―")
_UNDECIDED = "v"

_HEADLINE_SHARE = 0.7  # of words capitalised: then a line is set like a headline
_SENTENCE_SHARE = 0.85  # the same where it ends in a full stop


def _closed_class_tags() -> dict[str, str]:
    tags: dict[str, str] = {}
    # later ones win: "that" is a complementizer before it is a determiner
    for words, tag in (
        (ADVERBS, "A"),
        (PREPOSITIONS, "P"),
        (DETERMINERS, "D"),
        (SUBORDINATORS, "B"),
        (QUESTION_WORDS, "W"),
        (OBJECT_PRONOUNS, "O"),
        (CONJUNCTIONS, "C"),
        (AUXILIARIES, "X"),
        (RELATIVES, "R"),
        (SUBJECT_PRONOUNS, "S"),
    ):
        tags.update(dict.fromkeys(words, tag))
    for pronoun in SUBJECT_PRONOUNS:
        for ending in ("'re", "'d", "'ll", "'ve", "'m"):
            tags[pronoun + ending] = "S"
    tags.update({"that": "T", "to": "t", "her": "D", "who": "R", "when": "B"})
    return tags


_CLOSED = _closed_class_tags()
_HEADLINE_VERBS = read_sections("headline_verbs.txt")["verbs"]
_IS_AFTER = listed("that what there here where how")
_PLURAL_BASE = listed(
    "four five six seven eight nine ten many some most few all both others these those several "
    "two three"
)
_PLURALS = listed("people police media men women children percent majority republicans democrats")
_PLACES = frozenset(("aboard", "inside", "outside", "above", "below", "around", "along", "up"))
_VERB_AFTER = frozenset("TDQWStM#OA")
_CLEAR_AFTER = frozenset("TDQWSO")
_TAKES_THAT = frozenset("VX,-:")
_PHRASE_INSIDE = frozenset("nMDP#'jh&")
_CLOSING_PHRASE = frozenset("nMD'p#jh")  # "p": an apostrophe is not yet told from a mark
_CLAUSE = 3  # words a clause has at least
_SINGULARS = ("ss", "us", "is")


def tag(units: Sequence[Unit]) -> None:
    """Set ``unit.tag`` of every unit of one sentence."""
    words = [u for u in units if u.kind == "w" and u.text[0].isalnum()]
    capitals = sum(1 for u in words if not u.text[0].islower())
    share = _SENTENCE_SHARE if units[-1].text == "." else _HEADLINE_SHARE
    if len(words) > 3 and capitals > share * len(words):
        _tag_headline(units)
    else:
        _tag_plain(units)
        _settle_verbs(units)
    _amend(units)


def _mark_tag(units: Sequence[Unit], i: int) -> str:
    unit = units[i]
    first = unit.text[0]
    if first in _DASHES:
        inside = (
            0 < i < len(units) - 1
            and units[i - 1].end == unit.start
            and units[i + 1].start == unit.end
            and len(unit.text) == 1
            and first == "-"
        )
        return "h" if inside else "-"
    if unit.text.startswith(".."):
        return "p"
    return _MARK_TAGS.get(first, "p")


def _possessive_tag(units: Sequence[Unit], i: int) -> str:
    """'s is "is" or "has" after a pronoun, else the possessive."""
    before = units[i - 1].lower if i else ""
    if before in SUBJECT_PRONOUNS or before in _IS_AFTER:
        return "X"
    if i + 1 < len(units) and units[i + 1].lower in ("been", "not", "a", "the", "going"):
        return "X"
    return "'"


def _tag_plain(units: Sequence[Unit]) -> None:
    previous = "^"
    for i, unit in enumerate(units):
        unit.tag = previous = _plain_tag(units, i, unit, previous)


def _plain_tag(units: Sequence[Unit], i: int, unit: Unit, previous: str) -> str:
    if unit.kind == QUOTE:
        return "Q"
    if unit.kind == MARK:
        return _mark_tag(units, i)
    lower = unit.lower
    first = unit.text[0]
    if lower == "'s":
        return _possessive_tag(units, i)
    if lower in ("neither", "either") and previous == "X":
        return "A"  # "would neither confirm nor deny"
    closed = _CLOSED.get(lower)
    if closed is not None:
        if first.isupper() and i and lower in ("may", "will", "us", "it"):
            return "M" if unit.text != "It" else "S"
        return closed
    if first.isdigit() or first in "$€£¥":
        return "#"
    if first in "@#":
        return "M"
    if first.isupper():
        opens = i == 0 or previous in ":(Q"
        if not opens:
            return "M"
        form = verb_form(lower)
        speaks = i + 1 < len(units) and units[i + 1].lower in SAYING_FORMS
        if form is not None and form.kind in (PAST, ING) and lower not in NOT_PARTICIPLES:
            return "M" if speaks else _UNDECIDED
        if lower[-2:] == "ly" and len(lower) > 4 and lower not in NOT_ADVERBS:
            return "A"
        return "M"
    if lower[-2:] == "ly" and len(lower) > 4 and lower not in NOT_ADVERBS:
        return "A"
    if verb_form(lower) is not None:
        return _UNDECIDED
    return "n"


def _tag_headline(units: Sequence[Unit]) -> None:
    """In a headline's capitals only verbs that often stand in headlines are verbs."""
    for i, unit in enumerate(units):
        lower = unit.lower
        if unit.kind == QUOTE:
            unit.tag = "Q"
        elif unit.kind == MARK:
            unit.tag = _mark_tag(units, i)
        elif lower == "'s":
            unit.tag = "'"
        elif lower in _CLOSED and lower not in ("may", "will", "us"):
            unit.tag = _CLOSED[lower]
        elif unit.text[0].isdigit():
            unit.tag = "#"
        else:
            form = verb_form(lower)
            before = units[i - 1].tag if i else "^"
            if form is None or i == 0 or before in ("D", "'", "P"):
                unit.tag = "M"
            elif before in ("t", "X"):
                unit.tag = "V"
            else:
                unit.tag = "V" if form.base in _HEADLINE_VERBS and form.kind != ING else "M"


def _settle_verbs(units: Sequence[Unit]) -> None:
    last = len(units) - 1
    verb_seen = False
    for i, unit in enumerate(units):
        if unit.tag == _UNDECIDED:
            form = verb_form(unit.lower)
            if form is not None:
                after = units[i + 1] if i < last else None
                unit.tag = _settled(units, i, form, after, verb_seen)
        elif unit.tag == "n":
            before = _before(units, i)
            if before is not None and before.lower in MODALS and before.tag == "X":
                unit.tag = "V"
        if unit.tag in "VX":
            verb_seen = True


def _before(units: Sequence[Unit], i: int) -> Unit | None:
    """The unit before ``units[i]``, adverbs skipped."""
    j = i - 1
    while j >= 0 and units[j].tag == "A":
        j -= 1
    return units[j] if j >= 0 else None


def _settled(
    units: Sequence[Unit], i: int, form: VerbForm, after: Unit | None, verb_seen: bool
) -> str:
    next_to = units[i - 1].tag if i else "^"
    before = _before(units, i)
    before_tag = before.tag if before is not None else "^"
    after_tag = after.tag if after is not None else "$"
    lower = units[i].lower
    if form.kind == ING:
        if lower in NOT_PARTICIPLES and before_tag != "X":
            return "n"
        if next_to in ("D", "'") or before_tag == "D":
            return "n"
        if form.nouny and next_to in "nM" and after_tag not in "TDMQO":
            return "n"
        return "V"
    if form.kind in (PAST, PARTICIPLE):
        if lower == "thought" and next_to in ("D", "'", "n"):
            return "n"
        if lower in NOT_PARTICIPLES and before_tag not in "XS":
            return "n"
        if lower in ("said", "told", "wrote") and next_to != "P":
            return "V"
        if next_to == "P" and after_tag not in "nMj#v" and units[i - 1].lower in _PLACES:
            return "V"  # "212 people aboard drifted"
        if next_to in ("D", "'", "#", "P") or (next_to == "A" and before_tag in ("D", "'")):
            plural = next_to == "D" and units[i - 1].lower in _PLURAL_BASE | {"this", "each"}
            return "V" if plural and after_tag in "TDSWt" else "j"
        return "V"
    if before is None:
        return "V" if form.nouny == 0 and after_tag in "DMOT" else "n"
    return "V" if _is_verb(units, i, form, before, after, verb_seen) else "n"


def _is_verb(
    units: Sequence[Unit],
    i: int,
    form: VerbForm,
    before: Unit,
    after: Unit | None,
    verb_seen: bool,
) -> bool:
    """Noun or verb, for a base or -s form that could be either."""
    tag_before = before.tag
    next_to = units[i - 1].tag
    after_tag = after.tag if after is not None else "$"
    after_lower = after.lower if after is not None else ""
    if tag_before == "t":
        return form.kind == BASE
    if next_to == "T" and i > 1 and units[i - 2].tag in _TAKES_THAT:
        return False  # "noted that repairs were late"
    if units[i].lower == "close" and after_lower == "to" and tag_before not in "tX":
        return False  # "people close to the talks"
    if tag_before in "XSR":
        if tag_before == "X" and before.lower in ("is", "was", "are", "were", "be", "been"):
            return False  # "was support", "are signs"
        return form.kind == BASE or tag_before != "X"
    if next_to == "D":
        if form.kind == BASE:
            return before.lower in _PLURAL_BASE and after_tag in _VERB_AFTER | {"P", ",", "."}
        return before.lower in ("this", "each", "one") and after_tag in _CLEAR_AFTER
    singular = form.kind == BASE and tag_before in "nj" and not _is_plural(before)
    if after_tag == "T" and form.base in ACT_OF and tag_before in "nMjO)#-," and not singular:
        return True  # "polling of voters shows that", "Berg — a lawyer — states that"
    if tag_before in ",-" and form.kind == S_FORM and form.base in ACT_OF and not verb_seen:
        return after_tag in _CLEAR_AFTER | {"M"} and units[0].tag in "MD"  # "Berg, 41, calls him"
    if next_to == "j" and i > 1 and units[i - 2].lower in ("those", "all"):
        return form.base in ACT_OF and after_tag in _VERB_AFTER
    if tag_before == "n" and form.base in ACT_OF and _closes(units, i, form, after_tag):
        return True
    if tag_before == "n" and before.lower in WORK_NOUNS and form.base in ACT_OF:
        return after_tag not in "P.$C" or after_lower in ("for", "on")
    if next_to == "#" and form.kind == BASE and form.nouny == 0:
        return after_tag in _CLEAR_AFTER
    if next_to in ("'", "P", "#", "j") or tag_before in ("D", "'", "P"):
        return False
    if tag_before in "nMO)":
        return _agrees(units, i, form, before, after_tag, after_lower)
    if next_to == "V":
        return False  # "forecast swells"
    if form.nouny == 0:
        return True
    if tag_before in ",C":
        if form.base in ACT_OF and verb_seen and after_lower in ("out", "for", "on", "off"):
            return form.kind == S_FORM
        return verb_seen and after_tag in _CLEAR_AFTER | {"M"} and after_lower != "of"
    if tag_before == "Q":
        return after_tag in "MDTSQ"
    return False


def _agrees(
    units: Sequence[Unit], i: int, form: VerbForm, before: Unit, after_tag: str, after_lower: str
) -> bool:
    """Verb after a noun or name: its number must fit, and what follows must be an object."""
    lower = before.lower
    plural = _is_plural(before)
    opens = before is units[0] or (units[0].tag == "D" and i == 2)
    if opens and lower[-1:] == "s" and lower[-2:] not in _SINGULARS:
        plural = plural or form.base in ACT_OF
    coordinated = i > 2 and units[i - 2].tag == "C"
    if not plural and form.kind == BASE and form.base in ACT_OF and _plural_head(units, i):
        return after_tag in _VERB_AFTER
    if form.nouny == 0:
        if form.kind == BASE and not plural and not coordinated and before.tag == "n":
            # a singular noun before a base form: a verb only with a clear object
            return after_tag in _CLEAR_AFTER or after_tag in "Mt"
        return True
    if after_lower == "of":
        return False
    if form.kind == S_FORM:
        if plural:
            return False
        if form.nouny == 2:
            return after_tag in _CLEAR_AFTER or (before.tag == "M" and after_tag in "Mt")
        return (
            after_tag in _VERB_AFTER
            or after_lower in ("for", "about")
            or (before.tag in "MO" and after_tag in "nP")
        )
    if not (plural or coordinated or before.tag == "O" or before.tag == ")"):
        return False
    if units[i - 1].tag == "A" and after_tag not in "$.":
        return True
    if opens and plural and form.base in ACT_OF and after_tag in "nMv":
        return True
    return after_tag in (_CLEAR_AFTER if form.nouny == 2 else _VERB_AFTER) or (
        form.nouny == 1 and after_lower in ("for", "about") and plural
    )


def _closes(units: Sequence[Unit], i: int, form: VerbForm, after_tag: str) -> bool:
    """Whether a verb that agrees with the noun before it ends the sentence after a clause:
    "…, records show.", "…, the growers' federation estimates." """
    if after_tag not in "$." or _is_plural(units[i - 1]) != (form.kind == BASE):
        return False
    j = i - 1
    while j > 0 and units[j].tag in _CLOSING_PHRASE:
        j -= 1
    long_ago = sum(1 for unit in units[:j] if unit.kind == "w") > _CLAUSE
    return units[j].tag == "," and long_ago and any(u.tag in "VX" for u in units[:j])


def _is_plural(noun: Unit) -> bool:
    lower = noun.lower
    return lower in _PLURALS or (
        lower[-1:] == "s" and lower[-2:] not in _SINGULARS and noun.tag != "M"
    )


def _plural_head(units: Sequence[Unit], i: int) -> bool:
    """Whether the phrase before a verb is headed by a plural: "polls in the north | show"."""
    j = i - 1
    while j > 0 and units[j].tag in _PHRASE_INSIDE:
        if units[j].tag == "P" and units[j].lower != "like":
            head = units[j - 1]
            noun = head.tag == "n" or (head.tag == "M" and j == 1)
            if noun and head.lower[-1] == "s" and head.lower[-2:] not in _SINGULARS:
                return True
        j -= 1
    return False


def _amend(units: Sequence[Unit]) -> None:
    """A few words whose reading depends on both neighbours."""
    for i, unit in enumerate(units):
        if unit.tag == _UNDECIDED:
            unit.tag = "n"
        if not 0 < i < len(units) - 1:
            continue
        before, after = units[i - 1], units[i + 1]
        lower = unit.lower
        if lower in ("both", "all", "each", "itself", "himself", "herself", "themselves"):
            if before.tag in ("n", "M", ")", "S") and after.tag in ("V", "X", "A"):
                unit.tag = "A"
        elif lower in ("long", "together") and before.tag in "XSRnM" and after.tag == "V":
            unit.tag = "A"
        elif lower in ("since", "once", "before") and after.tag == "V":
            if before.tag == "X" or (lower == "once" and before.tag in "nMS)R"):
                unit.tag = "A"
        elif (unit.tag == "P" and before.tag == "D" and after.tag in "nM") or (
            lower == "think" and after.lower.startswith("tank")
        ):
            unit.tag = "n"
        elif (
            unit.text in ("'", "’")
            and before.end == unit.start
            and before.lower[-1:] == "s"
            and after.kind == "w"
            and after.start > unit.end
            and before.tag in ("M", "n", "V")
        ):
            unit.tag = "'"
