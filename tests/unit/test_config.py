"""Settings: every documented one is real, every real one documented, mistakes explained."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from bot.config import TOKEN_VARIABLE, Settings, check, load
from bot.errors import BadSettings

EXAMPLE = Path(__file__).parents[2] / "config.example.toml"


def uncommented() -> dict[str, Any]:
    text = re.sub(r"^# (\w+ = )", r"\1", EXAMPLE.read_text("utf-8"), flags=re.M)
    return tomllib.loads(text)


def paths(values: Any, prefix: str = "") -> set[str]:
    if isinstance(values, dict):
        return {p for key, value in values.items() for p in paths(value, f"{prefix}.{key}")}
    if isinstance(values, list) and values and isinstance(values[0], dict):
        return {p for value in values for p in paths(value, prefix)}
    return {prefix.lstrip(".")}


def model_paths(model: type[BaseModel], prefix: str = "") -> set[str]:
    found = set()
    for name, field in model.model_fields.items():
        inner = [
            t
            for t in (field.annotation, *getattr(field.annotation, "__args__", ()))
            if isinstance(t, type) and issubclass(t, BaseModel)
        ]
        path = f"{prefix}.{name}".lstrip(".")
        found |= model_paths(inner[0], path) if inner else {path}
    return found


def test_the_example_is_valid_as_it_is() -> None:
    settings = load(EXAMPLE, {})
    assert settings.data_dir == EXAMPLE.parent / "pullquote-data"
    assert settings.discord.token is None


def test_the_example_documents_every_setting_and_no_other() -> None:
    values = uncommented()
    assert paths(values) == model_paths(Settings)
    check(values, "config.example.toml")


def test_defaults_need_no_file() -> None:
    assert load(None, {}) == Settings()


def test_by_default_nothing_listens_and_no_channel_is_told() -> None:
    settings = check({"health": {"listen": ""}}, "config.toml")
    assert (settings.health.listen, settings.alerts.channel) == ("", None)


def test_the_environment_gives_the_token(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text('[discord]\ntoken = "from the file"\n')
    assert load(path, {}).discord.token == "from the file"
    assert load(path, {TOKEN_VARIABLE: "from outside"}).discord.token == "from outside"


MISTAKES = [
    ("evry = 3", "evry: no such setting"),
    ("data_dri = 'x'", "Did you mean data_dir?"),
    ("[[feeds]]\nurl = 'https://a.example/f'\nevrey = 9", "feeds[0].evrey: no such setting. Did"),
    ("[[feeds]]\nurl = 'https://a.example/f'\nevery = 0.5", "feeds[0].every: "),
    ("[[feeds]]\nevery = 9", "feeds[0].url: is missing. Right would be"),
    ("[[feeds]]\nurl = 'ftp://a.example'", "'ftp://a.example' is no web address. Right would be"),
    ("[[topics]]\nname = 'x'\nterms = []", "topics[0].terms: "),
    ("[[topics]]\nname = 'Everything'\nterms = ['a']", "topics[0].name: 'everything'"),
    ("[[topics]]\nname = 'x'\nterms = ['a', '']", "topics[0].terms[1]: "),
    ("operators = ['me']", "operators[0]: "),
    ("[[stories]]\nname = 'x'\nsince = 2031-05-04\nterms = ['-a']", "stories[0].terms: "),
    ("[[stories]]\nname = 'x'\nsince = '2031-05-04'\nterms = ['a']", "stories[0].since: "),
    ("[[stories]]\nname = 'x'\nterms = ['a']", "stories[0].since: is missing. Right would be the"),
    ("[fetch]\nallow_private_hosts = ['localhost']", "fetch.allow_private_hosts[0]: "),
    ("[discord]\ntoken = 5", "discord.token: "),
    ("[discord]\napi_base = 'discord'", "discord.api_base: 'discord' is no web address"),
    ("feeds = 3", "feeds: "),
    ("discord = 3", "discord: this is no block of settings. Right would be a [discord] block"),
    ("data_dir = 3", "data_dir: this is no path"),
    ("operators = [-1]", "operators[0]: "),
    ("[[feeds]]\nurl = 'https://a.example/f'\nevery = true", "feeds[0].every: "),
    ("[[feeds]]\nurl = 'https://a.example/f'\nevery = inf", "feeds[0].every: "),
    ("[[feeds]]\nurl = 'https://a.example:99999999/f'", "is no web address"),
    ("[[topics]]\nname = 'x'\nterms = ['-a', '-b']", "topics[0].terms: "),
    ("[[topics]]\nname = 'x'\nterms = ['...']", "topics[0].terms[0]: “...” has no letter"),
    ('[fetch]\ncontact = "a\\nb"', "fetch.contact: only plain printable characters"),
    ("[fetch]\nallow_private_hosts = ['http://10.0.0.5:80']", "is no host:port"),
    ("[websub]\ncallback = 'news.example'", "websub.callback: 'news.example' is no web address"),
    ("[websub]\ncallback = 'https://a.example/?x=1'", "websub.callback: "),
    ("[websub]\nlisten = '8088'", "websub.listen: '8088' is no host:port. Right would be"),
    ("[websub]\nlisten = '127.0.0.1:99999'", "websub.listen: "),
    ("[websub]\ncalback = 'x'", "websub.calback: no such setting. Did you mean callback?"),
    ("[alerts]\nchannel = 'news'", "alerts.channel: "),
    ("[alerts]\nchannel = 0", "alerts.channel: "),
    ("[alerts]\nchanel = 5", "alerts.chanel: no such setting. Did you mean channel?"),
    ("[health]\nlisten = '9108'", "health.listen: '9108' is no host:port. Right would be"),
    ("health = 3", "health: this is no block of settings. Right would be a [health] block"),
    ("data_dir = [", "not valid TOML"),
    (
        "[[feeds]]\nurl='https://a.example/f'\n[[feeds]]\nurl='https://a.example/f'",
        "feeds.url: 'https://a.example/f' stands twice",
    ),
    (
        "[[stories]]\nname='A'\nsince=2031-05-04\nterms=['x']\n"
        "[[stories]]\nname='a'\nsince=2031-05-04\nterms=['y']",
        "stories.name: 'a' stands twice",
    ),
    (
        "[[topics]]\nname='A'\nterms=['x']\n[[topics]]\nname='a'\nterms=['y']",
        "topics.name: 'a' stands twice",
    ),
]


@pytest.mark.parametrize(("toml", "sentence"), MISTAKES, ids=[t for t, _ in MISTAKES])
def test_a_mistake_is_named_with_what_would_be_right(
    tmp_path: Path, toml: str, sentence: str
) -> None:
    path = tmp_path / "config.toml"
    path.write_text(toml)
    with pytest.raises(BadSettings) as caught:
        load(path, {})
    assert sentence in str(caught.value)
    assert str(caught.value).startswith(str(path))


def test_every_mistake_of_a_file_is_named_at_once(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text("operators = ['me']\ncolour = 'red'\n")
    with pytest.raises(BadSettings) as caught:
        load(path, {})
    assert len(str(caught.value).splitlines()) == 2


def test_a_missing_file_says_what_to_copy(tmp_path: Path) -> None:
    with pytest.raises(BadSettings, match=r"config\.example\.toml"):
        load(tmp_path / "none.toml", {})
