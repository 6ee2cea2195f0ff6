"""What a part of a Chinese sentence is: an act, what leads it in, or what comes of it; by its words alone."""

from __future__ import annotations

import re
from collections.abc import Iterator

from . import amounts
from .verbs import ACT, ADVERB, HELP, RESULT, SOFTLY, VERB

# Words with which a part leads in what is done.
_LEADS = re.compile(
    r"为了|依托|通过|围绕|紧扣|发挥|充分发挥|根据|按照|依据|本着|基于|结合|借助|利用|"
    r"充分利用|立足|针对|聚焦|坚持|秉承|秉持|遵循|随着|鉴于|作为|面向|瞄准|"
    r"着眼|着眼于|凭借|整合[^,]{0,12}(?:资源|优势)\Z|除了?|经(?!费|营|济|验|常)|如(?:果|遇|"
    r"需|有)|若|凡|当(?!地|代|前)|在遵守|以(?![上下内])|自|从|由于|落实[^,]{0,20}(?:精神|"
    r"战略|部署|要求)\Z|"
    r"贯彻|深入贯彻|积极响应|响应|抢抓|抓住|充分考虑|适应|顺应|对标|把握|立德|遵照|参照|根植|因"
)
_LEADS_END = re.compile(
    r"(?:方式|方向|形式|途径|手段|渠道|契机|机遇|优势|作用|基础上|原则|目标|导向|核心|主线|纽带|"
    r"载体|抓手|需求|需要|精神|要求|条件下|前提下|过程中|期间|框架下|框架内|"
    r"指导下|支持下|领导下|背景下|情况下|实践中|工作中|锻炼中|方面|领域|范围内|后|时|宗旨|"
    r"重点|依托|引领|牵引|支撑点|突破口|平台优势|为主|理念|机会|部署|规划|精神)\Z"
)
STRONG = re.compile(
    r"开展|共建|设立|建立|成立|举办|组织|实施|打造|提供|进行|搭建|合作|选派|建设|联合|推动|"
    r"推进|加强|培养|培训|给予|完成|答复|办结|提交|开放|发布|聘请|认定|授予|发放|支付|投入|接收|召开|制定|开发|"
    r"开设|引进|完善|优化|共同|探索"
)
BENEFIT = re.compile(
    r"为(?!了|主|期|重点|目标)(?P<whom>[^,;]{1,80}?)(?P<act>提供|给予|开设|开放|举办|开展|"
    r"组织|培训|培养|输送|安排|配备|创造|设立|推荐|制定|建立|搭建|打造|组建|申报|申请|争取|"
    r"聘请|修建|布设|缴纳|支付|拨付|代办|"
    r"出具|颁发|选聘|编制|研发|定制|配置|添置|采购|保留|预留|落实|量身|讲授|招收|接种|免费|"
    r"开通|办理|承担|引进|引荐|选派|购买|建设|做好|实施|减免|协调|解决)"
)
TOWARDS = re.compile(
    r"(?:在(?!校(?![地企])|职(?!工|业)|读|籍)|向|为(?!了|主)|将|把|对|与|和|同|就|以|由|按|给|从|于|"
    r"到|依托|通过|围绕|面向|针对|结合|利用|根据|按照|聚焦|基于|依据|采取|借助|发挥|整合|"
    r"会同|邀请)"
)
_STATE = re.compile(
    r"(?:发展|升级|转型|振兴|突破|增长|大局|战略|繁荣|进步|提升|提高|融合|水平|能力|效益|"
    r"效率|格局|流动|改革|创新|质量|竞争力|影响力|进程|步伐|台阶|就业|成长|增收|共赢|双赢|"
    r"优化|集聚|聚集|汇聚|走深走实|提质增效|做大做强|落实落细|见行见效|落地见效|"
    r"衔接|互动|协同|生态|积极性|动力|活力|体系|事业|建设|安全|良性循环|健康|氛围|现代化|一体化|国际化|产业化)\Z"
)
_ACTIVITY = re.compile(
    r"(?:活动|项目|转化|落地|合作|交流|互访|对接|培训|共享|工程|计划|平台|基地|中心|建设|"
    r"落户|开发|推广|应用|行动|试点|工作|互派|衔接项目|开放|互认|培养|实施|研究|攻关|联盟|"
    r"机制|制度|入驻|见效|体系|课程|专业|[”》])(?:发展)?\Z"
)
_ABSTRACT = re.compile(
    r"(?:典范|标杆|样板|格局|高地|新局面|新篇章|新高度|新台阶|共同体|新引擎|增长极|名片|"
    r"亮点|(?<!创)新模式|(?<!创)新路径|新范式|新优势|品牌|新典范|新特色)\Z"
)
_RELATION = re.compile(
    r"互为[^,;]{0,16}(?:伙伴|单位|城市|地|腹地)\Z|(?:建立|构建|形成|缔结|结成|确立|发展|成为|保持)[^,;]{0,40}(?:关系|伙伴)\Z"
)
_INSIDE = re.compile(
    r"(?P<link>、|并|和|及|以及|同时|并且)(?=(?P<adverb>(?:共同|联合|积极|大力|定期|探索|"
    r"合作|协同|携手)?)(?P<verb>[\u4e00-\u9fff]{2}))"
)
_SPLITS = re.compile(
    r"(?:共建|共享|合建|合办|举办|承办|召开|组织|开展|实施|设立|建立|成立|组建|建设|打造|"
    r"搭建|构建|开发|制定|编制|完善|签订|引进|引荐|推荐|编写|出版|编印|选聘|遴选|选派|派遣|互派|接收|聘请|招收|培养|"
    r"培育|孵化|"
    r"提供|给予|投资|开放|开设|开通|扩大|改造|申报|探索|推动|推进|加强|深化|促进|支持|鼓励|"
    r"帮助|协助|推广|发布|参与|承担|负责|优化|健全|互认|互聘|联合|吸引|落实|加快|强化|安排|"
    r"拓展|支付|建成)"
)
# A joint body as subject, which stands for all who run it.
_BODY = re.compile(
    r"[^,;在对向为与]{0,12}?(?:研究院|中心|基地|平台|小组|委员会|联盟|理事会|实验室|办公室|工作站)"
    r"(?:应当?|须|要|主要|每年|定期|具体)*"
)
_STATES = re.compile(r"[的是为有任属系无均已]|认为|认识|达成|本着|签|各执|享|一致|地处|作为|处于")
# What comes of an act: 解决师生出行难题. What is to be there by a day: 一期工程于2026年9月开工.
_TROUBLE = re.compile(r"解决[^,;]{2,20}(?:难题|问题|困难|之忧|瓶颈|短板|痛点)\Z")
_HELPED = re.compile(r"(?:帮助|助力|促进|带动)[^,;]{2,20}(?:就业|增收|致富|脱贫|成长|成才)\Z")
_LED_BY = re.compile(r"以[^,;]{2,12}(?:引领|带动|促进|赋能|助推)")
_BY_A_DAY = re.compile(
    r"[\u4e00-\u9fff]{2,10}?(?:计划|预计|将|拟|力争)?[于在]\d{4}年[^,;]{0,10}(?:开工|建成|"
    r"投产|完成|竣工|投用|启用|开通|交付|运行|验收|启动|完工|动工|贯通|达产|通车|投运|开业|开园|开馆)"
)
# What can be seen to be there, behind 实现.
_LANDED = re.compile(
    r"(?:互认|互通|互联|共享|共用|落地|联网|并网|通车|投产|达产|量产|开工|全覆盖|直达|对接|"
    r"移交|通[借办用行][\u4e00-\u9fff]{0,2})\Z"
)
_QUOTE = re.compile(r"[“《]")


