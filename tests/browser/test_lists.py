"""Lists and leads in a browser: both sides from drafts to assigned, an objection, a phone, without JavaScript."""

from datetime import date, timedelta

import pytest
from playwright.sync_api import expect

from agreements.models import Commitment, CommitmentUnit, Decision
from tests.browsing import axe, sign_in
from tests.world import TEXT, World

PHONE = {"viewport": {"width": 390, "height": 844}, "locale": "zh-CN"}
ITEMS = 6


@pytest.fixture
def cast(transactional_db, live_server):
    """The two sides, six drafts of the university's liaison officer, and one that nothing can be judged by."""
    World.setUpTestData()
    World.server = live_server
    start = TEXT.index("学校每年选派")
    due = date.today() + timedelta(days=90)
    for place in range(ITEMS):
        clause = World.clause if place < 4 else World.clause_2
        World.make_commitment(
            title=f"事项{place + 1}", clause=clause, due_on=due, spans=[(World.text, start, start + 12)]
        )
    World.unfit = World.make_commitment(title="缺口径", yardstick="", due_on=None)
    World.list_url = f"/agreements/{World.agreement.pk}/list/"
    World.leads_url = f"/agreements/{World.agreement.pk}/leads/"
    return World


def opened(page, cast, username, path):
    sign_in(page, cast.server, username)
    page.goto(cast.server.url + path)
    return page


def lead(page, row):
    return page.locator(f"#unit-{row.pk}")


def test_from_drafts_to_assigned_by_two_sides(new_page, cast):
    ours, theirs = new_page(), new_page()
    ours.context.add_cookies([{"name": "django_language", "value": "en", "url": cast.server.url}])
    opened(ours, cast, "uni_liaison", cast.list_url)
    expect(ours.locator("input[name=draft]:checked")).to_have_count(ITEMS)
    expect(ours.locator("input[name=draft]:disabled")).to_have_count(1)
    axe(ours)
    ours.locator(".btn.primary").click()
    expect(ours.locator(".next h2")).to_have_text("Waiting for 区")
    axe(ours)

    opened(theirs, cast, "dis_liaison", "/")
    expect(theirs.locator(".rows .row").first).to_contain_text("一份清单（6 个事项）待您确认")
    axe(theirs)
    theirs.locator(".row .btn.primary").click()
    theirs.locator("details.passage summary").first.click()
    expect(theirs.locator("details.passage .words").first).to_contain_text(TEXT[TEXT.index("学校每年选派") :][:12])
    axe(theirs)
    theirs.get_by_role("button", name="确认清单").click()
    expect(theirs.locator(".next h2")).to_have_text("清单已经确认")
    axe(theirs)
    theirs.locator(".next .btn.primary").click()
    expect(theirs).to_have_url(cast.server.url + cast.leads_url)
    theirs.locator("#fill-unit").select_option(str(cast.dis_lead.pk))
    theirs.locator("[data-fill]").click()
    expect(theirs.locator(f"[data-unit] option[value='{cast.dis_lead.pk}']:checked")).to_have_count(ITEMS + 1)
    axe(theirs)
    theirs.locator(".save-bar .btn.primary").click()
    expect(theirs.locator(".empty")).to_be_visible()

    opened(ours, cast, "uni_liaison", cast.leads_url)
    rows = list(Commitment.objects.order_by("clause__sort_key", "pk"))
    lead(ours, rows[0]).select_option(str(cast.uni_lead.pk))
    people = ours.locator(f"#officer-{rows[0].pk} option")
    expect(people).to_have_count(3)  # later, and the two of this unit
    ours.locator(f"#officer-{rows[0].pk}").select_option(str(cast.uni_officer.user.pk))
    for row in rows[1:]:
        ours.locator(f"[data-row='{row.pk}'] [data-same]").click()
    expect(lead(ours, rows[-1])).to_have_value(str(cast.uni_lead.pk))
    expect(ours.locator(f"#officer-{rows[-1].pk}")).to_have_value(str(cast.uni_officer.user.pk))
    axe(ours)
    ours.locator(".save-bar .btn.primary").click()
    expect(ours.locator("#messages")).to_contain_text("Units named for 7 commitments; assigned now: 6.")
    assert Commitment.objects.filter(status="assigned").count() == ITEMS
    assert Commitment.objects.get(pk=cast.unfit.pk).status == "draft"


def test_an_objection_keeps_its_words_and_the_drafts_are_free(new_page, cast):
    ours, theirs = opened(new_page(), cast, "uni_liaison", cast.list_url), new_page()
    ours.locator(".btn.primary").click()
    opened(theirs, cast, "dis_liaison", cast.list_url)
    theirs.locator("details.fold summary").click()
    theirs.get_by_role("button", name="提出异议").click()
    expect(theirs.locator("details.fold[open] .error")).to_be_visible()
    axe(theirs)
    theirs.locator("textarea[name=reason]").fill("事项3 应为双方义务。")
    theirs.get_by_role("button", name="提出异议").click()
    expect(theirs.locator(".message.is-yellow")).to_contain_text("事项3 应为双方义务。")
    ours.reload()
    expect(ours.locator(".message.is-yellow")).to_contain_text("事项3 应为双方义务。")
    expect(ours.locator("input[name=draft]:checked")).to_have_count(ITEMS)


def test_on_a_phone_nothing_is_wider_than_the_screen(new_page, cast):
    page = opened(new_page(**PHONE, has_touch=True), cast, "uni_liaison", cast.list_url)
    for path in (cast.list_url, cast.leads_url):
        page.goto(cast.server.url + path)
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= 390, path
        axe(page)
    first = Commitment.objects.order_by("pk").first()
    lead(page, first).select_option(str(cast.uni_lead.pk))
    page.locator(".save-bar .btn.primary").tap()
    expect(page.locator("#messages")).to_contain_text("1 个事项")
    assert CommitmentUnit.objects.get().unit == cast.uni_lead


def test_without_javascript_everything_is_a_form(new_page, cast):
    page = opened(new_page(java_script_enabled=False), cast, "uni_liaison", cast.list_url)
    page.locator("input[name=draft]:enabled").first.uncheck()
    page.locator(".btn.primary").click()
    assert len(Decision.objects.get().payload["drafts"]) == ITEMS - 1
    page.goto(cast.server.url + cast.leads_url)
    page.locator("#fill-unit").select_option(str(cast.uni_third.pk))
    page.locator("[data-fill]").click()
    expect(page.locator(f"[data-unit] option[value='{cast.uni_third.pk}']:checked")).to_have_count(ITEMS + 1)
    first, second, *_rest = Commitment.objects.order_by("clause__sort_key", "pk")
    lead(page, first).select_option(str(cast.uni_lead.pk))
    page.locator(f"[data-row='{second.pk}'] [data-same]").click()
    expect(lead(page, second)).to_have_value(str(cast.uni_lead.pk))
    page.locator(f"#officer-{second.pk}").select_option(str(cast.uni_other.user.pk))  # of another unit
    page.locator(".save-bar .btn.primary").click()
    expect(page.locator(f"#problem-{second.pk}")).to_be_visible()
    expect(page.locator("[data-row]")).to_have_count(1)
    assert CommitmentUnit.objects.count() == ITEMS
