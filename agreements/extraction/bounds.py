"""Where the agreement's words end: signatures, annexes, credits, links and the rest of a report are not it."""

import re
from collections.abc import Iterator

from .numbering import LINE

_SPACE = r"[ \t\u3000\xa0]*+"
_OPENING = r"[（(【\[〔*#>·•\-—▲△▼▽↓↑◆■● \t\u3000\xa0]*+"
_COLON = r"(?:[:：/丨|｜／】]|[ \u3000]{1,4}[|丨｜/])"


def _any(words: str) -> str:
    """A pattern for one of the words, which may be patterns themselves."""
    return f"(?:{'|'.join(words.split())})"


# Who wrote, took, set, checked: a role and a name.
_CREDIT = _any(
    r"""摄影 摄像 图片? 图文 图/文 文/图 文字? 文稿 文案 撰文 撰稿 供稿 供图 作者 编辑 责任编辑 责编 美编 编审
    排版 校对 审核 审校 审定 初审 一审 二审 三审 复审 终审 签发 监制 统筹 策划 制作 来源 信息来源 稿源 信源
    记者 通讯员 实习生 值班\w{1,4} 出品 原标题 标签 关键词 浏览次数 浏览量 点击数? 点击次数 阅读量? 发布时间
    发布日期 发布人 发布单位 更新时间 上一篇 下一篇 上一条 下一条 原文链接 本文链接 [Pp]hotos?(?:\sby)?
    [Ee]ditors? [Rr]eporters? [Ss]ource [Aa]uthors? [Cc]ontact [Mm]edia\s[Cc]ontacts? [Tt]ags [Ss]hare"""
)
_CREDITS = rf"{_CREDIT}(?:[ \u3000、/和及与&]{{0,3}}{_CREDIT})?{_SPACE}{_COLON}"
# What a page adds around an article.
_PAGE = _any(
    r"""版权声明 版权所有 免责声明 郑重声明 特别声明 友情链接 相关(?:阅读|链接|新闻|推荐|文章|报道|附件|稿件)
    推荐阅读 延伸阅读 拓展阅读 精彩推荐 往期\w{0,4} 热门\w{0,4} 更多(?:精彩|新闻|资讯|内容|阅读) 扫码 扫描
    扫一扫 长按 点击 关注(?:我们|公众号|微信) 点赞 点分享 点在看 转发 转载 未经授权 分享(?:到|至)
    返回(?:顶部|首页|列表) 打印本页 关闭窗口 Related\b Read\smore Follow\sus Subscribe Copyright ©
    All\srights\sreserved"""
)
_LABEL = r"[^。；;.，,]{0,10}(?:推荐|阅读|链接|回顾)[:：]?" + _SPACE + r"\Z"
_LINK = r"[^。]{0,60}?(?:https?://|www\.)"
# What stands under an agreement.
_NUMERAL = r"[\d０-９〇零一二三四五六七八九十×xX_ \u3000]"
_SIGNED = "|".join(
    (
        rf"[甲乙丙丁]{_SPACE}方{_SPACE}(?:[（(](?:盖章|公章|签|章)|盖章|签[字章名]|代表)",
        rf"[甲乙丙丁]{_SPACE}方{_SPACE}[:：][^。；;]{{0,80}}\Z",
        rf"(?:法定代表人|授权代表|委托代理人|代表人?)(?:或\w{{2,8}})?{_SPACE}(?:[（(]?签|[:：])",
        rf"(?:签[字署约]|盖章|签订)(?:人|代表|日期|时间|地点|地|处)?{_SPACE}[:：]",
        r"(?:以下|此页|本页|下页)(?:为签|无正文|为签署)|签署页",
        rf"{_NUMERAL}{{0,8}}年{_NUMERAL}{{0,6}}月{_NUMERAL}{{0,6}}日{_SPACE}\Z",
        r"(?i:IN WITNESS WHEREOF|Signed\b|Signatures?\b|For and on behalf|On behalf of|By:|Name:|Title:|Date:|_{4,})",
        r"Done (?:at|in)\b[^;:]{2,60}\d{4}",
        r"For (?:the )?[A-Z][^.;:,]{1,90}\Z",
    )
)
_ANNEX = "|".join(
    (
        rf"附件?[一二三四五六七八九十\d]{{0,3}}{_SPACE}(?:[:：]|\Z)",
        r"附件[一二三四五六七八九十\d]{0,3}[ \u3000]+[^。；;]{1,40}\Z",
        r"(?i:annex|appendix|schedule|exhibit)\b[ \dA-Z]{0,4}(?:[:.\-–—]|\Z)",
    )
)
_AFTERWARDS = re.compile(_OPENING + rf"(?:{_CREDITS}|{_PAGE}|{_LABEL}|{_LINK}|{_SIGNED}|{_ANNEX})")

