"""The confirmation letter: what it says, that nothing breaks it, and the layout of official documents."""

import io
import zipfile
from datetime import date

from django.test import TestCase
from django.utils import translation
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Pt

from agreements.actions import commitments, decisions, letters, progress
from agreements.models import AgreementParty, CommitmentSpan, UnitRole
from agreements.reports.letter import confirmation_letter, parties_on_paper
from agreements.reports.official import letter_file
from tests.sides import PAPER, DistrictByLetter, ThreeSides
from tests.world import TEXT


def words_of(document):
    """Every paragraph of a file in its order, those of tables too."""
    return ["".join(node.itertext(qn("w:t"))) for node in document.element.body.iter(qn("w:p"))]


class LetterCase(DistrictByLetter):
    PASSAGE = "学校每年选派教师到区里锻炼，一般不少于半年。"

    def claimed(self, title="选派教师锻炼", reason="已派出 8 人。", text="派出八名教师。"):
        """A closing that the university has put to the district, with one report behind it."""
        item = self.make_commitment(title=title, target="8 人", due_text="每年年底前")
        start = TEXT.index(self.PASSAGE)
        CommitmentSpan.objects.create(
            commitment=item, text_version=self.text, start=start, end=start + len(self.PASSAGE)
        )
        commitments.name_unit(item, by=self.uni_liaison, unit=self.uni_lead, role=UnitRole.LEAD)
        progress.report(item, by=self.uni_officer, text=text, percent=100, problem="经费未到。", needs_other="请催。")
        return decisions.open_close(self.fresh(item), by=self.uni_liaison, reason=reason)

    def file(self, decision, party=None):
        return letter_file(confirmation_letter(decision, party or self.dis_party))

    def words(self, decision, party=None):
        return "\n".join(words_of(Document(io.BytesIO(self.file(decision, party)))))


class WhatItSays(LetterCase, TestCase):
    def test_all_that_the_other_side_is_asked_to_confirm(self):
        decision = self.claimed()
        said = self.words(decision)
        for words in (
            "区政府:",
            "Under the agreement “合作协议” (XY2022, signed on 26 July 2022), 大学 asks you to confirm this.",
            "Clause 1 人才",
            self.PASSAGE,
            "(Source of the text: Press account)",
            f"Code: {decision.commitment.code}",
            "Commitment: 选派教师锻炼",
            "Owed by: 大学, 区",
            "Yardstick: 当年派出 8 人",
            "Target: 8 人",
            "Due date: 31 December 2026",
            "Due as written: 每年年底前",
            "First agreed due date: 31 December 2026",
            "On 24 November 2026 uni_liaison asked for 大学 to close it, and said:",
            "已派出 8 人。",
            "Visible progress: 100%",
            "1. 科研院, 24 November 2026, progress 100%:",
            "派出八名教师。",
            decision.sha256,
        ):
            self.assertIn(words, said)
        self.assertNotIn("双方建立互派机制", said)

    def test_the_reply_slip_can_be_filled_in_and_matched(self):
        decision = self.claimed()
        document = Document(io.BytesIO(self.file(decision)))
        (table,) = document.tables
        self.assertEqual(
            [row.cells[0].text for row in table.rows],
            ["Answer", "Reason for an objection", "Document number", "Signed by", "Date", "Seal"],
        )
        self.assertEqual(table.rows[0].cells[1].text.count("□"), 2)
        self.assertIn(f"Check value: {decision.sha256}", words_of(document))

    def test_in_chinese_it_is_a_chinese_letter(self):
        with translation.override("zh-hans"):
            letter = confirmation_letter(self.claimed(), self.dis_party)
        self.assertEqual(letter.addressee, "区政府：")
        self.assertIn("2022年7月26日", letter.opening[0].text)
        self.assertTrue(all("□" in box for box in letter.slip.boxes))
        self.assertNotRegex(" ".join([letter.title, letter.closing, letter.slip.about]), "[a-z]{4}")

    def test_what_only_the_own_side_sees_is_not_in_it(self):
        decision = self.claimed()
        said = self.words(decision)
        for words in ("经费未到。", "请催。"):
            self.assertNotIn(words, said)

    def test_what_was_reported_after_the_release_is_not_in_it(self):
        decision = self.claimed()
        decisions.take_back(decision, by=self.uni_liaison)
        progress.report(self.fresh(decision.commitment), by=self.uni_officer, text="后来的话。", percent=90)
        decision.refresh_from_db()
        said = self.words(decision)
        self.assertNotIn("后来的话。", said)
        self.assertIn("Copy for the archive; decided on 24 November 2026: Void.", said)

    def test_an_item_without_passage_date_or_report(self):
        draft = self.make_commitment(due_on=None, yardstick="", no_yardstick_yet=True)
        commitments.name_unit(draft, by=self.uni_liaison, unit=self.uni_lead, role=UnitRole.LEAD)
        progress.report(draft, by=self.uni_officer, text="已办。", percent=50)
        decision = decisions.open_close(self.fresh(draft), by=self.uni_liaison, reason="已办。")
        said = self.words(decision)
        self.assertIn("Due date: No date set", said)
        self.assertNotIn("Yardstick", said)
        self.assertIn("双方建立互派机制", said)  # the whole clause, as the page shows it


