"""The sheet “set dates” in a browser: taking over, filling, as above, on a wide screen, a phone, without scripts."""

from datetime import date

import pytest
from playwright.sync_api import expect

from agreements.models import Commitment
from tests.browsing import axe, sign_in
from tests.world import World

PHONE = {"viewport": {"width": 390, "height": 844}, "locale": "zh-CN"}


@pytest.fixture
def cast(transactional_db, live_server):
    """Drafts without a date, two of whose words come to one, and an assigned item without."""
    World.setUpTestData()
    World.server = live_server
    World.rows = [
        World.make_commitment(title="有年份的事项", due_on=None, due_text="2027年底前"),
        World.make_commitment(title="每年的事项", due_on=None, due_text="每年"),
        World.make_commitment(title="有月份的事项", due_on=None, due_text="2027年6月底前"),
        World.make_commitment(title="没有写时限的事项", due_on=None, clause=World.clause_2),
    ]
    World.assigned = World.make_assigned(title="交办了的事项", due_on=None)
    World.url = f"/agreements/{World.agreement.pk}/dates/"
    return World


def opened(page, cast):
    sign_in(page, cast.server, "uni_liaison")
    page.goto(cast.server.url + cast.url)
    return page


def day(page, row):
    return page.locator(f"#due-{row.pk}")


def dates():
    return [str(each) if each else None for each in Commitment.objects.order_by("pk").values_list("due_on", flat=True)]


def test_words_are_taken_over_the_rest_filled_and_saved(new_page, cast):
    page = opened(new_page(), cast)
    axe(page)
    page.locator("[data-take-all]").click()
    expect(day(page, cast.rows[0])).to_have_value("2027-12-31")
    expect(day(page, cast.rows[2])).to_have_value("2027-06-30")
    expect(day(page, cast.rows[1])).to_have_value("")
    page.locator(f"[data-row='{cast.rows[3].pk}'] [data-same]").click()
    expect(day(page, cast.rows[3])).to_have_value("2027-06-30")
    page.locator("#fill-day").fill("2028-03-31")
    page.locator("[data-fill]").click()
    expect(day(page, cast.rows[1])).to_have_value("2028-03-31")
    assert dates() == [None] * 5  # nothing is saved yet
    page.locator(".save-bar .btn.primary").click()
    expect(page.locator(".empty")).to_be_visible()
    assert dates() == ["2027-12-31", "2028-03-31", "2027-06-30", "2027-06-30", None]
    axe(page)


def test_a_phone_and_no_row_that_was_left_empty(new_page, cast):
    page = opened(new_page(**PHONE), cast)
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    axe(page)
    day(page, cast.rows[0]).fill("2027-12-31")
    page.locator(".save-bar .btn.primary").click()
    expect(page.locator("[data-row]")).to_have_count(3)
    assert dates() == [str(date(2027, 12, 31)), None, None, None, None]


def test_without_scripts(browser, cast):
    context = browser.new_context(java_script_enabled=False)
    try:
        page = opened(context.new_page(), cast)
        page.locator("[data-take-all]").click()
        expect(day(page, cast.rows[0])).to_have_value("2027-12-31")
        page.locator(".save-bar .btn.primary").click()
        assert dates()[:3] == ["2027-12-31", None, "2027-06-30"]
    finally:
        context.close()
