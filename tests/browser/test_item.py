"""A commitment in a browser: from draft to closed by two sides, refused, overtaken, without JavaScript, on a phone."""

from datetime import date, timedelta

import pytest
from playwright.sync_api import expect

from agreements.actions import commitments, decisions, progress
from agreements.models import Commitment, ProgressReport, UnitRole
from tests.browsing import axe, sign_in
from tests.world import World

PHONE = {"viewport": {"width": 390, "height": 844}, "locale": "zh-CN"}


@pytest.fixture
def cast(transactional_db, live_server):
    """The two sides, an agreement and a draft of the university's liaison officer."""
    World.setUpTestData()
    World.server = live_server
    World.draft = World.make_commitment(due_on=date.today() + timedelta(days=90), yardstick="当年派出 8 人")
    return World


def assigned(cast):
    for liaison, unit in ((cast.uni_liaison, cast.uni_lead), (cast.dis_liaison, cast.dis_lead)):
        commitments.name_unit(cast.draft, by=liaison, unit=unit, role=UnitRole.LEAD)
    return Commitment.objects.get()


def running(cast, percent=40):
    item = assigned(cast)
    progress.report(item, by=cast.uni_officer, text="已启动。", percent=percent)
    return Commitment.objects.get()


def opened(page, cast, username, path=None):
    sign_in(page, cast.server, username)
    page.goto(cast.server.url + (path or f"/commitments/{cast.draft.pk}/"))
    return page


def status(page):
    return page.locator(".facts-row .status")


def next_step(page):
    return page.locator("section.next")


def test_from_draft_to_closed_by_two_sides(new_page, cast):
    ours, theirs = new_page(locale="en-GB"), new_page()
    opened(ours, cast, "uni_liaison", f"/agreements/{cast.agreement.pk}/commitments/new/")
    ours.locator("#draft-title").fill("每年选派教师到区里锻炼")
    ours.locator("input[name=who][value=joint]").check()
    ours.locator("#draft-clause").select_option(str(cast.clause.pk))
    ours.locator("details summary").first.click()
    ours.locator("input[name=passages]").nth(1).check()
    ours.locator("#draft-yardstick").fill("当年派出 8 人")
    axe(ours)
    ours.locator("form .btn.primary").click()
    expect(ours.locator("mark")).to_have_text("学校每年选派教师到区里锻炼，一般不少于半年。")
    made = Commitment.objects.order_by("pk").last()
    path = f"/commitments/{made.pk}/"

    next_step(ours).locator("select[name=unit]").select_option(str(cast.uni_lead.pk))
    next_step(ours).locator(".btn.primary").click()
    expect(ours.locator(f"#units-{made.pk}")).to_contain_text(cast.uni_lead.name)
    opened(theirs, cast, "dis_liaison", path)
    next_step(theirs).locator("select[name=unit]").select_option(str(cast.dis_lead.pk))
    next_step(theirs).locator(".btn.primary").click()
    expect(status(theirs)).to_contain_text("已交办")

    opened(ours, cast, "uni_officer", path)
    next_step(ours).locator(".btn.primary").click()
    expect(ours.locator(f"#units-{made.pk}")).to_contain_text("uni_officer")
    next_step(ours).locator("textarea[name=text]").fill("首批 8 人已到岗。")
    next_step(ours).locator("input[type=range]").fill("100")
    expect(next_step(ours).locator("input[name=percent]")).to_have_value("100")
    next_step(ours).locator(".btn.primary").click()
    expect(ours.locator(f"#history-{made.pk}")).to_contain_text("首批 8 人已到岗。")
    expect(ours).to_have_url(cast.server.url + path)

    opened(theirs, cast, "dis_officer", path)
    next_step(theirs).locator(".btn.primary").click()
    next_step(theirs).locator("button[formaction$='/second/']").click()
    expect(theirs.locator(f"#due-{made.pk}")).to_contain_text("100%")

    opened(ours, cast, "uni_officer", path)
    next_step(ours).locator("textarea[name=reason]").fill("8 人全部到岗。")
    next_step(ours).locator(".btn.primary").click()
    expect(next_step(ours)).to_have_class("next o3 idle")
    opened(ours, cast, "uni_liaison", path)
    next_step(ours).locator(".btn.primary").click()
    expect(status(ours)).to_contain_text("待确认")

    opened(theirs, cast, "dis_liaison", path)
    axe(theirs)
    next_step(theirs).locator(".btn.primary").click()
    expect(status(theirs)).to_contain_text("已办结")
    assert Commitment.objects.get(pk=made.pk).status == "closed"
    axe(theirs)


