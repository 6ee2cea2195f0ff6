"""The text page in a browser: a whole agreement by keyboard alone, by mouse, on a phone, and without JavaScript."""

import json
import re
import time
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import expect

from agreements.actions import marking, sentences, texts
from agreements.models import Agreement, AgreementParty, Commitment, CommitmentSpan, Sentence
from agreements.reports import summary
from tests.browsing import axe, sign_in
from tests.extraction.texts import CORPUS, text_of
from tests.world import World

PHONE = {"viewport": {"width": 390, "height": 844}, "locale": "zh-CN"}

# Our own text for where there is no corpus: the passages that are commitments stand in brackets.
SAMPLE = """1
人才互派
双方高度重视人才工作。[双方建立干部互派机制]，[学校每年选派教师到区里锻炼,时间一般不少于半年]。
[区里为教师提供住宿支持]，并[为其创造条件]；[学校为区里开办培训班]。
2
园区建设
为发展数字经济，[双方共建“未来”科技园]，[探索设立𠮷祥基金]。园区前景广阔。
"""


@dataclass
class Keys:
    """Presses keys and counts them, a step at a time."""

    page: object
    steps: list = field(default_factory=list)
    pressed: int = 0
    since: float = field(default_factory=time.monotonic)

    def press(self, key):
        self.page.keyboard.press(key)
        self.pressed += 1

    def done(self, what):
        now = time.monotonic()
        self.steps.append((what, self.pressed, now - self.since))
        self.pressed, self.since = 0, now

    def told(self):
        lines = [f"{keys:3} keys {seconds:5.2f} s  {what}" for what, keys, seconds in self.steps]
        keys, seconds = sum(step[1] for step in self.steps), sum(step[2] for step in self.steps)
        return "\n".join(["", *lines, f"{keys:3} keys {seconds:5.2f} s  in all"])


@pytest.fixture
def cast(transactional_db, live_server):
    World.setUpTestData()
    World.server = live_server
    return World


def gold():
    """A text, the names of its parties and (start, end, places of who is obliged) of what is undertaken in it."""
    if CORPUS:
        told = json.loads((CORPUS / "001.json").read_text(encoding="utf-8"))
        names = [party["name"] for party in told["parties"]]
        found = [(c["start"], c["end"], [names.index(n) for n in c["responsible"]]) for c in told["commitments"]]
        return text_of(CORPUS / "001.txt"), names, found
    text, found = "", []
    for piece in re.split(r"(\[[^]]*\])", SAMPLE):
        words = piece.strip("[]")
        if piece.startswith("["):
            found.append((len(text), len(text) + len(words), None))
        text += words
    return text, ["大学", "区政府"], found


def brought(cast):
    """An agreement between the parties of the text, with the text; and what is undertaken in it."""
    text, names, found = gold()
    for organization, name in zip((cast.university, cast.district), names, strict=True):
        organization.name = name
        organization.save()
    agreement = Agreement.objects.create(code="KB2022", title="按键盘走完的协议")
    for order, organization in enumerate((cast.university, cast.district), 1):
        AgreementParty.objects.create(agreement=agreement, organization=organization, order=order)
    version = texts.read(
        agreement, text, by=cast.uni_liaison, source="press_account", received_on=cast.text.received_on
    )
    return version, found


def opened(page, cast, version=None, username="uni_liaison"):
    sign_in(page, cast.server, username)
    page.goto(f"{cast.server.url}/texts/{(version or cast.text).pk}/")
    return page


def part_of(page):
    return [int(place) for place in (page.locator("#sheet").get_attribute("data-part") or "").split()]


