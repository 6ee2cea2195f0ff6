"""The reader's corrections: what they change, what goes along, what they must not harm."""

import itertools
import random
from datetime import date

from django.core.exceptions import PermissionDenied
from django.test import TestCase

from agreements import trail
from agreements.actions import commitments, structure, texts
from agreements.errors import Refused, Stale
from agreements.models import (
    Clause,
    Commitment,
    CommitmentSpan,
    Disposition,
    Sentence,
    TextVersion,
    TrailEntry,
    UnitRole,
)
from agreements.reports.structure import Outline, places
from tests.sides import Rules

TEXT = (
    "签约仪式上，双方代表发言。\n一、人才培养\n（一）学校派教师到区里。区里安排岗位。\n（二）区里派干部到校。\n"
    "二、园区建设\n双方共建园区，双方于\n三、月底前完成。\n双方每年开会。双方守约。\n四、附则\n本文一式四份。\n会后大家合影。\n"
)


class Corrections(Rules):
    def setUp(self):
        super().setUp()
        said = {"source": "signed_copy", "received_on": date(2026, 11, 20)}
        self.version = texts.read(self.agreement, TEXT, by=self.uni_liaison, **said)

    def outline(self):
        return Outline(TextVersion.objects.get(pk=self.version.pk))

    def correct(self, what, by=None, **given):
        given = {"mark": self.outline().mark} | given
        return getattr(structure, what)(self.version, by=by or self.uni_liaison, **given)

    def named(self, number):
        return Clause.objects.get(text_version=self.version, number=number)

    def sentence(self, words):
        return Sentence.objects.get(clause__text_version=self.version, start=TEXT.index(words))

    def numbers(self):
        return [part.clause.number for part in self.outline().parts]

    def words(self, number):
        return [TEXT[each.start : each.end] for each in self.named(number).sentences.order_by("start")]

    def draft(self, words, **given):
        start = TEXT.index(words)
        holder = next(part for part in reversed(self.outline().parts) if part.clause.start <= start < part.clause.end)
        span = (self.version, start, start + len(words))
        return self.make_commitment(clause=holder.clause, title=words[:20], spans=[span], **given)

    def assigned(self, words, **given):
        row = self.draft(words, **given)
        for liaison, unit in ((self.uni_liaison, self.uni_lead), (self.dis_liaison, self.dis_lead)):
            commitments.name_unit(row, by=liaison, unit=unit, role=UnitRole.LEAD)
        return self.fresh(row)

    def assertSound(self):
        """What must hold after whatever was corrected."""
        outline = self.outline()
        for part in outline.parts:
            part.clause.full_clean()
            for sentence in part.sentences:
                sentence.full_clean()
                self.assertFalse(any(c.clause.start <= sentence.start < c.clause.end for c in part.children))
        rows = sorted((each.start, each.end) for part in outline.parts for each in part.sentences)
        self.assertTrue(all(end <= after for (_s, end), (after, _e) in itertools.pairwise(rows)))
        self.assertEqual(outline.text, TEXT)
        for row in Commitment.objects.filter(clause__text_version=self.version, spans__isnull=False):
            first = row.spans.order_by("start").first()
            self.assertTrue(row.clause.start <= first.start < row.clause.end, row)
        self.assertWhole()


class AsFound(Corrections, TestCase):
    def test_what_there_is_to_correct(self):
        self.assertEqual(self.numbers(), ["1", "1.1", "1.2", "2", "3", "4"])
        self.assertEqual(self.words("2"), ["双方共建园区，双方于"])
        self.assertSound()

    def test_long_lines_are_offered_in_sentences(self):
        text = "标题\n\n" + "双方共建科技园区并且每年开会。" * 8 + "完\n——\n"
        found = [text[start:end] for start, end in places(text)]
        self.assertEqual(found, ["标题", *["双方共建科技园区并且每年开会。"] * 8, "完"])


