"""A simulated server with the real bot in it, and two members who use it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from simcord import ChannelHandle, Env, GuildHandle, MemberActor

from bot.chat.client import Newsbot
from tests.e2e.newsroom import Newsroom


@dataclass
class World:
    """A server with an editor, who may manage channels, a reader, who may not, and somebody
    who may manage the server."""

    env: Env
    newsroom: Newsroom
    guild: GuildHandle
    channel: ChannelHandle
    editor: MemberActor
    reader: MemberActor
    admin: MemberActor

    async def restart(self) -> None:
        await self.env.restart_bot(make_bot(self.newsroom))

    async def offer(self, name: str, *members: MemberActor) -> None:
        """Show a command to members whom Discord does not offer it, as a server may."""
        [command] = [c for c in await self.env.bot.tree.fetch_commands() if c.name == name]
        self.guild.set_command_permissions(command, dict.fromkeys(members, True))

    def as_operator(self, who: MemberActor) -> None:
        """From the next start on this is an operator of the installation."""
        desk = replace(self.newsroom.desk, operators=frozenset({who.id}))
        self.newsroom = replace(self.newsroom, desk=desk)

    async def refused(self, who: MemberActor, name: str, /, **options: Any) -> str:
        """Use a command that ends with an error; the sentence that only they see."""
        result = await who.slash(self.channel, name, **options)
        assert result.response is not None
        assert result.ephemeral
        assert result.response.embeds == []
        return str(result.response.content)


def make_bot(newsroom: Newsroom) -> Newsbot:
    return Newsbot(newsroom.desk, guild_ready_timeout=0.01)
