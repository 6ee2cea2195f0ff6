"""The plan of a commitment in a browser: added, done in one click, moved, without JavaScript, on a phone."""

from datetime import date, timedelta

import pytest
from playwright.sync_api import expect

from agreements.actions import indicators, milestones
from agreements.models import Indicator, Milestone, Template, TemplateIndicator, TemplateMilestone
from tests.browsing import axe, sign_in
from tests.world import World

PHONE = {"viewport": {"width": 390, "height": 844}, "locale": "zh-CN"}
SOON = date.today() + timedelta(days=60)


@pytest.fixture
def cast(transactional_db, live_server):
    World.setUpTestData()
    World.server = live_server
    World.item = World.make_running(due_on=date.today() + timedelta(days=90))
    World.first = milestones.add(World.item, by=World.uni_liaison, title="首批到岗", due_on=SOON)
    return World


def opened(page, cast, username):
    sign_in(page, cast.server, username)
    page.goto(f"{cast.server.url}/commitments/{cast.item.pk}/")
    return page


def test_a_milestone_from_added_to_done_seen_by_the_other_side(new_page, cast):
    ours, theirs = opened(new_page(), cast, "uni_officer"), opened(new_page(locale="en-GB"), cast, "dis_liaison")
    ours.locator(".next textarea[name=text]").fill("正在写的进展。")
    ours.locator(".plan > .fold > summary").first.click()
    ours.locator("#milestone-new-title").fill("全部到岗")
    ours.locator("#milestone-new-due_on").fill(SOON.isoformat())
    axe(ours)
    ours.locator(".plan > .fold .btn.primary").first.click()
    expect(ours.locator(".stone")).to_have_count(2)
    expect(ours.locator(".next textarea[name=text]")).to_have_value("正在写的进展。")
    ours.locator(f"#milestone-{cast.first.pk} .do .btn").click()
    expect(ours.locator(f"#milestone-{cast.first.pk}")).to_contain_text(date.today().isoformat())
    assert Milestone.objects.get(pk=cast.first.pk).done_on == date.today()
    ours.locator(".next .btn.primary").click()
    expect(ours.locator(".history")).to_contain_text("正在写的进展。")
    theirs.reload()
    expect(theirs.locator(".history")).to_contain_text("首批到岗")
    axe(theirs)


def test_a_moved_date_needs_a_reason_without_javascript_too(new_page, cast):
    page = opened(new_page(java_script_enabled=False), cast, "dis_officer")
    row = page.locator(f"#milestone-{cast.first.pk}")
    row.locator("summary").click()
    row.locator("input[name=due_on]").fill((SOON + timedelta(days=10)).isoformat())
    row.locator("details .btn.primary").click()
    expect(row.locator(".error")).to_have_count(1)
    row.locator("textarea[name=reason]").fill("场地推迟")
    row.locator("details .btn.primary").click()
    expect(row).to_contain_text(SOON.isoformat())
    expect(page.locator(".history")).to_contain_text("场地推迟")


@pytest.mark.parametrize("look", [PHONE, {**PHONE, "color_scheme": "dark"}])
def test_everybody_can_read_it(new_page, cast, look):
    page = opened(new_page(**look), cast, "uni_officer")
    page.locator(".stone summary").first.click()
    axe(page)
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= page.viewport_size["width"]


def test_figures_are_recorded_in_place_and_a_period_is_locked(new_page, cast):
    indicator = indicators.add(cast.item, by=cast.uni_liaison, name="在孵企业数", measure="家")
    this = date.today().year
    for year, target, actual in ((this - 2, 8, 6), (this - 1, 15, 16), (this, 24, None)):
        indicators.record(indicator, by=cast.uni_liaison, period=str(year), target=target, actual=actual)
    page = opened(new_page(), cast, "uni_liaison")
    row = page.locator(".values tbody tr").last
    row.locator("input[name=actual]").fill("19")
    row.locator(".btn").first.click()
    expect(row.locator("input[name=version]").first).to_have_value("2")
    expect(page.locator(".history")).to_contain_text("→ 19")
    page.locator(".values tbody tr").nth(1).locator(".btn").last.click()
    expect(page.locator(".values tbody tr").nth(1).locator("input")).to_have_count(0)
    assert indicator.values.get(period=str(this)).actual == 19
    axe(page)
    page.set_viewport_size({"width": 390, "height": 844})
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_suggestions_of_a_template_are_kept_and_dropped(new_page, cast):
    for model in (TemplateMilestone, TemplateIndicator, Template):
        model.objects.all().delete()  # what comes with the site, unless an earlier test took it away
    template = Template.objects.create(name="国家大学科技园")
    for place, title in ((30, "场地移交"), (60, "首批企业入驻"), (100, "阶段评估")):
        template.milestones.create(title=title, place=place)
    template.indicators.create(name="在孵企业数", measure="家")
    page = opened(new_page(**PHONE), cast, "uni_officer")
    page.locator(".plan-template summary").click()
    page.locator(".plan-template .btn").click()
    expect(page.locator(".stone.suggested")).to_have_count(3)
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.locator(".stone.suggested").first.locator(".do .btn.ghost").click()
    expect(page.locator(".stone.suggested")).to_have_count(2)
    page.locator(".suggested-all .btn").first.click()
    expect(page.locator(".stone.suggested")).to_have_count(0)
    expect(page.locator(".measured summary")).to_have_count(1)
    assert Milestone.objects.open().count() == 3
    assert not Indicator.objects.get().is_suggested