class Merging(Corrections, TestCase):
    def test_a_sentence_that_a_false_number_broke_is_whole_again(self):
        self.correct("merge", clause=self.named("3").pk, into=self.named("2").pk)
        self.assertEqual(self.numbers(), ["1", "1.1", "1.2", "2", "4"])
        self.assertEqual(self.words("2")[-2:], ["双方每年开会。", "双方守约。"])
        self.assertIn("月底前完成。", "".join(self.words("2")))
        self.assertSound()

    def test_what_was_decided_of_a_sentence_stays(self):
        kept = self.sentence("双方每年开会。")
        Sentence.objects.filter(pk=kept.pk).update(disposition=Disposition.NO_OBLIGATION, reason="陈述")
        self.correct("merge", clause=self.named("3").pk, into=self.named("2").pk)
        kept.refresh_from_db()
        self.assertEqual((kept.reason, kept.clause), ("陈述", self.named("2")))

    def test_into_the_leaf_before_or_into_what_holds_it(self):
        outline = self.outline()
        two = outline.parts[3]
        self.assertEqual([part.clause.number for part in outline.targets(two)], ["1.2", "1"])
        self.correct("merge", clause=two.clause.pk, into=self.named("1.2").pk)
        self.assertEqual(self.named("1").end, self.named("1.2").end)
        self.assertIn("双方共建园区，双方于", self.words("1.2"))
        self.assertSound()

    def test_the_first_inside_a_clause_goes_into_that(self):
        self.correct("merge", clause=self.named("1.1").pk, into=self.named("1").pk)
        self.assertEqual(self.words("1"), ["学校派教师到区里。", "区里安排岗位。"])
        self.assertEqual(self.numbers()[:2], ["1", "1.2"])
        self.assertSound()

    def test_what_stands_inside_goes_along_with_free_numbers(self):
        self.correct("split", sentence=self.sentence("双方守约。").pk, number="3.1")
        self.correct("merge", clause=self.named("3").pk, into=self.named("2").pk)
        self.assertEqual(self.named("2.1").parent, self.named("2"))
        self.assertEqual(self.words("2.1"), ["双方守约。"])
        self.assertSound()

    def test_only_into_what_comes_right_before(self):
        for number, into in (("3", "1"), ("1.2", "1"), ("4", "2"), ("3", "4"), ("3", "3")):
            with self.subTest(number=number, into=into), self.refused("only go into the one right before"):
                self.correct("merge", clause=self.named(number).pk, into=self.named(into).pk)

    def test_drafts_go_along_and_say_so(self):
        row = self.draft("双方每年开会。")
        self.correct("merge", clause=self.named("3").pk, into=self.named("2").pk)
        moved = self.fresh(row)
        self.assertEqual((moved.clause, moved.version), (self.named("2"), row.version + 1))
        self.assertEqual(self.verbs(row)[-1], "edit")
        self.assertEqual(CommitmentSpan.objects.filter(commitment=row).count(), 1)

    def test_what_both_sides_know_by_its_number_keeps_it(self):
        row = self.assigned("双方每年开会。")
        self.assertEqual(row.code, "XY2022-3-01")
        with self.refused("by the number of clause 3", code="agreed"):
            self.correct("merge", clause=self.named("3").pk, into=self.named("2").pk)

    def test_other_clauses_may_go_into_it(self):
        row = self.assigned("双方共建园区")
        self.correct("merge", clause=self.named("3").pk, into=self.named("2").pk)
        self.assertEqual((self.fresh(row).code, self.fresh(row).clause), ("XY2022-2-01", self.named("2")))


