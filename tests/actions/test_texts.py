"""Bringing a text: what is kept of it, what comes back a second time, who may, and what stays of older texts."""

from datetime import date
from unittest import mock

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.test import TestCase
from django.urls import reverse
from django.utils.translation import override

from agreements import trail
from agreements.actions import commitments, texts
from agreements.errors import Refused
from agreements.extraction import REASONS, WARNINGS, Read
from agreements.models import Agreement, Clause, Sentence, TextVersion, TrailEntry
from agreements.reports import summary
from agreements.reports.passage import passages
from tests.world import TEXT, TODAY, World, at

NEW = (
    "各方经协商，议定如下：\n一、人才培养\n（一）学校每年选派教师到区里锻炼。区里安排岗位。\n（二）区里每年选派干部到校学习。\n"
    "二、园区建设\n双方共建科技园。双方每年开会一次。\n"
)


class BringingAText(World, TestCase):
    def setUp(self):
        self.enterContext(at(TODAY))

    def read(self, text=NEW, by=None, **given):
        said = {"source": "signed_copy", "received_on": date(2026, 11, 20)} | given
        return texts.read(self.agreement, text, by=by or self.uni_liaison, **said)

    def test_clauses_and_sentences_are_kept_where_they_stand(self):
        version = self.read()
        self.assertEqual(version.text, NEW)
        clauses = list(version.clauses.order_by("sort_key"))
        self.assertEqual([each.number for each in clauses], ["1", "1.1", "1.2", "2"])
        self.assertEqual([each.parent and each.parent.number for each in clauses], [None, "1", "1", None])
        self.assertEqual(clauses[0].heading, "人才培养")
        words = [
            (each.clause.number, NEW[each.start : each.end])
            for each in Sentence.objects.filter(clause__text_version=version).order_by("start")
        ]
        self.assertEqual(
            words,
            [
                ("1.1", "学校每年选派教师到区里锻炼。"),
                ("1.1", "区里安排岗位。"),
                ("1.2", "区里每年选派干部到校学习。"),
                ("2", "双方共建科技园。"),
                ("2", "双方每年开会一次。"),
            ],
        )
        for row in [*clauses, *Sentence.objects.filter(clause__text_version=version)]:
            row.full_clean()

    def test_ten_clauses_sort_as_people_count(self):
        version = self.read(
            "".join(f"第{n}条 双方做第{n}件事。\n" for n in "一二三四五六七八九") + "第十条 双方守约。\n"
        )
        self.assertEqual([each.number for each in version.clauses.order_by("sort_key")], [str(n) for n in range(1, 11)])

    def test_a_text_without_numbers_is_one_clause(self):
        version = self.read("双方共建科技园。双方每年开会一次。")
        self.assertEqual([(each.number, each.sentences.count()) for each in version.clauses.all()], [("1", 2)])

    def test_it_stands_in_the_trail(self):
        version = self.read()
        line = TrailEntry.objects.about(version).get()
        self.assertEqual(
            (line.verb, line.agreement_id, line.user_id), ("read_text", self.agreement.pk, self.uni_liaison.user.pk)
        )
        self.assertIn(version.sha256, line.text)
        self.assertNotIn("共建科技园", line.text)
        with override("en"):
            self.assertEqual(trail.sentence(line), "brought the text")
        self.assertEqual(list(trail.find_breaks()), [])

    def test_the_same_text_again_is_the_one_already_made(self):
        first, lines = self.read(), TrailEntry.objects.count()
        again = self.read(NEW.replace("\n", "\r\n"), by=self.dis_liaison, source="amended")
        self.assertEqual(again.pk, first.pk)
        self.assertEqual(again.source, "signed_copy")
        self.assertEqual((TextVersion.objects.count(), TrailEntry.objects.count()), (2, lines))

    def test_line_ends_are_kept_plain(self):
        self.assertEqual(self.read(NEW.replace("\n", "\r")).text, NEW)

    def test_others_may_not(self):
        for who in ("uni_officer", "uni_head", "dis_auditor", "stranger"):
            with self.subTest(who=who), self.assertRaises(PermissionDenied):
                self.read(by=getattr(self, who))
        self.assertEqual(TextVersion.objects.count(), 1)

    def test_either_liaison_and_an_administrator_may(self):
        for n, who in enumerate(("uni_liaison", "dis_liaison", "admin")):
            self.read(f"{NEW}第{n}稿。", by=getattr(self, who))
        self.assertEqual(TextVersion.objects.count(), 4)

    def test_what_cannot_be_is_refused(self):
        for given in ({"received_on": date(2026, 11, 25)}, {"source": "rumour"}, {"text": "…\n——\n"}):
            with self.subTest(**given), self.assertRaises(Refused):
                self.read(**given)

    def test_nothing_stays_when_the_trail_cannot_be_written(self):
        broken = mock.patch("agreements.trail.TrailEntry.objects.create", side_effect=IntegrityError)
        with broken, self.assertRaises(IntegrityError):
            self.read()
        self.assertEqual((TextVersion.objects.count(), Clause.objects.count()), (1, 2))

    def test_a_reason_is_given_for_everything_unreadable(self):
        for data, code in (
            (b" \n", "empty"),
            (b"x" * 11, "too_large"),
            (b"%PDF-1.7", "binary"),
            (b"\xff\xfea\x00", "utf16"),
            (b"\x81\xff\xff", "encoding"),
        ):
            with self.subTest(code=code), self.assertRaises(Refused) as refused:
                texts.text_of(data, limit=10)
            self.assertEqual(refused.exception.code, code)
        self.assertEqual(set(texts.UNREADABLE), set(REASONS))

    def test_every_warning_has_a_sentence_for_one_and_for_many(self):
        self.assertEqual(set(texts.WARNINGS), set(WARNINGS))
        for count in (1, 2):
            said = texts.warnings(Read("", "docx", tuple((name, count) for name in WARNINGS)))
            self.assertEqual((len({*said}), all(str(count) in each for each in said)), (len(WARNINGS), True))


