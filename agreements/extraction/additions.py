"""What a part of a Chinese sentence adds to the act before it: a measure, a minimum, an exception, whose turn it is."""

from __future__ import annotations

import re
from dataclasses import dataclass

from . import amounts
from .verbs import ACT, RESULT, VERB

_AMOUNTED = re.compile(
    r"\A(?P<what>[^,;]{0,24}?)(?:(?:一般|原则上|均|应|将)*(?:为|达到|达|不少于|不低于|"
    r"不超过|不多于|至少|控制在|约|总计|合计|计|是)){1,3}(?:人民币)?"
    r"(?=[\d一二两三四五六七八九十百半_])"
)
# What is measured: with an amount behind it, it belongs to the act before, whatever verb the measured thing is.
_MEASURE = re.compile(
    r"\A(?!由)(?:计划|预计|预期|拟)?(?P<what>(?!力争|争取|确保)[^,;的]{0,14}?(?:价值|"
    r"[一二三首]期(?:工程)?投资|注册资本|资本金?|利率|费率|时间|"
    r"时长|期限?|年限|工期|周期|比例|占比|面积|占地|"
    r"用地|投资额?|金额|额度|总额|人数|名额|数量|规模|次数|频次|"
    r"学时|课时|标准|经费|预算|产值|产能|产量|收入|价格|费用|租金|单价|[\u4e00-\u9fff]{2}[量率]|总量|总数|容量|床位|里程|全长|总长|[年月季]均|"
    r"每[批次期人名届场][^,;]{0,8}?|(?:全年|每[年月])[^,;]{0,6}?))"
    r"(?P<than>(?:一般|每[年月次]|原则上|均|应|将|预计|暂定|约|为|是|达到?|计|共|合计|人民币|不少于|"
    r"不低于|不超过|不多于|不高于|不短于|不得|少于|多于|超过|至少|"
    r"控制在){0,4})(?=[\d一二两三四五六七八九十百半_])"
)
_COMPOUND = re.compile(
    r"(?:时间|时长|期限?|年限|周期|人数|次数|频次|比例|占比|面积|学时|课时|规模|总额|总投资|投资额|资本金?|利率|费率|[供用产流销处吞]?[\u4e00-\u9fff][量率])\Z"
)
TAKE_TURNS = re.compile(
    r"(?:每[年次届]|原则上)*由?[^,;]{0,10}(?:轮流|轮值|交替|分别)(?:主持|主办|承办|举办|召集|"
    r"担任|组织|牵头)|由[^,;]{2,40}(?:组成|构成)\Z|"
    r"(?:[^,;]{2,14}(?:\d%|元))?[^,;]{0,6}用于"
)
_MEETS = re.compile(r"会议?(?:制度|机制)?\Z|会商|例会|会[^,;]{0,3}[一二两三四\d]次|[次场届][^,;]{0,14}(?:会议?|活动)\Z")
_MET_FOR = re.compile(
    r"研究|通报|总结|协调|解决|讨论|商讨|商议|会商|交流|部署|沟通|推进|听取|审议|共商|议定|谋划|制定(?:年度)?工作"
)


@dataclass
class State:
    """What carries over from part to part: the subject, and whether a purpose is still going on."""

    subject: tuple[int, ...] | None = None
    before: tuple[int, ...] | None = None  # the subject of the part before
    means: tuple[int, ...] | None = None  # whose strengths the sentence builds on
    purpose: bool = False
    aim: bool = False  # the purpose is one that 为 leads in, which goes on until somebody is named
    when: tuple[int, int] | None = None  # a date or rhythm that leads in the acts behind it
    told: bool = False
    given: bool = False  # heading or lead-in say who acts, so that each part is an act
    last: str = ""  # the words of the act before
    parted: bool = False  # the parts say how the act before is shared out: 其中甲方负责…,乙方负责…


