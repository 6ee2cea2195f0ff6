"""Where in a text something is undertaken: by clauses, headings and lead-ins, or as a report tells it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from . import chinese, english, law_english, lists_english, subjects_english, telling
from .cast import Cast
from .clauses import Clause
from .segments import FOLD
from .sentences import Sentence
from .verbs_english import duty

_DUTIES = re.compile(r"(?i)\b(?:shall|will)\b")  # where there are any, what is told before the first is background
_HAN = re.compile(r"[\u4e00-\u9fff]")
_LAW_HEADING = re.compile(
    r"有效期|合作期限|协议期限|期限\Z|生效|争议|违约|解除|终止|变更|附则|不可抗力|"
    r"知识产权归属|法律适用|协议效力|合同效力|其他(?:事项|约定|条款)?\Z|其它(?:事项|"
    r"约定)?\Z|"
    r"未尽|定义|释义|总则|(?:合作|共建|建设|总体|工作)(?:宗旨|原则|目标|目的|背景|意义)|目标\Z|"
    r"指导思想|基本原则|(?<!项)目的|宗旨|原则|前言|序言|签署|背景"
)
_MUST = re.compile(r"应|须|将|负责|每年|共同|建立")
_LAW_SENTENCE = re.compile(r"\A(?:本|该)(?:协议|备忘录|合同)")
# A sentence on what the one before makes: 一期工程于2026年开工, 全部成果在八个月内交付.
_GOES_ON_WITH = re.compile(
    r"\s*(?:[一二三首]期|(?:该|此)?(?:项目|工程)|该[\u4e00-\u9fff]{1,6}|(?:全部|上述)[\u4e00-\u9fff]{2,4}|全部|整个)"
)
_NEAR = 200  # how far behind an act a sentence of a report may go on with it
# A sentence that goes on with what one party does: 此外,还将为…, 同时为其….
_GOES_ON_DOING = re.compile(r"\s*(?:(?:此外|同时|另外),?)?还(?:将|要|应|须|计划|拟)|\s*同时,?[为向对]其")
_FIELDS = re.compile(
    r"在(?P<fields>[\u4e00-\u9fff、]{4,60}?)等?[\d一二三四五六七八九十多个]{0,3}(?:方面|领域)[^，,。；;]{0,8}合作\Z"
)
# What a clause says from now on: 第六条第二款修改为:“…”.
_AMENDED = re.compile(
    r"[^“”]{0,60}(?:修改|变更|调整|修订|增加|补充)(?:一款|一条|内容)?(?:为|如下)?,?:?\s*“(?P<new>[^“”]{6,}?)[。.]?”[。.;]?\s*\Z"
)
# A point that is told in the sentences behind it: 二是建设试飞基地。鹏翎通航投资…
_POINT = re.compile(r"\s*(?:第?[一二三四五六七八九十]是|其[一二三四五六七八九])[^,;。:]{2,14}[。.]?\s*\Z")
# A first sentence that stands for a heading: 深化文旅领域合作。
_HEADS = re.compile(r"\s*(?:加强|深化|拓展|推进|促进|强化)[^,;。:“”\d]{2,12}(?:合作|交流|对接|协作|互动)[。.]?\s*\Z")
_RUN_IN = re.compile(r"(?:and |or )?\((?:[ivx]{1,4}|[b-z]|\d)\)\s+(?=[a-z])")  # “…; and (iii) explore …”
# A preamble that only says what the parties are and are called: 海门大学(以下简称“大学”)和…, …系….
_BOTH_DEFINED = re.compile(
    r"(?:简称|下称)[^()]{1,16}\)(?:[和与、及][^,()]{2,40}\((?:以下)?(?:简称|下称)|系|是|为|位于|成立于)"
)
_GENERIC = re.compile(
    r"加强|深化|推进|促进|加快|推动|扩大|合作|领域|方面|力度|发展|融合|建设|工作|交流|等|"
    r"、|进一步|全面|积极|的|开展|深度|和|与|双方|将|共同|在|,|拓展|强化|提升|水平"
)


@dataclass(frozen=True)
class Act:
    start: int
    end: int
    who: tuple[int, ...]
    clause: str | None
    doubts: tuple[str, ...] = ()
    general: bool = False
    when: tuple[int, int] | None = None


def from_report(text: str, sentences: tuple[Sentence, ...], cast: Cast) -> list[Act]:
    acts: list[Act] = []
    only_general: list[Act] = []
    carried: tuple[int, ...] | None = None
    for told in telling.tell(text, sentences, cast):
        carried = carried or _going_on_told(text, told.sentence, acts)
        found = (
            _acts_of(text, told.sentence, cast, None, default=carried, told=True, before=_before(text, acts, cast))
            if told.agreed
            else []
        )
        goes_on = (
            text[told.sentence.end - 1] in ";；" and _carries(text, found) and len(found[-1].who) < len(cast.everyone)
        )
        carried = found[-1].who if goes_on else None
        if told.agreed and not _is_point(text, told.sentence):
            acts.extend(found)
        elif told.signing:
            only_general.extend(_behind_signing(text, told.sentence, cast))
    return [act for act in acts if not _announces(text, act)] or only_general


def _announces(text: str, act: Act) -> bool:
    """True when the act only lists fields that the words behind it take up one by one: 在甲、乙方面合作. 在甲方面…."""
    listed = _FIELDS.search(text[act.start : act.end])
    if not listed:
        return False
    behind = text[act.end : act.end + 3000]
    fields = [field[-6:] for field in re.split("[、和及与]", listed["fields"]) if len(field) > 1]
    return sum(bool(re.search(rf"在[^，,。；;]{{0,8}}{re.escape(one)}", behind)) for one in fields) > 1


def _is_point(text: str, sentence: Sentence) -> bool:
    """True for a point that only heads the sentences behind it in its paragraph."""
    behind = text[sentence.end : sentence.end + 12].splitlines()
    told = bool(behind) and len(behind[0].strip()) > 8
    return told and _POINT.match(text[sentence.start : sentence.end].translate(FOLD)) is not None


def _going_on(words: str, made: tuple[int, ...] | None) -> tuple[int, ...] | None:
    """Who acts in a sentence that goes on with the one before, in which `made` acted last."""
    alone = made if made and len(made) == 1 else None
    return made if _GOES_ON_WITH.match(words) else alone if _GOES_ON_DOING.match(words) else None


def _going_on_told(text: str, sentence: Sentence, acts: list[Act]) -> tuple[int, ...] | None:
    """The same in a report, where the act stands shortly before in the same paragraph."""
    if not acts or sentence.start - acts[-1].end > _NEAR or re.search(r"[\r\n]", text[acts[-1].end : sentence.start]):
        return None
    return _going_on(text[sentence.start : sentence.start + 40].translate(FOLD), acts[-1].who)


def _carries(text: str, found: list[Act]) -> bool:
    """True when who acts last is still meant behind a semicolon: not whom only a passive names."""
    return bool(found) and "由" not in text[found[-1].start : found[-1].end]


def _behind_signing(text: str, sentence: Sentence, cast: Cast) -> list[Act]:
    """What a sentence about the signing says of the agreement itself: its parts behind the signing."""
    words = text[sentence.start : sentence.end].translate(FOLD)
    signing = re.search(r"签[署订约][^,。;]{0,30}(?:,|:)", words)
    if not signing:
        return []
    offset = sentence.start + signing.end()
    found = [one for one in chinese.find(words[signing.end() :], cast) if not one.general]
    joint = [one for one in found if re.match(r"共同|联合|携手|双方|在", words[signing.end() + one.start :])]
    return [Act(offset + one.start, offset + one.end, one.who, None, ("general",)) for one in joint]


def from_clauses(text, clauses, sentences, cast, numbered) -> list[Act]:
    held = {clause.number: clause for clause in clauses}
    per_clause: dict[str, list[Act]] = {}
    counts: dict[str, int] = {}
    first_general: dict[str, list[Act]] = {}
    subjects: dict[str, tuple[int, ...] | None] = {}
    lists, duties = _lists(text, clauses, cast), _DUTIES.search(text)
    carried: tuple[int, ...] | None = None
    before: Sentence | None = None
    acts: list[Act] = []
    for sentence in sentences:
        clause = held[sentence.clause]
        words = text[sentence.start : sentence.end].translate(FOLD)
        default = _default(text, clause, held, cast, subjects)
        if before is None or before.clause != sentence.clause or text[before.end - 1] not in ";；":
            carried = None
        before = sentence
        if _is_chinese(words):
            made = acts[-1].who if acts and acts[-1].clause == (sentence.clause if numbered else None) else None
            given, carried = default is not None, carried or _going_on(words, made)
            found = _chinese_acts(text, sentence, words, clause, held, cast, carried or default, numbered, given=given)
            if not _LAW_SENTENCE.search(words[:40]):
                per_clause.setdefault(sentence.clause, [])
            leads = _lead_in(words, cast)
            if leads is not None:
                subjects[sentence.clause] = leads
            number = counts[sentence.clause] = counts.get(sentence.clause, 0) + 1
            if number == 1 and found and _repeats_heading(text, found, clause, words):
                first_general[sentence.clause] = found
                continue
            carried = found[-1].who if _carries(text, found) and len(found[-1].who) == 1 else None
        else:
            default = _who_it_is(words, clause, acts) or default
            present = numbered and bool(acts or not duties)
            found = _english_acts(text, sentence, words, clause, held, cast, lists, default, acts, present)
        per_clause.setdefault(sentence.clause, []).extend(found)
        acts.extend(found)
    acts.extend(_where_nothing_else(first_general, per_clause))
    specific = [act for act in acts if not act.general]
    return sorted(specific or acts, key=lambda act: act.start)


def _lists(text: str, clauses: tuple[Clause, ...], cast: Cast) -> lists_english.Lists:
    """Lists, the one opened that the line above the first clause leads in: “The University will:”, then (a)."""
    lists = lists_english.Lists(cast)
    above = text[max(0, clauses[0].start - 300) : clauses[0].start].rstrip() if clauses else ""
    line = above.rpartition("\n")[2].translate(FOLD)
    if line.endswith(":") and (duty(line) or lists.names_one(line)):
        lists.opens(line, clauses[0].start - 1, clauses[0].number)
    return lists


def _where_nothing_else(general: dict[str, list[Act]], per_clause: dict[str, list[Act]]) -> Iterator[Act]:
    """The general first sentences of clauses that say nothing else."""
    for number, acts in general.items():
        if not any(n == number or n.startswith(f"{number}.") for n, some in per_clause.items() if some):
            yield from acts


def _who_it_is(words: str, clause: Clause, acts: list[Act]) -> tuple[int, ...] | None:
    """Whom “It shall also …” means: those who act in the sentence before."""
    it = re.match(
        r"\s*(?:(?:In addition|Furthermore|Moreover), )?[Ii]t (?:also )?(?:shall|will|must|agree|"
        r"undertake|intend|commit)",
        words,
    )
    it = it or _RUN_IN.match(words)
    return acts[-1].who if it and acts and acts[-1].clause == clause.number else None


def _is_chinese(words: str) -> bool:
    head = words[:400]
    return len(_HAN.findall(head)) * 4 > len(head.strip()) or bool(_HAN.search(head) and len(head) < 12)


def _default(text, clause, held, cast, subjects) -> tuple[int, ...] | None:
    """Whom the heading or the lead-in of a clause, or of one above it, names as the one who acts."""
    chain = clause
    while chain is not None:
        if chain.number in subjects:
            return subjects[chain.number]
        named = cast.mentioned(chain.heading) if chain.heading else set()
        if len(named) == 1 and re.search(
            r"责任|义务|职责|权利|承诺|工作|负责|任务|提供|支持|(?i:responsib|obligation|undertak|"
            r"commit|role|contribut|duties|shall)",
            chain.heading,
        ):
            return tuple(named)
        if chain.heading and subjects_english.means_several(chain.heading, cast):
            return subjects_english.meant(chain.heading, cast)
        if (
            len(named) == 1
            and len(chain.heading) < 16
            and cast.pattern.fullmatch(chain.heading.translate(FOLD).rstrip(" :."))
        ):
            return tuple(named)
        chain = held.get(chain.parent)
    return None


def _lead_in(words: str, cast: Cast) -> tuple[int, ...] | None:
    """Whom a sentence that ends with a colon names: 甲方负责以下工作:"""
    if not words.rstrip().endswith(":"):
        return None
    found = cast.at(words.lstrip())
    if found:
        return found[0]
    named = cast.mentioned(words)
    return tuple(named) if len(named) == 1 else cast.everyone


def _is_law(heading: str) -> bool:
    return bool(heading and _LAW_HEADING.search(heading) and not _MUST.search(heading))


def _chinese_acts(text, sentence, words, clause, held, cast, default, numbered, *, given) -> list[Act]:
    if _is_law(clause.heading) or (
        not clause.heading and clause.parent in held and _is_law(held[clause.parent].heading)
    ):
        return []
    return _acts_of(text, sentence, cast, clause.number if numbered else None, default=default, given=given)


def _acts_of(text, sentence, cast, number, *, default=None, told=False, given=False, before=None) -> list[Act]:
    words, offset = text[sentence.start : sentence.end].translate(FOLD), sentence.start
    if amended := _AMENDED.match(words):
        words, offset = amended["new"], offset + amended.start("new")
    if not _is_chinese(words):
        found = list(english.find(words, cast, default, before))
    else:
        found = chinese.find(words, cast, default, told=told, given=given)
        if any(not one.general for one in found):
            found = [one for one in found if not one.general]
            found = [one for one in found if not _BOTH_DEFINED.search(words, one.start, one.end)]
        elif words.rstrip().endswith(":"):
            found = []
        if words.rstrip().endswith(":") and re.search(r"(?:以下|如下|下列)[^,;]{0,20}:\s*\Z", words):
            found = []
    return [
        Act(
            offset + one.start,
            offset + one.end,
            one.who,
            number,
            one.doubts,
            one.general,
            _moved(one.when, offset),
        )
        for one in found
    ]


def _before(text: str, acts: list[Act], cast: Cast) -> tuple[int, ...] | None:
    """Who acted last, in the order in which the words name them."""
    return english.in_order(acts[-1].who, text[acts[-1].start : acts[-1].end], cast) if acts else None


def _moved(place: tuple[int, int] | None, by: int) -> tuple[int, int] | None:
    return (place[0] + by, place[1] + by) if place else None


def _repeats_heading(text, found, clause, words) -> bool:
    """True when a first sentence only says again what the heading says, in general words and of nobody alone."""
    if not clause.heading:
        return _HEADS.match(words) is not None
    if re.search(r"“|\d", words):
        return False
    heading = clause.heading
    for act in found:
        part = text[act.start : act.end].translate(FOLD)
        if not re.match(
            r"(?:双方|各方)?(?:将|要)?(?:共同|积极|进一步|不断|全面|持续|大力)*(?:加强|深化|推进|"
            r"促进|加快|推动|扩大|拓展|强化|开展)",
            part,
        ):
            return False
        core = _GENERIC.sub("", part)
        shared = sum(core[i : i + 2] in heading for i in range(len(core) - 1)) if len(core) > 1 else 1
        if not shared or len(core) > 10:
            return False
    return True


def _english_acts(text, sentence, words, clause, held, cast, lists, default, acts, present) -> list[Act]:
    chain: Clause | None = clause
    while chain is not None:
        if law_english.is_law(chain.heading):
            return []
        chain = held.get(chain.parent)
    marks = text[max(0, sentence.start - 12) : sentence.start]
    is_item = (
        bool(re.search(r"(?:\A|\n|\s)\s*(?:[-–—*•·●■◆▪]|\(?\w{1,3}[.)])\s*\Z", marks))
        and "\n" in text[max(0, sentence.start - 40) : sentence.start]
    )
    if is_item and (line := lists.heading_above(text[max(0, sentence.start - 200) : sentence.start])):
        lists.opens(line, sentence.start - 1, clause.number)
    nested = is_item and words.rstrip("*_ ").endswith(":") and (duty(words) or lists_english.leads(words))
    if is_item and not nested and lists.open is not None and lists.open.start < sentence.start:
        return _item(sentence, words, clause, lists, acts)
    if lists.opens(words, sentence.start, clause.number):
        return []
    closes = law_english.closes(clause.heading or (held[clause.parent].heading if clause.parent in held else ""))
    found = english.find(words, cast, default, _before(text, acts[-1:], cast), present=present and not closes)
    return [
        Act(sentence.start + one.start, sentence.start + one.end, one.who, clause.number, one.doubts)
        for one in found
        if not (closes and one.doubts)
    ]


def _item(sentence, words, clause, lists, acts) -> list[Act]:
    opened = lists.open
    end = sentence.start + english.trim(words, 0, len(words))
    if opened.fields and not opened.law:
        if opened.items and acts:
            acts.pop()
        opened.items += 1
        return [Act(opened.start, end, opened.who, opened.clause)] if end - opened.start < 3000 else []
    return [
        Act(sentence.start + one.start, sentence.start + one.end, one.who, clause.number) for one in lists.item(words)
    ]


def without_repeats(text: str, acts: list[Act]) -> list[Act]:
    """The acts in order, none overlapping; one told twice in the same words is told once."""
    kept: list[Act] = []
    seen: set[str] = set()
    for act in sorted(acts, key=lambda one: (one.start, -one.end)):
        words = re.sub(r"\W|双方|将|共同", "", text[act.start : act.end])
        if not words or words in seen or (kept and act.start < kept[-1].end) or len(words) < 3:
            continue
        seen.add(words)
        kept.append(act)
    return kept
