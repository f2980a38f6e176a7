"""The list of countries against the Unicode project's, which comes with Babel."""

from __future__ import annotations

from babel import Locale

from bot.people.lexicon import COUNTRY_OF, plain

# Territories in that list that are no states, and codes that are no territories.
NO_STATES = (
    "AC AI AQ AS AW AX BL BM BQ BV CC CK CP CQ CW CX DG EA EU EZ FK FO GF GG GI GP GS GU HM IC IM "
    "IO JE KY MF MP MQ MS NC NF NU PF PM PN QO RE SH SJ SX TA TC TF TK UM UN VG VI WF XA XB YT ZZ"
)
# How the Unicode project tells two of one name apart, and we by their capitals.
OTHERWISE = {
    "CD": "Kinshasa",
    "CG": "Brazzaville",
    "HK": "Hong Kong",
    "MM": "Myanmar",
    "MO": "Macao",
    "VC": "Saint Vincent and the Grenadines",
}


def test_every_state_is_known() -> None:
    others = NO_STATES.split()
    missing = {
        code: name
        for code, name in Locale("en").territories.items()
        if code.isalpha() and code not in others and not known(OTHERWISE.get(code, name))
    }
    assert missing == {}


def known(name: str) -> bool:
    spelled = plain(name).replace("&", "and").replace("st. ", "saint ")
    return any(one in COUNTRY_OF for one in (spelled, spelled.replace("the ", "")))


def test_two_congos_are_two() -> None:
    assert len({COUNTRY_OF[name] for name in ("kinshasa", "brazzaville", "congo")}) == 3