class Splitting(Corrections, TestCase):
    def test_beside(self):
        self.correct("split", sentence=self.sentence("双方守约。").pk, number="3.9")
        self.assertSound()
        new = self.correct("split", sentence=self.sentence("双方每年开会。").pk, number="5")
        self.assertEqual((new.parent, self.words("3"), self.words("5")), (None, ["月底前完成。"], ["双方每年开会。"]))
        self.assertEqual(self.named("5.1").parent, new)
        self.assertSound()

    def test_inside(self):
        new = self.correct("split", sentence=self.sentence("双方每年开会。").pk, number="3.1")
        self.assertEqual((new.parent, new.end), (self.named("3"), self.named("3").end))
        self.assertEqual(self.words("3.1"), ["双方每年开会。", "双方守约。"])
        self.assertSound()

    def test_the_number_in_the_text_belongs_to_the_clause(self):
        self.correct("merge", clause=self.named("1.2").pk, into=self.named("1.1").pk)
        part = self.outline().by_pk[self.named("1.1").pk]
        self.assertIn((self.sentence("区里派干部到校。"), "1.2"), self.outline().splits(part))
        new = self.correct("split", sentence=self.sentence("区里派干部到校。").pk, number="1.2")
        self.assertEqual(TEXT[new.start : new.end], "（二）区里派干部到校。")
        self.assertSound()

    def test_a_free_number_is_suggested(self):
        outline = self.outline()
        three, leaf = outline.by_pk[self.named("3").pk], outline.by_pk[self.named("1.1").pk]
        self.assertEqual([number for _sentence, number in outline.splits(three)], ["3.1", "3.1"])
        self.assertEqual([number for _sentence, number in outline.splits(leaf)], ["1.1.1"])

    def test_what_cannot_be(self):
        later, first = self.sentence("双方守约。").pk, self.sentence("月底前完成。").pk
        for words, given in {
            "already": {"sentence": later, "number": "4"},
            "beside it, or inside it as 3.1": {"sentence": later, "number": "1.3"},
            "written like 3 or 5.1": {"sentence": later, "number": "附件"},
            "before its first sentence": {"sentence": first, "number": "5"},
        }.items():
            with self.subTest(words), self.refused(words):
                self.correct("split", **given)

    def test_drafts_go_with_their_passage(self):
        stays, goes = self.draft("月底前完成。"), self.draft("双方守约。")
        self.correct("split", sentence=self.sentence("双方每年开会。").pk, number="5")
        self.assertEqual(self.fresh(stays).clause, self.named("3"))
        self.assertEqual(self.fresh(goes).clause, self.named("5"))
        self.assertSound()

    def test_an_agreed_passage_stays_under_its_number(self):
        self.assigned("双方守约。")
        with self.refused("it stays there", code="agreed"):
            self.correct("split", sentence=self.sentence("双方每年开会。").pk, number="5")
        self.correct("split", sentence=self.sentence("双方每年开会。").pk, number="3.1")


class NumbersAndHeadings(Corrections, TestCase):
    def test_those_inside_follow(self):
        self.correct("renumber", clause=self.named("1").pk, number="第七条")
        self.assertEqual(self.numbers(), ["7", "7.1", "7.2", "2", "3", "4"])
        self.assertEqual(self.named("7.2").sort_key, Clause.sort_key_of("7.2"))
        self.assertSound()

    def test_as_people_write_them(self):
        four = self.named("4").pk
        for written, number in (("十二", "12"), ("１３", "13"), ("（14）", "14"), (" 15、", "15"), ("16．", "16")):
            with self.subTest(written=written):
                self.correct("renumber", clause=four, number=written)
                self.assertIn(number, self.numbers())

    def test_what_cannot_be(self):
        for clause, number, words in (
            ("2", "3", "already"),
            ("2", "", "written like"),
            ("2", "0", "written like"),
            ("2", "10000", "written like"),
            ("2", "二之三", "written like"),
            ("2", "1.3", "stands inside no other"),
            ("1.1", "5", "begins with 1"),
        ):
            with self.subTest(number=number), self.refused(words):
                self.correct("renumber", clause=self.named(clause).pk, number=number)

    def test_an_agreed_number_stays(self):
        self.assigned("学校派教师到区里。")
        for clause, number in (("1.1", "1.5"), ("1", "6")):
            with self.subTest(clause=clause), self.refused("by the number of clause 1.1", code="agreed"):
                self.correct("renumber", clause=self.named(clause).pk, number=number)

    def test_a_number_may_have_four_digits(self):
        self.correct("renumber", clause=self.named("4").pk, number="1024")
        self.assertEqual(self.numbers()[-1], "1024")
        self.assertSound()

    def test_a_heading_is_changed_and_no_sentence(self):
        before = self.words("2")
        self.correct("rename", clause=self.named("2").pk, heading="  共建\n园区 ")
        self.assertEqual((self.named("2").heading, self.words("2")), ("共建 园区", before))
        with self.refused("at most 120"):
            self.correct("rename", clause=self.named("2").pk, heading="长" * 121)

    def test_a_title_stays_a_title_when_another_clause_goes_in(self):
        self.correct("rename", clause=self.named("2").pk, heading="园区")
        self.correct("merge", clause=self.named("3").pk, into=self.named("2").pk)
        self.assertNotIn("园区建设", "".join(self.words("2")))

    def test_the_same_again_leaves_no_line(self):
        lines = TrailEntry.objects.count()
        self.correct("renumber", clause=self.named("2").pk, number="2")
        self.correct("rename", clause=self.named("2").pk, heading="园区建设")
        self.assertEqual(TrailEntry.objects.count(), lines)


