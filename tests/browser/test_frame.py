"""The frame in Chromium: getting in, getting around, and losing nothing when a request comes to nothing."""

import re

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.urls import reverse
from playwright.sync_api import expect

from agreements.models import AgreementParty, Membership, Role, User

from ..browsing import axe, sign_in
from ..world import World

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
PASSWORD = "a long password"


@pytest.fixture
def world(transactional_db):
    cache.clear()

    class Cast(World):
        pass

    Cast.setUpTestData()
    return Cast


def type_in(page, name, password):
    page.get_by_label(re.compile("用户名|User name")).fill(name)
    page.locator("#id_password").fill(password)
    page.locator("form button.primary").click()


def test_somebody_signs_in_by_hand(world, page, live_server):
    page.goto(live_server.url + reverse("agreements:more"))
    axe(page)
    type_in(page, "uni_officer", "wrong")
    expect(page.locator(".error")).to_be_visible()
    axe(page)
    type_in(page, "uni_officer", PASSWORD)
    expect(page).to_have_url(live_server.url + reverse("agreements:more"))


def test_sign_in_can_be_used_by_everybody(world, new_page, live_server):
    for options in ({"color_scheme": "dark"}, PHONE, {"locale": "en-GB", "java_script_enabled": True}):
        page = new_page(**options)
        page.goto(live_server.url + reverse("account_login"))
        axe(page)
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    axe(page)


@pytest.mark.console_errors
def test_the_pages_of_the_frame_can_be_used_by_everybody(world, new_page, live_server):
    Membership.objects.create(user=world.admin.user, unit=world.uni_office, role=Role.LIAISON)
    for options in ({}, {"color_scheme": "dark"}, PHONE):
        page = new_page(**options)
        sign_in(page, live_server, "admin")
        for address in (
            reverse("agreements:more"),
            reverse("agreements:find"),
            reverse("agreements:first_run"),
            reverse("account_change_password"),
            reverse("mfa_index"),
            reverse("account_logout"),
            "/nowhere/",
        ):
            page.goto(live_server.url + address)
            axe(page)
            assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_an_empty_ledger_leads_an_administrator_to_the_first_step(transactional_db, page, live_server):
    User.objects.create_superuser("admin", name="管理员")
    sign_in(page, live_server, "admin")
    page.goto(live_server.url)
    expect(page).to_have_url(live_server.url + reverse("agreements:first_run"))
    expect(page.locator(".setup [aria-current=step] .btn.primary")).to_have_count(1)
    axe(page)


def test_a_phone_has_its_menu_at_the_bottom(world, new_page, live_server):
    page = new_page(**PHONE)
    sign_in(page, live_server, "uni_officer")
    page.goto(live_server.url + reverse("agreements:more"))
    links = page.locator(".side-link:visible")
    expect(links).to_have_count(5)
    bar = page.locator(".side").bounding_box()
    assert bar["y"] + bar["height"] == 844
    assert all(link.bounding_box()["height"] >= 44 for link in links.all())
    links.nth(3).tap()
    expect(page.locator("#find")).to_be_focused()


def test_a_menu_closes_on_escape_and_outside(world, page, live_server):
    Membership.objects.create(user=world.uni_officer.user, unit=world.uni_third, role=Role.OFFICER)
    sign_in(page, live_server, "uni_officer")
    page.goto(live_server.url + reverse("agreements:more"))
    menu, opener = page.locator("#acting"), page.locator("#acting summary")
    opener.click()
    expect(menu).to_have_attribute("open", "")
    axe(page)
    page.keyboard.press("Escape")
    expect(menu).not_to_have_attribute("open", "")
    expect(opener).to_be_focused()
    opener.click()
    page.locator("h1").click()
    expect(menu).not_to_have_attribute("open", "")
    opener.click()
    menu.get_by_role("button", name="教务处").click()
    expect(opener).to_contain_text("教务处")


def test_a_slash_goes_to_the_search_field(world, page, live_server):
    sign_in(page, live_server, "uni_officer")
    page.goto(live_server.url + reverse("agreements:more"))
    page.keyboard.press("/")
    expect(page.locator("#search")).to_be_focused()
    page.keyboard.type("a/b")
    expect(page.locator("#search")).to_have_value("a/b")


@pytest.fixture
def report(world, page, live_server):
    """The page of a commitment with its report form filled in, not yet sent."""
    commitment = world.make_running()
    sign_in(page, live_server, "uni_officer")
    page.goto(live_server.url + reverse("agreements:commitment_detail", args=[commitment.pk]))
    form = page.locator(f'form[action="{reverse("agreements:progress_report", args=[commitment.pk])}"]')
    form.locator("[name=text]").fill("写了很久的一段话")
    form.locator("[name=percent]").fill("55")
    return form


def test_what_was_typed_outlives_the_session(report, page):
    Session.objects.all().delete()
    report.locator("button.primary").click()
    expect(page).to_have_url(re.compile("/account/login/"))
    type_in(page, "uni_officer", PASSWORD)
    expect(page).to_have_url(re.compile(r"/commitments/\d+/$"))
    expect(report.locator("[name=text]")).to_have_value("写了很久的一段话")
    expect(report.locator("[name=percent]")).to_have_value("55")
    expect(page.locator("#messages .message")).to_be_visible()
    report.locator("button.primary").click()
    expect(page.locator(".history")).to_contain_text("写了很久的一段话")
    assert page.evaluate("Object.keys(sessionStorage).filter((key) => key.startsWith('pactkeeper:'))") == []


def test_nobody_else_finds_it(report, page, live_server):
    Session.objects.all().delete()
    report.locator("button.primary").click()
    expect(page).to_have_url(re.compile("/account/login/"))
    type_in(page, "uni_head", PASSWORD)
    expect(report.locator("[name=text]")).to_have_value("")
    page.goto(live_server.url + reverse("agreements:more"))
    page.locator(f'form[action="{reverse("account_logout")}"] button').click()
    expect(page).to_have_url(re.compile("/account/login/"))
    assert page.evaluate("Object.keys(sessionStorage).filter((key) => key.startsWith('pactkeeper:'))") == []


@pytest.mark.console_errors
def test_without_a_network_the_text_stays(report, page):
    page.context.set_offline(True)
    report.locator("button.primary").click()
    expect(page.locator("#messages [role=alert]")).to_be_visible()
    expect(report.locator("[name=text]")).to_have_value("写了很久的一段话")
    expect(report.locator("button.primary")).not_to_have_attribute("aria-busy", "true")
    page.context.set_offline(False)
    report.locator("button.primary").click()
    expect(page.locator(".history")).to_contain_text("写了很久的一段话")
    expect(page.locator("#messages [role=alert]")).to_have_count(0)


@pytest.mark.console_errors
def test_a_refusal_is_said_in_the_page(world, report, page):
    AgreementParty.objects.filter(organization=world.university).update(organization=world.elsewhere)
    report.locator("button.primary").click()
    expect(page.locator("#messages [role=alert]")).to_have_text(re.compile("没有这个页面|does not exist"))
    expect(report.locator("[name=text]")).to_have_value("写了很久的一段话")


def test_the_slider_and_the_number_follow_each_other(report):
    slider = report.locator("input[type=range]")
    expect(slider).to_have_value("55")
    slider.fill("70")
    expect(report.locator("[name=percent]")).to_have_value("70")


def test_two_clicks_are_one_report(report, page):
    sent = []
    page.on("request", lambda request: request.method == "POST" and sent.append(request.url))
    report.locator("button.primary").dblclick()
    expect(page.locator(".history")).to_contain_text("写了很久的一段话")
    assert len(sent) == 1