def test_a_refused_form_keeps_what_was_typed(page, cast):
    running(cast)
    opened(page, cast, "uni_officer")
    next_step(page).locator("details summary").click()
    next_step(page).locator("textarea[name=problem]").fill("场地未定")
    next_step(page).locator(".btn.primary").click()
    expect(next_step(page).locator(".error")).to_have_count(1)
    expect(next_step(page).locator("textarea[name=problem]")).to_have_value("场地未定")
    expect(next_step(page).locator("textarea[name=text]")).to_have_attribute("aria-invalid", "true")
    axe(page)


def test_an_overtaken_page_loses_nothing(page, cast):
    item = running(cast)
    opened(page, cast, "uni_officer")
    progress.report(item, by=cast.uni_head, text="负责人先报了。", percent=55)
    next_step(page).locator("textarea[name=text]").fill("我也写了。")
    next_step(page).locator(".btn.primary").click()
    expect(page.locator(".diff")).to_contain_text("负责人先报了。")
    expect(page.locator(".diff")).to_contain_text("我也写了。")
    axe(page)
    next_step(page).locator(".btn.primary").click()
    expect(page.locator(f"#history-{item.pk}")).to_contain_text("我也写了。")
    assert ProgressReport.objects.count() == 3


def test_a_decision_made_meanwhile_is_told(page, cast):
    item = running(cast)
    decision = decisions.open_close(item, by=cast.uni_liaison, reason="完成")
    opened(page, cast, "dis_liaison")
    decisions.take_back(decision, by=cast.uni_liaison)
    next_step(page).locator("textarea[name=note]").fill("同意")
    next_step(page).locator(".act .btn.primary").click()
    expect(next_step(page)).to_contain_text("同意")
    expect(next_step(page).locator("[role=alert]")).to_have_count(1)
    axe(page)


def test_another_act_is_chosen_and_the_history_narrowed_in_place(page, cast):
    item = running(cast)
    opened(page, cast, "uni_officer")
    next_step(page).locator(f"a[href='/commitments/{item.pk}/?do=close']").click()
    expect(next_step(page).locator("textarea[name=reason]")).to_have_count(1)
    page.locator(".seg a").nth(1).click()
    expect(page.locator(".history > li")).to_have_count(1)
    expect(page.locator("nav.side")).to_have_count(1)


def test_everything_works_without_javascript(new_page, cast):
    item = running(cast)
    page = opened(new_page(java_script_enabled=False), cast, "uni_officer")
    expect(page.locator("input[type=range]")).to_be_hidden()
    page.locator("button[formaction$='/draft/']").click()
    expect(page.locator("#messages .message")).to_have_count(1)
    page.locator("textarea[name=text]").fill("没有脚本也能报。")
    page.locator(".next .btn.primary").click()
    expect(page.locator(".history")).to_contain_text("没有脚本也能报。")
    progress.report(Commitment.objects.get(), by=cast.uni_head, text="负责人先报了。", percent=55)
    page.locator("textarea[name=text]").fill("第二次。")
    page.locator(".next .btn.primary").click()
    expect(page.locator(".diff")).to_contain_text("第二次。")
    expect(page.locator("nav.side")).to_have_count(1)
    page.locator(".next .btn.primary").click()
    expect(page.locator(".history")).to_contain_text("第二次。")
    page.goto(f"{cast.server.url}/commitments/{item.pk}/?do=close")
    page.locator(".next .btn.primary").click()
    expect(page.locator(".next .error")).to_have_count(1)


@pytest.mark.parametrize("look", [PHONE, {"color_scheme": "dark"}, {**PHONE, "color_scheme": "dark"}])
def test_everybody_can_read_it(new_page, cast, look):
    running(cast)
    page = opened(new_page(**look), cast, "uni_officer")
    axe(page)
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= page.viewport_size["width"]


def test_it_is_printed_without_its_form(page, cast):
    running(cast)
    opened(page, cast, "uni_officer")
    page.emulate_media(media="print")
    expect(next_step(page)).to_be_hidden()
    expect(page.locator(".history")).to_be_visible()
