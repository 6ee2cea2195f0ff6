"""From a pasted table to the newcomer's desk, and a deputy whose acts say for whom, in Chromium."""

from datetime import date, timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse
from playwright.sync_api import expect

from agreements.models import Membership, User
from tests.browsing import axe, sign_in
from tests.world import World

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
PASSWORD = "自己记得住的一句长密码"
TABLE = "\n".join(
    "\t".join(cells)
    for cells in (
        ("单位编码", "单位名称", "房间", "姓名", "登录名或邮箱", "电话", "角色"),
        ("U2", "科研院", "新楼 2", "甲一", "jia@example.org", "010-1", "承办人"),
        ("U2", "科研院", "", "乙二", "yi.er", "010-2", "承办人"),
        ("U9", "人事处", "九楼", "丙三", "", "010-3", "部门负责人"),
        ("U9", "人事处", "", "丁四", "ding@example.org", "010-4", "承办人"),
        ("U3", "教务处", "", "=戊五", "wu", "010-5", "审计"),
    )
)


@pytest.fixture
def cast(transactional_db, live_server):
    cache.clear()
    World.setUpTestData()
    World.server = live_server
    return World


def opened(page, cast, username, name):
    sign_in(page, cast.server, username)
    page.goto(cast.server.url + reverse(f"agreements:{name}"))
    return page


def fits(page):
    """No page is wider than the window."""
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def choose_password(page):
    for number in ("1", "2"):
        page.locator(f"#password-new_password{number}").fill(PASSWORD)
    page.locator("form button.primary").click()


@pytest.mark.console_errors  # a used link is answered with 404
def test_five_rows_become_five_people_with_slips_and_one_of_them_signs_in(page, new_page, cast):
    opened(page, cast, "uni_liaison", "people_list")
    axe(page)
    page.get_by_role("link", name="粘贴表格录入").click()
    axe(page)
    page.get_by_label("表格", exact=True).fill(TABLE)
    page.get_by_role("button", name="预览").click()
    expect(page.locator(".plan-new")).to_have_count(5)
    axe(page)
    page.get_by_role("button", name="录入 5 行").click()
    expect(page.locator("#messages")).to_contain_text("已录入 5 行")
    page.get_by_role("button", name="邀请尚未邀请的 5 人").click()
    expect(page.locator(".slip")).to_have_count(5)
    axe(page)

    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    slip = page.locator(".slip", has_text="丁四")
    slip.get_by_role("button", name="复制").click()
    expect(slip.locator("[data-copy]")).to_contain_text("已复制")
    link = slip.locator("input").input_value()
    page.emulate_media(media="print")
    expect(slip.locator("input")).to_be_hidden()
    expect(slip.get_by_text(link)).to_be_visible()
    page.emulate_media(media="screen")

    newcomer = new_page(**PHONE)
    newcomer.goto(link)
    expect(newcomer.locator("main")).to_contain_text("人事处 · 承办人")
    axe(newcomer)
    fits(newcomer)
    newcomer.locator("#password-new_password1").fill("short")
    newcomer.locator("form button.primary").click()
    expect(newcomer.locator(".error").first).to_be_visible()
    choose_password(newcomer)
    newcomer.wait_for_url(cast.server.url + "/")
    expect(newcomer.locator("h1")).to_contain_text("工作台")
    assert User.objects.get(email="ding@example.org").check_password(PASSWORD)
    page.goto(link)
    expect(page.get_by_role("alert")).to_contain_text("已经失效")
    axe(page)


def test_a_refused_row_is_put_right_in_place_on_a_phone(new_page, cast):
    page = opened(new_page(**PHONE), cast, "uni_liaison", "people_paste")
    page.get_by_label("表格", exact=True).fill(TABLE.replace("审计", "科长"))
    page.get_by_role("button", name="预览").click()
    expect(page.locator(".plan-refused .error")).to_contain_text("“科长”不是角色")
    axe(page)
    fits(page)
    page.get_by_label("表格", exact=True).fill(TABLE)
    page.get_by_role("button", name="重新预览").click()
    page.get_by_role("button", name="录入 5 行").click()
    expect(page.locator(".roster-list").first).to_be_visible()
    axe(page)
    fits(page)


def test_copying_works_where_the_clipboard_does_not(page, cast):
    Membership.objects.filter(user__username="uni_other").update(unit=cast.uni_lead)
    User.objects.filter(username="uni_other").update(password="!")
    page.add_init_script("Object.defineProperty(navigator, 'clipboard', { value: undefined });")
    opened(page, cast, "uni_liaison", "people_list")
    script = []
    page.route("**/js/people.js", lambda route: script.append(route))
    page.get_by_role("button", name="邀请 uni_other").click()
    expect(page.locator(".slip")).to_be_visible()
    expect(page.locator("[data-copy]")).to_be_hidden()  # nothing would answer a click
    script[0].continue_()
    page.locator("[data-copy]").click()
    expect(page.locator("[data-copy]")).to_contain_text("已复制")
    expect(page.locator(".slip input")).to_be_focused()

    page.evaluate("document.execCommand = () => false")
    page.locator("[data-copy]").click()
    expect(page.locator(".slip")).to_contain_text("Ctrl+C")
    expect(page.locator("[data-copy]")).not_to_contain_text("已复制")
    expect(page.locator("[data-copy-said]")).to_contain_text("Ctrl+C")
    assert page.evaluate("getSelection().toString()") == page.locator(".slip input").input_value()


def test_a_deputy_acts_and_the_history_says_for_whom(page, new_page, cast):
    item = cast.make_assigned(title="代办的事", due_on=date.today() + timedelta(days=200))
    opened(page, cast, "uni_officer", "people_deputy")
    page.get_by_label("B 角", exact=True).select_option(label="uni_head · 科研院 · 部门负责人")
    page.get_by_label("止（含当日）").fill((date.today() + timedelta(days=5)).isoformat())
    axe(page)
    page.get_by_role("button", name="指定 B 角").click()
    expect(page.locator(".roster-list")).to_contain_text("uni_head")
    axe(page)

    deputy = opened(new_page(**PHONE), cast, "uni_head", "people_deputy")
    deputy.locator("#acting > summary").click()
    deputy.get_by_role("button", name="B 角，代uni_officer").click()
    deputy.goto(cast.server.url + reverse("agreements:commitment_detail", args=[item.pk]))
    expect(deputy.locator("#acting > summary")).to_contain_text("B 角，代uni_officer")
    fits(deputy)
    deputy.get_by_role("button", name="签收", exact=True).first.click()
    expect(deputy.locator(f"#history-{item.pk}")).to_contain_text("uni_head（B 角，代uni_officer）")

    page.get_by_role("button", name="立即结束 uni_head").click()
    expect(page.locator("#messages")).to_contain_text("uni_head不再担任 B 角")
    deputy.reload()
    expect(deputy.locator("#acting")).to_have_count(0)
