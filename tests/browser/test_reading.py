"""The reading desk in a browser: by keyboard alone, by mouse, and on a phone, where it is read only."""

from datetime import date

import pytest
from playwright.sync_api import expect

from agreements.actions import proposed, readings, texts
from agreements.models import Commitment, Proposal
from tests.browsing import axe, sign_in
from tests.world import World

PHONE = {"viewport": {"width": 390, "height": 844}, "locale": "zh-CN"}
TEXT = """1
人才互派
双方建立干部互派机制。学校每年选派五名教师到区里锻炼，时间一般不少于半年。区里为教师提供住宿支持。
2
园区建设
双方共建青石科技园，探索设立创业基金。学校向区里开放实验室。
"""


@pytest.fixture
def cast(transactional_db, live_server):
    World.setUpTestData()
    World.server = live_server
    given = {"source": "press_account", "received_on": date(2026, 11, 1)}
    World.brought = texts.read(World.agreement, TEXT, by=World.uni_liaison, **given)
    return World


def opened(page, cast):
    sign_in(page, cast.server, "uni_liaison")
    page.goto(f"{cast.server.url}/texts/{cast.brought.pk}/")
    return page


def read(cast):
    """Everything proposed, with one doubt, on the last passage."""
    readings.read(cast.brought, by=cast.uni_liaison)
    last = Proposal.objects.order_by("start").last()
    Proposal.objects.exclude(pk=last.pk).update(doubts=[])
    Proposal.objects.filter(pk=last.pk).update(doubts=["general"])
    return list(Proposal.objects.order_by("start"))


def statuses():
    return list(Proposal.objects.order_by("start").values_list("status", flat=True))


def offer(page, row):
    return page.locator(f"#offer-{row.pk}")


def test_by_keyboard_alone(page, cast):
    rows = read(cast)
    first, second, third, last = rows[0], rows[1], rows[2], rows[-1]
    opened(page, cast)
    axe(page)
    page.keyboard.press("p")
    expect(offer(page, last)).to_be_focused()  # the doubtful one comes first
    page.keyboard.press("p")
    expect(offer(page, first)).to_be_focused()
    page.keyboard.press("a")
    expect(offer(page, second)).to_be_focused()  # the next that waits
    assert Commitment.objects.get(proposals=first).spans.get().start == first.start
    page.keyboard.press("d")
    expect(offer(page, third)).to_be_focused()
    expect(offer(page, second).locator("[data-do=why]").first).to_be_visible()
    page.keyboard.press("e")
    expect(page.locator("#mark-title")).to_be_focused()
    expect(page.locator(f"#offer-{third.pk} + .here-work #work")).to_be_visible()
    axe(page)
    page.keyboard.type("住宿支持")
    page.keyboard.press("Control+Enter")
    expect(offer(page, third)).to_have_class("proposal offer done")
    expect(offer(page, rows[3])).to_be_focused()
    assert Commitment.objects.get(proposals=third).title == "住宿支持"
    page.keyboard.press("d")
    expect(offer(page, rows[3])).to_have_class("proposal offer done")
    offer(page, rows[3]).focus()
    page.keyboard.press("u")
    expect(offer(page, rows[3]).locator("[data-do=accept]")).to_be_visible()
    expect(offer(page, rows[3])).to_be_focused()
    assert statuses()[:4] == ["accepted", "discarded", "accepted", "pending"]
    axe(page)


def test_by_mouse_with_an_end_dragged_and_all_at_once_with_a_way_back(page, cast):
    opened(page, cast)
    page.get_by_role("button", name="识别承诺事项").click()
    expect(page.locator("#desk .offer").first).to_be_visible()
    rows = list(Proposal.objects.order_by("start"))
    Proposal.objects.update(doubts=[])
    row = rows[-1]
    offer(page, row).get_by_role("link", name="修改").click()
    expect(page.locator("#mark-title")).to_be_focused()
    handle = page.locator(".handle[data-edge='1']")
    box, words = handle.bounding_box(), page.locator("#work .src")
    before = words.inner_text()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 8)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2 - 40, box["y"] + 12, steps=4)
    page.mouse.up()
    expect(words).not_to_have_text(before)
    kept = words.inner_text()
    assert before.startswith(kept)
    page.get_by_role("button", name="建立承诺").click()
    expect(offer(page, row)).to_have_class("proposal offer done")
    span = Commitment.objects.get(proposals=row).spans.get()
    assert TEXT[span.start : span.end] == kept
    page.reload()
    page.get_by_role("button", name=f"采纳无疑点的 {len(rows) - 1} 条").click()
    expect(page.locator("#offers .offer")).to_have_count(0)
    assert set(statuses()) == {"accepted"}
    axe(page)
    page.get_by_role("button", name="全部撤回").click()
    expect(page.locator("#offers .offer")).to_have_count(len(rows) - 1)
    assert statuses() == ["pending"] * (len(rows) - 1) + ["accepted"]


def test_on_a_phone_it_is_read(new_page, cast):
    read(cast)
    page = opened(new_page(**PHONE), cast)
    expect(page.locator(".desk-narrow")).to_be_visible()
    expect(page.locator("#desk .offer").first).to_be_visible()
    expect(page.locator("#desk button:visible")).to_have_count(0)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    axe(page)


def test_what_is_typed_is_not_lost_to_a_decision_elsewhere(page, cast):
    rows = read(cast)
    opened(page, cast)
    offer(page, rows[0]).get_by_role("link", name="修改").click()
    expect(page.locator("#mark-title")).to_be_focused()
    page.keyboard.type("我写的题目")
    page.locator("#work summary").first.focus()
    for key in "adu":
        page.keyboard.press(key)
    offer(page, rows[2]).focus()
    page.keyboard.press("d")
    expect(page.locator("#work .unsaved")).to_have_text("表单尚未保存。请先保存，或按 Esc 放弃。")
    for what in ("accept", "discard"):
        offer(page, rows[1]).locator(f"[data-do={what}]").click()
    page.locator(".desk-do button").first.click()
    axe(page)
    expect(page.locator("#mark-title")).to_have_value("我写的题目")
    assert statuses() == ["pending"] * len(rows)
    page.locator("#mark-title").focus()
    page.keyboard.press("Escape")
    offer(page, rows[1]).locator("[data-do=discard]").click()
    expect(offer(page, rows[1])).to_have_class("proposal offer done")


def test_a_notice_tells_what_others_decided_and_not_what_one_did_oneself(page, cast):
    rows = read(cast)
    page.clock.install()
    opened(page, cast)

    def a_while_later():
        with page.expect_response(lambda answer: "?state=" in answer.url) as asked:
            page.clock.fast_forward(21_000)
        return asked.value.status

    page.locator(".sheet p .s").nth(2).click()
    page.get_by_role("button", name="背景").click()
    expect(page.locator("#work [data-undo]")).to_be_visible()
    page.keyboard.press("Escape")
    assert a_while_later() == 204
    expect(page.locator("#desk-news")).to_be_hidden()
    proposed.discard(rows[0], by=cast.dis_liaison)
    assert a_while_later() == 200
    expect(page.locator("#desk-news")).to_be_visible()