_ONCE_DONE = re.compile(r"(?:完工|建成|投产|竣工|验收|结束|到期|期满|完成|成立|投用|启用|落户|签约|合格|通过)后\Z")
_AIM = re.compile(rf"为(?:了|进一步|更好地?)?(?:{ACT.pattern}|{SOFTLY.pattern}|{RESULT.pattern})")


def is_lead(body, part, *, ahead, last, mark, has_subject) -> bool:
    """True when a part says why, with what or under which condition, and another says what is done."""
    if body.startswith("为") and not body.startswith("为主"):
        benefit = BENEFIT.match(body)
        if benefit and not RESULT.match(benefit["whom"]) and not SOFTLY.match(benefit["whom"]):
            return False
        doing = has_subject and not _AIM.match(body) and ACT.search(body, 3)
        return not (doing or (last and has_subject))
    if re.match("对(?!接)", body) and ahead and not has_subject and not STRONG.search(body):
        return True  # 对考核合格的毕业生, 医院优先录用
    if not (has_subject or last) and _ONCE_DONE.search(body):
        return True
    if not has_subject and re.fullmatch(r"[^,;]{2,16}(?:期间|过程中)|在[^,;]{2,12}上", part) and not last:
        return True
    if body.startswith("面向") and has_subject and ACT.search(body, 4):
        return False
    if body.startswith("从") and last and ACT.search(body, 4):
        return False
    if _LEADS.match(body):
        if has_subject and (last or ahead or mark == ";") and VERB.search(body, 4):
            return False
        if last or mark == ";":
            return not _late_verb(body)
        if _LEADS_END.search(body):
            return True
        return not _late_verb(body) or body.startswith(
            ("发挥", "充分发挥", "本着", "坚持", "为了", "秉承", "立足", "随着", "鉴于")
        )
    if TOWARDS.match(body) and not (last or mark == ";" or "不得" in part[: len(part) - len(body)]):
        verbs = (one for one in VERB.finditer(body, 1) if body[one.end() : one.end() + 1] != "的")
        if not any(verbs):
            return True  # 对引进的人才, …: whom or what the next part is about
    if _LEADS.search(body, 2, 16) and _LEADS_END.search(body) and not has_subject and not (last or VERB.match(body)):
        return True
    if re.match(r"在|于|对于|关于|就", body) and _LEADS_END.search(body):
        return not (last or mark == ";") or not STRONG.search(body)
    return False


