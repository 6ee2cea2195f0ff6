"""Who agrees: by label (甲方:…), by definition (以下简称“…”), by who signs with whom, or by who sets the seal."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from .cast import Party
from .forms import SHORT_FOR, forms_of, without_shared
from .names import (
    ENDING,
    FIELDS_BEHIND,
    LEGAL,
    LONGEST,
    OWN,
    grouped,
    is_name,
    is_taken_from,
    joined,
    place_of,
    role_of,
    same,
)
from .parties_english import find_english
from .segments import FOLD

_LABELS = "甲乙丙丁戊"
_HEAD = 30_000
_LINES = 400
_TAIL = 1500
_SIGNS = re.compile(
    r"签[署订约字]|签下|协议|备忘录|纪要|意向书|合同|达成[^,。]{0,16}(?:合作|共识|意向)|缔[结约]|"
    r"合作意向|战略合作|合作框架|合作签约|结[为成]|合作共建|共建"
)
_LABEL_LINE = re.compile(
    rf"(?P<label>[{_LABELS}])\s*方\s*(?:名称|单位|全称)?\s*(?:\([^()\n]{{0,20}}\))?\s*[:]\s*(?:\([^()\n]{{0,12}}\))?\s*"
    r"(?P<name>(?:[^\r\n,;。()“\"]|\((?=[^()\n]{1,12}\)(?:有限|分)))(?:\((?![^()\n]{0,3}[章字签称])[\u4e00-\u9fff]{2,4}\)(?=\s*?(?:[\r\n(]|\Z))|[^\r\n,;。()“\"]|"
    r"\([^()\n]{1,8}\)(?=[\u4e00-\u9fff])){1,40})"
)
_LABEL_SPACE = re.compile(
    rf"(?m)^[ \t\u3000]*(?P<label>[{_LABELS}])方[ \t\u3000]+(?P<name>[\u4e00-\u9fff()]{{2,28}}(?:{LEGAL}))[ \t\u3000]*$"
)
_LABEL_BEHIND = re.compile(
    rf"(?P<name>[\u4e00-\u9fff()A-Za-z·]{{2,40}}?)\s*\((?:以下|下)?(?:简称|"
    rf"称)?[为:]?[“\"']?(?P<label>[{_LABELS}])方[”\"']?"
    r"(?:[^()\n]{0,20})\)"
)
_NOT_SHORT = re.compile(r"协议|备忘录|合同|项目|双方|各方|三方|中心|平台|基地|计划|工程|意向|办法|条例|论坛|实验室")
_JOINED_BEFORE = re.compile(rf"(?:\A|[\s,。由]|(?<=[日前天]))(?P<name>[\u4e00-\u9fff]{{2,24}}?(?:{LEGAL}))[、与和]\Z")
_PLACED = r"\([\u4e00-\u9fff]{2,4}\)"  # the place in brackets that ends some names
_SIGNER = rf"[\u4e00-\u9fff]{{2,24}}(?:\([\u4e00-\u9fff]{{2,6}}\)[\u4e00-\u9fff]{{0,8}})?(?:{ENDING})(?:{_PLACED})?"
_SEAL = re.compile(
    rf"(?P<name>{_SIGNER})\s*\((?:盖章|公章|印章?|签章|章|签字|盖章处)\)|"
    rf"(?:\A|\n)[ \t\u3000]*(?P<alone>{_SIGNER})[ \t\u3000]*(?=\n|\Z)"
)
_TITLE_BELOW = re.compile(r"\s*[^\r\n,。;:]{0,20}(?:协议书?|备忘录|意向书|合同)[ \t]*(?=[\r\n])")
_LISTED = re.compile(r"[、,;\r\n]+[ \t\u3000]*(?:\(?[一二三四五六\d]\)?[、.)]?)?|\A\s*\(?[一二三四五六\d]\)?[、.)]?")
_LIST_OF_PARTIES = re.compile(
    r"(?:立约|签约|缔约|协议|合作|签署|签订|订立)(?:[双各三四]方|方|单位|主体)[ \t]*:"
    r"(?P<names>\s*[^\r\n。:]{2,40}(?:[\r\n]+[^\r\n。:]{2,40}){0,5}?)"
    r"(?=[\r\n]+[^\r\n]*[,。:]|[\r\n]{2}|\s*\Z)"
)
_VISIT = re.compile(
    rf"(?P<guest>[\u4e00-\u9fff]{{2,20}}?(?:{ENDING}))"
    r"(?:(?:党[委组])?(?:常务)?副?(?:书记|[校院区市县局厅所行]长|主任|董事长|总经理|总裁)[\u4e00-\u9fff、]{2,14}?|"
    r"(?:党政)?(?:一行|代表团|考察团|专家团|调研组)(?:[一二三四五六七八九十\d]+人)?)"
    r"(?:到访|来访|访问|赴|走访|走进|考察|莅临|来到|前往|到)了?"
    rf"(?P<host>[\u4e00-\u9fff]{{2,20}}?(?:{ENDING})(?:{_PLACED})?)"
    r"(?=[,。;]|考察|调研|访问|洽谈|座谈|参观|并|签|开展|进行|举行|对接)"
)
_BODY = re.compile(
    rf"(?:\A|(?<=[\s,;。:、“\"与和由在])|"
    rf"(?<=[日前天]))(?P<name>[\u4e00-\u9fff]{{2,14}}?(?:{LEGAL}|[市区县]委|[市区县]政府))"
    r"(?=[与和将在\s,。、:]|签|党委|校长|院长|副|董事|总|主)"
)
_WITH_ONLY = re.compile(
    rf"(?:与|同|和)(?P<name>[\u4e00-\u9fff()]{{2,24}}?(?:{LEGAL}|政府))[^。\n]{{0,20}}?(?:签|达成|缔结)"
)


def find_parties(text: str) -> tuple[Party, ...]:
    """Those between whom the agreement is, in the order in which the text brings them up."""
    head = text[:_HEAD].translate(FOLD)
    named = _labelled(head)
    if len(named) < 2:
        named = dict.fromkeys(_signers(head, list(named)), "") | named
    if len(named) < 2:
        english = find_english(text[:_HEAD])
        if len(english) > 1 or not named:
            return tuple(Party(name, role_of(name), aliases) for name, aliases in english)
    names = list(named)
    forms = without_shared(
        [forms_of(name, named[name], head, [other for other in names if other != name]) for name in names]
    )
    return tuple(
        Party(
            _as_written(name, text, head),
            role_of(name),
            tuple(_as_written(form, text, head) for form in own),
            named[name],
        )
        for name, own in zip(names, forms, strict=True)
    )


def _as_written(name: str, text: str, head: str) -> str:
    """The name with the marks that the text itself has, full-width brackets as such."""
    at = head.find(name)
    return text[at : at + len(name)] if at >= 0 else name


def _signers(head: str, known: list[str]) -> list[str]:
    """The names by each way in turn, until one gives two."""
    for find in (_defined, _listed, _joined_in_signing, _visiting, _sealed, _with_whom, _most_named):
        names = find(head)
        others = [name for name in names if not OWN.fullmatch(name)]
        names = [_own_name(name, head, others) for name in names]
        names = list(dict.fromkeys([*known, *(n for n in names if not any(same(n, k) for k in known))]))
        if len(names) > 1:
            return names[:6]
    return known


def _labelled(head: str) -> dict[str, str]:
    """Names that the text gives as 甲方 and so on; with their labels."""
    found: dict[str, str] = {}
    labels: set[str] = set()
    for match in _LABEL_LINE.finditer(head):
        name = re.split(r"[ \t\u3000]{2,}|[乙丙丁]\s*方", match["name"].strip(" \t\u3000_*"))[0].strip(" \t\u3000_*、")
        sentence = re.search(r"负责|应|提供|的|签字|盖章|签章|代表", name) or not re.search(
            r"\w", name.replace("_", "")
        )
        if len(name) > 1 and match["label"] not in labels and name not in found and not sentence:
            labels.add(match["label"])
            found[name] = match["label"] + "方"
    for match in _LABEL_SPACE.finditer(head):
        if match["label"] not in labels and match["name"] not in found:
            labels.add(match["label"])
            found[match["name"]] = match["label"] + "方"
    for match in _LABEL_BEHIND.finditer(head):
        name = _behind_joins(match["name"])
        if match["label"] not in labels and name not in found and len(name) > 1:
            labels.add(match["label"])
            found[name] = match["label"] + "方"
    return found


def _behind_joins(words: str) -> str:
    """The last name of words that join several; a 和 within a name joins none."""
    parts = re.split(r"([与和及、])", words)
    name = parts[-1]
    for at in range(len(parts) - 3, -1, -2):
        if at > 1 and not parts[at] and parts[at + 1] == "和":
            return f"和{name}"
        if not parts[at] or re.search(rf"(?:{LEGAL}|\))\Z", parts[at]) or not re.search(rf"(?:{ENDING})\Z", name):
            break
        if parts[at + 1] != "和" and not (parts[at + 1] == "与" and FIELDS_BEHIND.match(name)):
            break
        name = parts[at] + parts[at + 1] + name
    name = re.sub(r"\A.{0,12}?(?:协议书?|备忘录|合同|纪要|意向书)(?:系|是)?(?=由)", "", name)
    return re.sub(r"\A(?:其中|由|经(?![济开])|在|为|近日|日前|今[天日]|昨[天日])+", "", name)


def _defined(head: str) -> list[str]:
    """Names with a short form of their own: …(以下简称“…”)."""
    names = []
    for match in SHORT_FOR.finditer(head[:8000]):
        name = _behind_joins(match["name"])
        told = re.search(r"简称|称为|下称", match[0]) or (
            re.search(r"\([“\"'][^()]+[”\"']\)\Z", match[0]) and is_taken_from(match["short"], name)
        )
        if told and not _NOT_SHORT.search(match["short"]) and is_name(name):
            # A、B(以下简称“…”): the one before has no short form of its own.
            before = not names and _JOINED_BEFORE.search(head[max(0, match.start() - 40) : match.start()])
            names += [before["name"], name] if before and is_name(before["name"]) else [name]
    return list(dict.fromkeys(names))


def _listed(head: str) -> list[str]:
    """Names behind 签约方: or 立约双方:, in the line or below it, with or without numbers."""
    found = _LIST_OF_PARTIES.search(head[:8000])
    if not found:
        return []
    names = [re.sub(r"\([^()]*[章字签称][^()]*\)", "", one).strip() for one in _LISTED.split(found["names"])]
    names = [name for name in names if name]
    known = any(re.search(rf"(?:{ENDING})\Z", name) for name in names)
    return names if 1 < len(names) < 7 and known and all(map(is_name, names)) else []


def _visiting(head: str) -> list[str]:
    """One whose people come to another's before both sign: A党委书记某某一行到访B,双方签署…."""
    for match in _VISIT.finditer(head[:8000]):
        names = [_behind_joins(match["guest"]), match["host"]]
        if all(map(is_name, names)) and _SIGNS.search(head, match.end(), match.end() + 200):
            return names
    return []