def choose(keys, page, start, end):
    """Choose a part of the current sentence by the keys for parts, then by those for words."""
    keys.press("ArrowRight")
    while part_of(page)[0] < start and part_of(page)[1] <= start:
        keys.press("ArrowRight")
    while part_of(page)[1] < end:
        before = part_of(page)
        keys.press("Shift+ArrowRight")
        if part_of(page) == before:
            break
    for place, wanted in ((0, start), (1, end)):
        while part_of(page)[place] != wanted:
            before = part_of(page)
            keys.press(("[", "{")[place] if before[place] > wanted else ("]", "}")[place])
            assert part_of(page) != before, f"{wanted} cannot be reached from {before}"


def test_a_whole_text_by_keyboard_alone(page, cast, capsys):
    """Every annotated commitment becomes a draft at just its words, the rest obliges nobody; nothing is clicked."""
    version, found = brought(cast)
    opened(page, cast, version)
    keys, here = Keys(page), page.locator("#sheet p .s.here")
    rows = list(Sentence.objects.filter(clause__text_version=version).order_by("start"))
    page.keyboard.press("n")
    page.keyboard.press("k")
    while here.get_attribute("id") != f"s-{rows[0].pk}":
        page.keyboard.press("k")
    expect(here).to_be_focused()
    for n, row in enumerate(rows):
        if n:
            keys.press("n")
        expect(page.locator(f"#s-{row.pk}")).to_be_focused()
        mine = [item for item in found if row.start <= item[0] < row.end]
        for start, end, who in mine:
            choose(keys, page, start, end)
            keys.press("Enter")
            expect(page.locator("#mark-title")).to_be_focused()
            if who is not None:
                chosen = "joint" if len(who) > 1 else str(version.agreement.party_list[who[0]].pk)
                expect(page.locator(f"input[name=who][value='{chosen}']")).to_be_checked()
            keys.press("Enter")
            expect(page.locator(f"#work[data-done][data-line='{row.pk}']")).to_be_visible()
            expect(page.locator(f"#s-{row.pk}")).to_be_focused()
            keys.done(f"draft {Commitment.objects.filter(agreement=version.agreement).count()}")
        if not mine:
            keys.press("x")
            expect(page.locator(".reasons button").first).to_be_focused()
            keys.press("Enter")
            expect(page.locator(f"#s-{row.pk}")).to_have_class(re.compile(r"\bnone\b"))
            expect(page.locator(f"#s-{row.pk}")).to_be_focused()
            keys.done(f"no obligation in sentence {n + 1}")
    with capsys.disabled():
        print(keys.told())
    expect(page.locator("#coverage .big")).to_contain_text("100%")
    expect(page.locator("#next-open")).to_have_count(0)
    made = CommitmentSpan.objects.filter(text_version=version, commitment__status="draft")
    assert sorted(made.values_list("start", "end")) == sorted(item[:2] for item in found)
    assert len(found) == (31 if CORPUS else 7)
    assert summary.coverage(version).percent == 100
    axe(page)


def test_the_keys_walk_choose_and_stay_out_of_fields(page, cast):
    opened(page, cast)
    here, said = page.locator("#sheet p .s.here"), page.locator("#text-said")
    page.keyboard.press("j")
    expect(here).to_have_attribute("id", "s-" + str(cast_sentences()[1].pk))
    page.keyboard.press("ArrowRight")
    expect(said).to_have_text("学校每年选派教师到区里锻炼")
    page.keyboard.press("Shift+ArrowRight")
    expect(said).to_have_text("学校每年选派教师到区里锻炼，一般不少于半年")
    page.keyboard.press("Shift+ArrowLeft")
    expect(said).to_have_text("学校每年选派教师到区里锻炼")
    page.keyboard.press("]")
    assert part_of(page)[0] > cast_sentences()[1].start
    page.keyboard.press("Escape")
    assert part_of(page) == []
    page.keyboard.press("?")
    expect(page.locator("#keys dl")).to_be_visible()
    axe(page)
    page.keyboard.press("Enter")
    expect(page.locator("#mark-title")).to_have_value("每年选派教师到区里锻炼，一般不少于半年")
    axe(page)
    page.keyboard.press("End")
    page.keyboard.type("jnxs?")
    expect(page.locator("#mark-title")).to_have_value("每年选派教师到区里锻炼，一般不少于半年jnxs?")
    page.keyboard.press("Escape")
    expect(here).to_be_focused()
    expect(page.locator("#mark-form")).to_have_count(0)
    expect(here).to_have_attribute("id", "s-" + str(cast_sentences()[1].pk))


