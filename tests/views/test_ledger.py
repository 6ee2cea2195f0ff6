"""The ledger as page and as fragment, for everybody who may ask."""

from datetime import date

from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agreements.actions import commitments, decisions, letters
from agreements.models import Cadence, Commitment, CommitmentUnit, UnitRole
from tests.world import TODAY, World, at

LEDGER = reverse("agreements:commitment_list")
FRAGMENT = {"HX-Request": "true"}


class Ledgers(World):
    """The cast with a late row, one without a date and a draft."""

    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        with at(TODAY):
            cls.late = cls.make_running(title="逾期的事", due_on=date(2026, 11, 10), percent=40)
            cls.calm = cls.make_assigned(title="没有期限的事", due_on=None)
            cls.draft = cls.make_commitment(title="草稿的事")

    def ask(self, query="", actor=None, headers=None):
        self.sign_in(actor or self.uni_liaison)
        with at(TODAY):
            return self.client.get(LEDGER + query, headers=headers)

    def in_english(self):
        session = self.client.session
        session["language"] = "en"
        session.save()


class ReadingTheLedger(Ledgers, TestCase):
    def test_a_row_shows_lamp_code_title_sides_leads_date_progress_and_status(self):
        self.sign_in(self.uni_liaison)
        self.in_english()
        with at(TODAY):
            answer = self.client.get(LEDGER + "?lamp=red")
        for piece in (
            'class="lamp is-red pill"',
            self.late.code,
            f'<a href="{reverse("agreements:commitment_detail", args=[self.late.pk])}">逾期的事</a>',
            "科研院",
            "科信局",
            '<span class="due late"><time datetime="2026-11-10">2026-11-10</time>',
            "10 working days late",
            'class="meter is-red"',
            "<b>0%",
            "Under way",
        ):
            with self.subTest(piece):
                self.assertContains(answer, piece)
        self.assertNotContains(answer, "没有期限的事")

    def test_the_page_is_english_for_who_reads_english(self):
        self.sign_in(self.uni_liaison)
        self.in_english()
        with at(TODAY):
            answer = self.client.get(LEDGER)
        self.assertContains(answer, '<html lang="en">')
        for word in ("Ledger", "Awaiting confirmation", "Add a condition", "Not grouped", "1–3 of 3", "No date set"):
            with self.subTest(word):
                self.assertContains(answer, word)

    def test_an_item_before_the_other_side_carries_no_lamp_but_says_since_when(self):
        with at(TODAY):
            decisions.open_close(self.late, by=self.uni_liaison, reason="已完成。")
        answer = self.ask("?lamp=awaiting")
        self.assertContains(answer, "2026-11-24")
        self.assertNotContains(answer, 'class="due late"')
        self.assertContains(answer, "<tr>", 2)

    def test_a_claim_that_waits_for_release_is_unknown_to_the_other_side(self):
        with at(TODAY):
            decisions.open_close(self.late, by=self.uni_officer, reason="已完成。")
        note = 'class="note"'
        self.assertContains(self.ask("?lamp=red"), note)
        self.assertNotContains(self.ask("?lamp=red", self.dis_liaison), note)

    def test_closed_by_letter_is_counted_apart(self):
        self.dis_party.answers_by_letter = True
        self.dis_party.save()
        with at(TODAY):
            row = self.make_commitment(title="书面的事", obliged_party=self.uni_party)
            row = commitments.name_unit(row, by=self.uni_liaison, unit=self.uni_lead, role=UnitRole.LEAD)
            claim = decisions.open_close(self.reported(row), by=self.uni_liaison, reason="已完成。")
            letters.record_answer(
                claim,
                by=self.uni_liaison,
                party=self.dis_party,
                confirms=True,
                dated_on=TODAY,
                number="朝函 1 号",
                signer="王",
            )
        answer = self.ask("?lamp=letter")
        self.assertContains(answer, "书面的事")
        self.assertContains(answer, 'class="note"')
        self.assertNotContains(self.ask("?lamp=done"), "书面的事")

    def reported(self, row):
        from agreements.actions import progress

        progress.report(self.fresh(row), by=self.uni_officer, text="做完了。", percent=100)
        return self.fresh(row)

    def test_a_continuous_item_says_whether_it_was_kept_up(self):
        with at(TODAY):
            self.make_running(title="长年的事", due_on=None, cadence=Cadence.CONTINUOUS)
        self.assertContains(self.ask("?q=长年"), 'class="kept"')

    def test_titles_are_text_never_markup(self):
        Commitment.objects.filter(pk=self.calm.pk).update(title="<script>x</script>")
        self.uni_lead.name = "<b>院</b>"
        self.uni_lead.save()
        answer = self.ask("?q=<script>")
        self.assertNotContains(answer, "<script>x")
        self.assertNotContains(answer, "<b>院")


