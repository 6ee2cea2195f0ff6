"""The heading row of a ledger: where it stands, and what each of its columns says."""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from .figures import read_figure
from .names import normal

# What a column can say, in the order in which people choose it.
FIELDS = (
    *("clause", "title", "obliged", "lead", "support", "officer", "due", "yardstick"),
    *("progress", "percent", "problem", "next_step"),
)

# Headings as they are written, without spaces and brackets; the first list that holds one decides.
_EXACT = {
    "": ("序号", "编号", "项号", "no", "no.", "#", "id", "备注", "说明", "remark", "remarks", "note", "notes"),
    "clause": (
        *("条款", "协议条款", "对应条款", "条款内容", "协议内容", "合作领域", "领域", "类别", "合作方向", "板块"),
        *("章节", "条目", "所属条款", "clause", "article", "section", "area"),
    ),
    "title": (
        *(
            "任务内容",
            "任务",
            "工作内容",
            "事项",
            "工作事项",
            "工作任务",
            "重点任务",
            "承诺事项",
            "具体事项",
            "任务事项",
        ),
        *("任务名称", "事项名称", "具体任务", "合作事项", "合作内容", "重点工作", "具体内容", "项目名称", "工作举措"),
        *("任务分解", "title", "task", "commitment", "item", "action", "description"),
    ),
    "obliged": ("义务方", "责任方", "承诺方", "责任主体", "实施主体", "obligedparty", "owedby", "party", "side"),
    "lead": (
        *("牵头单位", "牵头部门", "主办单位", "主责单位", "牵头处室", "主办部门", "牵头", "责任单位", "责任部门"),
        *("承办单位", "承办部门", "leadunit", "lead", "owner", "responsibleunit"),
    ),
    "support": (
        *("配合单位", "配合部门", "协办单位", "协办部门", "协同单位", "参与单位", "参加单位", "配合", "协作单位"),
        *("supportingunit", "supportingunits", "support", "partners"),
    ),
    "officer": (
        *("责任人", "承办人", "经办人", "联系人", "负责人", "具体负责人", "工作人员", "责任人及电话"),
        *("officer", "responsible", "contact", "responsibleperson", "assignee"),
    ),
    "due": (
        *(
            "时间节点",
            "完成时限",
            "完成时间",
            "时限",
            "完成期限",
            "截止时间",
            "截止日期",
            "时间要求",
            "时间安排",
            "期限",
        ),
        *("计划完成时间", "办理时限", "due", "duedate", "deadline", "by", "when", "dueon"),
    ),
    "yardstick": (
        *("衡量口径", "工作目标", "目标", "预期成效", "成果形式", "考核指标", "预期目标", "量化指标", "目标要求"),
        *("yardstick", "target", "kpi", "measure", "indicator"),
    ),
    "progress": (
        *("进展情况", "工作进展", "推进情况", "落实情况", "目前进展", "当前进展", "最新进展", "进展", "工作进展情况"),
        *("办理情况", "progress", "status", "progressreport", "whatwasdone"),
    ),
    "percent": (
        *("完成比例", "完成率", "进度", "完成进度", "形象进度", "完成百分比", "完成度", "进度%", "工作进度"),
        *("percent", "%", "progress%", "percentcomplete", "%complete", "completion"),
    ),
    "problem": (
        "存在问题",
        "问题",
        "困难问题",
        "存在的问题",
        "存在困难",
        "问题和困难",
        "堵点",
        "problem",
        "problems",
        "issues",
    ),
    "next_step": (
        *("下一步计划", "下一步举措", "下一步工作", "下步计划", "下步举措", "下一步安排", "下步工作", "下一步打算"),
        *("下一步", "nextstep", "nextsteps", "next", "plan"),
    ),
}
_PART = (
    ("next_step", re.compile(r"下一?步|后续")),
    ("problem", re.compile(r"问题|困难|堵点")),
    ("percent", re.compile(r"比例|百分比|完成率|进度")),
    ("progress", re.compile(r"进展|推进情况|落实情况|办理情况")),
    ("due", re.compile(r"时限|期限|节点|完成时间|截止|deadline|due")),
    ("support", re.compile(r"配合|协办|协同|参与单位|support")),
    ("lead", re.compile(r"牵头|主办|主责|责任(?:单位|部门)|承办(?:单位|部门)|lead")),
    ("officer", re.compile(r"责任人|承办人|经办人|联系人|负责人|officer")),
    ("yardstick", re.compile(r"口径|指标|目标|成效|yardstick")),
    ("clause", re.compile(r"条款|clause")),
    ("title", re.compile(r"任务|事项|工作内容|合作内容")),
)
_BRACKETS = re.compile(r"[（(【\[][^（）()【】\[\]]{0,30}[）)】\]]")
_KNOWN = {name: field for field, names in _EXACT.items() for name in names}
_DONE_OR_HOW_FAR = re.compile(r"完成情况|完成状态|办结情况")

LOOKED_AT = 40  # rows from the top in which a heading may stand
LONGEST = 16


