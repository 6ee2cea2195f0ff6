"""Who gives where no subject says so: the one that does not receive, or the one whose strengths are used."""

from __future__ import annotations

import re

from .additions import State
from .cast import Cast
from .phrases import BENEFIT
from .verbs import HELP

_GIVEN = re.compile(r"(?:向|给|对)(?P<whom>[^,;]{1,40}?)(?:提供|开放|支付|输送|推荐|给予|选派|派出|捐赠|移交|交付)")


def giver(body: str, cast: Cast, state: State) -> tuple[int, ...] | None:
    """Who gives, where no subject says so: of two the one that does not receive, else the one whose means are used."""
    gives = BENEFIT.match(body) or _GIVEN.match(body)
    receivers = cast.mentioned(gives["whom"]) if gives else set()
    if len(cast.everyone) == 2 and len(receivers) == 1:
        return tuple(place for place in cast.everyone if place not in receivers)
    return state.means if gives or HELP.match(body) else None


def whose_means(body: str, cast: Cast) -> tuple[int, ...] | None:
    """Whose strengths are built on, where they are one party's: 依托学校的师资优势."""
    owners = cast.mentioned(body) if re.match(r"依托|发挥|利用|借助|凭借|充分(?:发挥|利用)", body) else set()
    return tuple(owners) if len(owners) == 1 else None
