"""The administration in a browser, under the strict policy: a complaint in the console fails the test."""

from urllib.parse import quote

import pytest
from playwright.sync_api import expect

from agreements.models import Agreement, Commitment, Organization
from tests.browsing import axe, sign_in
from tests.world import TODAY, World, at


@pytest.fixture
def world(transactional_db, settings):
    # A page full of rows asks for what was chosen in each of them when it is sent.
    settings.ZEAL_ALLOWLIST = [{"model": "agreements.*", "field": "get*"}]
    with at(TODAY):

        class Cast(World):
            pass

        Cast.setUpTestData()
        yield Cast


def enter(page, live_server, where=""):
    sign_in(page, live_server, "admin")
    page.goto(f"{live_server.url}/admin/{where}")


def choose(page, field, words):
    """Pick a row in an autocomplete by typing."""
    page.locator(f"[aria-labelledby='select2-id_{field}-container']").click()
    with page.expect_response(lambda answer: f"term={quote(words)}" in answer.url):  # else the list is drawn anew
        page.locator(".select2-search__field").fill(words)
    expect(page.locator(".select2-results__option")).to_have_count(1)
    page.locator(".select2-results__option--highlighted", has_text=words).click()
    expect(page.locator(f"#select2-id_{field}-container")).to_contain_text(words)


def test_an_agreement_is_added_with_its_parties(page, live_server, world):
    enter(page, live_server, "agreements/agreement/add/")
    page.locator("#id_code").fill("NEW2026")
    page.locator("#id_title").fill("新协议")
    for place, name in enumerate(("大学", "区政府")):
        page.locator(f"#id_parties-{place}-order").fill(str(place + 1))
        choose(page, f"parties-{place}-organization", name)
    page.locator(".add-row a").click()  # a third row, drawn by the admin's script
    expect(page.locator("#id_parties-2-order")).to_be_visible()
    page.locator("#parties-2 .inline-deletelink").click()
    page.locator("input[name=_save]").click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    added = Agreement.objects.get(code="NEW2026")
    assert [party.organization.name for party in added.parties.all()] == ["大学", "区政府"]


def test_a_wrong_row_keeps_what_was_typed(page, live_server, world):
    enter(page, live_server, f"agreements/organization/{world.university.pk}/change/")
    page.locator(".add-row a").click()
    page.locator("#id_units-3-code").fill("U1")
    page.locator("#id_units-3-name").fill("重复")
    page.locator("input[name=_save]").click()
    expect(page.locator(".errornote")).to_be_visible()
    assert page.locator("#id_units-3-name").input_value() == "重复"
    assert Organization.objects.get(pk=world.university.pk).units.count() == 3


def ask_to_repair(page, live_server, row):
    enter(page, live_server, "agreements/commitment/")
    page.locator(f"input[name=_selected_action][value='{row.pk}']").check()
    page.locator("select[name=action]").select_option("repair_start")
    page.locator("button[name=index]").click()
    expect(page.locator("#content li", has_text=row.code)).to_be_visible()


@pytest.mark.console_errors  # axe looks into the admin's style sheets in a way that the policy refuses
def test_the_page_that_asks_for_a_reason_can_be_used_by_everybody(page, live_server, world):
    ask_to_repair(page, live_server, world.make_assigned())
    axe(page, within="#content")


def test_repairing_asks_for_a_reason_and_then_repairs(page, live_server, world):
    row = world.make_assigned()
    ask_to_repair(page, live_server, row)
    page.locator("#id_reason").fill("误操作")
    page.locator(".submit-row input[type=submit]").click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    assert Commitment.objects.get(pk=row.pk).status == "in_progress"


@pytest.mark.parametrize("width", [1440, 390])
def test_every_list_and_form_opens_without_a_complaint(new_page, live_server, world, width):
    world.make_submitted()
    page = new_page(viewport={"width": width, "height": 900})
    enter(page, live_server)
    lists = [link.get_attribute("href") for link in page.locator("#content th a").all()]
    assert len(lists) > 15
    for address in lists:
        page.goto(f"{live_server.url}{address}")
        expect(page.locator("#changelist")).to_be_visible()
        if page.locator("#result_list tbody a").count():
            page.locator("#result_list tbody a").first.click()
            expect(page.locator("#content form")).to_be_visible()
