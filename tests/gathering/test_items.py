"""An article is one article, however its publisher renames, moves and edits it."""

from __future__ import annotations

from dataclasses import replace

from bot.desk.gathering.filing import article_id
from bot.feeds import canonical_url
from bot.records import Arrival
from tests.gathering.conftest import Gatherer
from tests.gathering.newsroom import Item, Newsroom, words


async def started(gatherer: Gatherer, newsroom: Newsroom) -> Item:
    """A feed of three articles that is known; the newest of them."""
    for number in range(3):
        newsroom.publish(number)
    await gatherer.poll()
    return newsroom.items[0]


async def test_an_item_with_another_guid_is_not_posted_again(
    gatherer: Gatherer, newsroom: Newsroom
) -> None:
    item = await started(gatherer, newsroom)
    newsroom.items[0] = replace(item, guid="tag:tarn:renamed")
    polled = await gatherer.poll()
    assert (polled.stored, polled.revised, polled.troubles) == (0, 0, ())


async def test_an_item_with_another_guid_and_address_is_the_same_article(
    gatherer: Gatherer, newsroom: Newsroom
) -> None:
    item = await started(gatherer, newsroom)
    moved = newsroom.article("/a/moved", 2, item.title, said="We are leaving")
    newsroom.items[0] = replace(item, guid="tag:tarn:renamed", link=moved)
    polled = await gatherer.poll()
    assert (polled.stored, polled.revised) == (0, 1)
    last = (await gatherer.records())[-1]
    assert last.article.id == article_id(canonical_url(item.link))
    assert (last.article.url, last.article.revision) == (moved, 2)
    assert last.arrival is Arrival.REVISED
    newsroom.items[0] = replace(newsroom.items[0], text=f"{item.text} More.")
    newsroom.article("/a/moved", 2, item.title, said="We are staying after all")
    assert (await gatherer.poll()).revised == 1
    assert (await gatherer.records())[-1].article.id == last.article.id


async def test_two_items_at_one_address_are_two_articles(
    gatherer: Gatherer, newsroom: Newsroom
) -> None:
    item = await started(gatherer, newsroom)
    text = "".join(f"<p>{paragraph}</p>" for paragraph in words(30))
    newsroom.items.insert(0, Item("Live: the vote", item.link, "tag:tarn:live", text=text))
    polled = await gatherer.poll()
    assert (polled.stored, polled.revised) == (1, 0)
    last = (await gatherer.records())[-1].article
    assert last.id != article_id(canonical_url(item.link))
    assert words(30)[1] in last.text
    assert last.url == item.link
    newsroom.items[0] = replace(newsroom.items[0], text=text.replace("staying", "leaving"))
    assert (await gatherer.poll()).revised == 1
    assert (await gatherer.records())[-1].article.id == last.id


async def test_a_feed_that_moves_to_another_host_posts_nothing_again(
    gatherer: Gatherer, newsroom: Newsroom
) -> None:
    for number in range(4):
        item = newsroom.publish(number)
        newsroom.items[0] = replace(item, guid=item.link)
    await gatherer.poll()
    other = "localhost"
    for place, item in enumerate(newsroom.items):
        link = item.link.replace(newsroom.host, other)
        newsroom.items[place] = replace(item, guid=link, link=link, text="")
    gatherer.fetcher._allowance = type(gatherer.fetcher._allowance)(
        [newsroom.pair, f"{other}:{newsroom.port}"]
    )
    polled = await gatherer.poll()
    assert (polled.stored, polled.troubles) == (0, ())
    assert await gatherer.news() == []


async def test_tracking_and_redirects_make_no_second_article(
    gatherer: Gatherer, newsroom: Newsroom
) -> None:
    await started(gatherer, newsroom)
    item = newsroom.publish(7)
    newsroom.gives("/go", "", 302, Location="/a/7")
    await gatherer.poll()
    newsroom.items[0] = replace(item, guid="", link=f"{item.link}?utm_source=feed&fbclid=1")
    await gatherer.poll()
    assert await gatherer.news() == [item.link]


async def test_an_article_without_id_link_or_date_is_still_one(
    gatherer: Gatherer, newsroom: Newsroom
) -> None:
    await started(gatherer, newsroom)
    text = "".join(f"<p>{paragraph}</p>" for paragraph in words(40))
    newsroom.items.insert(0, Item("Nameless", "", text=text))
    assert (await gatherer.poll()).stored == 1
    assert (await gatherer.poll()).stored == 0
    assert (await gatherer.records())[-1].article.title == "Nameless"


async def test_a_wall_is_never_stored_and_the_feed_s_own_words_serve(
    gatherer: Gatherer, newsroom: Newsroom
) -> None:
    await started(gatherer, newsroom)
    wall = "<html><title>Tarn</title><body><p>Please sign in to continue reading.</p></body></html>"
    link = newsroom.gives("/wall", wall)
    newsroom.items.insert(0, Item("Behind it", link, "w1"))
    polled = await gatherer.poll()
    assert polled.stored == 0
    assert "sign-in" in polled.troubles[0]
    text = "".join(f"<p>{paragraph}</p>" for paragraph in words(41))
    newsroom.items.insert(
        0, Item("Behind it, too", newsroom.gives("/wall2", wall), "w2", text=text)
    )
    assert (await gatherer.poll()).stored == 1
    assert words(41)[1] in (await gatherer.records())[-1].article.text
