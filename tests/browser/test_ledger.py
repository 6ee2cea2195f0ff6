"""The ledger in a browser: a count clicked, the way back, a phone, and everybody's eyes."""

from datetime import date, timedelta

import pytest
from playwright.sync_api import expect

from agreements.models import CalendarYear
from agreements.standing import Clock
from tests.browsing import axe, sign_in
from tests.world import World

PHONE = {"viewport": {"width": 390, "height": 844}, "locale": "zh-CN"}


@pytest.fixture
def ledger(transactional_db, live_server):
    """The cast with two late rows and one that is not, seen by the university's liaison officer."""
    World.setUpTestData()
    today = Clock.on(date.today(), CalendarYear.objects.calendar()).today
    World.make_running(title="逾期的事", due_on=date(today.year - 1, 3, 1), percent=40)
    World.make_assigned(title="另一件逾期的事", due_on=date(today.year - 1, 4, 1))
    World.make_assigned(
        title="期限还远、名称长得一行写不下、需要两行才能看全的承诺事项，双方各有牵头单位，并按季度填报",
        due_on=date(today.year + 2, 3, 1),
    )
    return live_server


def opened(page, ledger, query=""):
    sign_in(page, ledger, "uni_liaison")
    page.goto(f"{ledger.url}/commitments/{query}")
    return page


def rows(page):
    return page.locator("tbody tr")


def test_a_count_filters_and_back_returns_the_whole_page(page, ledger):
    opened(page, ledger)
    expect(rows(page)).to_have_count(3)
    red = page.locator(".lampline a.is-red")
    expect(red.locator("b")).to_have_text("2")
    red.click()
    expect(rows(page)).to_have_count(2)
    expect(page).to_have_url(f"{ledger.url}/commitments/?lamp=red")
    expect(page.locator(".lampline a.is-red")).to_have_attribute("aria-current", "true")
    expect(page.locator("#ledger")).to_have_count(1)
    page.reload()
    expect(rows(page)).to_have_count(2)
    page.go_back()
    expect(rows(page)).to_have_count(3)
    expect(page.locator("nav.side")).to_have_count(1)
    expect(page.locator("#ledger")).to_have_count(1)
    page.go_forward()
    expect(rows(page)).to_have_count(2)
    page.locator("tbody a").first.click()
    page.go_back()
    expect(page.locator("nav.side")).to_have_count(1)
    expect(rows(page)).to_have_count(2)


def test_conditions_are_added_and_dropped(page, ledger):
    opened(page, ledger)
    page.locator("#add-condition").click()
    page.locator("#f-q").fill("另一件")
    page.locator(".conditions button").click()
    expect(rows(page)).to_have_count(1)
    assert page.url.endswith("?q=%E5%8F%A6%E4%B8%80%E4%BB%B6")
    page.locator(".chip a").click()
    expect(rows(page)).to_have_count(3)


def test_it_works_without_javascript(new_page, ledger):
    page = opened(new_page(java_script_enabled=False), ledger)
    page.locator("#add-condition").click()
    page.locator("#f-status").select_option("under_way")
    page.locator("#f-q").fill("逾期")
    page.locator(".conditions button").click()
    expect(rows(page)).to_have_count(2)
    page.locator(".lampline a.is-green").click()
    expect(page.locator(".empty")).to_have_count(1)


def test_rows_are_cards_on_a_phone(new_page, ledger):
    page = opened(new_page(**PHONE), ledger)
    expect(page.locator("thead")).to_be_hidden()
    first = rows(page).first.bounding_box()
    assert first["width"] <= 390 and first["height"] > 80
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.locator("#add-condition").click()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    axe(page)


def test_heads_of_groups_fit_a_phone_in_the_longer_language(new_page, ledger):
    today = date.today()
    for due_on in (today + timedelta(days=2), today + timedelta(days=9), None):
        World.make_running(due_on=due_on)
    World.make_submitted(title="送出的事")
    World.make_commitment(title="草稿")
    page = opened(new_page(**PHONE), ledger)
    page.goto(f"{ledger.url}/more/")
    page.locator("button[name=language][value=en]").click()
    page.goto(f"{ledger.url}/commitments/?group=clause")
    expect(page.locator(".group-row").first).to_contain_text("Mean progress")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_long_title_takes_two_lines(new_page, ledger):
    page = opened(new_page(viewport={"width": 1100, "height": 800}), ledger, "?q=两行")
    title = page.locator("tbody .title a").bounding_box()
    assert 30 < title["height"] < 50


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everybody_can_use_it(new_page, ledger, scheme):
    page = opened(new_page(color_scheme=scheme), ledger)
    axe(page)
    page.locator("#add-condition").click()
    axe(page)
    for query in ("?group=clause", "?group=unit&lamp=red", "?q=zzz&lamp=red&unit=x"):
        page.goto(f"{ledger.url}/commitments/{query}")
        axe(page)
