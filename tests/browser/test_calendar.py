"""The calendar in a browser: a month as a grid and as a list, months beside, a phone, both languages."""

from datetime import date, timedelta

import pytest
from playwright.sync_api import expect

from agreements.models import CalendarDay, CalendarYear
from tests.browsing import axe, sign_in, staged
from tests.world import World

PHONE = {"viewport": {"width": 390, "height": 844}, "locale": "zh-CN"}


@pytest.fixture
def cast(transactional_db, live_server):
    World.server = live_server
    return staged(World, play)


def play(cast):
    """Dates of all lamps around today, six of them on one day."""
    cast.setUpTestData()
    today = date.today()
    for place, days in enumerate((-6, -1, 0, 2, 6, 12, 25, 25, 25, 25, 25, 25)):
        cast.make_assigned(title=f"第 {place + 1} 项：选派教师到区里锻炼", due_on=today + timedelta(days=days))
    cast.make_submitted(title="待确认的一项", due_on=today)
    year, _new = CalendarYear.objects.update_or_create(year=2026, defaults={"official": True})
    for day, works, name in ((date(2026, 10, 1), False, "国庆节"), (date(2026, 10, 10), True, "国庆节调休")):
        CalendarDay.objects.update_or_create(day=day, defaults={"year": year, "is_working_day": works, "name": name})


def opened(page, cast, path="/calendar/"):
    sign_in(page, cast.server, "uni_liaison")
    page.goto(cast.server.url + path)
    return page


def test_a_month_as_grid_and_list_and_the_next_one(new_page, cast):
    page = opened(new_page(), cast)
    expect(page.locator(".month > li.today .tag.on")).to_be_visible()
    expect(page.locator(".month > li.today a").first).to_contain_text("选派教师")
    axe(page)
    boxes = [page.locator(".month > li").nth(place).bounding_box() for place in (0, 6, 7)]
    assert boxes[0]["y"] == boxes[1]["y"] < boxes[2]["y"]  # seven days a row
    page.locator("#view-2").click()
    expect(page.locator("#view-2")).to_have_attribute("aria-current", "true")
    assert "view=list" in page.url
    axe(page)
    page.locator("#month-after").click()
    expect(page.locator("#month-now")).to_be_visible()
    page.go_back()
    expect(page.locator("#month-now")).to_have_count(0)


def test_holidays_and_make_up_days_have_their_word_in_english_and_in_the_dark(new_page, cast):
    page = new_page(color_scheme="dark")
    page.context.add_cookies([{"name": "django_language", "value": "en", "url": cast.server.url}])
    opened(page, cast, "/calendar/?month=2026-10")
    expect(page.locator("#day-2026-10-01 .tag.rest")).to_have_text("国庆节 · off")
    expect(page.locator("#day-2026-10-10 .tag.work")).to_have_text("Make-up working day")
    axe(page)
    page.goto(cast.server.url + "/calendar/?month=2031-03")
    expect(page.locator(".message")).to_contain_text("2031 calendar is not official yet")
    axe(page)


def test_a_phone_has_the_list_and_nothing_runs_over(new_page, cast):
    page = opened(new_page(**PHONE), cast, "/more/")
    page.locator("main a[href='/calendar/']").click()
    expect(page.locator(".month > li.today .long")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    axe(page)
    page.locator("#month-after").click()
    expect(page.locator("#month-now")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_without_scripts(browser, cast):
    context = browser.new_context(java_script_enabled=False)
    try:
        page = opened(context.new_page(), cast)
        page.locator("#month-after").click()
        page.locator("#whose-2").click()
        assert "whose=side" in page.url and "month=" in page.url
    finally:
        context.close()
