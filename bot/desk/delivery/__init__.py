"""From the log into channels: each article once where it was asked for, and kept up to date.

Delivery     when which subscription has its turn, and what it waits for
Turns        what one entry asks for in one channel: a post, an edit, a digest, nothing
Digests      what is late, together in one message
Composer     what a post then holds
Attempts     what is on record of it, written before and after every step
Windows      a channel's cap
Publishing   announcement channels, at their own pace
"""

from bot.desk.delivery.attempts import DIGESTS, POSTS, Attempt, Attempts, State
from bot.desk.delivery.delivery import AFTER_BUG, PAUSED_RETRY, Delivery
from bot.desk.delivery.orders import NONCE_WINDOW, place
from bot.desk.delivery.publishing import UNPUBLISHED
from bot.desk.delivery.windows import Cap

__all__ = [
    "AFTER_BUG",
    "DIGESTS",
    "NONCE_WINDOW",
    "PAUSED_RETRY",
    "POSTS",
    "UNPUBLISHED",
    "Attempt",
    "Attempts",
    "Cap",
    "Delivery",
    "State",
    "place",
]