class SeveralVersions(World, TestCase):
    def setUp(self):
        self.enterContext(at(TODAY))
        self.words = "区里为学校提供帮助。"
        start = TEXT.index(self.words)
        self.item = commitments.create(
            self.agreement,
            by=self.uni_liaison,
            clause=self.clause,
            title="帮助",
            obligation="one",
            obliged_party=self.dis_party,
            spans=[(self.text, start, start + len(self.words))],
        )
        said = {"by": self.uni_liaison, "source": "amended", "received_on": TODAY}
        self.newer = texts.read(self.agreement, NEW, **said)

    def test_each_version_counts_its_own_passages(self):
        old, new = summary.coverage(self.text), summary.coverage(self.newer)
        self.assertEqual((old.covered, old.open), (1, 3))
        self.assertEqual((new.covered, new.open), (0, 5))
        self.assertEqual(summary.newest_text(self.agreement), self.newer)
        self.assertEqual(summary.coverage_by_agreement([self.agreement])[self.agreement.pk].open, 5)

    def test_the_passage_in_the_older_text_still_shows(self):
        (passage,) = passages(self.item)
        self.assertEqual(passage.version, self.text)
        self.assertIn((self.words, True), passage.pieces)

    def test_items_of_older_texts_stand_under_the_clause_with_the_same_number(self):
        self.sign_in(self.uni_liaison)
        figures = self.client.get(reverse("agreements:agreement_detail", args=[self.agreement.pk])).context["clauses"]
        self.assertEqual([(each.clause.number, each.tally.total) for each in figures], [("1", 1), ("2", 0)])


class BeginningAnAgreement(World, TestCase):
    def setUp(self):
        self.enterContext(at(TODAY))

    def begin(self, title="合作协议", by=None, **given):
        said = {"source": "signed_copy", "received_on": TODAY} | given
        return texts.begin(title, NEW, by=by or self.admin, **said).agreement

    def test_a_code_is_found_that_is_free(self):
        self.assertEqual(self.begin("战略合作协议（2022年）").code, "AG2022")
        self.assertEqual([self.begin().code for _n in range(3)], ["AG2026", "AG2026-2", "AG2026-3"])
        self.assertEqual(self.begin(code="BC").code, "BC")

    def test_it_has_no_parties_and_stands_in_the_trail(self):
        made = self.begin()
        self.assertFalse(made.parties.exists())
        self.assertEqual(TrailEntry.objects.about(made).get().verb, "add")

    def test_what_cannot_be_is_refused_and_leaves_nothing(self):
        for given in ({"code": "XY2022"}, {"code": "x" * 21}, {"title": " "}, {"title": "长" * 201}):
            with self.subTest(**given), self.assertRaises(Refused):
                self.begin(**given)
        with self.assertRaises(PermissionDenied):
            self.begin(by=self.uni_liaison)
        self.assertEqual(Agreement.objects.count(), 1)