class Bounds(Corrections, TestCase):
    def bounds(self, first, last, **given):
        return self.correct("set_bounds", start=TEXT.index(first), end=TEXT.index(last) + len(last), **given)

    def test_the_structure_is_read_anew_between_them(self):
        self.bounds("一、人才培养", "月底前完成。")
        self.assertEqual(self.numbers(), ["1", "1.1", "1.2", "2", "3"])
        self.assertEqual(self.words("3"), ["月底前完成。"])
        self.version.refresh_from_db()
        self.assertEqual(TEXT[self.version.body_start : self.version.body_end][:2], "一、")
        self.assertSound()

    def test_what_stays_is_the_same_rows(self):
        kept = self.named("3"), self.sentence("双方守约。")
        Sentence.objects.filter(pk=kept[1].pk).update(disposition=Disposition.NO_OBLIGATION, reason="陈述")
        self.bounds("一、人才培养", "会后大家合影。")
        self.assertEqual((self.named("3"), self.sentence("双方守约。").reason), (kept[0], "陈述"))
        self.assertIn("会后大家合影。", "".join(self.words("4")))
        self.assertSound()

    def test_back_to_what_was_found(self):
        before = self.outline().words()
        self.bounds("二、园区建设", "双方守约。")
        self.correct("set_bounds", start=None, end=None)
        self.assertEqual(self.outline().words(), before)
        self.version.refresh_from_db()
        self.assertEqual((self.version.body_start, self.version.body_end), (None, None))

    def test_numbers_may_change_hands(self):
        self.correct("renumber", clause=self.named("2").pk, number="5")
        self.correct("renumber", clause=self.named("3").pk, number="2")
        self.correct("set_bounds", start=None, end=None)
        self.assertEqual(self.numbers(), ["1", "1.1", "1.2", "2", "3", "4"])
        self.assertSound()

    def test_drafts_follow_their_passage_or_hold_the_bounds(self):
        row = self.draft("双方守约。")
        self.correct("split", sentence=self.sentence("双方守约。").pk, number="3.1")
        self.correct("set_bounds", start=None, end=None)
        self.assertEqual(self.fresh(row).clause, self.named("3"))
        with self.refused("would lie outside", code="outside"):
            self.bounds("一、人才培养", "双方共建园区，双方于")
        commitments.withdraw(row, by=self.uni_liaison)
        self.bounds("一、人才培养", "双方共建园区，双方于")
        self.assertIsNone(self.fresh(row).clause)

    def test_what_is_agreed_holds_them(self):
        self.assigned("双方守约。")
        for first, last in (
            ("四、附则", "本文一式四份。"),
            ("一、人才培养", "双方每年开会。"),
            ("双方每年开会。", "本文一式四份。"),
        ):
            with self.subTest(first=first, last=last), self.refused("leave it whole", code="agreed"):
                self.bounds(first, last)
        self.bounds("一、人才培养", "双方守约。")

    def test_what_cannot_be(self):
        for start, end, words in ((5, 5, "end after"), (9, 3, "end after"), (0, 9999, "end after"), (None, 4, "end")):
            with self.subTest(start=start, end=end), self.refused(words):
                self.correct("set_bounds", start=start, end=end)
        blank = TEXT.index("\n一、")
        with self.refused("no words between"):
            self.correct("set_bounds", start=blank, end=blank + 1)