def cast_sentences():
    return list(Sentence.objects.order_by("start"))


def test_the_same_as_the_one_before_takes_two_keys(page, cast):
    first, second, third, _last = cast_sentences()
    marking.make(
        cast.text,
        first.start,
        first.end,
        by=cast.uni_liaison,
        title="先前的",
        obligation="one",
        obliged_party=cast.dis_party,
        strength="exploratory",
        category="health",
        no_yardstick_yet=True,
        due_text="十五五期间",
    )
    opened(page, cast)
    page.keyboard.press("n")
    page.keyboard.press("s")
    expect(page.locator("#mark-title")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#work[data-done]")).to_be_visible()
    made = Commitment.objects.get(spans__start=second.start)
    assert (made.obliged_party, made.strength, made.category) == (cast.dis_party, "exploratory", "health")
    assert (made.no_yardstick_yet, made.due_text) == (True, "十五五期间")
    expect(page.locator(f"#s-{second.pk}")).to_be_focused()  # the answer has settled: the next key counts from here
    page.keyboard.press("n")
    expect(page.locator(f"#s-{third.pk}")).to_be_focused()
    page.keyboard.press("Enter")
    page.locator("#mark-title").fill("自己写的标题")
    page.locator("[data-same]").click()
    expect(page.locator("#mark-title")).to_have_value("自己写的标题")
    expect(page.locator("#mark-due_text")).to_have_value("十五五期间")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#work[data-done]")).to_be_visible()
    made = Commitment.objects.get(spans__start=third.start)
    assert (made.title, made.strength) == ("自己写的标题", "exploratory")


def test_no_obligation_and_back_by_keyboard(page, cast):
    row = cast_sentences()[0]
    opened(page, cast)
    page.keyboard.press("x")
    expect(page.locator(".reasons button").first).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(f"#s-{row.pk}")).to_have_class(re.compile("none"))
    page.keyboard.press("u")
    expect(page.locator(f"#s-{row.pk}")).to_have_class(re.compile("open"))
    expect(page.locator("#coverage .legend")).to_contain_text("4 句待处理")


def drag(page, first, last):
    """Drag the mouse from one place of the window to another."""
    page.mouse.move(*first)
    page.mouse.down()
    page.mouse.move(*last, steps=6)
    page.mouse.up()


def place(page, sentence, start, end):
    """Where a stretch of a sentence stands in the window: the middles of its left and its right edge."""
    box = page.evaluate(
        """([id, from, to]) => {
            const pieces = [...document.querySelectorAll(`#${id} .p`)];
            const range = document.createRange();
            for (const piece of pieces) {
                const marks = [...piece.textContent], at = Number(piece.dataset.at);
                const units = (n) => marks.slice(0, n).join("").length;
                if (at <= from && from < at + marks.length) range.setStart(piece.firstChild, units(from - at));
                if (at < to && to <= at + marks.length) range.setEnd(piece.firstChild, units(to - at));
            }
            const boxes = [...range.getClientRects()], a = boxes[0], b = boxes.at(-1);
            return [[a.left + 1, a.top + a.height / 2], [b.right - 1, b.top + b.height / 2]];
        }""",
        [f"s-{sentence.pk}", start, end],
    )
    return box


