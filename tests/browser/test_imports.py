"""A messy ledger through the whole way in a browser: file, columns, choices, one click, and the other side's answer."""

import pytest
from django.conf import settings
from playwright.sync_api import expect

from agreements.models import Commitment, LedgerImport, ProgressReport, SuggestedUnit
from tests.browsing import axe, sign_in
from tests.ledger_files import messy
from tests.world import World

PHONE = {"viewport": {"width": 390, "height": 844}, "locale": "zh-CN", "has_touch": True, "is_mobile": True}
FILE = "任务台账.xlsx"


@pytest.fixture
def cast(transactional_db, live_server):
    World.setUpTestData()
    World.server = live_server
    return World


def opened(page, cast, username, path, language="zh-hans"):
    sign_in(page, cast.server, username)
    cookie = {"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": cast.server.url}
    page.context.add_cookies([cookie])
    page.goto(cast.server.url + path)


def fits(page):
    """Nothing sticks out to the right of the window."""
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), page.url


def look(page):
    axe(page)
    fits(page)


def brought(page, cast):
    """From the agreement's page to the preview, counting what a person does."""
    opened(page, cast, "uni_liaison", f"/agreements/{cast.agreement.pk}/")
    page.get_by_role("link", name="导入台账").click()
    look(page)
    content = {"name": FILE, "mimeType": "application/octet-stream", "buffer": messy()}
    page.locator("input[type=file]").set_input_files(content)
    page.get_by_role("button", name="读取文件").click()
    expect(page.get_by_role("heading", name="各列对应什么")).to_be_visible()
    look(page)
    expect(page.get_by_role("combobox", name="任务内容")).to_have_value("title")
    expect(page.get_by_role("combobox", name="责任分工 牵头单位")).to_have_value("lead")
    expect(page.get_by_role("combobox", name="备注")).to_have_value("")
    page.get_by_role("button", name="查看预览").click()
    expect(page.get_by_role("heading", name="将要创建的内容")).to_be_visible()
    look(page)


def chosen(page):
    page.get_by_label("表中未写明的义务方").select_option("joint")
    page.get_by_label("未写年份的日期属于").select_option("2026")
    page.get_by_label("“科研处”").select_option(label="科研院")
    page.get_by_label("“第九条”").select_option(label="2 园区")
    expect(page.locator("#import-hint")).to_have_text("请先应用选择。")
    page.get_by_role("button", name="应用选择").click()
    expect(page.get_by_role("button", name="创建 6 项草稿")).to_be_visible()
    expect(page.locator("#import-row-9")).to_contain_text("2026-12-31")


def whole_way(page, cast):
    brought(page, cast)
    expect(page.get_by_role("button", name="创建草稿")).to_have_attribute("aria-disabled", "true")
    assert not Commitment.objects.exists()
    chosen(page)
    look(page)
    page.get_by_role("button", name="创建 6 项草稿").click()
    expect(page.get_by_role("heading", name="台账已导入")).to_be_visible()
    look(page)
    assert Commitment.objects.count() == 6
    assert LedgerImport.objects.get().cells == []


def test_on_a_wide_screen_and_the_other_side_accepts_in_one_click(page, cast):
    whole_way(page, cast)
    page.get_by_role("link", name="查看草稿").click()
    page.get_by_role("link", name="选派教师到区里锻炼").click()
    expect(page.get_by_text(f"来自 {FILE} 第 6 行")).to_be_visible()
    look(page)
    page.context.clear_cookies()
    opened(page, cast, "dis_liaison", "/")
    look(page)
    page.get_by_role("link", name="有 3 项承诺事项建议了本方单位").click()
    look(page)
    page.goto(cast.server.url)
    page.get_by_role("button", name="全部采纳").click()
    expect(page.get_by_text("已按建议指定 3 个单位")).to_be_visible()
    assert not SuggestedUnit.objects.open().exists()
    assert ProgressReport.objects.filter(taken_over=True).count() >= 1
    page.goto(f"{cast.server.url}/commitments/{Commitment.objects.get(title='选派教师到区里锻炼').pk}/")
    expect(page.get_by_text(f"沿用自 {FILE} 第 6 行")).to_be_visible()
    look(page)


def test_on_a_phone(new_page, cast):
    whole_way(new_page(**PHONE), cast)


def test_a_double_click_makes_no_doubles(page, cast):
    brought(page, cast)
    chosen(page)
    page.get_by_role("button", name="创建 6 项草稿").dblclick()
    expect(page.get_by_role("heading", name="台账已导入")).to_be_visible()
    assert Commitment.objects.count() == 6


def test_a_hostile_file_gets_a_sentence(page, cast):
    opened(page, cast, "uni_liaison", f"/agreements/{cast.agreement.pk}/import/", language="en")
    content = {"name": "x.xls", "mimeType": "application/vnd.ms-excel", "buffer": b"<html><table></table></html>"}
    page.locator("input[type=file]").set_input_files(content)
    page.get_by_role("button", name="Read the file").click()
    expect(page.get_by_text("This file is no workbook, whatever its name says.")).to_be_visible()
    look(page)
    assert not LedgerImport.objects.exists()