def _late_verb(body: str) -> re.Match[str] | None:
    return STRONG.search(body, 4)


def verdict(body: str, adverbs: str, has_act: bool, has_subject: bool, *, told: bool, given: bool) -> str | None:
    """The word act, perhaps (an act that no verb known here begins), general, or None for what is no act of its own."""
    if _RELATION.search(body):
        return "general"
    if _is_no_act(body, has_act, has_subject):
        return None
    joint = re.search(r"共同|联合|携手|合力", adverbs)
    counted = bool(amounts.find_amounts(body)) or bool(re.search(r"\d{4}年|今年|明年|年底前", body + adverbs))
    if _ABSTRACT.search(body) and not counted and not _QUOTE.search(body):
        return None if has_act or not has_subject else "general"
    if benefit := BENEFIT.match(body):
        abstract = _STATE.search(benefit["whom"]) or RESULT.match(benefit["whom"]) or SOFTLY.match(benefit["whom"])
        weak = re.search(r"(?:参考|依据|借鉴|支撑|保障|动力|助力|支持|服务|力量|智慧|条件|基础|样本|示范)\Z", body)
        of_use = re.search(r"(?:参考|依据|借鉴|经验|样本|示范|智慧|力量|动力)\Z", body)
        return None if has_act and ((abstract and weak) or (of_use and not has_subject)) else "act"
    if body.startswith("为") and re.search(r"贡献|奠定|夯实|注入|铺平|打下|增添", body):
        return None
    if re.search(r"不得|不再", adverbs) and len(body) > 1:
        return "act"
    if RESULT.match(body) and not ACT.match(body):
        return _result(body, adverbs, has_act, has_subject, counted)
    if SOFTLY.match(body):
        return _soft(body, has_act, bool(joint), counted)
    if _BY_A_DAY.match(body):
        return "act"
    if VERB.match(body):
        if has_act and not counted and _comes_of_an_act(body):
            return None
        return "act" if len(body) > 2 or counted or has_subject or len(adverbs) > 1 else None
    if TOWARDS.match(body) and (inner := VERB.search(body, 2)):
        if RESULT.search(body, 2, inner.start() + 1) and has_act and not counted and _STATE.search(body):
            return None
        if re.search(r"(?:中|上|下)(?:全面|不断|进一步)?(?:提升|提高|增强)", body):
            return None
        return "act"
    if given and len(body) > 3 and not _STATES.search(body[:6]):
        return "perhaps"
    return "perhaps" if _is_otherwise_act(body, adverbs, has_act, has_subject, counted, told) else None


def _is_no_act(body: str, has_act: bool, has_subject: bool) -> bool:
    """True for what stays as it is, for what else there is, and for what comes of the act before."""
    if re.search(r"(?:关系|待遇|身份|性质|权属|归属|标准)不变\Z", body):
        return True
    if re.fullmatch(r"其[他它][^,;]{0,14}(?:工作|事项|活动|内容|合作|任务)", body):
        return True
    comes_of_it = _TROUBLE.match(body) or _HELPED.match(body) or _LED_BY.match(body)
    return has_act and not has_subject and comes_of_it is not None