class Everybody(Corrections, TestCase):
    STEPS = ("rename", "renumber", "merge", "split", "set_bounds")

    def setUp(self):
        super().setUp()
        self.pks = self.named("2").pk, self.named("3").pk

    def given(self, step):
        two, three = self.pks
        return {
            "rename": {"clause": two, "heading": "新"},
            "renumber": {"clause": two, "number": "8"},
            "merge": {"clause": three, "into": two},
            "split": {"sentence": self.sentence("双方守约。").pk, "number": "3.1"},
            "set_bounds": {"start": TEXT.index("二、"), "end": len(TEXT)},
        }[step]

    def test_either_side_and_administrators_may_nobody_else(self):
        for step in self.STEPS:
            for who in ("uni_officer", "uni_head", "uni_leader", "dis_auditor", "stranger"):
                with self.subTest(step=step, who=who), self.assertRaises(PermissionDenied):
                    self.correct(step, by=getattr(self, who), **self.given(step))
        for step, who in (("rename", "dis_liaison"), ("renumber", "admin")):
            self.correct(step, by=getattr(self, who), **self.given(step))

    def test_each_has_its_line_with_what_was_and_is(self):
        for step in self.STEPS:
            self.correct(step, **self.given(step))
            line = TrailEntry.objects.about(self.version).last()
            with self.subTest(step=step):
                self.assertRegex(trail.sentence(line), r"^[a-z].*\d|anew$")
                self.assertIn("structure", line.text)
        self.assertSound()

    def test_a_page_that_is_not_fresh_changes_nothing(self):
        mark = self.outline().mark
        self.correct("rename", by=self.dis_liaison, clause=self.named("2").pk, heading="新")
        for step in self.STEPS:
            with self.subTest(step=step), self.refused("meanwhile", code="stale"):
                self.correct(step, **{"mark": mark} | self.given(step))

    def test_a_clause_of_another_text_is_not_touched(self):
        with self.assertRaises(Stale):
            self.correct("rename", clause=self.clause_2.pk, heading="新")

    def test_whatever_is_corrected_it_stays_sound(self):
        """Corrections drawn at random: what is let through leaves the structure whole and what is agreed in place."""
        agreed = self.assigned("双方守约。")
        for words in ("学校派教师到区里。", "双方每年开会。", "本文一式四份。"):
            self.draft(words)
        lots, done = random.Random(7), 0
        for _turn in range(80):
            try:
                self.correct(**self.drawn(lots))
                done += 1
            except Refused:
                continue
            now = self.fresh(agreed)
            self.assertEqual((now.code, now.clause.number, now.version), ("XY2022-3-01", "3", agreed.version))
            self.assertSound()
        self.assertGreater(done, 15)

    def drawn(self, lots):
        """A correction at random, most of which can be."""
        outline = self.outline()
        part = lots.choice(outline.parts)
        own = part.clause.number
        match lots.choice(("renumber", "merge", "split", "set_bounds")):
            case "renumber":
                return {"what": "renumber", "clause": part.clause.pk, "number": str(lots.randint(1, 9))}
            case "merge":
                into = lots.choice([*outline.targets(part), part])
                return {"what": "merge", "clause": part.clause.pk, "into": into.clause.pk}
            case "split":
                sentence = lots.choice(part.sentences).pk if part.sentences else 0
                number = lots.choice((f"{own}.{lots.randint(1, 4)}", str(lots.randint(1, 20))))
                return {"what": "split", "sentence": sentence, "number": number}
        start, end = sorted(lots.sample(range(len(TEXT)), 2))
        if lots.random() < 0.4:
            start = end = None
        return {"what": "set_bounds", "start": start, "end": end}