def _joined_in_signing(head: str) -> list[str]:
    return grouped(_signing(head), head)


def _signing(head: str) -> Iterator[list[str]]:
    """Yield the names that a title or sentence joins in signing: A与B签署…协议."""
    for number, match in enumerate(re.finditer(r"[^\r\n。;!?:]+", head)):
        if number > _LINES:
            return
        words = match[0][:200]
        if not _SIGNS.search(words) and not (len(words) < 60 and _TITLE_BELOW.match(head, match.end())):
            continue
        for part in words.split(","):
            names = joined(part)
            if len(names) > 1:
                yield names
                break


def _sealed(head: str) -> list[str]:
    """Names that stand over the seals at the end."""
    names = [match["name"] or match["alone"] for match in _SEAL.finditer(head[-_TAIL:])]
    return list(dict.fromkeys(name for name in names if is_name(name)))


def _with_whom(head: str) -> list[str]:
    """One who signs with a named one, where the sentence leaves the first unsaid: the body named most else."""
    if not _SIGNS.search(head):
        return []
    other = _WITH_ONLY.search(head)
    if not other or not is_name(other["name"]):
        return []
    rest = [name for name in _most_named(head, 4) if not same(name, other["name"])]
    own = OWN.search(head)
    first = rest[0] if rest else own[0] if own else ""
    return [first, other["name"]] if first else []


