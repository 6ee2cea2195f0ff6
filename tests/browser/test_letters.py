"""By letter, in a browser: print the letter, record the answer with its scan, see it as such, contest it later."""

from datetime import date, timedelta

import pytest
from docx import Document
from playwright.sync_api import expect

from agreements.actions import commitments, decisions, letters, lists, progress
from agreements.models import AgreementParty, Commitment, Membership, UnitRole, User
from tests.browsing import axe, sign_in
from tests.scans import pdf
from tests.world import World

PHONE = {"viewport": {"width": 390, "height": 844}, "locale": "zh-CN"}
SCAN = {"name": "区函回执.pdf", "mimeType": "application/pdf", "buffer": pdf()}


@pytest.fixture
def cast(transactional_db, live_server):
    """The district answers by letter, and has no liaison officer yet."""
    World.setUpTestData()
    World.server = live_server
    AgreementParty.objects.filter(pk=World.dis_party.pk).update(answers_by_letter=True)
    World.dis_party.refresh_from_db()
    World.agreement.__dict__.pop("party_list", None)
    Membership.objects.filter(pk=World.dis_liaison.membership.pk).update(starts_on=date.today() + timedelta(days=1))
    item = World.make_commitment(due_on=date.today() + timedelta(days=90), yardstick="当年派出 8 人")
    commitments.name_unit(item, by=World.uni_liaison, unit=World.uni_lead, role=UnitRole.LEAD)
    progress.report(item, by=World.uni_officer, text="八名教师均已到岗。", percent=100)
    World.item = Commitment.objects.get()
    return World


def opened(page, cast, username, path=None):
    sign_in(page, cast.server, username)
    page.goto(cast.server.url + (path or f"/commitments/{cast.item.pk}/"))
    return page


def has_a_liaison(cast):
    Membership.objects.filter(pk=cast.dis_liaison.membership.pk).update(starts_on=None)


def fits(page):
    return page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_print_record_close_and_contest(new_page, cast, tmp_path):
    decision = decisions.open_close(cast.item, by=cast.uni_liaison, reason="八名教师均已到岗。")
    ours = opened(new_page(), cast, "uni_liaison")
    step = ours.locator("section.next")
    with ours.expect_download() as printed:
        step.get_by_role("link", name="致区的办结确认函").click()
    assert printed.value.suggested_filename == f"办结确认函 {cast.item.code} 区.docx"
    printed.value.save_as(tmp_path / "letter.docx")
    assert decision.sha256 in "\n".join(line.text for line in Document(tmp_path / "letter.docx").paragraphs)
    axe(ours)

    step.locator("input[value=confirm]").check()
    step.locator("input[name=number]").fill("区函〔2026〕12 号")
    step.locator("input[name=dated_on]").fill(date.today().isoformat())
    step.locator("input[type=file]").set_input_files(SCAN)
    step.locator(".btn.primary").click()  # who signed it is missing
    expect(step.locator(".error")).to_be_visible()
    expect(step).to_contain_text("请重新选择")
    expect(step.locator("input[name=number]")).to_have_value("区函〔2026〕12 号")
    step.locator("input[name=signer]").fill("主任")
    step.locator("input[type=file]").set_input_files(SCAN)
    step.locator(".btn.primary").click()
    expect(ours.locator(".facts-row .status")).to_contain_text("已办结")
    head = ours.locator(f"#head-{cast.item.pk}")
    expect(head).to_contain_text("由大学登记")
    expect(head).not_to_contain_text("尚无扫描件")
    with ours.expect_download() as kept:
        ours.locator(f"#history-{cast.item.pk}").get_by_role("link", name="区函回执.pdf").first.click()
    assert kept.value.suggested_filename == "区函回执.pdf"
    ours.goto(cast.server.url + "/commitments/?lamp=letter")
    expect(ours.locator("table")).to_contain_text(cast.item.title)

    has_a_liaison(cast)
    theirs = opened(new_page(), cast, "dis_liaison", "/")
    axe(theirs)
    theirs.locator("#letters").get_by_role("link", name="区函〔2026〕12 号").click()
    expect(theirs.get_by_role("heading", level=1)).to_have_text("来函 区函〔2026〕12 号")
    axe(theirs)
    theirs.get_by_role("link", name="质疑…").click()
    theirs.locator("section.next textarea").fill("我方未发过此函。")
    theirs.locator("section.next .btn.primary").click()
    expect(theirs.locator(".facts-row .status")).to_contain_text("推进中")
    ours.goto(cast.server.url + f"/commitments/{cast.item.pk}/")
    expect(ours.locator(f"#history-{cast.item.pk}")).to_contain_text("我方未发过此函。")


