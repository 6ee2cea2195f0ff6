"""A ledger such as people keep: notes above, a heading of two lines, merged cells, a total, every sort of date."""

from datetime import date

import openpyxl

from .workbooks.books import saved

HEAD = [
    "序号",
    "条款",
    "任务内容",
    "责任分工",
    None,
    "责任人",
    "时间节点",
    "进展情况",
    "完成情况",
    "存在问题",
    "下一步计划",
    "备注",
]
SECOND = [None, None, None, "牵头单位", "配合单位"]
ITEMS = [
    # clause, title, lead, support, officer, due, progress, percent, problem, next step
    (
        "一、人才",
        "选派教师到区里锻炼",
        "科研院",
        "科信局",
        "uni_officer",
        date(2026, 12, 31),
        "已派出六人。",
        0.8,
        "住房未落实",
        "协调住房",
        "",
    ),
    (None, "开设系列讲座", "教务处", None, "某某", "长期", "正常开展。", "正常推进", None, None, "略"),
    (None, "互派干部", "科研院、科信局", None, None, "2026年底前", None, "进行中", None, None, None),
    ("二、园区", "共建科技园", "科研处", "区规自局", None, "12月底前", "已选址。", "30%", None, None, None),
    ("第九条", "共建实验班", "科信局", "教务处", None, "每年", None, None, None, None, None),
    (None, "=cmd|' /C calc'!A0", "科研院", None, None, "2026年6月、12月", None, None, None, None, None),
]


def messy(items=ITEMS, *, name="任务台账"):
    """The workbook's bytes. Its items stand in the rows 6 and following, each clause merged over its items."""
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.title = name
    sheet.append(["大学与区政府合作协议任务台账"])
    sheet.append(["填报日期：2026 年 11 月", *[None] * 10, "联络处"])
    sheet.append([])
    sheet.append(HEAD)
    sheet.append(SECOND)
    sheet.merge_cells("A1:L1")
    sheet.merge_cells("D4:E4")
    for letter in "ABCFGHIJKL":
        sheet.merge_cells(f"{letter}4:{letter}5")
    for number, item in enumerate(items, 1):
        sheet.append([number, *item])
        row = sheet.max_row
        sheet.cell(row, 3).data_type = "s"  # what begins like a formula is text here
        if isinstance(item[7], float):
            sheet.cell(row, 9).number_format = "0%"
    _merge_clauses(sheet, items)
    sheet.append(["合计", None, f"{len(items)}项"])
    sheet.append(["注：本表每季度更新一次。"])
    hidden = workbook.create_sheet("旧表")
    hidden.append(["任务", "牵头单位"])
    hidden.sheet_state = "hidden"
    return saved(workbook)


def _merge_clauses(sheet, items):
    top = None
    for number, item in enumerate([*items, ("end",)]):
        if item[0] is not None:
            if top is not None and number - top > 1:
                sheet.merge_cells(start_row=6 + top, end_row=5 + number, start_column=2, end_column=2)
            top = number