def _most_named(head: str, most: int = 2) -> list[str]:
    """The organisations that a text on an agreement names most often."""
    if not _SIGNS.search(head):
        return []
    counts: Counter[str] = Counter()
    for match in _BODY.finditer(head[:6000]):
        name = re.sub(r"(?<=[市区县])(?:委|政府)\Z", "", match["name"])
        if len(name) <= LONGEST and is_name(name):
            counts[next((known for known in counts if same(known, name)), name)] += 1
    return [name for name, _ in counts.most_common(most)]


_OWN_KINDS = {"校": "大学|学院|学校", "院": "学院|医院|研究院", "市": "市", "区": "区", "县": "县", "省": "省"}


def _own_name(name: str, head: str, others: list[str]) -> str:
    """The name behind 我校 or 学校: of the bodies of that kind, none of them the other party, the one named most."""
    if not OWN.fullmatch(name):
        return name
    kind = _OWN_KINDS.get(name[0] if name.endswith("政府") else name[-1], "公司|集团")
    found = Counter(
        name
        for match in re.finditer(
            rf"(?<=[\s,;。、:“\"(与和由在了绍])[\u4e00-\u9fff]{{2,10}}?(?:{kind})(?=党|校|院|副|官|新闻|网|"
            rf"人民|委|经|社|与|和|同|举|在|现|图|是|位|的|将|教|\s|[,。、])",
            head,
        )
        if is_name(name := re.sub(r".*[了绍访在]", "", match[0])) and not any(same(name, other) for other in others)
    )
    best = found.most_common(1)
    if not best:
        return name
    return place_of(best[0][0], head) or best[0][0]