class PageAndFragment(Ledgers, TestCase):
    def test_htmx_gets_the_table_alone_and_the_clean_address(self):
        answer = self.ask("?q=&agreement=&lamp=red&undated=", headers=FRAGMENT)
        self.assertTrue(answer.content.lstrip().startswith(b'<div id="ledger"'))
        self.assertNotContains(answer, "<html")
        self.assertEqual(f"{LEDGER}?lamp=red", answer["HX-Push-Url"])
        self.assertIn("HX-Request", answer["Vary"])

    def test_everyone_else_gets_the_page(self):
        for headers in (None, FRAGMENT | {"HX-History-Restore-Request": "true"}, FRAGMENT | {"HX-Boosted": "true"}):
            answer = self.ask("?lamp=red", headers=headers)
            self.assertContains(answer, "<html")
            self.assertContains(answer, 'id="ledger"')
            self.assertNotIn("HX-Push-Url", answer)
            self.assertIn("HX-Request", answer["Vary"])

    def test_links_keep_the_other_conditions(self):
        answer = self.ask(f"?q=事&sort=due&agreement={self.agreement.pk}&group=clause")
        kept = f"q=%E4%BA%8B&amp;agreement={self.agreement.pk}&amp;lamp=red&amp;sort=due&amp;group=clause"
        self.assertContains(answer, f'href="{LEDGER}?{kept}"')

    def test_nothing_is_changed_by_looking(self):
        self.sign_in(self.uni_liaison)
        self.assertEqual(405, self.client.post(LEDGER).status_code)


class Refusals(Ledgers, TestCase):
    def test_invalid_conditions_are_said_and_never_break_the_page(self):
        query = "?agreement=x&unit=999&lamp=pink&due_from=soon&sort=secret&group=moon&page=x&q=%00"
        for headers in (None, FRAGMENT):
            answer = self.ask(query, headers=headers)
            self.assertContains(answer, 'class="message is-yellow"', 6)
            self.assertContains(answer, "逾期的事")

    def test_an_empty_list_names_what_to_drop(self):
        answer = self.ask("?q=没有期限&lamp=red")
        self.assertContains(answer, 'class="empty"')
        self.assertContains(answer, f'href="{LEDGER}?lamp=red"')
        self.assertContains(answer, f'href="{LEDGER}?q=%E6%B2%A1%E6%9C%89%E6%9C%9F%E9%99%90"')

    def test_a_stranger_sees_nothing_not_even_names(self):
        answer = self.ask(actor=self.stranger)
        self.assertContains(answer, 'class="empty"')
        for word in ("逾期的事", self.agreement.code, "科研院"):
            self.assertNotContains(answer, word)

    def test_everybody_of_both_sides_and_the_administrator_reads_it(self):
        for actor in (self.uni_officer, self.uni_head, self.uni_leader, self.dis_auditor, self.dis_liaison, self.admin):
            self.assertContains(self.ask(actor=actor), "逾期的事")

    def test_nobody_reads_it_signed_out(self):
        self.assertEqual(302, self.client.get(LEDGER).status_code)


class Costs(Ledgers, TestCase):
    def queries(self, query):
        self.ask(query)
        with CaptureQueriesContext(
            connection,
        ) as captured:
            answer = self.ask(query, headers=FRAGMENT)
        return len(captured), answer

    def test_fifty_rows_cost_as_many_queries_as_five(self):
        wanted = {query: self.queries(query)[0] for query in ("", "?sort=code", "?group=clause", "?group=unit")}
        copies = []
        for number in range(60):
            row = Commitment.objects.get(pk=self.late.pk)
            row.pk, row.code, row.title = None, f"XY2022-1-{100 + number}", f"第{number}件"
            copies.append(row)
        Commitment.objects.bulk_create(copies)
        units = list(CommitmentUnit.objects.filter(commitment=self.late))
        for row in Commitment.objects.filter(code__startswith="XY2022-1-1"):
            for unit in units:
                unit.pk, unit.commitment = None, row
                unit.save(force_insert=True)
        for query, count in wanted.items():
            with self.subTest(query):
                found, answer = self.queries(query)
                self.assertEqual(50, answer.content.count(b'class="clip title"'))
                self.assertEqual(count, found)

    def test_the_second_page_is_a_link_and_holds_the_rest(self):
        copies = []
        for number in range(60):
            row = Commitment.objects.get(pk=self.late.pk)
            row.pk, row.code = None, f"XY2022-1-{100 + number}"
            copies.append(row)
        Commitment.objects.bulk_create(copies)
        first = self.ask("?lamp=red")
        self.assertContains(first, f'href="{LEDGER}?lamp=red&amp;page=2"')
        second = self.ask("?lamp=red&page=2")
        self.assertContains(second, 'class="clip title"', 11)
        self.assertContains(second, f'rel="prev" href="{LEDGER}?lamp=red"')
        self.assertEqual(11, self.ask("?lamp=red&page=99").content.count(b'class="clip title"'))
