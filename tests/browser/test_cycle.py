"""The cycle sheet in a browser: ten items by keyboard, rows that save themselves, a phone, a lost connection."""

from datetime import date

import pytest
from django.conf import settings
from playwright.sync_api import expect

from agreements.actions import commitments, progress
from agreements.models import Nudge, ProgressReport
from tests.browsing import axe, sign_in, staged
from tests.world import World, at

PHONE = {"viewport": {"width": 390, "height": 844}, "locale": "zh-CN", "has_touch": True, "is_mobile": True}
LAST_CYCLE = date(2025, 3, 20)


@pytest.fixture
def cast(transactional_db, live_server):
    World.server = live_server
    return staged(World, play)


def play(cast):
    """Ten items of the university's unit that were reported long ago: eight with a percent, two continuous."""
    cast.setUpTestData()
    with at(LAST_CYCLE):
        cast.items = [cast.make_running(title=f"第{place}件事", due_on=None) for place in range(1, 9)]
        cast.items += [
            cast.make_running(title=f"第{place}件长期的事", cadence="continuous", due_on=None) for place in (9, 10)
        ]


def opened(page, cast, username, path="/cycle/", language="zh-hans"):
    sign_in(page, cast.server, username)
    cookie = {"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": cast.server.url}
    page.context.add_cookies([cookie])
    page.goto(cast.server.url + path)
    return page


def drafts():
    return ProgressReport.objects.filter(state="draft")


def reports():
    return ProgressReport.objects.submitted().exclude(cycle_on=date(2025, 1, 1))


class Hands:
    """What a person does, counted: clicks, keys that are no text, and fields that are written in."""

    def __init__(self, page):
        self.page, self.clicks, self.keys, self.fields = page, 0, 0, 0

    def click(self, locator):
        self.clicks += 1
        locator.click()

    def press(self, key):
        self.keys += 1
        self.page.keyboard.press(key)

    def write(self, text):
        self.fields += 1
        self.page.keyboard.insert_text(text)

    def __str__(self):
        return f"{self.clicks} clicks, {self.keys} keys beside the text, {self.fields} fields written in"


def test_ten_items_by_keyboard(page, cast, capsys):
    """Texts for seven, no change for three; every row saves itself; a reload keeps everything; one submit."""
    hands = Hands(opened(page, cast, "uni_officer", "/"))
    hands.click(page.locator("#task-sheet .btn"))
    rows = page.locator(".cycle-row")
    expect(rows).to_have_count(10)
    hands.click(rows.nth(0).locator("textarea").first)
    for place in range(10):
        focused = page.locator(":focus")
        expect(focused).to_have_attribute("id", f"{rows.nth(place).get_attribute('id')}-text")
        if place % 4 == 3 or place == 9:
            hands.press("Tab")
            hands.press("Tab")
            hands.press("Space")
        else:
            hands.write(f"本季推进了第{place + 1}项。")
            hands.press("Tab")
            if place < 8:
                hands.write(str(50 + place))
            hands.press("Tab")
        expect(page.locator(":focus")).to_have_attribute("type", "checkbox")
        expect(rows.nth(place).locator(".state")).to_contain_text("已存为草稿")
        hands.press("Tab")
        assert page.locator(":focus").evaluate("it => it.tagName") == "SUMMARY"
        if place < 9:
            hands.press("Tab")
    expect(page.locator("[data-filled]")).to_have_text("10")
    assert drafts().count() == 10
    page.reload()
    expect(page.locator("[data-filled]")).to_have_text("10")
    expect(rows.nth(0).locator("textarea").first).to_have_value("本季推进了第1项。")
    expect(rows.nth(0).locator(".state")).to_contain_text("已存为草稿")
    expect(rows.nth(3).locator(".no-change input")).to_be_checked()
    expect(rows.nth(3).locator("textarea").first).to_have_attribute("readonly", "")
    hands.click(page.locator("#cycle-submit"))
    expect(page.locator("#cycle > .message")).to_contain_text("10 项已全部提交")
    expect(page.locator("#cycle > .message")).to_be_focused()
    assert sorted(reports().values_list("kind", flat=True)) == ["no_change"] * 3 + ["report"] * 7
    assert sorted(filter(None, reports().filter(kind="report").values_list("percent", flat=True))) == [
        *(50, 51, 52, 54, 55, 56)
    ]
    assert not drafts().exists()
    with capsys.disabled():
        print(f"\n  ten items on the cycle sheet: {hands}")


