"""Names in a text, by cases: where they begin and end, their titles, their sort."""

from __future__ import annotations

import pytest

from bot.people.names import Sort, names_in
from bot.people.page import read

SORTS = [
    ("We met Olga Brandt there.", "Olga Brandt", Sort.PERSON),
    ("We met Bert van der Zwaan there.", "Bert van der Zwaan", Sort.PERSON),
    ("We met Seo Min-jae there.", "Seo Min-jae", Sort.PERSON),
    ("We met Dr. Qorvath there.", "Qorvath", Sort.PERSON),
    ("We met D. Qorvath there.", "D. Qorvath", Sort.PERSON),
    ("We met Qorvath Zell, a painter.", "Qorvath Zell", Sort.PERSON),
    ("Karelian News anchor Ann Bell left.", "Ann Bell", Sort.PERSON),
    ("We met the Dunmore Harbour Authority there.", "Dunmore Harbour Authority", Sort.BODY),
    (
        "We met the Grain and Fodder Exchange Commission.",
        "Grain and Fodder Exchange Commission",
        Sort.BODY,
    ),
    ("We met the University of Dunmore there.", "University of Dunmore", Sort.BODY),
    ("We met the Brandt campaign there.", "Brandt campaign", Sort.BODY),
    ("We met Lind & Hale there.", "Lind & Hale", Sort.BODY),
    ("We met the newspaper Northern Star.", "Northern Star", Sort.BODY),
    ("We met the NRA there.", "NRA", Sort.BODY),
    ("We flew to New Karel yesterday.", "New Karel", Sort.PLACE),
    ("We flew to Lisbon yesterday.", "Lisbon", Sort.PLACE),
    ("We crossed Sarran Strait.", "Sarran Strait", Sort.PLACE),
    ("DUNMORE — The mayor left.", "DUNMORE", Sort.PLACE),
    ("We met Republicans there.", "Republicans", Sort.PEOPLE),
    ("We met Danes there.", "Danes", Sort.PEOPLE),
    ("We met the Prime Minister there.", "Prime Minister", Sort.TITLE),
    ("We met the President of the United States.", "President of the United States", Sort.TITLE),
]


@pytest.mark.parametrize(("text", "name", "sort"), SORTS)
def test_sorts(text: str, name: str, sort: Sort) -> None:
    page = read(text)
    found = {page.joined(n.first, n.last): n.sort for n in names_in(page, range(len(page)))}
    assert found.get(name) is sort


NO_NAMES = [
    "Yesterday it rained.",
    "Pressed for time, we left.",
    "On Monday and in April we left.",
    "I left, and I slept.",
]


@pytest.mark.parametrize("text", NO_NAMES)
def test_finds_no_names(text: str) -> None:
    page = read(text)
    assert list(names_in(page, range(len(page)))) == []


TITLES = [
    ("Deputy Trade Minister Olga Brandt left.", "Deputy Trade Minister"),
    ("We met harbour police spokeswoman Olga Brandt.", "harbour police spokeswoman"),
    ("We met Lisbon’s transport minister Olga Brandt.", "Lisbon’s transport minister"),
    ("The county’s surveyor, Olga Brandt, left.", "county’s surveyor"),
    ("Olga Brandt, a lecturer at Dunmore College, left.", "lecturer at Dunmore College"),
    ("Olga Brandt, 54, the mayor of Dunmore, left.", "mayor of Dunmore"),
    ("Olga Brandt (D-Ohio), a lawyer, left.", "lawyer"),
    ("Olga Brandt — one of the lawyers — left.", "lawyers"),
    (
        "Director of the State Flood Authority Olga Brandt left.",
        "Director of the State Flood Authority",
    ),
    ("Health Minister Dr Olga Brandt left.", "Health Minister"),
    ("We met health minister Dr. Olga Brandt.", "health minister"),
    ("Minister of Health Prof Dr Olga Brandt left.", "Minister of Health"),
    ("We met Deputy Governor Mrs. Olga Brandt.", "Deputy Governor"),
    ("Assistant Prof. Olga Brandt left.", "Assistant Prof"),
    ("Dr Olga Brandt left.", "Dr"),
    ("Olga Brandt, said the man, left.", None),
    ("Olga Brandt, having slept, left.", None),
    ("Rain fell. Olga Brandt left.", None),
]


@pytest.mark.parametrize(("text", "title"), TITLES)
def test_titles(text: str, title: str | None) -> None:
    page = read(text)
    (name,) = [n for n in names_in(page, range(len(page))) if n.low[:1] == ("olga",)]
    found = name.title or name.after
    assert (found.text if found else None) == title


def test_an_office_before_a_degree_is_the_head_of_a_title() -> None:
    page = read("Health Minister Dr Olga Brandt met Deputy Governor Mrs. Olga Brandt.")
    first, second = [n.title for n in names_in(page, range(len(page))) if n.title]
    assert first.head == "minister"
    assert second.head == "mrs", "which says that she is a woman"
