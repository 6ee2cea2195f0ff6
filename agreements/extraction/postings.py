"""A pasted table of postings: its columns, found by their headings or by their order."""

from .pasted import cut, plain

COLUMNS = (
    "person",
    "post",
    "sending_unit",
    "host_unit",
    "starts_on",
    "planned_end_on",
    "approval_number",
    "exception_reason",
    "exception_allowed_by",
)
HEADINGS = {
    "person": "姓名 人员 派出人员 挂职人员 挂职干部 干部姓名 name person personsent",
    "post": "岗位 挂职岗位 职务 挂职职务 拟任职务 post position postheldthere",
    "sending_unit": "派出单位 派出部门 原单位 所在单位 选派单位 sendingunit from",
    "host_unit": "接收单位 接收部门 挂职单位 锻炼单位 hostunit to",
    "starts_on": "起 起始日期 开始日期 开始时间 到岗日期 起始时间 挂职开始 firstday start startson",
    "planned_end_on": "止 截止日期 结束日期 结束时间 期满日期 计划截止日期 挂职结束 lastday end endson",
    "approval_number": "批准文号 文号 批文号 批准文件 approvalnumber approval",
    "exception_reason": "例外理由 例外 例外原因 不足半年原因 exception exceptionreason",
    "exception_allowed_by": "批准人 例外批准人 allowedby exceptionallowedby",
}
OF_HEADING = {word: name for name, words in HEADINGS.items() for word in words.split()}


def columns_of(line):
    """The columns that a row of headings names, '' for one that is not known; None when it is no such row."""
    found = [OF_HEADING.get(plain(cell), "") for cell in line.cells]
    for place, name in enumerate(found):
        if name in found[:place]:
            found[place] = ""
    return found if sum(map(bool, found)) >= min(2, len(line.cells)) else None


def read(text):
    """The rows of a pasted table, as (number, {column: words}); without headings its columns stand in our order."""
    lines = cut(text)
    if not lines:
        return []
    columns = columns_of(lines[0])
    if columns is None:
        columns = list(COLUMNS)
    else:
        lines = lines[1:]
    return [
        (line.number, {name: cell for name, cell in zip(columns, line.cells, strict=False) if name and cell})
        for line in lines
    ]