class ToWhom(LetterCase, TestCase):
    def test_to_nobody_before_the_release(self):
        item = self.claimed().commitment
        decisions.take_back(item.decisions.get(), by=self.uni_liaison)
        waiting = decisions.open_close(self.fresh(item), by=self.uni_officer, reason="再报。")
        self.assertEqual(parties_on_paper(waiting), [])

    def test_to_nobody_when_the_claim_itself_came_on_paper(self):
        item = self.make_commitment(obliged_party=self.dis_party)
        commitments.name_unit(item, by=self.uni_liaison, unit=self.uni_office, role=UnitRole.CONTACT)
        letters.record_unit(item, by=self.uni_liaison, party=self.dis_party, unit=self.dis_lead, **PAPER)
        letters.record_report(item, by=self.uni_liaison, party=self.dis_party, text="已办。", percent=100, **PAPER)
        claim = letters.record_claim(item, by=self.uni_liaison, party=self.dis_party, reason="已办。", **PAPER)
        self.assertEqual(parties_on_paper(claim), [])

    def test_afterwards_still_to_who_answered_on_paper(self):
        decision = self.claimed()
        letters.record_answer(decision, by=self.uni_liaison, party=self.dis_party, confirms=True, **PAPER)
        AgreementParty.objects.filter(pk=self.dis_party.pk).update(answers_by_letter=False)
        decision = type(decision).objects.get(pk=decision.pk)
        self.assertEqual(parties_on_paper(decision), [self.dis_party])


class ToSeveral(ThreeSides, TestCase):
    def test_each_that_answers_on_paper_has_a_letter_of_its_own(self):
        AgreementParty.objects.exclude(pk=self.uni_party.pk).update(answers_by_letter=True)
        self.agreement.__dict__.pop("party_list", None)
        item = self.make_commitment()
        commitments.name_unit(item, by=self.uni_liaison, unit=self.uni_lead, role=UnitRole.LEAD)
        progress.report(item, by=self.uni_officer, text="已办。", percent=100)
        decision = decisions.open_close(self.fresh(item), by=self.uni_liaison, reason="已办。")
        self.assertEqual(parties_on_paper(decision), [self.dis_party, self.ent_party])
        self.assertEqual(confirmation_letter(decision, self.ent_party).addressee, "公司:")


class TheFile(LetterCase, TestCase):
    def test_the_layout_of_official_documents(self):
        document = Document(io.BytesIO(self.file(self.claimed())))
        page = document.sections[0]
        edges = (page.top_margin, page.bottom_margin, page.left_margin, page.right_margin)
        self.assertEqual([round(edge.mm) for edge in edges], [37, 35, 28, 26])
        self.assertEqual((round(page.page_width.mm), round(page.page_height.mm)), (210, 297))
        normal = document.styles["Normal"]
        self.assertEqual((normal.font.size, normal.paragraph_format.line_spacing), (Pt(16), Pt(28.95)))
        self.assertEqual(normal.element.rPr.rFonts.get(qn("w:eastAsia")), "仿宋_GB2312")
        title = document.paragraphs[0].runs[0]
        self.assertEqual((title.font.size, title._r.rPr.rFonts.get(qn("w:eastAsia"))), (Pt(22), "方正小标宋简体"))
        self.assertIn("PAGE", page.footer._element.xml)
        faces = document.styles.element.find(qn("w:docDefaults")).findall(f".//{qn('w:rFonts')}")
        self.assertEqual(faces, [])  # those of the template would win over ours

    def test_nothing_comes_along_that_is_not_the_letter(self):
        decision = self.claimed()
        data = self.file(decision)
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            everything = {name: parts.read(name) for name in parts.namelist()}
        self.assertFalse([name for name in everything if "vba" in name or "thumbnail" in name or "customXml" in name])
        for name, text in everything.items():
            self.assertNotIn(b'TargetMode="External"', text, name)
        core = Document(io.BytesIO(data)).core_properties
        self.assertEqual((core.author, core.last_modified_by, core.comments), ("", "", ""))
        self.assertEqual(core.created.date(), date(2026, 11, 24))
        self.assertNotIn("uni_liaison", everything["docProps/core.xml"].decode())

    def test_hostile_characters_do_not_break_it(self):
        bad = "坏\x0b\x0c\u202e字\ufffe<b>&\ud7ff"
        decision = self.claimed(title=bad, reason=f"{bad}\n第二行", text=bad * 3)
        said = self.words(decision)
        self.assertIn("坏字<b>&\ud7ff", said)
        self.assertNotIn("\u202e", said)

    def test_long_words_flow(self):
        decision = self.claimed(reason="说" * 6000, text="报" * 20000)
        said = self.words(decision)
        self.assertIn("报" * 20000, said)
        self.assertIn("说" * 6000, said)
