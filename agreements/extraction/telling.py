"""Which sentences of a press account tell what was agreed, and which tell of speeches, ceremony and facts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from . import telling_english, units
from .cast import Cast
from .segments import FOLD
from .sentences import Sentence

_HAN = re.compile(r"[\u4e00-\u9fff]")
_AGREED = re.compile(
    r"(?:根据|按照|依据|依照)[^,。]{0,16}(?:协议|备忘录|约定|合同|意向书|安排|规划)|"
    r"(?:协议|备忘录|共识|约定|议定|商定)[^,。]{0,4}如下|(?:协议|备忘录|合同|意向书)(?:中|还|也|并|同时|另外?|书|内容|主要|的|重点|共){0,3}(?:明确|规定|约定|提出|[载写列]明|"
    r"指出|显示|确定|商定|涵盖|涉及|"
    r"包括)|(?:协议|备忘录|合同|意向书)[^,。]{0,16}(?:作了|作出|作出了|进行了|做了|做出)[^,。]{0,8}(?:约定|规定|安排|明确)|"
    r"(?:双方|各方|校地|校企|政企|两[校地市院])(?![^,。]{0,4}表示)[^,。]{0,6}(?:将|决定|"
    r"同意|商定|约定|一致|拟|计划|议定|承诺|明确|还将)|(?:双方|各方|两[校市区县院])(?:共同|联合|每[年季月])(?!签|揭|出席|见证|启动|宣布|参观|召开|举行|回顾|推动了|"
    r"为)|(?:签约|签署|合作|"
    r"协议签订)后,[^。]{0,30}将"
)
_SAID = re.compile(
    r"表示(?:将|要|愿|希望)|(?:表示|指出|强调|介绍|认为|提出|谈到|坦言|透露|说|称|致辞|"
    r"要求)(?:[,:]|道|“|\Z)|希望|期待|(?:^|,)(?:会上|座谈会上|仪式上)|"
    r"(?i:\b(?:said|told|added|remarked|noted|stated|hopes?|hoped|commented|stressed|welcomed|emphasi[sz]ed)\b)"
)
_AT_THE_CEREMONY = re.compile(r",?(?:会上|座谈会上|仪式上)")
_CEREMONY = re.compile(
    r"出席|列席|参加(?=[。;]|了)|参加[^,。]{0,8}\Z|仪式(?:在|由|上|前|后|现场)|"
    r"举行[^,。]{0,12}仪式|揭牌|合影|参观|主持(?!人)|见证|陪同|"
    r"致辞|座谈|会谈|考察|调研(?=[,。]|了)|热情接待|交换(?:了)?意见|据了解|据悉|据介绍|"
    r"图为|摄影|记者|"
    r"(?i:\b(?:ceremony|attended|delegation|photo|pictured|witnessed)\b)"
)
_SIGNING = re.compile(
    r"签[署订约]|达成[^,。]{0,16}(?:协议|合作|共识)|(?i:\bsigned\b|\bagreed (?:on|to) an? |"
    r"\bformed a partnership|\bsigning\b|\bentered into\b)"
)
_GOES_ON = re.compile(
    r"\A(?:在[^,。]{2,30}(?:方面|领域|上|中)|一是|二是|三是|四是|首先|其次|此外|同时|另外|"
    r"其中|每年|首批|(?:\(?[一二三四五六七八九\d]\)?[、.])|主要|具体|共同|联合|下一步|未来|"
    r"(?i:in addition|also|moreover|furthermore|further|it will|they will))"
)
_WILL = re.compile(r"将|应|须|负责(?!同志|人|同)|每[年季月]|同意|承诺|计划|共同|联合|共建|向|为|支持|探索|提供")
# Terms told without saying so, in the paragraph behind the signing: who, and how often, how many, for whom.
_TERMS = re.compile(
    r"每(?:学?年|季|个?月|学期|批|周)|首批|不少于|不低于|(?:将|负责(?!同志|人|同)|选派|选送|"
    r"提供|派出|投入|安排|设立)[^。]{0,40}|"
    r"(?i:\b(?:will|shall|each year|a year)\b)"
)
_THE_WILL = re.compile(
    r"\s*The (?:[a-z]+ ){1,3}(?:also )?(?:will|shall)\b"
)  # a noun for a party that its name does not hold
# A paragraph behind the terms that goes on with what a party will do; not with how it will go about the whole.
_GOES_ON_WITH_TERMS = re.compile(
    r"(?:还|则|也)?将(?!以|继续|进一步|认真|全力|一如既往|会|坚持|充分|积极|不断)|负责|每年"
)
_DONE = re.compile(r"(?<![为除])了|已|曾|现有|位于|近年来|成立于|始建于")
_OWN_PLAN = re.compile(r"全国范围|目前|近年来|一直")


@dataclass(frozen=True)
class Told:
    """A sentence, whether it tells what was agreed, and whether only the end of a sentence about the signing does."""

    sentence: Sentence
    agreed: bool
    signing: bool = False


def tell(text: str, sentences: Iterable[Sentence], cast: Cast) -> Iterator[Told]:
    """Yield each sentence of a report with what it is.

    A lead (根据协议, 双方将) makes a sentence the agreement's; so do its neighbours in the paragraph that say what
    a party will do, until somebody speaks. Parts between semicolons share the fate of their sentence.
    """
    state, before, lead_over, opened = "", None, False, False
    for sentence in sentences:
        words = text[sentence.start : min(sentence.end, sentence.start + 1000)].translate(FOLD)
        new_paragraph = before is not None and _breaks(text, before.end, sentence.start)
        same = before is not None and text[before.end - 1 : before.end] in ";；" and not new_paragraph
        if new_paragraph:
            state = _over_the_break(words, state, cast, lead_over)
        before = sentence
        if same and state in ("agreed", "spoken"):
            yield Told(sentence, state == "agreed")
            continue
        if _HAN.search(words):
            kind = _kind(words, state, cast, lead_over)
        else:
            kind = telling_english.kind_of(words, state, cast, opened or lead_over)
        opened = opened or kind in ("lead", "signed")
        lead_over = bool(re.search(r"(?::|如下[。.]?)\s*\Z", words)) if kind == "lead" else lead_over
        state = {"lead": "agreed", "spoken": "spoken", "signed": "signed", "aside": "aside"}.get(kind, state)
        yield Told(sentence, kind in ("lead", "agreed"), signing=kind == "signed")


def _over_the_break(words: str, state: str, cast: Cast, lead_over: bool) -> str:
    """What goes on in a new paragraph: terms behind a signing, and what a lead announced; a speech does not."""
    begins = cast.at(words.lstrip()) or _THE_WILL.match(words)
    if state in ("signed", "terms") and begins and _TERMS.search(words):
        return "terms"
    if state == "agreed" and (who := cast.at(words.lstrip())) and _GOES_ON_WITH_TERMS.match(words.lstrip(), who[1]):
        return "agreed"
    return state if state == "agreed" and (lead_over or _GOES_ON.match(words)) else ""


def _kind(words: str, state: str, cast: Cast, lead_over: bool) -> str:
    """The word lead, spoken, signed, agreed or other for a sentence, by its words and by what stands before it."""
    lead, said = _AGREED.search(words), _SAID.search(words)
    if said and _AT_THE_CEREMONY.fullmatch(said[0]) and _SIGNING.search(words):
        said = _SAID.search(words, said.end())  # where it was signed is no speech
    quoted = said and lead and said.start() < lead.start() and not _by_agreement(lead[0])
    if lead and not quoted and (state != "spoken" or _by_agreement(lead[0])):
        return "lead"
    if said or state == "spoken":
        return "spoken"
    if _SIGNING.search(words):
        return "signed"
    if _CEREMONY.search(words) or not state or _OWN_PLAN.search(words):
        return "other"
    subject = _names_who(words, cast) or _GOES_ON.match(words)
    if state == "agreed" and subject and not _DONE.search(words):
        return "agreed"
    if state == "terms" and subject and _TERMS.search(words):
        return "agreed"
    will = lead_over or ((subject or state == "agreed") and _WILL.search(words))
    return "agreed" if will else "other"


def _names_who(words: str, cast: Cast) -> bool:
    """True when the sentence, or a part of it that says what somebody must do, begins with a party."""
    begin = len(words) - len(words.lstrip())
    if cast.at(words, begin) or units.find(words, begin, len(words), cast):
        return True
    if (by := re.match(r"\s*[^,;由]{2,20}(?<!自)由", words)) and cast.at(words, by.end()):
        return True
    return any(
        (found := cast.at(words, comma.end())) and re.match(r"应|将|须|负责", words[found[1] : found[1] + 2])
        for comma in re.finditer(",", words[:60])
    )


def _by_agreement(lead: str) -> bool:
    return bool(re.search(r"协议|备忘录|合同|意向书", lead))


def _breaks(text: str, start: int, end: int) -> bool:
    return bool(re.search(r"[\r\n\u2028\u2029]", text[start:end]))


def is_report(text: str, start: int, end: int) -> bool:
    """True when the words from start to end tell of an agreement rather than being one."""
    words = text[start:end][:6000].translate(FOLD)
    if re.search(
        r"[甲乙]方|本(?:协议|备忘录|合同|框架协议|意向书)|(?i:\bwhereas\b|hereinafter|"
        r"\bthis (?:MOU|memorandum|agreement)\b|\bthe parties (?:shall|agree))",
        words,
    ):
        return False
    return bool(
        _SIGNING.search(words)
        or _CEREMONY.search(words)
        or _SAID.search(words)
        or re.search("根据协议|协议规定", words)
    )
