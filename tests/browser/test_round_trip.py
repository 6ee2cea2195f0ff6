"""A workbook's whole way in a browser: downloaded, edited, brought back, a conflict decided, written."""

from datetime import date

import openpyxl
import pytest
from playwright.sync_api import expect

from agreements.actions import progress
from tests.browsing import axe, sign_in
from tests.workbench import Bench
from tests.world import World

PHONE = {"viewport": {"width": 390, "height": 844}, "locale": "zh-CN"}


@pytest.fixture
def ledger(transactional_db, live_server):
    """The cast with an item of the university's and a joint one."""
    World.setUpTestData()
    World.mine = World.make_running(title="学校承担的事", obliged_party=World.uni_party)
    World.both = World.make_running(title="双方共同的事，名称长一些，看看两行时是否还清楚")
    return live_server


def downloaded(page, ledger, tmp_path):
    """The workbook as the browser keeps it, open on the bench."""
    page.goto(f"{ledger.url}/commitments/")
    page.locator("#export").click()
    with page.expect_download() as waiting:
        page.locator('.menu a[href*="export.xlsx"]').click()
    path = tmp_path / "台账.xlsx"
    waiting.value.save_as(path)
    return Bench(path.read_bytes())


def brought_back(page, ledger, bench, tmp_path):
    path = tmp_path / "改好的台账.xlsx"
    path.write_bytes(bench.save())
    page.goto(f"{ledger.url}/commitments/")
    page.locator("#export").click()
    page.get_by_role("link", name="导回改好的台账").click()
    page.locator("#back-file").set_input_files(path)
    page.locator(".btn.primary").click()
    return page


def edited(page, ledger, tmp_path):
    """The preview of a workbook with words to take, a conflict, a later date and a figure without words."""
    sign_in(page, ledger, "uni_liaison")
    bench = downloaded(page, ledger, tmp_path)
    bench.write(World.mine, text="我在表格里写的进展。", problem="缺场地。", due_on=date(2027, 6, 30))
    bench.write(World.both, percent=0.6)
    bench.insert_column("text").sort(lambda row: str(row[4]))
    progress.report(World.fresh(World.mine), by=World.uni_officer, text="同事在网上先写了。", percent=45)
    return brought_back(page, ledger, bench, tmp_path)


def test_the_whole_way(page, ledger, tmp_path):
    edited(page, ledger, tmp_path)
    mine, both = page.locator(f"#back-{World.mine.pk}"), page.locator(f"#back-{World.both.pk}")
    expect(page.locator("#back-counts")).to_have_text("待写明进展 2 有冲突 1 延期 1")
    mine.get_by_label("延期理由").fill("场地交付推迟。")
    expect(mine.locator("input[value=now]")).to_be_checked()
    mine.get_by_label("我的表格").check()
    both.locator("textarea").fill("到六成了。")
    # Somebody is quicker once more: nothing is written, and what was decided stays.
    progress.report(World.fresh(World.mine), by=World.uni_officer, text="同事又写了一次。", percent=50)
    page.get_by_role("button", name="确认写入").click()
    expect(page.locator("[role=alert]")).to_contain_text("尚未写入")
    expect(mine).to_contain_text("同事又写了一次。")
    expect(mine.locator("input[value=yours]")).to_be_checked()
    expect(both.locator("textarea")).to_have_value("到六成了。")
    expect(mine.get_by_label("延期理由")).to_have_value("场地交付推迟。")
    page.get_by_role("button", name="确认写入").click()
    expect(page.locator("h1")).to_have_text("已从表格写入")
    expect(page.locator(".rows .row")).to_have_count(2)
    told = World.mine.reports.first()
    assert (told.text, told.problem, told.percent) == ("我在表格里写的进展。", "缺场地。", 50)
    assert World.mine.extensions.get().reason == "场地交付推迟。"
    assert (World.both.reports.first().text, World.both.reports.first().percent) == ("到六成了。", 60)
    # Looking at it again writes nothing more.
    page.reload()
    assert World.mine.reports.count() == 4


def test_it_works_without_javascript(new_page, ledger, tmp_path):
    page = edited(new_page(java_script_enabled=False), ledger, tmp_path)
    page.locator(f"#back-{World.both.pk} textarea").fill("到六成了。")
    page.get_by_role("button", name="确认写入").click()
    expect(page.locator(".rows .row")).to_have_count(1)


def test_a_foreign_workbook_is_refused_where_it_was_chosen(page, ledger, tmp_path):
    sign_in(page, ledger, "uni_liaison")
    book = openpyxl.Workbook()
    book.active.append(["序号", "任务"])
    book.save(tmp_path / "别的.xlsx")
    page.goto(f"{ledger.url}/commitments/back/")
    page.locator("#back-file").set_input_files(tmp_path / "别的.xlsx")
    page.locator(".btn.primary").click()
    expect(page.locator(".error")).to_contain_text("不是从本系统导出的")
    axe(page)


@pytest.mark.parametrize("options", [{}, PHONE, {"color_scheme": "dark"}], ids=["desktop", "phone", "dark"])
def test_everybody_can_use_it(new_page, ledger, tmp_path, options):
    page = new_page(**options)
    sign_in(page, ledger, "uni_liaison")
    page.goto(f"{ledger.url}/commitments/back/")
    axe(page)
    edited(page, ledger, tmp_path)
    axe(page)
    width = page.viewport_size["width"]
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.get_by_label("我的表格").check()
    page.get_by_role("button", name="确认写入").click()
    expect(page.locator("h1")).to_have_text("已从表格写入")
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