def test_the_same_ten_item_by_item(page, cast, capsys):
    """What it costs without the sheet: each item on its own page, from the ledger of the unit."""
    hands = Hands(page)
    sign_in(page, cast.server, "uni_officer")
    for place, item in enumerate(cast.items):
        page.goto(f"{cast.server.url}/commitments/?unit={cast.uni_lead.pk}")
        hands.click(page.locator(f"a[href^='/commitments/{item.pk}/']").first)
        if place % 4 == 3 or place == 9:
            hands.click(page.locator("section.next").get_by_role("button", name="本期无变化"))
        else:
            hands.click(page.locator("section.next textarea").first)
            hands.write(f"本季推进了第{place + 1}项。")
            if place < 8:
                hands.click(page.locator("section.next input[name='percent']"))
                hands.press("Control+a")
                hands.write(str(50 + place))
            hands.click(page.locator("section.next .btn.primary"))
        expect(page.locator("#messages .message")).to_be_visible()
    assert reports().count() == 10
    with capsys.disabled():
        print(f"\n  ten items one by one: {hands}")


def test_typing_is_never_disturbed(page, cast):
    """A save that comes back while somebody types changes the row's mark and nothing else."""
    opened(page, cast, "uni_officer")
    text = page.locator(".cycle-row textarea").first
    text.fill("第一段")
    expect(page.locator(".cycle-row .state").first).to_contain_text("已存为草稿")
    expect(text).to_be_focused()
    page.keyboard.press("Home")
    with page.expect_response("**/cycle-row/**"):
        page.keyboard.type("前")
    expect(text).to_be_focused()
    assert text.evaluate("it => it.selectionStart") == 1
    expect(text).to_have_value("前第一段")


def test_the_last_text_is_copied_in_a_click(page, cast):
    opened(page, cast, "uni_officer")
    row = page.locator(".cycle-row").first
    row.locator(".no-change").click()
    expect(row.locator(".state")).to_contain_text("已存为草稿")
    row.locator(".copy").click()
    expect(row.locator("textarea").first).to_have_value("已启动。")
    expect(row.locator(".no-change input")).not_to_be_checked()
    expect(row.locator("textarea").first).to_be_focused()
    page.wait_for_timeout(300)
    page.reload()
    expect(page.locator(".cycle-row textarea").first).to_have_value("已启动。")


def test_enter_in_a_figure_goes_on_and_sends_nothing(page, cast):
    opened(page, cast, "uni_officer")
    row = page.locator(".cycle-row").first
    row.locator("input[type='number']").fill("50")
    page.keyboard.press("Enter")
    expect(row.locator(".no-change input")).to_be_focused()
    assert not reports().exists()


@pytest.mark.console_errors
def test_a_lost_connection_is_said_in_the_row_and_made_good(page, cast):
    opened(page, cast, "uni_officer")
    row = page.locator(".cycle-row").first
    page.context.set_offline(True)
    row.locator("textarea").first.fill("断网时写的")
    page.keyboard.press("Tab")
    expect(row.locator(".state .is-bad")).to_contain_text("连不上服务器")
    expect(page.locator("#messages .message")).to_have_count(0)
    expect(row.locator("textarea").first).to_have_value("断网时写的")
    page.context.set_offline(False)
    expect(row.locator(".state")).to_contain_text("已存为草稿")
    assert drafts().get().text == "断网时写的"


def test_what_was_typed_last_is_saved_on_the_way_out(page, cast):
    opened(page, cast, "uni_officer")
    page.locator(".cycle-row textarea").first.focus()
    page.keyboard.insert_text("刚写完就走")
    page.goto(f"{cast.server.url}/more/")
    for _attempt in range(50):
        if drafts().exists():
            break
        page.wait_for_timeout(100)
    assert drafts().get().text == "刚写完就走"


def test_a_session_that_ends_loses_nothing(page, cast):
    opened(page, cast, "uni_officer")
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    page.locator(".cycle-row textarea").first.fill("会话过期前写的")
    page.keyboard.press("Tab")
    page.wait_for_url("**/login/**")
    sign_in(page, cast.server, "uni_officer")
    page.goto(f"{cast.server.url}/cycle/")
    expect(page.locator(".cycle-row textarea").first).to_have_value("会话过期前写的")
    expect(page.locator(".cycle-row .state").first).to_contain_text("已存为草稿")


def test_a_refused_row_stays_with_its_words_and_the_others_go(page, cast):
    opened(page, cast, "uni_officer")
    rows = page.locator(".cycle-row")
    for place in (0, 1):
        rows.nth(place).locator("textarea").first.fill(f"第{place}条")
    rows.nth(1).locator("input[type='number']").fill("140")
    progress.report(cast.items[0], by=cast.uni_head, text="负责人先报了。", percent=45)
    rows.nth(2).locator(".no-change").click()
    page.locator("#cycle-submit").click()
    expect(page.locator("#cycle > .message")).to_contain_text("已提交 1 项，2 项待您处理，7 项未填写")
    refused = page.locator(".cycle-row.refused")
    expect(refused).to_have_count(2)
    expect(refused.nth(0)).to_contain_text("负责人先报了。")
    expect(refused.nth(0).locator("textarea").first).to_have_value("第0条")
    expect(refused.nth(1).locator("input[type='number']")).to_have_value("140")
    axe(page)
    refused.nth(1).locator("input[type='number']").fill("60")
    page.locator("#cycle-submit").click()
    expect(page.locator("#cycle > .message")).to_contain_text("已提交 2 项，7 项未填写")
    assert reports().count() == 4


