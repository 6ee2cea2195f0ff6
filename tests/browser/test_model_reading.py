"""The model's button on the reading desk: where it stands, what pressing it brings, and a model that stalls."""

import threading
from datetime import date

import pytest
from django.conf import settings as project
from playwright.sync_api import expect

from agreements.actions import readings, texts
from agreements.models import Agreement, Proposal
from tests.browsing import axe, sign_in
from tests.models_server import model, said, sends
from tests.world import World

PHONE = {"viewport": {"width": 390, "height": 844}, "locale": "zh-CN"}
TEXT = """1
人才互派
双方建立干部互派机制。人才公寓优先面向校方教师。
2
园区建设
双方共建青石科技园。
"""
OWN = "人才公寓优先面向校方教师"  # the rules find nothing in it
NAME = "house-model"


@pytest.fixture
def cast(transactional_db, live_server):
    World.setUpTestData()
    World.server = live_server
    given = {"source": "press_account", "received_on": date(2026, 11, 1)}
    World.brought = texts.read(World.agreement, TEXT, by=World.uni_liaison, **given)
    return World


@pytest.fixture
def asked(settings):
    """Put a model that answers so into the settings; what it was asked is in the list that comes back."""
    opened = []

    def ask(answer, seconds=5.0):
        running = model(answer)
        url, got = running.__enter__()
        opened.append(running)
        settings.READING_MODEL_URL, settings.READING_MODEL_NAME = url, NAME
        settings.READING_MODEL_KEY, settings.READING_MODEL_SECONDS = "", seconds
        return got

    yield ask
    for running in opened:
        running.__exit__(None, None, None)


def allow(cast):
    Agreement.objects.filter(pk=cast.agreement.pk).update(model_may_read=True)


def opened(page, cast, username="uni_liaison", language="zh-hans"):
    sign_in(page, cast.server, username)
    cookie = {"name": project.LANGUAGE_COOKIE_NAME, "value": language, "url": cast.server.url}
    page.context.add_cookies([cookie])
    page.goto(f"{cast.server.url}/texts/{cast.brought.pk}/")
    return page


def button(page):
    return page.get_by_role("button", name=NAME)


def is_seen(locator):
    """True when nothing covers the middle of it, no bar that stays on top either."""
    return locator.evaluate(
        """it => {
          const at = it.getBoundingClientRect();
          return it.contains(document.elementFromPoint(at.x + at.width / 2, at.y + at.height / 2));
        }"""
    )


def test_the_button_stands_only_where_a_model_is_allowed(page, cast, asked):
    allow(cast)
    expect(button(opened(page, cast))).to_have_count(0)  # allowed, but there is none
    asked(sends(said()))
    Agreement.objects.update(model_may_read=False)
    expect(button(opened(page, cast))).to_have_count(0)
    allow(cast)
    expect(button(opened(page, cast))).to_be_visible()
    expect(button(opened(page, cast, "uni_officer"))).to_have_count(0)  # decides on nothing here
    expect(button(opened(page, cast, "dis_liaison"))).to_be_visible()


def test_a_page_from_before_it_was_forbidden_sends_nothing(page, cast, asked):
    allow(cast)
    got = asked(sends(said({"text": OWN})))
    opened(page, cast)
    Agreement.objects.update(model_may_read=False)
    button(page).click()
    expect(page.locator("#messages .message")).to_contain_text("未经许可由模型识别")
    assert got == [] and not Proposal.objects.exists()


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_what_it_proposes_says_who_proposed_it(page, cast, asked, language):
    allow(cast)
    readings.read(cast.brought, by=cast.uni_liaison)
    got = asked(sends(said({"text": OWN}, {"text": "双方共建月球基地"})))
    opened(page, cast, language=language)
    axe(page)
    button(page).click()
    theirs = page.locator(".offer").filter(has_text=NAME)
    expect(theirs).to_have_count(1)
    expect(theirs).to_contain_text(OWN)
    assert len(got) == 1
    by_rules = Proposal.objects.filter(reader="rules").count()
    assert by_rules and Proposal.objects.get(reader=NAME).status == "pending"
    expect(page.locator("#offers .offer").filter(has_text="rules" if language == "en" else "规则")).to_have_count(
        by_rules
    )
    expect(page.locator("#messages")).to_contain_text("word for word" if language == "en" else "与原文不逐字相符")
    assert is_seen(page.locator("#messages .message").first)
    axe(page)
    theirs.focus()
    page.keyboard.press("a")
    row = Proposal.objects.get(reader=NAME)
    expect(page.locator(f"#offer-{row.pk}")).to_have_class("proposal offer done")


def test_one_that_stalls_is_said_and_the_rules_read(page, cast, asked):
    allow(cast)
    free = threading.Event()
    asked(lambda handler, _asked: free.wait(20), seconds=0.5)
    opened(page, cast)
    try:
        button(page).click()
        expect(page.locator("#messages")).to_contain_text("模型未在限定时间内答复，已改用规则识别")
    finally:
        free.set()
    assert is_seen(page.locator("#messages .message").first)
    expect(page.locator(".offer").first).to_be_visible()
    assert set(Proposal.objects.values_list("reader", flat=True)) == {"rules"}
    axe(page)


def test_while_it_reads_the_button_says_so_and_a_second_press_asks_nothing(page, cast, asked):
    allow(cast)
    free = threading.Event()

    def late(handler, told):
        free.wait(20)
        sends(said({"text": OWN}))(handler, told)

    got = asked(late, seconds=15.0)
    opened(page, cast)
    try:
        # In one go: a page that is on its way to the next answers no later question.
        state = button(page).evaluate("it => { it.click(); it.click(); return it.getAttribute('aria-busy') }")
        assert state == "true"
    finally:
        free.set()
    expect(page.locator(".offer").filter(has_text=OWN)).to_have_count(1)
    assert len(got) == 1


def test_on_a_phone_nobody_presses_it(new_page, cast, asked):
    allow(cast)
    asked(sends(said()))
    page = opened(new_page(**PHONE), cast)
    expect(page.locator("button:visible").filter(has_text=NAME)).to_have_count(0)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