def test_a_part_is_chosen_by_mouse_also_behind_characters_of_four_bytes(page, cast):
    """Offsets count characters: 𠮷 is two units to the browser and one to the server."""
    cast.agreement.texts.model.objects.get(pk=cast.text.pk)
    agreement = Agreement.objects.create(code="MB2022", title="生僻字协议")
    for order, organization in enumerate((cast.university, cast.district), 1):
        AgreementParty.objects.create(agreement=agreement, organization=organization, order=order)
    text = "1\n合作\n双方设立𠮷祥𠮷庆基金，学校选派教师，区里提供住宿。\n"
    version = texts.read(agreement, text, by=cast.uni_liaison, source="signed_copy", received_on=cast.text.received_on)
    row = Sentence.objects.get(clause__text_version=version)
    opened(page, cast, version)
    for words in ("学校选派教师", "祥𠮷庆基金"):
        start = text.index(words)
        drag(page, *place(page, row, start, start + len(words)))
        expect(page.locator("#mark-passage")).to_have_value(words)
        expect(page.locator("#mark-start")).to_have_value(str(start))
        page.locator("#mark-form .btn.primary").click()
        expect(page.locator("#work[data-done]")).to_be_visible()
    spans = CommitmentSpan.objects.filter(text_version=version).order_by("pk")
    assert [text[span.start : span.end] for span in spans] == ["学校选派教师", "祥𠮷庆基金"]


def test_a_click_opens_the_form_and_a_reason_closes_the_sentence(page, cast):
    row = cast_sentences()[3]
    opened(page, cast)
    page.locator(f"#s-{row.pk}").click()
    expect(page.locator("#mark-title")).to_be_focused()
    page.locator(".reasons button").nth(1).click()
    expect(page.locator(f"#s-{row.pk}")).to_have_attribute("title", "原则表述")
    expect(page.locator("#coverage .legend")).to_contain_text("1 句无义务")
    page.locator("#work [data-undo]").click()
    expect(page.locator(f"#s-{row.pk}")).to_have_class(re.compile("open"))
    tick = page.locator("#coverage svg a").nth(2)
    tick.click()
    expect(page.locator("#sheet p .s.here")).to_have_attribute("id", f"s-{cast_sentences()[2].pk}")
    expect(page).to_have_url(f"{cast.server.url}/texts/{cast.text.pk}/")


def test_what_somebody_else_decided_meanwhile_is_told_and_nothing_is_lost(page, cast):
    row = cast_sentences()[0]
    opened(page, cast)
    page.locator(f"#s-{row.pk}").click()
    page.locator("#mark-title").fill("我写的标题")
    sentences.dispose(row, by=cast.dis_liaison, reason="背景表述")
    page.keyboard.press("Enter")
    expect(page.locator("#work [role=alert]")).to_be_visible()
    expect(page.locator("#work")).to_contain_text("背景表述")
    expect(page.locator("#mark-title")).to_have_value("我写的标题")
    assert not Commitment.objects.exists()
    axe(page)
    page.locator("#mark-form .btn.primary").click()
    expect(page.locator("#work[data-done]")).to_be_visible()
    row.refresh_from_db()
    assert (row.disposition, Commitment.objects.get().title) == ("open", "我写的标题")


def test_a_card_shows_its_passages(page, cast):
    row = cast_sentences()[1]
    draft = cast.make_commitment(spans=[(cast.text, row.start, row.start + 6)])
    opened(page, cast)
    page.locator(f"#mark-{draft.pk}").hover()
    expect(page.locator(f"#s-{row.pk} .p.lit")).to_have_count(1)
    page.locator(f"#mark-{draft.pk} a").focus()
    page.mouse.move(0, 0)
    expect(page.locator(f"#s-{row.pk} .p.lit")).to_have_text("学校每年选派")