def test_going_back_shows_what_is_submitted_and_not_the_page_from_before(page, cast):
    opened(page, cast, "uni_officer")
    rows = page.locator(".cycle-row")
    rows.nth(0).locator("textarea").first.fill("报了就不再出现")
    rows.nth(1).locator("textarea").first.fill("还没写完")
    expect(rows.nth(1).locator(".state")).to_contain_text("已存为草稿")
    rows.nth(1).locator("textarea").first.fill("")
    expect(rows.nth(1).locator(".state")).to_contain_text("尚未填写")
    page.locator("#cycle-submit").dblclick()
    expect(page.locator("#cycle > .message")).to_contain_text("已提交 1 项，9 项未填写")
    page.goto(f"{cast.server.url}/more/")
    page.go_back()
    expect(rows).to_have_count(9)
    assert reports().count() == 1


def test_it_works_without_javascript(new_page, cast):
    page = opened(new_page(java_script_enabled=False), cast, "uni_officer")
    rows = page.locator(".cycle-row")
    rows.nth(0).locator("textarea").first.fill("没有脚本")
    rows.nth(1).locator(".no-change input").check()
    page.locator("button[value='save']").click()
    expect(page.locator(".message")).to_contain_text("2 项已存为草稿")
    expect(rows.nth(0).locator("textarea").first).to_have_value("没有脚本")
    page.locator("#cycle-submit").click()
    expect(page.locator(".message")).to_contain_text("已提交 2 项，8 项未填写")


def test_ten_items_on_a_phone(new_page, cast, capsys):
    page = opened(new_page(**PHONE), cast, "uni_officer")
    hands, rows = Hands(page), page.locator(".cycle-row")
    for place in range(10):
        if place % 4 == 3 or place == 9:
            hands.click(rows.nth(place).locator(".no-change"))
        else:
            hands.click(rows.nth(place).locator("textarea").first)
            hands.write(f"本季推进了第{place + 1}项。")
            if place < 8:
                hands.click(rows.nth(place).locator("input[type='number']"))
                hands.press("Control+a")
                hands.write(str(50 + place))
    expect(page.locator("[data-filled]")).to_have_text("10")
    small = page.evaluate(
        """() => [...document.querySelectorAll('#cycle :is(button, textarea, input:not([type=hidden]), summary, .btn)')]
        .map((it) => it.closest('label') || it).filter((it) => it.offsetParent)
        .filter((it) => it.getBoundingClientRect().height < 44 || it.getBoundingClientRect().width < 44)
        .map((it) => it.outerHTML.slice(0, 120))"""
    )
    assert small == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    hands.click(page.locator("#cycle-submit"))
    expect(page.locator("#cycle > .message")).to_contain_text("10 项已全部提交")
    assert reports().count() == 10
    with capsys.disabled():
        print(f"\n  ten items on a phone: {hands}")


def test_a_liaison_officer_sees_who_is_missing_and_reminds(page, cast, capsys):
    hands = Hands(opened(page, cast, "uni_liaison", "/"))
    hands.click(page.get_by_role("link", name="谁还没有填报"))
    unit = page.locator(".silent").filter(has_text="科研院")
    hands.click(unit.locator("header").get_by_role("button", name="催办"))
    expect(page.locator("#missing > .message")).to_contain_text("已催办科研院 10 项")
    expect(unit.locator("header")).to_contain_text("今天已催办")
    expect(unit.get_by_text("uni_liaison")).to_have_count(10)
    hands.click(page.locator(".silent").filter(has_text="科信局").locator("header button"))
    expect(page.locator("#missing > .message")).to_contain_text("已请科信局反馈 10 项")
    assert Nudge.objects.filter(across=False).count() == Nudge.objects.filter(across=True).count() == 10
    opened(page, cast, "uni_officer", "/")
    expect(page.locator("#task-sheet")).to_contain_text("催办")
    with capsys.disabled():
        print(f"\n  seeing who is missing, reminding one unit and asking another: {hands}")


@pytest.mark.parametrize("look", [{}, {"color_scheme": "dark"}, PHONE], ids=["light", "dark", "phone"])
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_everybody_can_use_them(new_page, cast, look, language):
    commitments.name_unit(cast.items[0], by=cast.uni_liaison, unit=cast.uni_third, role="support")
    progress.save_draft(cast.items[1], by=cast.uni_officer, text="草稿", percent=50, problem="缺人")
    progress.no_change(cast.items[2], by=cast.uni_officer)
    page = new_page(**look)
    for username, path in (("uni_officer", "/cycle/"), ("uni_liaison", "/cycle/"), ("uni_liaison", "/cycle/missing/")):
        opened(page, cast, username, path, language)
        expect(page.locator("html")).to_have_attribute("lang", "en" if language == "en" else "zh-Hans")
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]