def test_a_scan_that_follows_later(new_page, cast):
    decision = decisions.open_close(cast.item, by=cast.uni_liaison, reason="八名教师均已到岗。")
    told = {"dated_on": date.today(), "number": "区函 7 号", "signer": "主任"}
    letters.record_answer(decision, by=cast.uni_liaison, party=cast.dis_party, confirms=True, **told)
    page = opened(new_page(**PHONE), cast, "uni_liaison", "/")
    page.locator("#letters").get_by_role("link", name="尚无扫描件").click()
    expect(page.locator("table")).to_contain_text("区函 7 号")
    assert fits(page)
    axe(page)
    page.get_by_role("link", name="区函 7 号").click()
    page.locator("input[type=file]").set_input_files({**SCAN, "buffer": b"no scan"})
    page.get_by_role("button", name="保存扫描件").click()
    expect(page.locator(".error")).to_be_visible()
    axe(page)
    page.locator("input[type=file]").set_input_files(SCAN)
    page.get_by_role("button", name="保存扫描件").click()
    expect(page.locator(".facts .scan")).to_have_text("区函回执.pdf")
    assert fits(page)


def test_every_kind_of_letter_on_a_phone_without_javascript(new_page, cast):
    page = opened(new_page(**PHONE, java_script_enabled=False), cast, "uni_liaison")
    page.goto(page.url + "?do=letter")

    def record(what, **said):
        step = page.locator("section.next")
        step.locator(f"input[value={what}]").check()
        step.locator("input[name=number]").fill(f"区函 {what} 号")
        step.locator("input[name=dated_on]").fill(date.today().isoformat())
        step.locator("input[name=signer]").fill("主任")
        for name, value in said.items():
            step.locator(f"[name={name}]").fill(value)
        step.locator("input[type=file]").set_input_files(SCAN)
        if what == "unit":
            step.locator("select[name=unit]").select_option(str(cast.dis_lead.pk))
        step.locator(".btn.primary").click()

    record("unit")
    page.goto(cast.server.url + f"/commitments/{cast.item.pk}/?do=letter")
    record("report", text="区内岗位均已落实。", percent="100")
    page.goto(cast.server.url + f"/commitments/{cast.item.pk}/?do=letter")
    record("claim", text="区内工作均已完成。")
    expect(page.locator(".facts-row .status")).to_contain_text("待")
    expect(page.locator(f"#history-{cast.item.pk}")).to_contain_text("区内岗位均已落实。")
    expect(page.locator(f"#units-{cast.item.pk}")).to_contain_text(cast.dis_lead.name)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_letter_that_agreed_to_a_list_is_contested_on_its_page(new_page, cast, language):
    long = "双方共同建设面向数字经济领域的概念验证中心并按年度发布验证项目清单与转化成效评估报告"
    cast.make_commitment(title=long, obliged_party=cast.uni_party)
    decision = lists.open_list(cast.agreement, by=cast.uni_liaison)
    told = {"dated_on": date.today(), "number": "区函〔2026〕15 号", "signer": "主任"}
    letters.record_answer(decision, by=cast.uni_liaison, party=cast.dis_party, confirms=True, **told)
    has_a_liaison(cast)
    User.objects.update(language=language)
    letter = decision.confirmations.get().letter
    page = opened(new_page(**PHONE), cast, "dis_liaison", f"/letters/{letter.pk}/")
    fold = page.locator("details.boxed")
    fold.locator("summary").click()
    assert fits(page)
    axe(page)
    fold.locator("button.btn").click()  # without a reason
    expect(fold.locator(".error").first).to_be_visible()
    assert fits(page)
    axe(page)
    fold.locator("textarea").fill("我方未发过此函。")
    fold.locator("button.btn").click()
    expect(page.locator("details.boxed")).to_have_count(0)
    expect(page.locator("#said-h ~ ul, section:has(#said-h) ul")).to_contain_text("我方未发过此函。")
    ours = opened(new_page(), cast, "uni_liaison", "/")
    expect(ours.locator("main")).to_contain_text("我方未发过此函。")