# A paragraph that tells of the ceremony, or of what somebody said there.
_TELLING = re.compile(
    r"签[约字署]仪式|仪式[上后前]|座谈会[上后]|会议?上[,，]|会[前后][,，]|致辞|陪同|合影|揭牌仪式|参观了|据悉|据了解|据介绍|出席了|等出席|"
    r"(?:表示|指出|强调|介绍|说)[,，:：]|[Aa]t the (?:signing )?ceremony|\b(?:said|told|added|remarked)\b"
)
# What leads from a report into what was agreed.
_LEADS_OVER = re.compile(
    r"(?:(?:根据|按照|依据)(?:该|此)?(?:框架|战略|合作|备忘录|\w{0,4}协议)|协议(?:的)?(?:主要)?(?:内容|明确|规定|约定)|主要内容)[^。]{0,60}[:：]\s*\Z"
)
_INLINE_CREDIT = re.compile(
    r"[（(](?:本报|本网|见习)?(?:记者|通讯员|来源|摄影|图片?|文|编辑|责编|完)[^（()）\r\n]{0,60}[)）]\s*\Z"
)
_ENDED = re.compile(r"[。；;.?？]['\"”’」』）)】》*_]*\s*\Z")
_LONGEST_CREDIT = 200
_LONGEST_TITLE = 60


def is_afterwards(text: str, start: int, end: int) -> bool:
    """True when the line cannot be a clause's words: a signature, an annex's head, a credit, a link."""
    return end - start <= _LONGEST_CREDIT and _AFTERWARDS.match(text[start:end]) is not None


def breaks(text: str, start: int, end: int) -> Iterator[int]:
    """Yield where lines begin at which an agreement's numbers do not go on, unless they do."""
    for line in LINE.finditer(text, start, end):
        span = line.span()
        if is_afterwards(text, *span) or _is_told(text, *span) or _leads_over(text, *span):
            yield line.start()


def _leads_over(text: str, start: int, end: int) -> bool:
    return _LEADS_OVER.search(text, max(start, end - _LONGEST_CREDIT), end) is not None


def _is_told(text: str, start: int, end: int) -> bool:
    return _TELLING.search(text, start, min(end, start + _LONGEST_CREDIT)) is not None


def is_title(text: str, start: int, end: int) -> bool:
    """True when the line is short and does not end as a sentence does."""
    line = text[start : min(end, start + 4 * _LONGEST_TITLE)].strip()
    return 0 < len(line) <= _LONGEST_TITLE and not _ENDED.search(line)


def end_of_words(text: str, start: int, end: int, *, told: bool = False) -> int:
    """Where the words end that begin at start: before the signatures, credits or reports that follow.

    From the first such line one goes back over lines that are titles only (links to other articles, a
    heading over the credits), but never past the first line. Where the agreement is told in prose (`told`),
    what is said of the ceremony ends nothing.
    """
    titles: int | None = None  # where the titles begin that reach down to this line
    first = True
    for line in LINE.finditer(text, start, end):
        if not text[line.start() : line.end()].strip():
            continue
        if not first and is_afterwards(text, line.start(), line.end()):
            return line.start() if titles is None else titles
        if not first and not told and _is_told(text, line.start(), line.end()):
            return line.start()
        if first or not is_title(text, line.start(), line.end()):
            titles = None
        elif titles is None:
            titles = line.start()
        first = False
    return without_credit(text, start, end)


def without_credit(text: str, start: int, end: int) -> int:
    """The end without a credit in brackets that closes the last line."""
    tail = max(start, end - _LONGEST_CREDIT)
    found = _INLINE_CREDIT.search(text[tail:end])
    return tail + found.start() if found else end
