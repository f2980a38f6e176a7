"""Whose id outlives the article it came from, so that rulings and links go on to find them.

The id of a person or body comes from the first article that shows them. Before that is erased,
a document of kind ``anchor`` keeps, by id, a statement of theirs elsewhere; an index built anew
is told of all of them before it reads the log.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.desk.correcting.identities import KIND as RULINGS
from bot.desk.correcting.identities import decode
from bot.ports import ANCHORS, Documents, Index


async def keep(index: Index, documents: Documents, article_ids: Sequence[str]) -> None:
    """Before these articles are erased; the index must know them still. Raises StoreError.

    Of ids that rulings speak of all are kept: without the articles others may be told apart,
    or no more.
    """
    ruled = [decode(one) for one in (await documents.all(RULINGS)).values()]
    spoken = {ident for one in ruled for ident in (one.entity, one.other) if ident}
    ids = await index.heirs(article_ids, sorted(spoken))
    if ids:
        await documents.put_many(ANCHORS, ids)
        await index.anchor(ids)


async def lay(index: Index, documents: Documents) -> None:
    """Tell an index that begins anew. Raises StoreError."""
    await index.anchor(await documents.all(ANCHORS))
