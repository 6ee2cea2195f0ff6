"""What recurs, in a browser: the rule said in place, the years at a glance, what was reached; also on a phone."""

from datetime import date

import pytest
from playwright.sync_api import expect

from tests.browsing import axe, sign_in
from tests.recurring import Recurring

PHONE = {"viewport": {"width": 390, "height": 844}, "locale": "zh-CN"}


@pytest.fixture
def cast(transactional_db, live_server):
    Recurring.setUpTestData()
    Recurring.server = live_server
    Recurring.make_term(date(date.today().year + 3, 7, 25))
    return Recurring


def opened(page, cast, username, row):
    sign_in(page, cast.server, username)
    page.goto(f"{cast.server.url}/commitments/{row.pk}/", wait_until="load")
    return page


def fits(page):
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= page.viewport_size["width"], f"{page.url} is {width} wide"


def test_from_the_rule_to_what_was_reached(new_page, cast):
    draft = cast.make_commitment(cadence="recurring", due_on=None, target="8 人")
    counted = cast.make_recurring(min_months=6)  # from the register of postings
    page = opened(new_page(), cast, "uni_liaison", draft)
    expect(page.locator(".next input[name=every][value=year]")).to_be_checked()
    axe(page)
    page.locator(".next input[name=lead_days]").fill("30")
    page.locator(".next .btn.primary").click()
    expect(page.locator(".next input[name=every]")).to_have_count(0)
    cast.name_both(draft)
    page = opened(new_page(**PHONE), cast, "uni_officer", draft)
    expect(page.locator(".block .round-chip")).to_have_count(4)
    axe(page)
    fits(page)
    page.locator(".block .round-chip").first.click()
    block = page.locator(f"#occurrence-{cast.of(draft, str(date.today().year)).pk}")
    block.locator("input[name=actual]").fill("3 人")
    block.locator(".btn").click()
    expect(page.locator("#messages")).not_to_be_empty()
    expect(block.locator("input[name=actual]")).to_have_value("3 人")
    axe(page)
    fits(page)
    for row in (counted, cast.of(counted, str(date.today().year))):
        axe(opened(page, cast, "uni_officer", row))


def test_the_rule_and_what_was_reached_are_said_without_javascript(new_page, cast):
    draft = cast.make_commitment(cadence="recurring", due_on=None)
    page = opened(new_page(java_script_enabled=False), cast, "uni_liaison", draft)
    page.locator(".next input[name=every][value=half_year]").check(force=True)
    page.locator(".next .btn.primary").click()
    expect(page.locator(".next input[name=every]")).to_have_count(0)
    cast.name_both(draft)
    page.reload()
    page.locator(".block .round-chip").first.click()
    page.locator("input[name=actual]").fill("一次")
    page.locator("form:has(input[name=actual]) .btn").click()
    expect(page.locator("input[name=actual]")).to_have_value("一次")
