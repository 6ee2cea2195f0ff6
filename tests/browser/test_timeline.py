"""The timeline in a browser: bars as links, scales, the table on a phone."""

from datetime import date, timedelta

import pytest
from playwright.sync_api import expect

from tests.browsing import axe, sign_in, staged
from tests.postings import asking_item, make_posting
from tests.world import World

PHONE = {"viewport": {"width": 390, "height": 844}, "locale": "zh-CN"}


@pytest.fixture
def cast(transactional_db, live_server):
    World.server = live_server
    return staged(World, play)


def play(cast):
    cast.setUpTestData()
    today = date.today()
    for place in range(24):
        cast.make_running(title=f"第 {place + 1} 项", percent=4 * place, due_on=today + timedelta(days=20 * place - 20))
    cast.make_assigned(title="没有时限的一项", due_on=None, clause=cast.clause_2)
    make_posting(cast, commitment=asking_item(cast))
    cast.url = f"/agreements/{cast.agreement.pk}/timeline/"


def opened(page, cast):
    sign_in(page, cast.server, "uni_leader")
    page.goto(cast.server.url + cast.url)
    return page


def test_bars_by_scale_lead_to_their_items(new_page, cast):
    page = opened(new_page(), cast)
    expect(page.locator(".gantt a")).to_have_count(27)
    axe(page)
    narrow = page.locator(".gantt .axis svg").bounding_box()["width"]
    page.locator("#scale-month").click()
    expect(page.locator("#scale-month")).to_have_attribute("aria-current", "true")
    assert page.locator(".gantt .axis svg").bounding_box()["width"] > narrow
    assert page.evaluate("document.documentElement.scrollWidth") == 1440
    box = page.locator(".gantt").bounding_box()
    page.locator(".gantt").evaluate("box => box.scrollTo(0, box.scrollHeight)")
    assert page.locator(".gantt .axis").bounding_box()["y"] == box["y"]  # the axis stays in sight
    page.locator(".gantt a", has_text="第 1 项").first.click()
    expect(page.locator("h1")).to_contain_text("第 1 项")
    page.go_back()
    page.locator(".gantt a.stay").click()
    expect(page.locator("h1")).to_contain_text("张一")


def test_a_phone_has_the_table_and_nothing_runs_over(new_page, cast):
    page = opened(new_page(**PHONE), cast)
    expect(page.locator(".gantt")).to_be_hidden()
    expect(page.locator(".timeline-table tbody tr")).to_have_count(27)
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    axe(page)