def _is_otherwise_act(body: str, adverbs: str, has_act: bool, has_subject: bool, counted: bool, told: bool) -> bool:
    """True for acts that begin with no verb known here: a will or duty, a dated result, a plan, an output."""
    if re.search(r"(?:将|负责|应|须|要|每[年月周]|每季度|每学期|定期)", adverbs + body[:12]) and VERB.search(body):
        return True
    if counted and re.search(r"(?:实现|完成|达到|建成)", body[:16]):
        return True
    if has_act and re.match(r"[\u4e00-\u9fff]{2,8}?(?:扩大|扩展|增加|提高|延长|延伸|拓展)[至到]", body):
        return True
    if re.search(r"(?:计划|规划|方案|工程|项目|活动)\Z", body) and counted and has_act:
        return True
    if len(body) > 8 and re.search(r"将[\u4e00-\u9fff]", body):
        return True
    if re.search(r"(?:为|达到?)[\d,.]+[万亿]?[\u4e00-\u9fff]", body) and has_act and "的" in body[:8]:
        return True
    if not told and (body_of := _BODY.match(body)):
        often = ADVERB.match(body, body_of.end())
        if VERB.match(body, often.end() if often else body_of.end()):
            return True
    if counted and has_act and adverbs.strip() and len(body) > 5 and not _STATES.match(body):
        return True
    return has_subject and not _STATES.match(body) and bool(VERB.search(body) or (len(body) > 3 and not told))


def _comes_of_an_act(body: str) -> bool:
    """True for verbs that behind an act tell what it leads to: 营造…环境, 打通…, 保障…发展."""
    if re.match("营造|创造|构建", body) and re.search(r"(?:环境|氛围|生态|格局)\Z", body):
        return True
    consequence = ACT.match(body) and re.match(r"(?:打通|发挥|解决|保障|确保|构筑|创新)", body)
    return bool(consequence and (_STATE.search(body) or body.startswith(("打通", "发挥"))))


def _result(body: str, adverbs: str, has_act: bool, has_subject: bool, counted: bool) -> str | None:
    """实现, 达到, 提升 …: an act where it is counted or striven for by a date, or can be seen to be there."""
    if counted and (re.match("实现|达到|完成|形成|带动", body) or re.search("力争|争取|确保|计划|年[底内前]", adverbs)):
        return "perhaps"
    if body.startswith("实现") and _LANDED.search(body):
        return "act"
    return "general" if has_subject and not has_act else None


def _soft(body: str, has_act: bool, joint: bool, counted: bool) -> str | None:
    """加快, 推动, 促进 …: an act, unless it ends a chain and names a mere state."""
    if not has_act or joint or counted:
        return "act"
    if re.match(r"加强|深化|增进|扩大|加大|强化|密切", body):
        return None if re.search(r"(?:能力|水平|效益|质量|影响力|竞争力)\Z", body) else "act"
    if body.startswith("促进") and body.endswith("共享"):
        return None
    if _ACTIVITY.search(body) or (_QUOTE.search(body) and re.match("推[动进]|加快", body)):
        return "act"
    if re.match(r"促进|优化|丰富|巩固|加速|稳固", body) or _STATE.search(body):
        return None
    return "act"


def split_inside(body: str) -> Iterator[tuple[int, int]]:
    """Yield the pieces of a part in which one act follows another without a comma."""
    if HELP.match(body) or re.match(r"在[^,]{0,80}(?:方面|领域|等)", body) or re.match(r"(?:将|把|对|为)", body):
        yield 0, len(body)
        return
    begin = 0
    for link in _INSIDE.finditer(body):
        verb_from = link.end() + len(link["adverb"])
        left, right = body[begin : link.start()], body[verb_from:]
        counted = (
            link["link"] == "、" and re.search(r"\d[万亿]?[\u4e00-\u9fff]{1,2}\Z", left) and ACT.match(body, verb_from)
        )
        if link.start() - begin < 4 or not (counted or _SPLITS.match(body, verb_from)):
            continue
        if not _has_object(left) or _open(left) or len(right) < 4 or re.match(r"..(?:[、和及等的]|与)", right):
            continue
        named = re.search(r"等?(?:方面|领域|方式|形式|机制|工作|活动|服务|内容)(?:[^,、]{0,10})?\Z", right)
        listed = link["link"] in ("和", "及") or (link["link"] == "、" and "等" in right)
        if named and listed and not re.search(r"方面|活动|工作|服务|机制", left):
            continue
        if link["link"] in ("和", "及") and not re.match(
            r"(?:共同|联合|积极|大力|定期|开展|举办|建立|设立|共建|提供)", body[link.end() :]
        ):
            continue
        yield begin, link.start()
        begin = link.end()
    yield begin, len(body)


def _has_object(left: str) -> bool:
    verb = VERB.search(left)
    rest = re.split("[、和及]", left[verb.end() :]) if verb else []
    return any(len(one) > 1 and not VERB.fullmatch(one) for one in rest)


def _open(left: str) -> bool:
    return left.count("“") > left.count("”") or left.count("(") > left.count(")") or left.count("《") > left.count("》")
