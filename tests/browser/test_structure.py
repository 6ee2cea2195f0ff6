"""Bringing a text with its scan, correcting what was found in it and taking the scan away again, in a browser."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from agreements.models import Clause, TextVersion
from tests import scans
from tests.actions.test_structure import TEXT
from tests.browsing import axe, sign_in
from tests.documents import docx, level, lists, numbered, p, run
from tests.world import World

DOCUMENT = docx(
    numbered("共建研究院"),
    p("甲方投入", raw=f"<w:ins>{run('三千万元。')}</w:ins>"),
    numbered("人才培养"),
    p("乙方每年培训干部100人次。"),
    numbering=lists(level(0, "第%1条", "chineseCounting")),
)
PHONE = {"viewport": {"width": 390, "height": 844}, "locale": "zh-CN"}


@pytest.fixture
def cast(transactional_db, live_server):
    World.setUpTestData()
    World.server = live_server
    return World


def begun(page, cast):
    """The page on which a liaison brings a text."""
    sign_in(page, cast.server, "uni_liaison")
    page.goto(f"{cast.server.url}/agreements/{cast.agreement.pk}/text/new/")


def brought(page, cast):
    """The page on which a liaison stands after bringing TEXT with a scan."""
    begun(page, cast)
    page.locator("textarea[name=text]").fill(TEXT)
    page.locator("input[name=scans]").set_input_files(
        [
            {"name": "签署本.pdf", "mimeType": "application/pdf", "buffer": scans.pdf()},
            {"name": "第二页.png", "mimeType": "image/png", "buffer": scans.picture()},
        ]
    )
    page.locator("form .btn.primary").click()
    expect(page.locator(".clause-list > li")).to_have_count(6)
    return TextVersion.objects.latest("pk")


def open_clause(page, version, number):
    """Open a clause's form and wait until the focus has come to it: what is typed before may go elsewhere."""
    line(page, version, number).locator(".clause-line .btn").click()
    expect(page.locator("#clause-heading")).to_be_focused()


def numbers(version):
    return list(Clause.objects.filter(text_version=version).order_by("start", "-end").values_list("number", flat=True))


def line(page, version, number):
    return page.locator(f"#clause-{Clause.objects.get(text_version=version, number=number).pk}")


def within_the_width(page):
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, f"{page.url} is {wide} px too wide"


@pytest.mark.parametrize("options", [{}, PHONE], ids=["1440", "390"])
def test_a_text_is_brought_corrected_and_its_scan_taken_away(new_page, cast, options):
    page = new_page(**options)
    begun(page, cast)
    axe(page)
    version = brought(page, cast)
    axe(page)
    within_the_width(page)

    open_clause(page, version, "3")
    axe(page)
    within_the_width(page)
    page.locator(".correct button[name=into]").click()
    expect(page.locator("#messages")).to_contain_text("2")
    expect(page.locator(".clause-list > li")).to_have_count(5)
    expect(line(page, version, "2").locator(".clause-line .btn")).to_be_focused()

    open_clause(page, version, "2")
    split = page.locator(".sentences li", has_text="双方守约。")
    split.locator("input[name=number]").fill("4")
    split.locator(".btn").click()
    expect(split.locator(".error")).to_contain_text("4")
    expect(split.locator("input[name=number]")).to_be_focused()
    split.locator("input[name=number]").fill("3")
    split.locator(".btn").click()
    expect(page.locator(".clause-list > li")).to_have_count(6)
    assert numbers(version) == ["1", "1.1", "1.2", "2", "3", "4"]

    open_clause(page, version, "3")
    page.locator("#clause-heading").fill("守约条款")
    page.locator("#clause-heading").press("Enter")
    expect(line(page, version, "3").locator(".clause-line")).to_contain_text("守约条款")

    page.locator(".toolbar .btn").click()
    axe(page)
    within_the_width(page)
    page.locator("tr", has_text="双方守约。").locator("input[name=end]").check()
    page.locator(".lines-foot .btn").click()
    expect(page.locator(".clause-list > li")).to_have_count(5)

    with page.expect_download() as waiting:
        page.locator(".files a").first.click()
    assert waiting.value.suggested_filename == "签署本.pdf"
    assert Path(waiting.value.path()).read_bytes() == scans.pdf()
    page.locator(".page-head .btn.primary").click()
    expect(page).to_have_url(f"{cast.server.url}/texts/{version.pk}/")


def test_a_word_document_is_refused_as_a_scan_and_read_as_itself(new_page, cast):
    page = new_page(viewport=PHONE["viewport"])
    begun(page, cast)
    file = page.locator("input[name=file]")
    file.set_input_files({"name": "扫描.pdf", "mimeType": "application/pdf", "buffer": scans.pdf()})
    page.locator("form .btn.primary").click()
    expect(page.locator("#text-file_error")).not_to_be_empty()
    axe(page)
    within_the_width(page)
    file.set_input_files({"name": "战略合作协议（终稿）.docx", "mimeType": "", "buffer": DOCUMENT})
    page.locator("form .btn.primary").click()
    expect(page.locator(".clause-list > li")).to_have_count(2)
    expect(page.locator("#messages .is-yellow")).to_have_count(1)
    axe(page)
    within_the_width(page)
    with page.expect_download() as waiting:
        page.locator(".files a").first.click()
    assert waiting.value.suggested_filename == "战略合作协议（终稿）.docx"
    assert Path(waiting.value.path()).read_bytes() == DOCUMENT


def test_without_javascript(new_page, cast):
    page = new_page(java_script_enabled=False)
    version = brought(page, cast)
    line(page, version, "3").locator(".clause-line .btn").click()
    page.locator(".correct button[name=into]").click()
    expect(page.locator(".clause-list > li")).to_have_count(5)
    page.locator(".toolbar .btn").click()
    page.locator("tr", has_text="双方守约。").locator("input[name=end]").check()
    page.locator(".lines-foot .btn").click()
    expect(page.locator("#messages")).not_to_be_empty()
    assert "4" not in numbers(version)


def test_a_page_that_is_not_fresh_is_told_so(new_page, cast):
    ours, theirs = new_page(), new_page()
    version = brought(ours, cast)
    sign_in(theirs, cast.server, "dis_liaison")
    theirs.goto(ours.url)
    for page in (ours, theirs):
        open_clause(page, version, "2")
        page.locator("#clause-heading").fill("我方的标题" if page is ours else "对方的标题")
    theirs.locator("#clause-heading").press("Enter")
    expect(line(theirs, version, "2")).to_contain_text("对方的标题")
    ours.locator("#clause-heading").press("Enter")
    expect(ours.locator(".message.is-red")).to_be_visible()
    expect(ours.locator("#clause-heading")).to_have_value("我方的标题")
    expect(line(ours, version, "2").locator(".clause-line")).to_contain_text("对方的标题")


@pytest.mark.parametrize("options", [{}, PHONE], ids=["1440", "390"])
def test_a_text_brought_by_mistake_is_discarded(new_page, cast, options):
    page = new_page(**options)
    version = brought(page, cast)
    fold = page.locator("details.fold:has(.btn.danger)")
    fold.locator("summary").click()
    within_the_width(page)
    axe(page)
    fold.locator(".btn.danger").click()
    expect(page).to_have_url(f"{cast.server.url}/agreements/{cast.agreement.pk}/")
    expect(page.locator("#messages")).to_be_visible()
    assert not TextVersion.objects.filter(pk=version.pk).exists()