def continues(body: str, part: str, has_act: bool, subject: bool, state: State) -> bool:
    """True when a part only adds a measure, a minimum or an exception to the act before."""
    if not has_act or state.purpose:
        return False
    counted = bool(amounts.find_amounts(part)) or amounts.months_of(part) is not None
    if state.parted and counted and len(part) < 24:
        return True
    if re.fullmatch(r"每[^,;]{0,4}?(?<!更新)(?<!通报)[一二两三四五六七八九十\d]+[次届期场轮回]", part):
        return True
    if not subject and len(part) < 16 and re.match("每|共|合计|不", part) and not VERB.search(part):
        return counted
    if counted and re.match(
        r"(?:连续|持续|连)(?:[\u4e00-\u9fff]{1,2})?[\d一二两三四五六七八九十]{1,3}(?:个月|年)\Z", part
    ):
        return True  # 连续设立五年
    if re.match(
        r"分[一二两三四五\d]+(?:期|步|批|年|阶段)(?:实施|建设|推进|进行|完成|拨付|支付|投入|到位|付清|发放|交付)\Z",
        part,
    ):
        return True
    if state.last[-2:] == part[:2] and re.match(
        "..(?:将|应|拟|计划)?[于在][^,;]{2,14}(?:完成|开工|投产|投用|启用)", part
    ):
        return True  # …编制规划,规划于10月底前完成
    if TAKE_TURNS.match(part) and (part.startswith("由") or not VERB.match(body)):
        return True
    if _measures(body, part, subject, counted, state.last):
        return True
    if not subject and re.match(
        r"(?:每[批次期人名]|其中|最终|期限|时间|为期|总投资|总面积|面积|总额|人数|"
        r"名额|金额|规模|费用由|但|除(?!了)|不少于|不低于|不超过|至少|直至|直到)",
        part,
    ):
        return not (VERB.match(body) and len(body) > 8 and not counted)
    return False


def _measures(body: str, part: str, subject: bool, counted: bool, last: str) -> bool:
    """True when the part says how much or how long of what the act before named."""
    verb = VERB.match(body)
    if not subject and counted and verb and re.match("每|首|累计|全年|共", part) and verb[0] in last:
        return True  # 联合开展教师培训,每年培训200人次: how many of the same
    measure = None if subject or (RESULT.match(body) and not ACT.match(body)) else _MEASURE.match(part)
    if measure and (
        _COMPOUND.search(measure["what"])
        or (not verb and (measure["than"] or not ACT.search(part[: measure.end("what")])))
    ):
        return True
    match = _AMOUNTED.match(part)
    if match and not subject and counted and 1 < len(match["what"]) < 8 and match["what"][-2:] in last:
        return True  # 派出专家常驻医院,常驻专家不少于8人
    led = body != part and len(body) > 6 and not body.startswith(("不", "至少", "约"))
    if not match or led or not counted or ACT.search(match["what"][:12]):
        return False  # 三年内筛选…8个 is an act of its own
    return not ("的" in match["what"] and not match["what"].endswith("的"))


def says_no_more(part: str, body: str, after: str, subject: bool, last: str) -> bool:
    """True for the case in which something must be done, for where a body sits, and for what a meeting is for."""
    if subject:  # 一方发现…,应当…; 一方转让其份额的,…
        if part.endswith("的") and after.startswith(","):
            return True
        return bool(re.match(r"任?何?一方", part) and re.match(r",(?:应|须|可|有权|不得|需|要)", after))
    if after.startswith(",") and re.search(r"的(?:具体|有关|相关|其[他它])?(?:事项|事宜|细节|内容)\Z", part):
        return True  # …的具体事项,由双方另行商定
    if re.match("(?!将|把)[^,;]{0,10}(?:设在|设于|挂靠)|但", part) or (part.endswith("的") and after.startswith(",")):
        return True
    return bool(_MEETS.search(last) and _MET_FOR.match(body))
