"""The list of agreements and the page of one: what it says, to whom, at what cost."""

import re
from datetime import date

from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agreements.models import Agreement, Commitment, CommitmentUnit, User
from tests.sides import ThreeSides
from tests.world import TODAY, World, at

LIST = reverse("agreements:agreement_list")
FRAGMENT = {"HX-Request": "true"}


class Agreements(World):
    """The cast with a late item, a draft and one without a clause."""

    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        with at(TODAY):
            cls.late = cls.make_running(title="逾期的事", due_on=date(2026, 11, 10))
            cls.draft = cls.make_commitment(title="草稿的事", clause=cls.clause_2)
            cls.loose = cls.make_commitment(title="没有条款的事")
        Commitment.objects.filter(pk=cls.loose.pk).update(clause=None)
        cls.page = reverse("agreements:agreement_detail", args=[cls.agreement.pk])

    def ask(self, address, actor=None, headers=None):
        self.sign_in(actor or self.uni_liaison)
        session = self.client.session
        session["language"] = "en"
        session.save()
        with at(TODAY):
            return self.client.get(address, headers=headers)

    def more(self, number):
        """So many copies of the late item, with its units."""
        rows = []
        for place in range(number):
            row = Commitment.objects.get(pk=self.late.pk)
            row.pk, row.code = None, f"XY2022-1-{100 + Commitment.objects.count() + place}"
            rows.append(row)
        Commitment.objects.bulk_create(rows)
        for row in rows:
            for unit in CommitmentUnit.objects.filter(commitment=self.late):
                unit.pk, unit.commitment = None, row
                unit.save(force_insert=True)


class ListingAgreements(Agreements, TestCase):
    def test_a_row_says_what_it_is_and_how_it_stands(self):
        answer = self.ask(LIST)
        for piece in ("XY2022", "合作协议", "大学", "signed 2022-07-26", "Framework agreement", "0%", "0/4"):
            with self.subTest(piece):
                self.assertContains(answer, piece)
        self.assertContains(answer, f'href="{self.page}"')
        (row,) = answer.context["rows"]
        self.assertEqual((row[1].red, row[1].to_assign, row[1].total), (1, 2, 3))

    def test_page_and_fragment_answer_on_one_address(self):
        answer = self.ask(LIST, headers=FRAGMENT)
        self.assertNotContains(answer, "<html")
        self.assertContains(answer, 'id="agreements"', 1)
        self.assertIn("HX-Request", answer["Vary"])

    def test_a_stranger_sees_none(self):
        answer = self.ask(LIST, self.stranger)
        self.assertContains(answer, "No agreements yet")
        self.assertNotContains(answer, "合作协议")

    def test_fifty_agreements_cost_as_many_queries_as_five(self):
        def copies(numbers):
            for number in numbers:
                made = Agreement.objects.create(code=f"C{number}", title=f"协议 {number}", signed_on=date(2023, 1, 1))
                for place, party in enumerate((self.university, self.district), 1):
                    made.parties.create(organization=party, order=place)

        def queries():
            self.ask(LIST)
            with CaptureQueriesContext(connection) as asked:
                self.client.get(LIST)
            return len(asked)

        copies(range(4))
        few = queries()
        copies(range(4, 60))
        self.assertEqual(queries(), few)
        self.assertEqual(len(self.ask(LIST).context["rows"]), 50)
        self.assertEqual(len(self.ask(LIST + "?page=2").context["rows"]), 11)


