"""Cutting a pasted table: separators, quotation marks, headings, roles and days as people write them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agreements.extraction import pasted


def cells(text):
    return [line.cells for line in pasted.cut(text)]


@pytest.mark.parametrize("mark", ["\t", ",", ";", "，", "；", "、"])
def test_cells_are_cut_at_whatever_stands_between_them(mark):
    text = f"U1{mark}联络处{mark}张三\nU2{mark}科研院{mark}李四"
    assert cells(text) == [("U1", "联络处", "张三"), ("U2", "科研院", "李四")]


def test_a_tab_goes_before_every_other_mark():
    assert cells("U1\t教务处，含考务\tA,B") == [("U1", "教务处，含考务", "A,B")]


def test_cells_as_a_spreadsheet_quotes_them():
    assert cells('U1\t"两行\n的名称"\t"他说""好"""') == [("U1", "两行 的名称", '他说"好"')]


def test_a_quotation_mark_that_nobody_closes_takes_only_its_cell():
    assert cells('U1\t"联络处\nU2\t科研院') == [("U1", '"联络处'), ("U2", "科研院")]


def test_empty_rows_go_and_the_others_keep_their_number():
    lines = pasted.cut("\ufeffU1\ta\r\n\r\n \t \r\nU2\tb\r\n\r\n")
    assert [(line.number, line.cells) for line in lines] == [(1, ("U1", "a")), (4, ("U2", "b"))]


@given(st.text())
def test_whatever_is_pasted_is_cut_or_refused_as_a_table(text):
    lines = pasted.cut(text)
    assert all(any(line.cells) and all(cell == cell.strip() for cell in line.cells) for line in lines)


@given(st.lists(st.lists(st.text("甲乙ab12 ", min_size=1), min_size=2, max_size=4), min_size=1, max_size=5))
def test_what_a_spreadsheet_copies_comes_back(rows):
    wanted = [tuple(" ".join(cell.split()) for cell in row) for row in rows]
    text = "\n".join("\t".join(row) for row in rows)
    assert cells(text) == [row for row in wanted if any(row)]


def headings(*words):
    return pasted.headings(pasted.Line(1, words))


def test_headings_are_known_in_both_languages_and_with_remarks():
    found = headings("单位编码（必填）", "单位", "上级 单位", "姓名", "邮箱", "角色", "备注")
    assert found == ["unit_code", "unit_name", "higher_unit", "person", "sign_in", "role", ""]
    assert headings("Unit code", "E-mail", "Role") == ["unit_code", "sign_in", "role"]


def test_a_row_of_values_is_no_heading():
    assert headings("U1", "联络处", "张三", "承办人") is None


def test_the_second_of_two_equal_headings_is_not_taken_for_the_first():
    assert headings("部门", "姓名", "部门", "电话", "电话") == [
        "unit_name",
        "person",
        "",
        "unit_telephone",
        "telephone",
    ]


def test_roles_in_both_languages():
    words = {
        "承办人": "officer",
        "Unit head": "unit_head",
        "分管领导": "leader",
        "审计": "auditor",
        "联络员": "liaison",
    }
    assert {word: pasted.role_of(word) for word in words} == words
    assert pasted.role_of("科长") == ""


@pytest.mark.parametrize("word", ["2026-3-1", "2026/03/01", "2026.3.1", "2026年3月1日", "20260301", "２０２６-3-1"])
def test_days_as_people_write_them(word):
    assert pasted.day_of(word) == date(2026, 3, 1)


@pytest.mark.parametrize("word", ["3/1/2026", "2026-02-30", "长期", "2026", "2026年3月"])
def test_what_is_not_one_day_is_none(word):
    assert pasted.day_of(word) is None