@dataclass(frozen=True)
class Header:
    """The heading: its first row, how many rows it takes, and one heading a column, in the words of the sheet."""

    row: int
    lines: int
    headings: tuple[str, ...]


def field_of(heading: str) -> str | None:
    """What a column of this heading says; an empty string for what is not taken over, None when it is not known."""
    text = normal(_BRACKETS.sub("", unicodedata.normalize("NFKC", heading))).strip(":：*")
    if not text:
        text = normal(heading)
    if text in _KNOWN:
        return _KNOWN[text]
    if len(text) > LONGEST:
        return None
    return next((field for field, pattern in _PART if pattern.search(text)), None)


def find_header(rows: Sequence[Sequence[object]], merged: frozenset[tuple[int, int]] = frozenset()) -> Header | None:
    """The row of headings, which need not be the first; None when no row looks like one."""
    best, score = None, 1
    for number, row in enumerate(rows[:LOOKED_AT]):
        words = [str(cell) for cell in row if isinstance(cell, str)]
        known = {field_of(word) for word in set(words)} - {None}
        found = len(known - {""}) + (0.5 if "" in known else 0)
        # A row of the table itself may mention tasks and problems, but says more in its cells than a heading does.
        if found > score and len(set(words)) > 1 and sum(len(word) for word in words) <= LONGEST * len(words):
            best, score = number, found
    return None if best is None else header_at(rows, best, merged)


def header_at(rows: Sequence[Sequence[object]], row: int, merged: frozenset[tuple[int, int]] = frozenset()) -> Header:
    """The heading that begins in a row: two rows when cells of the first reach down, or stand above several."""
    lines = 2 if _has_second_line(rows, row, merged) else 1
    if lines == 1 and row and _has_second_line(rows, row - 1, merged):
        row, lines = row - 1, 2  # the better known words stood in the second line
    width = len(rows[row])
    headings = []
    for column in range(width):
        parts = [str(rows[line][column]) for line in range(row, row + lines) if rows[line][column] is not None]
        headings.append(" ".join(dict.fromkeys(part.replace("\n", "") for part in parts)))
    return Header(row, lines, tuple(headings))


def _has_second_line(rows, row: int, merged) -> bool:
    if row + 1 >= len(rows):
        return False
    upper, lower = rows[row], rows[row + 1]
    reach_down = [c for c, cell in enumerate(upper) if cell is not None and (row + 1, c) in merged and lower[c] == cell]
    below = [c for c, cell in enumerate(lower) if cell is not None and c not in reach_down]
    if reach_down:
        return any(isinstance(lower[c], str) for c in below)
    # Without merged cells, as in a CSV: the second line stands just where the first is empty or groups.
    free = [c for c in below if upper[c] is None]
    words = [lower[c] for c in below if isinstance(lower[c], str)]
    filled = [c for c, cell in enumerate(upper) if cell is not None]
    return bool(free and words) and len(below) < len(filled) + len(free) and all(field_of(word) for word in words)


def propose(header: Header, rows: Sequence[Sequence[object]]) -> dict[int, str]:
    """What each column says, as far as its heading tells; no two columns say the same.

    完成情况 is how far it is where its cells are figures and no other column says so, else what was done.
    """
    below = rows[header.row + header.lines :]
    told = [_told(heading) for heading in header.headings]
    found: dict[int, str] = {}
    for column, heading in enumerate(header.headings):
        field = told[column]
        if _DONE_OR_HOW_FAR.search(normal(heading)):
            field = "progress" if "percent" in told or not _are_figures(below, column) else "percent"
        if field:
            found[column] = field
    taken = Counter(found.values())
    for field in [field for field, count in taken.items() if count > 1]:
        columns = [column for column, said in found.items() if said == field]
        exact = [c for c in columns if _KNOWN.get(normal(header.headings[c])) == field]
        for column in columns:
            if column != (exact or columns)[0]:
                found.pop(column)
    if "title" not in found.values():
        _find_title(header, below, found)
    return found


def _told(heading: str) -> str | None:
    """What a heading of one line or two says, the lower line before the upper one."""
    words = [*reversed(heading.split(" ")), heading]
    return next((known for known in map(field_of, words) if known is not None), None)


def _are_figures(rows, column: int) -> bool:
    cells = [row[column] for row in rows[:200] if column < len(row) and row[column] is not None]
    figures = [
        cell for cell in cells if not isinstance(cell, str) or len(cell) <= 8 or read_figure(cell).percent is not None
    ]
    return bool(cells) and 2 * len(figures) > len(cells)


def _find_title(header: Header, rows, found: dict[int, str]) -> None:
    """Without a heading that says so, the free column with the longest different words is what is to be done."""
    best, most = None, 6.0
    for column in range(len(header.headings)):
        words = {row[column] for row in rows[:200] if column < len(row) and isinstance(row[column], str)}
        mean = sum(len(word) for word in words) / len(words) if len(words) > 1 else 0
        if column not in found and field_of(header.headings[column]) != "" and mean > most:
            best, most = column, mean
    if best is not None:
        found[best] = "title"
