"""Whom the subject of an English sentence means."""

from __future__ import annotations

import re

from .cast import ALL


def who_is(words, begin, subject, cast, default) -> tuple[tuple[int, ...], tuple[str, ...]]:
    if not cast.everyone:
        return (), ("parties",)
    found = cast.at(subject) or cast.at(re.sub(r"(?i)\Athe ", "", subject))
    if found:
        return found[0], ()
    if default is not None and re.match(r"(?i)(?:it|this party)\b", subject):
        return default, ()
    owner = re.match(r"(?i)(?:the )?(?P<name>.{2,60}?)['’]s?\b", subject)
    if owner and (of := cast.at(owner["name"])):
        return of[0], ()
    by = re.search(r"(?i)\bby (?:the )?(?P<name>[^,;.]{2,80})", words[begin:])
    if by and (agent := cast.at(by["name"])):
        return agent[0], ()
    named = cast.mentioned(subject)
    if len(named) == 1 and not ALL.search(subject):
        return tuple(named), ()
    return (default if default is not None and not subject else cast.everyone), () if not subject else ("responsible",)