class ReadingAnAgreement(Agreements, TestCase):
    def test_the_facts_the_parties_and_the_text_are_there(self):
        self.agreement.archive_number, self.agreement.original_location = "归 17", "档案馆三楼"
        self.agreement.remark = "页边有批注。"
        self.agreement.save()
        self.uni_party.signatories.create(name="王校长", post="校长")
        User.objects.filter(username="uni_liaison").update(telephone="010-1234")
        answer = self.ask(self.page)
        for piece in (
            "Signed on 2022-07-26",
            "Open-ended; no end was agreed",
            "Reports every quarter, next on 2026-12-28",
            "Archive number 归 17",
            "档案馆三楼",
            "页边有批注。",
            "王校长",
            "uni_liaison",
            'href="tel:010-1234"',
            "科研院",
            "学校每年选派教师到区里锻炼，一般不少于半年。",
            "Press account, received 2022-07-27",
            "0 of 4 sentences have a commitment",
        ):
            with self.subTest(piece):
                self.assertContains(answer, piece)

    def test_items_stand_under_their_clause_and_the_rest_last(self):
        sections = self.ask(self.page).context["sections"]
        shown = [
            (figures.clause and figures.clause.number, [row.title for row in rows])
            for figures, _t, rows, _l in sections
        ]
        self.assertEqual(shown, [("1", ["逾期的事"]), ("2", ["草稿的事"]), (None, ["没有条款的事"])])

    def test_a_clause_with_more_than_twenty_items_leads_to_the_ledger(self):
        self.more(52)
        answer = self.ask(self.page)
        self.assertContains(answer, "33 more in the ledger")
        self.assertContains(answer, 'class="clip title"', 22)

    def test_the_last_clause_of_a_long_agreement_shows_its_items(self):
        self.more(60)
        sections = self.ask(self.page).context["sections"]
        self.assertEqual([len(rows) for _figures, _told, rows, _left in sections], [20, 1, 1])
        self.assertEqual([left for _figures, _told, _rows, left in sections], [41, 0, 0])
        found = [figures.tally.total for figures, _told, _rows, _left in sections]
        self.assertEqual([len(rows) + left for _figures, _told, rows, left in sections], found)

    def test_every_linked_figure_is_the_number_of_rows_behind_it(self):
        figures = re.findall(r'href="(/commitments/\?[^"]*)">(\d+)<', self.ask(self.page).content.decode())
        self.assertGreater(len(figures), 5)
        for address, figure in figures:
            with self.subTest(address), at(TODAY):
                listed = self.client.get(address.replace("&amp;", "&"), headers=FRAGMENT)
                self.assertEqual(listed.context["ledger"].total, int(figure))

    def test_only_liaisons_and_administrators_are_offered_a_new_commitment(self):
        link = reverse("agreements:commitment_new", args=[self.agreement.pk])
        for actor in (self.uni_liaison, self.dis_liaison, self.admin):
            self.assertContains(self.ask(self.page, actor), link)
        for actor in (self.uni_officer, self.uni_leader, self.dis_auditor):
            self.assertNotContains(self.ask(self.page, actor), link)

    def test_related_agreements_are_shown_to_those_who_may_see_them(self):
        special = Agreement.objects.create(code="S1", title="专项协议", parent=self.agreement, relation="special_of")
        special.parties.create(organization=self.university, order=1)
        special.parties.create(organization=self.elsewhere, order=2)
        self.assertContains(self.ask(self.page), "专项协议")
        self.assertNotContains(self.ask(self.page, self.dis_liaison), "专项协议")
        below = reverse("agreements:agreement_detail", args=[special.pk])
        self.assertContains(self.ask(below), "合作协议")
        self.assertNotContains(self.ask(below, self.stranger), "合作协议")

    def test_demonstration_data_says_that_it_is(self):
        self.assertNotContains(self.ask(self.page), 'class="demo"')
        Agreement.objects.update(is_demo=True)
        self.assertContains(self.ask(self.page), 'class="demo"')

    def test_without_a_text_it_says_so(self):
        bare = Agreement.objects.create(code="B1", title="没有文本的协议")
        bare.parties.create(organization=self.university, order=1)
        answer = self.ask(reverse("agreements:agreement_detail", args=[bare.pk]))
        self.assertContains(answer, "No text yet")

    def test_a_party_on_paper_is_said_to_answer_by_letter(self):
        self.dis_party.answers_by_letter = True
        self.dis_party.save()
        self.dis_liaison.membership.delete()
        self.assertContains(self.ask(self.page), "Answers by letter")

    def test_out_of_sight_it_is_not_found(self):
        self.assertEqual(self.ask(self.page, self.stranger).status_code, 404)
        self.assertEqual(self.ask(reverse("agreements:agreement_detail", args=[999])).status_code, 404)

    def test_the_fragment_is_the_page_without_its_frame(self):
        answer = self.ask(self.page, headers=FRAGMENT)
        self.assertNotContains(answer, "<html")
        self.assertContains(answer, f'id="agreement-{self.agreement.pk}"', 1)

    def test_fifty_items_cost_as_many_queries_as_five(self):
        def queries():
            self.ask(self.page)
            with CaptureQueriesContext(connection) as asked, at(TODAY):
                self.client.get(self.page)
            return len(asked)

        self.more(3)
        few = queries()
        self.more(47)
        self.assertEqual(queries(), few)
        self.assertLessEqual(few, 40)


class AnAgreementOfThree(Agreements, ThreeSides, TestCase):
    def test_each_party_has_its_card(self):
        self.assertEqual(len(self.ask(self.page).context["cards"]), 3)
