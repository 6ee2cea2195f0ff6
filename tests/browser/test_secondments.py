"""The register of secondments in a browser: the verdict while one types, both sides, a phone, without JavaScript."""

from datetime import date, timedelta

import pytest
from playwright.sync_api import expect

from agreements.actions import secondments
from agreements.models import OrgUnit, Secondment, SecondmentEvaluation
from tests.browsing import axe, sign_in
from tests.postings import asking_item, make_posting
from tests.world import World

PHONE = {"viewport": {"width": 390, "height": 844}, "locale": "zh-CN"}


@pytest.fixture
def cast(transactional_db, live_server):
    """The two sides and five postings: one short, one over, one interrupted, one to come, one the other way."""
    World.setUpTestData()
    World.server = live_server
    World.item = item = asking_item(World)
    today, day = date.today(), timedelta(days=1)

    def make(person, start, length, **given):
        days = {"starts_on": today + start * day, "planned_end_on": today + (start + length) * day}
        return make_posting(World, commitment=item, person=person, **days | given)

    World.over = make("张一", -200, 190)
    World.short = make("李二", -20, 150, post="项目专员")
    World.broken = make("王三", -100, 230, post="街道主任助理")
    told = {"starts_on": today - 50 * day, "ends_on": today - 31 * day, "reason": "病假"}
    secondments.interrupt(World.broken, by=World.uni_officer, version=1, **told)
    make("赵四", 30, 185)
    make("钱五", -60, 90, sending_unit=World.dis_lead, host_unit=World.uni_lead, post="处长助理")
    World.register = f"/agreements/{World.agreement.pk}/secondments/"
    return World


def opened(page, cast, username, path):
    sign_in(page, cast.server, username)
    page.goto(cast.server.url + path)
    return page


def fill(page, cast, **given):
    page.locator("#posting-commitment").select_option(str(cast.item.pk))
    page.locator("#posting-person").fill("孙六")
    page.locator("#posting-post").fill("科长助理")
    page.locator("#posting-sending_unit").select_option(str(cast.uni_lead.pk))
    page.locator("#posting-host_unit").select_option(str(cast.dis_lead.pk))
    page.locator("#posting-starts_on").fill("2026-09-01")
    page.locator("#posting-planned_end_on").fill(given.get("end", "2027-02-27"))


def test_the_verdict_is_there_before_anything_is_saved(new_page, cast):
    page = new_page()
    page.context.add_cookies([{"name": "django_language", "value": "en", "url": cast.server.url}])
    opened(page, cast, "uni_officer", cast.register)
    expect(page.locator("table.postings tbody tr")).to_have_count(5)
    axe(page)
    page.locator(".page-head .btn.primary").click()
    axe(page)
    fill(page, cast)
    verdict = page.locator("#verdict-new")
    expect(verdict).to_contain_text("1 day short")
    expect(verdict).to_contain_text("2027-02-28")
    axe(page)
    page.locator("#posting-planned_end_on").fill("2027-02-28")
    expect(verdict).to_contain_text("Long enough")
    page.locator("#posting-planned_end_on").fill("2027-02-27")
    expect(verdict).to_contain_text("1 day short")
    page.locator("#new-posting .btn.primary").click()
    expect(page.locator("#messages")).to_contain_text("孙六 is on the register.")
    expect(page.locator("#exception[open]")).to_be_visible()
    axe(page)


def test_an_extension_goes_to_the_other_side_and_back(new_page, cast):
    ours, theirs = new_page(), new_page()
    path = f"/secondments/{cast.broken.pk}/"
    opened(ours, cast, "uni_officer", path)
    form = ours.locator("form[action$='/change/']")
    form.locator("xpath=ancestor::details").locator("summary").click()
    day = cast.broken.planned_end_on + timedelta(days=30)
    form.locator("[name=new_end_on]").fill(day.isoformat())
    expect(ours.locator("#verdict-change b")).to_be_visible()
    form.locator("[name=reason]").fill("项目未完")
    form.locator("button").click()
    expect(ours.locator(".next h2")).to_be_visible()
    axe(ours)
    opened(theirs, cast, "dis_liaison", path)
    axe(theirs)
    theirs.locator(".next .btn.primary").click()
    expect(theirs.locator(".dues .big")).to_have_text(day.isoformat())
    axe(theirs)


def test_an_evaluation_is_written_by_one_department_and_not_shown_to_others(new_page, cast):
    OrgUnit.objects.filter(pk=cast.uni_third.pk).update(keeps_personnel=True)
    page = opened(new_page(), cast, "uni_other", f"/secondments/{cast.over.pk}/")
    page.locator("#evaluation-text").fill("等次良好")
    page.locator("form[action$='/evaluate/'] button").click()
    expect(page.get_by_text("等次良好").first).to_be_visible()
    axe(page)
    assert SecondmentEvaluation.objects.get().text == "等次良好"
    other = opened(new_page(), cast, "uni_liaison", f"/secondments/{cast.over.pk}/")
    expect(other.locator("h1")).to_be_visible()
    expect(other.get_by_text("等次良好")).to_have_count(0)


def test_on_a_phone_nothing_is_wider_than_the_screen(new_page, cast):
    page = opened(new_page(**PHONE, has_touch=True), cast, "uni_officer", cast.register)
    for path in (cast.register, f"{cast.register}?new=1", f"/secondments/{cast.short.pk}/"):
        page.goto(cast.server.url + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, path
        axe(page)


def test_without_javascript_the_dates_are_checked_by_a_button(new_page, cast):
    page = opened(new_page(java_script_enabled=False), cast, "uni_liaison", f"{cast.register}?new=1")
    fill(page, cast)
    page.locator("button[name=check]").click()
    expect(page.locator("#verdict-new b")).to_be_visible()
    assert not Secondment.objects.filter(person="孙六").exists()
    page.locator("#posting-planned_end_on").fill("2027-02-28")
    page.locator("#new-posting .btn.primary").click()
    assert Secondment.objects.get(person="孙六").planned_end_on == date(2027, 2, 28)


def test_ten_people_are_pasted_looked_at_and_entered(new_page, cast):
    page = opened(new_page(**PHONE), cast, "uni_liaison", f"{cast.register}paste/")
    axe(page)
    page.locator("#table-sending_unit").select_option(str(cast.uni_lead.pk))
    page.locator("#table-host_unit").select_option(str(cast.dis_lead.pk))
    page.locator("#table-starts_on").fill("2026-12-01")
    page.locator("#table-planned_end_on").fill("2027-05-31")
    rows = [f"教师{place}\t助理\t2027-05-{31 if place else 12}" for place in range(10)]
    page.locator("#table-text").fill("\n".join(["姓名\t岗位\t止", *rows]))
    page.locator("form .btn.primary").click()
    expect(page.locator("tr.plan-new")).to_have_count(10)
    expect(page.locator("table.plan .lamp.is-yellow")).to_have_count(1)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    axe(page)
    assert Secondment.objects.count() == 5
    page.locator(".plan-form .btn.primary").click()
    expect(page.locator("table.postings tbody tr")).to_have_count(15)
    axe(page)
