"""A table pasted from a spreadsheet: its cells, what its columns are, and days as people write them."""

import csv
import re
import unicodedata
from dataclasses import dataclass
from datetime import date

# In the order in which a table without headings is read.
COLUMNS = (
    "unit_code",
    "unit_name",
    "higher_unit",
    "unit_telephone",
    "room",
    "person",
    "sign_in",
    "telephone",
    "role",
    "starts_on",
    "ends_on",
)
HEADINGS = {
    "unit_code": "单位编码 单位代码 部门编码 部门代码 编码 代码 unitcode code",
    "unit_name": "单位名称 单位 部门名称 部门 处室 科室 所在单位 所在部门 unitname unit",
    "higher_unit": "上级单位 上级部门 上级 主管单位 higherunit parentunit parent",
    "unit_telephone": "单位电话 部门电话 办公电话 单位联系电话 unittelephone unitphone officetelephone",
    "room": "办公地点 办公室 房间 房间号 地点 room office",
    "person": "姓名 人员 人员姓名 联系人 负责人 name person personname",
    "sign_in": "登录名 用户名 账号 帐号 登录名或邮箱 邮箱 电子邮箱 电子邮件 邮件 "
    "signinname signin signinnameoremail username account email mail",
    "telephone": "电话 手机 手机号 手机号码 联系电话 本人电话 telephone phone mobile",
    "role": "角色 岗位 身份 职责 role post",
    "starts_on": "开始日期 起始日期 起 自 任职开始 开始 from since startson",
    "ends_on": "结束日期 截止日期 止 至 任职结束 结束 until to endson",
}
OF_HEADING = {word: name for name, words in HEADINGS.items() for word in words.split()}
ROLES = {
    "officer": "承办人 经办人 officer",
    "liaison": "联络员 联络人 liaison liaisonofficer",
    "unit_head": "部门负责人 单位负责人 负责人 unithead head headofunit",
    "leader": "分管领导 领导 leader leaderincharge",
    "auditor": "审计 审计员 审计人员 档案 auditor",
}
OF_ROLE = {word: name for name, words in ROLES.items() for word in words.split()}
SEPARATORS = ("\t", ",", ";", "，", "；", "、")
# What a person could not see in a cell: control characters, and marks that turn the order of the text around.
UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\uffff]")
_DAY = re.compile(r"(?P<year>\d{4})(?:[-/.年])(?P<month>\d{1,2})(?:[-/.月])(?P<day>\d{1,2})日?|(?P<digits>\d{8})")


@dataclass(frozen=True)
class Line:
    """A row of the table: its number as people count (the heading is row 1) and its cells."""

    number: int
    cells: tuple


def cut(text):
    """The rows of a pasted table, empty ones left out; cells are trimmed, breaks inside them become spaces."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip("\n\ufeff")
    separator = separator_of(text)
    # A quotation mark that nobody closes would swallow the rest of the table.
    quoting = csv.QUOTE_MINIMAL if text.count('"') % 2 == 0 else csv.QUOTE_NONE
    reader = csv.reader(
        text.split("\n") if quoting == csv.QUOTE_NONE else _lines(text), delimiter=separator, quoting=quoting
    )
    rows = [tuple(" ".join(cell.split()) for cell in cells) for cells in reader]
    return [Line(number, cells) for number, cells in enumerate(rows, 1) if any(cells)]


def _lines(text):
    return (f"{line}\n" for line in text.split("\n"))


def separator_of(text):
    """What stands between the cells: a tab, as a spreadsheet copies it; else whichever mark most lines have."""
    lines = [line for line in text.split("\n") if line.strip()]
    if any("\t" in line for line in lines):
        return "\t"
    counts = {mark: sum(mark in line for line in lines) for mark in SEPARATORS[1:]}
    best = max(counts, key=counts.get)
    return best if counts[best] else "\t"


def plain(word):
    """A word as it is compared: half width, lower case, without spaces, marks and what stands in brackets."""
    word = unicodedata.normalize("NFKC", word).lower()
    word = re.sub(r"\(.*?\)", "", word)
    return "".join(letter for letter in word if letter.isalnum())


def headings(line):
    """The columns that a row of headings names, place by place ('' for an unknown one); None when it is no such row."""
    found = [OF_HEADING.get(plain(cell), "") for cell in line.cells]
    if found.count("telephone") == 2 and "unit_telephone" not in found:
        found[found.index("telephone")] = "unit_telephone"  # the unit's stands with the unit, before the people
    for place, name in enumerate(found):
        if name in found[:place]:
            found[place] = ""
    return found if sum(map(bool, found)) >= min(2, len(line.cells)) else None


def by_order(width):
    """The columns of a table without headings."""
    return [COLUMNS[place] if place < len(COLUMNS) else "" for place in range(width)]


def role_of(word):
    """The role that a word means, or an empty string."""
    return OF_ROLE.get(plain(word), "")


def day_of(word):
    """The day that a word means; None when it is not one day beyond doubt."""
    match = _DAY.fullmatch(unicodedata.normalize("NFKC", word).replace(" ", ""))
    if not match:
        return None
    digits = match["digits"]
    parts = (digits[:4], digits[4:6], digits[6:]) if digits else (match["year"], match["month"], match["day"])
    try:
        return date(*map(int, parts))
    except ValueError:
        return None  # 2026-02-30 is a slip of the pen