def test_it_works_without_javascript(new_page, cast):
    row = cast_sentences()[1]
    page = opened(new_page(java_script_enabled=False), cast)
    page.locator(f"#s-{row.pk}").click()
    expect(page.locator("#mark-title")).to_have_value("每年选派教师到区里锻炼，一般不少于半年")
    page.locator("#work details", has=page.locator("#mark-passage")).locator("summary").click()
    page.locator("#mark-passage").fill("没有这几个字")
    page.locator("#mark-form .btn.primary").click()
    expect(page.locator("#mark-passage_error")).to_be_visible()
    page.locator("#mark-passage").fill("学校每年选派教师")
    page.locator("#mark-title").fill("选派教师")
    page.locator("#mark-form .btn.primary").click()
    expect(page.locator("#messages")).to_contain_text("选派教师")
    span = CommitmentSpan.objects.get()
    assert cast.text.text[span.start : span.end] == "学校每年选派教师"
    page.locator("#next-open").click()
    page.locator(".reasons button").first.click()
    expect(page.locator("p .s.none")).to_have_count(1)
    page.locator("[data-undo]").click()
    expect(page.locator("p .s.none")).to_have_count(0)


def test_a_long_sentence_with_its_commitments_fits_on_a_phone(new_page, cast):
    text = "1\n合作\n双方各选派五名干部到对方单位挂职锻炼并参加对方组织的业务培训，时间一般不少于半年。\n"
    version = texts.read(cast.agreement, text, by=cast.uni_liaison, source="amended", received_on=cast.text.received_on)
    row = Sentence.objects.get(clause__text_version=version)
    page = opened(new_page(**PHONE, has_touch=True, is_mobile=True), cast, version)
    page.locator(f"#s-{row.pk}").tap()
    expect(page.locator("input[name=who][value=each]")).to_be_checked()
    page.locator("#mark-form .btn.primary").tap()
    expect(page.locator("#work[data-done]")).to_be_visible()
    assert Commitment.objects.count() == 2
    page.locator(f"#s-{row.pk}").tap()
    expect(page.locator("#work .made .said")).to_have_count(2)
    expect(page.locator("#mark-title")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    axe(page)


def test_what_a_finger_selects_is_taken_by_a_button(new_page, cast):
    row = cast_sentences()[1]
    page = opened(new_page(**PHONE, has_touch=True, is_mobile=True), cast)
    expect(page.locator("#take-selection")).to_be_hidden()
    page.evaluate(
        """(id) => {
            const text = document.querySelector(`#${id} .p`).firstChild;
            window.getSelection().setBaseAndExtent(text, 2, text, 8);
        }""",
        f"s-{row.pk}",
    )
    page.locator("#take-selection").tap()
    expect(page.locator("#mark-start")).to_have_value(str(row.start + 2))
    expect(page.locator(f"#s-{row.pk} + #work .src")).to_have_text("每年选派教师")
    page.locator("#mark-form .btn.primary").tap()
    expect(page.locator("#work[data-done]")).to_be_visible()
    assert CommitmentSpan.objects.get().end == row.start + 8


@pytest.mark.parametrize("look", [PHONE, {"color_scheme": "dark"}, {**PHONE, "color_scheme": "dark"}])
def test_everybody_can_use_it(new_page, cast, look):
    first, second, _third, last = cast_sentences()
    cast.make_commitment(strength="support", spans=[(cast.text, second.start, second.start + 8)])
    cast.make_commitment(strength="exploratory", spans=[(cast.text, second.start + 4, second.end)])
    sentences.dispose(last, by=cast.uni_liaison, reason="背景表述")
    page = opened(new_page(**look), cast)
    axe(page)
    page.locator(f"#s-{second.pk}").click()
    expect(page.locator("#mark-title")).to_be_visible()
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]
    if look.get("viewport"):
        expect(page.locator("#sheet p .s + #work")).to_have_count(1)
    page.locator(f"#s-{last.pk}").click()
    expect(page.locator("[data-undo]")).to_be_visible()
    page.locator(f"#s-{first.pk}").click()
    page.locator("#mark-form .btn.primary").click()
    expect(page.locator("#work[data-done]")).to_be_visible()
    axe(page)
