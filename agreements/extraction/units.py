"""Whom a subject means that is no party's name: a party's office, school, brand or people, by what it is called."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .cast import Cast
from .verbs import ADVERB, VERB

_LONGEST = 24
# Offices of a place; with the level before them they are those of the party of that level: 市财政, 区教育局.
_OFFICES = (
    r"(?:局|厅|委|署|办|办公室|财政|部门|街道|镇街|指挥部|专班|公安|税务|海关|宣传部|组织部|统战部|团委|妇联|工会|科协|文联|残联|"
    r"工商联|城投|文旅|国资|供电|电视台|融媒体中心|服务中心|交易中心|疾控中心|博物馆|图书馆|文化馆|档案馆|美术馆|展览馆|剧院|医院|"
    r"中小学校?|中学|小学|幼儿园|学校|职校|职教中心|公司|集团|平台公司|园区|开发区|高新区|"
    r"领导|负责人|工程师|专家)"
)
_PLACE_UNIT = re.compile(
    rf"(?:本|该|我|全)?(?P<level>[省市区县州镇乡旗])(?![场域块民内外长况面政]|政府)(?:级|直|属|里)?[\u4e00-\u9fff]{{0,10}}?{_OFFICES}"
)
_SOME_OFFICES = re.compile(
    r"(?:各|有关|相关|各有关|各级|职能|行业主管|主管|当地)(?:[\u4e00-\u9fff]{2})?(?:部门|区县|县区|县市区|县市|市县|乡镇|街道|镇街|单位)"
)
_SCHOOL_UNIT = re.compile(
    r"(?:本|该|我)?(?:校(?!企|地|内外|政|际|园|区共)[\u4e00-\u9fff]{0,6}?(?:团委|医院|图书馆|办|处|部|院|会|社|中心|队)|"
    r"[\u4e00-\u9fff]{0,10}?(?:学院|(?<=[\u4e00-\u9fff]{2})系|教研室|教务处|科技处|科研处|科研院|研究生院|就业处|就业中心|招生办|学工部|学工处|人事处|社科处|"
    r"成教院|继教院|合作处|发展处|后勤处|校友会|校医院|附属医院|附属中学|附属小学|附中|附小|校团委|课题组|教师团队|"
    r"专家团队|科研团队|师生)|(?:专业)?(?:教师|教授|导师|师生|专家)(?:团队|队伍)?|学院|课题组|科研团队|图书馆)"
)
_COMPANY_UNIT = re.compile(
    r"(?:[\u4e00-\u9fff]{0,8}?(?:子公司|分公司|事业部|总部|工厂|车间|技术部|人力资源部|市场部|生产线|工程师|"
    r"技术骨干|技术人员|门店|网点|旗舰店)|企业导师)"
)
# What belongs to a party, behind its name: 学校的材料学院, 集团旗下“…”品牌, 市教育局 behind 青山.
_OWN_UNIT = re.compile(
    r"(?:的|旗下|所属|下属|下辖|控股|全资|直属)?(?:[\u4e00-\u9fff、]{0,14}?|“[^”]{1,12}”)(?:学院|系|院|所|处|室|部|中心|团队|队伍|局|厅|委|办|"
    r"公司|集团|工厂|企业|医院|中学|小学|学校|品牌|"
    r"图书馆|实验室|基地|教师|教授|专家|师生|骨干|工程师|人员|部门|单位|机构|平台|网点|志愿者|方面|[科馆宫站场队])"
)
_LAST = frozenset(
    "局厅委署办室财政门道街部班安务关妇联工会科协文残商城投旅国资供电台心馆院校学园司团区导人师家院处系士队组生地点牌位构者间线店网面科馆宫站场队县区市镇街"
)
_OWN_THING = re.compile(r"(?:的|旗下|所属|下属|下辖|控股|全资|直属)(?:[\u4e00-\u9fff]{2,10}?|“[^”]{1,12}”)")
# What a subject is not: it begins with no preposition and with no duty.
_NO_SUBJECT = re.compile(
    r"[在对向为与把从由将以按经就当使让给并和及其此这]|通过|根据|依托|围绕|每|共|不|双方|各方|联合|建立|成立|设立"
)
_OWNED = re.compile(r"的|旗下|所属|下属|下辖|控股|全资|直属")
_NOT_IN_NAMES = re.compile(
    r"[在向对为把将从与由]|和(?!改革|旅游|信息|社会|体育|规划|城乡|广|草原|林)|设立|组织|开展|成立|建立|甲方|乙方|丙方|双方"
)
_GOES_ON = re.compile(
    r"(?:则|也|亦|还|均|都|再|另|再次)?(?:将|应|须|要|则|负责|拟|计划|会同|在|与|同|对|向|为|把|从|每|于|按|以|给|"
    r"不得|面向|派出|选派|免费|承诺)"
)


def behind_name(words: str, at: int, end: int) -> int | None:
    """Where what belongs to a party ends, behind its name, when something is then done: the party does it."""
    for past in _ends(_OWN_UNIT, words, at, end):
        if _acts(words, past, end):
            return past
    if not _OWNED.match(words, at, end):
        return None
    for past in range(at + 3, min(end, at + 14) + 1):
        if _OWN_THING.fullmatch(words, at, past) and _acts(words, past, end):
            return past
    return None


def find(words: str, at: int, end: int, cast: Cast) -> tuple[tuple[int, ...], int] | None:
    """Whom a unit at this place stands for, and where it ends; None where no unit acts or nobody can be told."""
    if _NO_SUBJECT.match(words, at, end) or VERB.match(words, at, end):
        return None
    for pattern, role in (
        (_PLACE_UNIT, "government"),
        (_SOME_OFFICES, "government"),
        (_SCHOOL_UNIT, "university"),
        (_COMPANY_UNIT, "enterprise"),
    ):
        for past in _ends(pattern, words, at, end):
            if not _acts(words, past, end) or _NOT_IN_NAMES.search(words, at, past):
                continue
            match = pattern.match(words, at, past)
            who = _only(cast, role, match["level"] if pattern is _PLACE_UNIT else "")
            if who is not None:
                return (who,), past
    return None


def _ends(pattern: re.Pattern[str], words: str, at: int, end: int) -> Iterator[int]:
    """Yield each place at which the pattern can end, the nearest first."""
    for past in range(at + 2, min(end, at + _LONGEST) + 1):
        if words[past - 1] in _LAST and pattern.fullmatch(words, at, past):
            yield past


def _acts(words: str, at: int, end: int) -> bool:
    """True when what follows says that somebody acts."""
    adverbs = ADVERB.match(words, at, end)
    after = adverbs.end() if adverbs else at
    if after >= end - 1:
        return False
    return bool(VERB.match(words, after, end) or _GOES_ON.match(words, at, end) or (adverbs and after > at))


def _only(cast: Cast, role: str, level: str) -> int | None:
    """The one party of that role; of several the one of that level, as 市 is of a city."""
    some = [place for place in cast.everyone if cast.parties[place].role == role]
    if len(some) > 1 and level:
        some = [place for place in some if any(form.startswith(level) for form in cast.parties[place].forms)]
    return some[0] if len(some) == 1 else None
