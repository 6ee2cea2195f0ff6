"""The desk in a browser: done in place by both sides, counts that follow, a phone, and everybody's eyes."""

import re
from datetime import date, timedelta

import pytest
from django.conf import settings
from playwright.sync_api import expect

from agreements.actions import decisions, extensions
from agreements.models import Commitment, Sentence
from tests.browsing import axe, sign_in
from tests.world import World

PHONE = {"viewport": {"width": 390, "height": 844}, "locale": "zh-CN"}


@pytest.fixture
def cast(transactional_db, live_server):
    """The two sides with an item that is late, one that is assigned and one that awaits the district."""
    World.setUpTestData()
    World.server = live_server
    Sentence.objects.update(disposition="no_obligation", reason="背景。")
    today = date.today()
    World.assigned = World.make_assigned(title="刚交办的事", due_on=today + timedelta(days=200))
    World.late = World.make_running(title="逾期的事", due_on=today - timedelta(days=20), percent=40)
    World.claim = World.make_submitted(
        title="待确认的事", obliged_party=World.uni_party, percent=100, due_on=today + timedelta(days=20)
    )
    return World


def opened(page, cast, username, path="/"):
    sign_in(page, cast.server, username)
    page.goto(cast.server.url + path)
    return page


def test_an_officer_accepts_and_reports_in_place(page, cast):
    opened(page, cast, "uni_officer")
    row, count = page.locator(f"#task-{cast.assigned.pk}"), page.locator("#desk-count .count")
    expect(page.locator("ol.rows > .row")).to_have_count(1)
    expect(count).to_contain_text("1")
    row.get_by_role("button", name="签收").click()
    expect(row.locator(".done-note")).to_be_visible()
    expect(count).to_contain_text("1")
    expect(row.locator(".what a")).to_be_focused()

    row.locator(".opener").click()
    form = row.locator("form").filter(has=page.locator("textarea")).first
    form.locator("textarea").first.fill("已与区里商定名单。")
    axe(page)
    row.locator("section.next .btn.primary").click()
    expect(page.locator(f"#task-{cast.assigned.pk}.done")).to_be_visible()
    expect(page.locator("#desk-count .count")).to_have_count(0)
    expect(page.locator("#tasks-count")).to_have_text("0")
    expect(page.locator("#coming")).to_contain_text("已报 2 项")
    assert Commitment.objects.get(pk=cast.assigned.pk).status == "in_progress"
    page.reload()
    expect(page.locator("#main .empty")).to_be_visible()


def test_what_was_opened_is_folded_again(page, cast):
    opened(page, cast, "dis_liaison")
    row = page.locator(f"#task-{cast.claim.commitment_id}")
    row.locator(".opener").click()
    expect(row.locator("section.next")).to_be_visible()
    expect(row.locator(".opener")).to_be_hidden()
    row.locator("[data-fold]").click()
    expect(row.locator("section.next")).to_have_count(0)
    expect(row.locator(".opener")).to_be_focused()


def test_a_liaison_confirms_in_place(page, cast):
    opened(page, cast, "dis_liaison")
    row = page.locator(f"#task-{cast.claim.commitment_id}")
    expect(page.locator(".row.tinted .what a")).to_have_text("待确认的事")
    before = int(page.locator("#tasks-count").inner_text())
    row.locator(".opener").click()
    row.locator("section.next .btn.primary").click()
    expect(page.locator(f"#task-{cast.claim.commitment_id}.done")).to_be_visible()
    expect(page.locator("#tasks-count")).to_have_text(str(before - 1))
    assert Commitment.objects.get(pk=cast.claim.commitment_id).status == "closed"


def test_a_liaison_releases_with_one_click(page, cast):
    row = World.make_running(title="待送出的事", obliged_party=cast.uni_party, percent=100)
    decisions.open_close(row, by=cast.uni_officer, reason="已完成，材料待补。")
    opened(page, cast, "uni_liaison")
    waiting = page.locator("#waiting .count")
    expect(waiting).to_have_text("1")
    page.locator(f"#task-{row.pk}").get_by_role("button", name="送出").click()
    expect(page.locator(f"#task-{row.pk}.done")).to_be_visible()
    expect(waiting).to_have_text("2")


def test_it_works_without_javascript(new_page, cast):
    page = opened(new_page(java_script_enabled=False), cast, "uni_officer")
    page.locator(f"#task-{cast.assigned.pk}").get_by_role("button", name="签收").click()
    expect(page).to_have_url(f"{cast.server.url}/")
    expect(page.locator(".message")).to_be_visible()
    page.locator(f"#task-{cast.assigned.pk} .opener").click()
    page.locator("section.next textarea").first.fill("已启动。")
    page.locator("section.next .btn.primary").click()
    expect(page.locator(".message").first).to_be_visible()
    assert Commitment.objects.get(pk=cast.assigned.pk).status == "in_progress"


@pytest.mark.parametrize("username", ["uni_officer", "uni_head", "dis_liaison", "uni_leader", "admin"])
@pytest.mark.parametrize("look", [{}, {"color_scheme": "dark"}, PHONE], ids=str)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_everybody_can_use_the_desk(new_page, cast, username, look, language):
    page = new_page(**look)
    cookie = {"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": cast.server.url}
    page.context.add_cookies([cookie])
    opened(page, cast, username)
    expect(page.locator("html")).to_have_attribute("lang", "en" if language == "en" else "zh-Hans")
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]


@pytest.mark.parametrize("look", [{}, {"color_scheme": "dark"}, PHONE], ids=str)
def test_everybody_can_use_the_agreements(new_page, cast, look):
    page = new_page(**look)
    for path in ("/agreements/", f"/agreements/{cast.agreement.pk}/"):
        opened(page, cast, "uni_liaison", path)
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]


def test_a_clause_of_the_spine_leads_to_its_place(page, cast):
    opened(page, cast, "uni_liaison", f"/agreements/{cast.agreement.pk}/")
    page.locator(".spine a").nth(1).click()
    expect(page).to_have_url(f"{cast.server.url}/agreements/{cast.agreement.pk}/#clause-{cast.clause_2.pk}")
    expect(page.locator(f"#clause-{cast.clause_2.pk} h3")).to_be_in_viewport()


def test_the_leaders_desk_prints_on_one_page_and_an_extension_is_decided_there(page, cast):
    item = World.make_running(title="要改期的事", obliged_party=World.uni_party)
    later = date.today() + timedelta(days=400)
    extensions.ask(item, by=World.uni_officer, new_due_on=later, reason="场地交付推迟。")
    opened(page, cast, "uni_leader")
    pdf = page.pdf(format="A4", prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == 1
    row = page.locator(f"#task-{item.pk}")
    row.locator(".opener").click()
    expect(row.locator("footer .btn.primary")).to_be_visible()
    axe(page)
    row.locator("footer .btn.primary").click()
    expect(row).to_have_class(re.compile("done"))
    expect(page.locator("#tasks-count")).to_have_text("0")
    expect(page.locator("#desk-count .count")).to_have_count(0)
    item.refresh_from_db()
    assert item.due_on == later
