"""The administration: who enters, what is recorded, what is never deleted, how repairs are asked for."""

import hashlib
import json
from datetime import date

from django.apps import apps
from django.contrib import admin
from django.contrib.messages import get_messages
from django.db import connection
from django.test import RequestFactory, TestCase, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from agreements import trail
from agreements.actions import commitments, decisions, indicators
from agreements.models import (
    Agreement,
    AgreementParty,
    CalendarDay,
    CalendarYear,
    Clause,
    ColumnMapping,
    Commitment,
    CommitmentUnit,
    Confirmation,
    Decision,
    Indicator,
    IndicatorValue,
    Invitation,
    LedgerImport,
    Letter,
    Membership,
    Milestone,
    Notification,
    Nudge,
    Organization,
    OrgUnit,
    ProgressReport,
    Proposal,
    Recurrence,
    Sentence,
    Signatory,
    StoredFile,
    SuggestedUnit,
    TakenOver,
    Template,
    TextVersion,
    Thresholds,
    TrailEntry,
    TrailSeal,
    User,
)
from tests.recurring import Recurring
from tests.world import TEXT, TODAY, World, at

OURS = {
    model: model_admin for model, model_admin in admin.site._registry.items() if model._meta.app_label == "agreements"
}
NEVER_DELETED = (
    *(Organization, OrgUnit, User, Agreement, AgreementParty, TextVersion, Commitment, ProgressReport),
    *(Decision, Confirmation, Letter, Notification, TrailEntry, TrailSeal, Thresholds),
    *(StoredFile, LedgerImport, ColumnMapping, TakenOver, SuggestedUnit, Invitation, Nudge, Proposal),
)
READ_ONLY = (
    *(ProgressReport, Decision, Confirmation, Letter, Notification, TrailEntry, TrailSeal),
    *(StoredFile, LedgerImport, ColumnMapping, TakenOver, SuggestedUnit, Invitation, Nudge, Proposal),
)


def address(model, page, *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


class Administration(World):
    def setUp(self):
        self.enterContext(at(TODAY))
        # Forms look up what was chosen in each inline row, and repairs lock row by row.
        self.enterContext(override_settings(ZEAL_ALLOWLIST=[{"model": "agreements.*", "field": "get*"}]))
        self.sign_in(self.admin)
        session = self.client.session
        session["language"] = "en"
        session.save()

    def filled(self, model, row=None, **changed):
        """What the browser would send: the form as it stands, with some fields changed."""
        url = address(model, "change", row.pk) if row else address(model, "add")
        context = self.client.get(url).context
        forms = [context["adminform"].form]
        for inline in context["inline_admin_formsets"]:
            forms += [inline.formset.management_form, *inline.formset.forms]
        data = {}
        for form in forms:
            for field in form:
                value = field.value()
                if value is not None and value is not False and value != "" and not hasattr(value, "url"):
                    data[field.html_name] = str(getattr(value, "pk", value))
        return url, data | changed

    def send(self, model, row=None, **changed):
        url, data = self.filled(model, row, **changed)
        return self.client.post(url, data)

    def assertSaved(self, response):
        errors = response.context and [
            response.context["adminform"].errors,
            [formset.formset.errors for formset in response.context["inline_admin_formsets"]],
            [formset.formset.non_form_errors() for formset in response.context["inline_admin_formsets"]],
        ]
        self.assertEqual(response.status_code, 302, errors)

    def assertRefused(self, response, sentence):
        self.assertEqual(response.status_code, 200)
        self.assertContains(response, sentence)

    def told(self, row, verb):
        """The last line of that verb about a row, as it was recorded."""
        return json.loads(TrailEntry.objects.about(row).filter(verb=verb).last().text)

    def messages(self, response):
        found = [str(message) for message in get_messages(response.wsgi_request)]
        self.client.get("/admin/")  # where they are shown, and with that gone
        return found


class Entering(World, TestCase):
    def test_every_model_of_ours_that_stands_alone_is_here(self):
        inlines = {inline.model for page in OURS.values() for inline in page.inlines}
        inlines |= {Signatory, OrgUnit, Membership}
        models = set(apps.get_app_config("agreements").get_models())
        from agreements.admin.commitments import SpanInline, UnitInline

        self.assertEqual(models - set(OURS), (inlines | {SpanInline.model, UnitInline.model}) - set(OURS))

    def test_nobody_but_an_administrator_enters(self):
        self.uni_liaison.user.is_staff = True
        self.uni_liaison.user.save()
        for actor in (self.uni_liaison, self.uni_officer):
            self.sign_in(actor)
            self.assertEqual(self.client.get("/admin/").status_code, 302)
            self.assertEqual(self.client.get(address(User, "changelist")).status_code, 302)
        self.sign_in(self.admin)
        self.assertEqual(self.client.get("/admin/").status_code, 200)

    def test_it_speaks_english_and_chinese(self):
        self.sign_in(self.admin)
        self.assertContains(self.client.get("/admin/"), 'lang="zh-hans"')
        session = self.client.session
        session["language"] = "en"
        session.save()
        self.assertContains(self.client.get("/admin/"), "Pactkeeper administration")

    def test_what_others_put_there_is_gone(self):
        names = {model.__name__ for model in admin.site._registry}
        self.assertFalse(names & {"Group", "EmailAddress"})

    def test_a_second_factor_is_taken_away_but_never_shown(self):
        from allauth.mfa.models import Authenticator

        factor = Authenticator.objects.create(user=self.uni_officer.user, type="totp", data={"secret": "verborgen"})
        self.sign_in(self.admin)
        page = self.client.get(address(Authenticator, "change", factor.pk))
        self.assertEqual(page.status_code, 200)
        self.assertNotContains(page, "verborgen")
        self.client.post(address(Authenticator, "delete", factor.pk), {"post": "yes"})
        self.assertFalse(Authenticator.objects.exists())
        line = TrailEntry.objects.about(self.uni_officer.user).get()
        self.assertIn("second_factor", line.text)
        self.assertNotIn("verborgen", line.text)


class KeepingWhatWasAgreed(Administration, TestCase):
    def permissions(self, model):
        request = RequestFactory().get("/")
        request.user = self.admin.user
        page = OURS[model]
        return (
            page.has_add_permission(request),
            page.has_change_permission(request),
            page.has_delete_permission(request),
        )

    def test_nothing_agreed_is_deleted(self):
        for model in NEVER_DELETED:
            with self.subTest(model.__name__):
                self.assertFalse(self.permissions(model)[2])

    def test_records_are_only_looked_at(self):
        for model in READ_ONLY:
            with self.subTest(model.__name__):
                self.assertEqual(self.permissions(model), (False, False, False))

    def test_there_is_no_deleting_in_bulk(self):
        request = RequestFactory().get("/")
        request.user = self.admin.user
        for model, page in OURS.items():
            with self.subTest(model.__name__):
                self.assertNotIn("delete_selected", page.get_actions(request))

    def test_deleting_a_commitment_by_its_address_is_refused(self):
        draft = self.make_commitment()
        self.assertEqual(self.client.post(address(Commitment, "delete", draft.pk), {"post": "yes"}).status_code, 403)
        self.assertTrue(Commitment.objects.filter(pk=draft.pk).exists())

    def test_what_protects_a_row_is_counted_not_listed(self):
        post = self.uni_officer.membership
        people = [self.uni_head.user, self.uni_other.user, self.uni_leader.user]
        for person in people:
            Membership.objects.create(
                user=person, unit=self.dis_office, role="leader", deputy_for=post, starts_on=TODAY, ends_on=TODAY
            )
        response = self.client.post(address(Membership, "delete", post.pk), {"post": "yes"})
        self.assertContains(response, "3 records in “memberships”")
        self.assertNotContains(response, "uni_head")
        self.assertTrue(Membership.objects.filter(pk=post.pk).exists())

    def test_a_clause_on_which_commitments_stand_is_kept(self):
        for _n in range(12):
            self.make_commitment(title="不应列出", clause=self.clause_2)
        given = {"clauses-1-DELETE": "on", "correction_reason": "误录"}
        response = self.send(TextVersion, self.text, **given)
        self.assertRefused(response, "“2 园区” is still used by 12 records in “commitments”")
        self.assertNotContains(response, "不应列出")
        self.assertTrue(Clause.objects.filter(pk=self.clause_2.pk).exists())

    def test_a_protected_row_in_an_inline_is_counted_too(self):
        post = self.uni_officer.membership
        Membership.objects.create(
            user=self.uni_head.user,
            unit=self.uni_third,
            role="officer",
            deputy_for=post,
            starts_on=TODAY,
            ends_on=TODAY,
        )
        response = self.send(User, self.uni_officer.user, **{"memberships-0-DELETE": "on"})
        self.assertRefused(response, "is still used by 1 record in “memberships”")
        self.assertTrue(Membership.objects.filter(pk=post.pk).exists())


class RecordingCorrections(Administration, TestCase):
    def test_an_organization_and_its_units_are_recorded_when_added(self):
        data = {"name": "研究院", "short_name": "院", "kind": "other", "is_active": "on"}
        unit = {"units-TOTAL_FORMS": "1", "units-0-code": "R1", "units-0-name": "办公室", "units-0-is_active": "on"}
        self.assertSaved(self.send(Organization, **data, **unit))
        added = Organization.objects.get(name="研究院")
        self.assertEqual(self.told(added, "add")["changes"]["short_name"], ["", "院"])
        self.assertEqual(self.told(added.units.get(), "add")["changes"]["code"], ["", "R1"])

    def test_a_change_says_what_was_and_what_is(self):
        self.assertSaved(self.send(OrgUnit, self.uni_lead, telephone="010-9", correction_reason="搬家"))
        line = self.told(self.uni_lead, "correct")
        self.assertEqual(line["changes"], {"telephone": ["010-U2", "010-9"]})
        self.assertEqual((line["reason"], line["who"], line["unit"]), ("搬家", "管理员", ""))

    def test_saving_without_a_change_records_nothing(self):
        self.assertSaved(self.send(OrgUnit, self.uni_lead))
        self.assertFalse(TrailEntry.objects.about(self.uni_lead).exists())

    def test_correcting_an_agreement_needs_a_reason(self):
        self.assertRefused(self.send(Agreement, self.agreement, title="新题"), "This field is required.")
        self.assertSaved(self.send(Agreement, self.agreement, title="新题", correction_reason="题名有误"))
        line = TrailEntry.objects.about(self.agreement).get()
        self.assertEqual(line.agreement_id, self.agreement.pk)
        self.assertIn("题名有误", line.text)

    def test_letting_a_model_read_needs_a_reason_and_has_its_line(self):
        self.assertRefused(self.send(Agreement, self.agreement, model_may_read="on"), "This field is required.")
        self.assertSaved(self.send(Agreement, self.agreement, model_may_read="on", correction_reason="校内模型"))
        self.assertTrue(Agreement.objects.get().model_may_read)
        self.assertEqual(self.told(self.agreement, "correct")["changes"], {"model_may_read": [False, True]})

    def test_a_party_corrected_inside_its_agreement_has_its_line(self):
        self.make_assigned()
        response = self.send(
            Agreement, self.agreement, **{"parties-0-gate_open": "on", "correction_reason": "双方商定"}
        )
        self.assertSaved(response)
        line = self.told(self.uni_party, "correct")
        self.assertEqual(line["changes"], {"gate_open": [False, True]})
        self.assertEqual((line["reason"], line["agreement_id"]), ("双方商定", self.agreement.pk))

    def test_lamps_follow_when_a_party_begins_to_answer_by_letter(self):
        row = self.make_running(obliged_party=self.dis_party)
        self.assertIsNotNone(row.silent_on)
        response = self.send(
            Agreement, self.agreement, **{"parties-1-answers_by_letter": "on", "correction_reason": "没有账号"}
        )
        self.assertSaved(response)
        self.assertIsNone(self.fresh(row).silent_on)
        self.assertIn("The lamp of 1 commitment was worked out again; 1 changed.", self.messages(response))

    def test_signatories_are_recorded_with_the_agreement_they_signed(self):
        given = {"signatories-TOTAL_FORMS": "1", "signatories-0-name": "王", "correction_reason": "补录"}
        self.assertSaved(self.send(AgreementParty, self.uni_party, **given))
        self.assertEqual(self.told(Signatory.objects.get(), "add")["agreement_id"], self.agreement.pk)

    def test_a_removal_is_recorded_with_what_was_there(self):
        signatory = Signatory.objects.create(party=self.uni_party, name="赵")
        given = {"signatories-0-DELETE": "on", "correction_reason": "误录"}
        self.assertSaved(self.send(AgreementParty, self.uni_party, **given))
        self.assertFalse(Signatory.objects.exists())
        self.assertEqual(self.told(signatory, "remove")["changes"]["name"], ["赵", ""])

    def test_a_membership_ended_by_mistake_is_deleted_and_recorded(self):
        post = Membership.objects.create(user=self.uni_head.user, unit=self.uni_third, role="officer")
        self.client.post(address(Membership, "delete", post.pk), {"post": "yes"})
        self.assertFalse(Membership.objects.filter(pk=post.pk).exists())
        self.assertEqual(self.told(post, "remove")["changes"]["role"], ["officer", ""])

    def test_the_chains_are_whole_afterwards(self):
        self.send(OrgUnit, self.uni_lead, telephone="1")
        self.send(Agreement, self.agreement, title="新题", correction_reason="题名有误")
        self.assertEqual(list(trail.find_breaks()), [])


class KeepingPeople(Administration, TestCase):
    def test_a_new_account_gets_a_hashed_password_and_a_line_without_it(self):
        given = {"username": "new", "name": "新人", "usable_password": "true"}
        words = {"password1": "correct horse battery", "password2": "correct horse battery"}
        self.assertSaved(self.send(User, **given, **words))
        person = User.objects.get(username="new")
        self.assertTrue(person.check_password("correct horse battery"))
        self.assertFalse(person.is_staff)
        line = TrailEntry.objects.about(person).get()
        self.assertNotIn(person.password, line.text)
        self.assertIn("新人", line.text)

    def test_an_administrator_is_staff_and_nobody_else(self):
        self.assertSaved(self.send(User, self.uni_liaison.user, is_superuser="on"))
        self.uni_liaison.user.refresh_from_db()
        self.assertTrue(self.uni_liaison.user.is_staff)
        _url, data = self.filled(User, self.uni_liaison.user)
        del data["is_superuser"]
        self.assertSaved(self.client.post(_url, data))
        self.uni_liaison.user.refresh_from_db()
        self.assertFalse(self.uni_liaison.user.is_staff)

    def test_a_changed_password_is_recorded_but_not_told(self):
        page = reverse("admin:auth_user_password_change", args=[self.uni_officer.user.pk])
        words = {"password1": "correct horse battery", "password2": "correct horse battery"}
        response = self.client.post(page, words | {"usable_password": "true", "set-password": "1"})
        self.assertEqual(response.status_code, 302)
        self.uni_officer.user.refresh_from_db()
        self.assertTrue(self.uni_officer.user.check_password("correct horse battery"))
        self.assertEqual(self.told(self.uni_officer.user, "correct")["changes"], {"password": ["•••", "•••"]})

    def test_administrators_cannot_shut_themselves_out(self):
        url, data = self.filled(User, self.admin.user)
        del data["is_superuser"]
        self.assertRefused(self.client.post(url, data), "You cannot take your own access away.")

    def test_a_membership_that_ends_before_it_starts_is_a_form_error(self):
        given = {"memberships-0-starts_on": "2026-02-01", "memberships-0-ends_on": "2026-01-31"}
        self.assertRefused(self.send(User, self.uni_officer.user, **given), "A membership cannot end before it starts.")

    def test_an_e_mail_address_is_used_once(self):
        response = self.send(User, self.uni_officer.user, email=self.uni_head.user.email)
        self.assertRefused(response, "Another account already uses this e-mail address.")

    def test_a_circle_of_units_is_a_form_error(self):
        self.uni_lead.parent = self.uni_office
        self.uni_lead.save()
        response = self.send(OrgUnit, self.uni_office, parent=self.uni_lead.pk)
        self.assertRefused(response, "A unit cannot stand above itself.")


class KeepingAgreements(Administration, TestCase):
    def test_an_agreement_is_added_with_two_parties(self):
        given = {"code": "NEW", "title": "新协议"}
        parties = {"parties-0-order": "1", "parties-0-organization": self.university.pk, "parties-1-order": "2"}
        self.assertEqual(self.send(Agreement, **given, **parties).status_code, 200)
        self.assertFalse(Agreement.objects.filter(code="NEW").exists())
        parties["parties-1-organization"] = self.district.pk
        self.assertSaved(self.send(Agreement, **given, **parties))
        added = Agreement.objects.get(code="NEW")
        self.assertEqual(added.parties.count(), 2)
        self.assertEqual(self.told(added, "add")["changes"]["title"], ["", "新协议"])

    def test_a_circle_of_agreements_is_a_form_error(self):
        child = Agreement.objects.create(code="C", title="专项", parent=self.agreement, relation="special_of")
        response = self.send(Agreement, self.agreement, parent=child.pk, relation="renews", correction_reason="试")
        self.assertRefused(response, "An agreement cannot be related to itself.")

    def test_a_party_stays_while_commitments_exist(self):
        self.make_commitment()
        gone = {"parties-1-DELETE": "on", "correction_reason": "试"}
        third = {"parties-TOTAL_FORMS": "3", "parties-2-order": "3", "parties-2-organization": self.elsewhere.pk}
        response = self.send(Agreement, self.agreement, **gone, **third)
        self.assertEqual(response.status_code, 200)
        self.assertEqual(self.agreement.parties.count(), 2)
        exchanged = {"parties-1-organization": self.elsewhere.pk, "correction_reason": "试"}
        response = self.send(Agreement, self.agreement, **exchanged)
        self.assertRefused(response, "A party cannot be exchanged while commitments oblige the parties.")

    def test_a_text_gets_its_hash_and_plain_line_ends(self):
        given = {"agreement": self.agreement.pk, "source": "signed_copy", "received_on": "2026-11-01"}
        self.assertSaved(self.send(TextVersion, text="第一条\r\n双方合作。", **given))
        text = TextVersion.objects.exclude(pk=self.text.pk).get()
        self.assertEqual(text.text, "第一条\n双方合作。")
        self.assertEqual(text.sha256, hashlib.sha256(text.text.encode()).hexdigest())
        self.assertEqual(self.told(text, "add")["agreement_id"], self.agreement.pk)

    def test_the_same_text_twice_is_a_form_error(self):
        given = {"agreement": self.agreement.pk, "source": "signed_copy", "received_on": "2026-11-01"}
        self.assertRefused(
            self.send(TextVersion, text=TEXT, **given), "This text is already recorded for the agreement."
        )

    def test_a_recorded_text_is_read_only_and_its_clauses_are_not(self):
        given = {"text": "另一份", "source": "amended", "clauses-0-heading": "人才工作", "correction_reason": "题名"}
        self.assertSaved(self.send(TextVersion, self.text, **given))
        self.text.refresh_from_db()
        self.clause.refresh_from_db()
        self.assertEqual((self.text.text, self.text.source), (TEXT, "press_account"))
        self.assertEqual(self.clause.heading, "人才工作")
        self.assertEqual(self.told(self.clause, "correct")["agreement_id"], self.agreement.pk)

    def test_a_clause_gets_its_sort_key_from_its_number(self):
        given = {"number": "10.2", "start": "0", "end": "5", "text_version": self.text.pk}
        self.assertSaved(self.send(Clause, **given))
        self.assertEqual(Clause.objects.get(number="10.2").sort_key, "0010.0002")
        renumbered = {"clauses-0-number": "7", "correction_reason": "编号"}
        self.assertSaved(self.send(TextVersion, self.text, **renumbered))
        self.assertTrue(Clause.objects.filter(number="7", sort_key="0007").exists())

    def test_offsets_outside_the_text_or_the_clause_are_form_errors(self):
        response = self.send(Clause, self.clause_2, end=len(TEXT) + 1, correction_reason="试")
        self.assertRefused(response, "The clause ends after the text does.")
        response = self.send(Clause, self.clause_2, parent=self.clause.pk, correction_reason="试")
        self.assertRefused(response, "The clause does not lie inside the clause above it.")
        response = self.send(Clause, self.clause, correction_reason="试", **{"sentences-0-end": len(TEXT)})
        self.assertRefused(response, "The sentence does not lie inside its clause.")

    def test_a_sentence_without_obligation_says_why_and_who_said_so(self):
        sentence = Sentence.objects.filter(clause=self.clause).first()
        response = self.send(Sentence, sentence, disposition="no_obligation", correction_reason="试")
        self.assertRefused(response, "“No obligation” needs a reason")
        given = {"disposition": "no_obligation", "reason": "原则性表述", "correction_reason": "梳理"}
        self.assertSaved(self.send(Sentence, sentence, **given))
        sentence.refresh_from_db()
        self.assertEqual(sentence.decided_by, self.admin.user)
        self.assertEqual(self.told(sentence, "correct")["agreement_id"], self.agreement.pk)


class KeepingCommitments(Administration, TestCase):
    def test_a_draft_is_written_through_the_action(self):
        given = {"agreement": self.agreement.pk, "clause": self.clause.pk, "title": "新事项", "obligation": "joint"}
        span = {"spans-TOTAL_FORMS": "1", "spans-0-text_version": self.text.pk, "spans-0-start": "5"}
        self.assertSaved(self.send(Commitment, **given, **span, **{"spans-0-end": "9"}))
        row = Commitment.objects.get(title="新事项")
        self.assertEqual((row.status, row.created_by, row.created_for), ("draft", self.admin.user, None))
        self.assertEqual(row.spans.count(), 1)
        self.assertTrue(TrailEntry.objects.about(row).filter(verb="create").exists())

    def test_editing_a_draft_counts_the_version_and_writes_the_trail(self):
        draft = self.make_commitment()
        self.assertSaved(self.send(Commitment, draft, title="改题"))
        row = self.fresh(draft)
        self.assertEqual((row.title, row.version), ("改题", draft.version + 1))
        self.assertEqual(self.told(row, "edit")["changes"], {"title": ["选派教师锻炼", "改题"]})

    def test_a_draft_changed_meanwhile_is_not_overwritten(self):
        draft = self.make_commitment()
        url, data = self.filled(Commitment, draft, title="后写的")
        commitments.edit(draft, by=self.uni_liaison, version=draft.version, title="先写的")
        self.assertRefused(self.client.post(url, data), "Somebody changed this commitment while you were writing.")
        self.assertEqual(self.fresh(draft).title, "先写的")

    def test_what_was_agreed_is_read_only_once_assigned(self):
        row = self.make_assigned()
        given = {"title": "改题", "due_on": "2030-01-01", "status": "closed", "percent": "90", "code": "X"}
        self.assertSaved(self.send(Commitment, row, correction_reason="试", **given))
        now = self.fresh(row)
        for name in ("title", "due_on", "status", "percent", "code", "version"):
            self.assertEqual(getattr(now, name), getattr(row, name))

    def test_what_was_not_agreed_is_corrected_with_a_reason(self):
        row = self.make_assigned()
        self.assertRefused(self.send(Commitment, row, category="finance"), "This field is required.")
        self.assertSaved(self.send(Commitment, row, category="finance", correction_reason="归类有误"))
        now = self.fresh(row)
        self.assertEqual((now.category, now.version), ("finance", row.version + 1))
        self.assertEqual(self.told(row, "correct")["changes"], {"category": ["other", "finance"]})

    def test_nothing_is_corrected_while_the_other_side_holds_the_pen(self):
        row = self.fresh(self.make_submitted().commitment)
        response = self.send(Commitment, row, category="finance", correction_reason="归类有误")
        self.assertRefused(response, "A decision on it is before the other side.")

    def test_a_clause_of_another_agreement_is_a_form_error(self):
        other = Agreement.objects.create(code="ZZ", title="另一份")
        party = AgreementParty.objects.create(agreement=other, organization=self.elsewhere)
        given = {"agreement": self.agreement.pk, "title": "新事项", "obligation": "one", "obliged_party": party.pk}
        self.assertRefused(self.send(Commitment, **given), "This party belongs to another agreement.")

    def test_naming_the_last_lead_assigns(self):
        draft = self.make_commitment()
        named = {"units-2-TOTAL_FORMS": "2"}
        for place, unit in enumerate((self.uni_lead, self.dis_lead)):
            named |= {f"units-2-{place}-role": "lead", f"units-2-{place}-unit": unit.pk}
        self.assertSaved(self.send(Commitment, draft, **named))
        row = self.fresh(draft)
        self.assertEqual((row.status, row.code), ("assigned", "XY2022-1-01"))

    def test_a_unit_that_does_not_fit_is_a_message(self):
        draft = self.make_commitment(obliged_party=self.uni_party)
        named = {"units-2-TOTAL_FORMS": "1", "units-2-0-role": "lead", "units-2-0-unit": self.dis_lead.pk}
        response = self.send(Commitment, draft, **named)
        self.assertSaved(response)
        self.assertIn("does not owe this commitment", " ".join(self.messages(response)))
        self.assertFalse(draft.units.exists())

    def test_an_officer_is_named_through_the_action(self):
        row = self.make_assigned()
        given = {"units-0-officer": self.uni_officer.user.pk, "correction_reason": "承办人"}
        self.assertSaved(self.send(Commitment, row, **given))
        self.assertEqual(row.units.get(unit=self.uni_lead).officer, self.uni_officer.user)
        self.assertEqual(self.told(row, "name_officer")["words"]["officer"], "uni_officer")
        given["units-0-officer"] = self.stranger.user.pk
        response = self.send(Commitment, row, **given)
        self.assertIn("has no post in this unit", " ".join(self.messages(response)))
        self.assertEqual(row.units.get(unit=self.uni_lead).officer, self.uni_officer.user)

    def test_the_lamp_is_a_column_and_a_filter(self):
        self.make_assigned(title="已逾期", due_on=date(2026, 11, 1))
        self.make_assigned(title="很从容", due_on=date(2028, 11, 1))
        page = self.client.get(address(Commitment, "changelist"), {"lamp": "red"})
        self.assertContains(page, "已逾期")
        self.assertNotContains(page, "很从容")


class Repairing(Administration, TestCase):
    def repair(self, step, *rows, **more):
        data = {"action": f"repair_{step}", "_selected_action": [row.pk for row in rows]}
        return self.client.post(address(Commitment, "changelist"), data | more)

    def test_the_reason_is_asked_first(self):
        row = self.make_assigned()
        page = self.repair("start", row)
        self.assertEqual(page.status_code, 200)
        self.assertContains(page, row.code)
        self.assertEqual(self.fresh(row).status, "assigned")
        self.assertEqual(self.repair("start", row, apply="1", reason=" ").status_code, 422)
        self.assertEqual(self.fresh(row).status, "assigned")

    def test_each_step_repairs_and_is_shown_as_a_repair(self):
        assigned, submitted = self.make_assigned(), self.make_submitted(title="二").commitment
        waiting = self.make_running(title="三")
        decisions.open_close(waiting, by=self.uni_officer, reason="完成")
        closed = self.make_submitted(title="四")
        decisions.confirm(closed, by=self.dis_liaison)
        for step, row in (
            ("start", assigned),
            ("take_back", submitted),
            ("return", waiting),
            ("reopen", closed.commitment),
        ):
            with self.subTest(step):
                response = self.repair(step, row, apply="1", reason="误操作")
                self.assertEqual(self.messages(response), ["1 record repaired."])
                self.assertEqual(self.fresh(row).status, "in_progress")
                line = json.loads(TrailEntry.objects.about(row).last().text)
                self.assertEqual((line["repair"], line["reason"], line["unit"]), (True, "误操作", ""))

    def test_each_refusal_is_shown_and_the_others_go_on(self):
        rows = [self.make_assigned(title="可"), self.make_commitment(title="草稿"), self.make_assigned(title="也可")]
        response = self.repair("start", *rows, apply="1", reason="误操作")
        told = self.messages(response)
        self.assertIn("2 records repaired.", told)
        self.assertIn("草稿: The commitment is “Draft” now.", told)
        self.assertEqual([self.fresh(row).status for row in rows], ["in_progress", "draft", "in_progress"])

    def test_nobody_repairs_a_whole_register_at_once(self):
        fields = {"agreement": self.agreement, "obligation": "joint", "created_by": self.admin.user}
        rows = Commitment.objects.bulk_create(Commitment(title=f"第 {n} 项", **fields) for n in range(101))
        response = self.repair("start", *rows, apply="1", reason="误操作")
        self.assertEqual(self.messages(response), ["Choose at most 100 records."])

    def test_there_is_no_action_that_speaks_for_a_side(self):
        request = RequestFactory().get("/")
        request.user = self.admin.user
        names = set(OURS[Commitment].get_actions(request))
        self.assertEqual(names, {"repair_start", "repair_return", "repair_take_back", "repair_reopen"})


class OpeningALockedPeriod(Administration, TestCase):
    def test_it_asks_for_the_reason_and_stands_on_the_trail_of_the_commitment(self):
        row = self.make_running()
        indicator = indicators.add(row, by=self.uni_liaison, name="人数")
        value = indicators.record(indicator, by=self.uni_liaison, period="2025", actual=8)
        value = indicators.lock(value, by=self.uni_liaison)
        self.assertEqual(self.client.get(address(IndicatorValue, "change", value.pk)).status_code, 200)
        data = {"action": "open_again", "_selected_action": [value.pk]}
        page = self.client.post(address(IndicatorValue, "changelist"), data)
        self.assertContains(page, "人数 2025")
        self.assertTrue(IndicatorValue.objects.get().locked_at)
        response = self.client.post(address(IndicatorValue, "changelist"), data | {"apply": "1", "reason": "口径有误"})
        self.assertEqual(self.messages(response), ["1 record repaired."])
        self.assertIsNone(IndicatorValue.objects.get().locked_at)
        line = json.loads(TrailEntry.objects.about(row).last().text)
        self.assertEqual((line["verb"], line["reason"]), ("unlock_period", "口径有误"))


class KeepingTemplates(Administration, TestCase):
    def test_one_is_written_and_corrected_with_its_rows_and_the_trail_tells(self):
        rows = {"title": "开题", "title_en": "Opened", "place": "10"}
        data = inlines("milestones", [rows]) | inlines(
            "indicators", [{"name": "论文数", "direction": "up", "every": "year"}]
        )
        made = self.client.post(address(Template, "add"), {"name": "联合课题", "name_en": "Joint project"} | data)
        self.assertEqual(made.status_code, 302)
        template = Template.objects.get(name="联合课题")
        self.assertEqual((template.milestones.get().place, template.indicators.get().every), (10, "year"))
        self.assertEqual(list(TrailEntry.objects.about(template).values_list("verb", flat=True)), ["add"])
        rows |= {"id": template.milestones.get().pk, "template": template.pk, "place": "101"}
        data = inlines("milestones", [rows], initial=1) | inlines("indicators", [])
        wrong = self.client.post(address(Template, "change", template.pk), {"name": "联合课题"} | data)
        self.assertContains(wrong, "The place lies between 0 and 100 percent of the time.")


def inlines(prefix, rows, initial=0):
    """The rows of an inline as its form sends them."""
    data = {f"{prefix}-TOTAL_FORMS": len(rows), f"{prefix}-INITIAL_FORMS": initial}
    return data | {f"{prefix}-{n}-{name}": value for n, row in enumerate(rows) for name, value in row.items()}


class ReadingTheRecord(Administration, TestCase):
    @classmethod
    def setUpTestData(cls):
        with at(TODAY):
            super().setUpTestData()
            cls.item = cls.make_running()
            cls.waiting = decisions.open_close(cls.item, by=cls.uni_officer, reason="内部理由")

    def test_a_decision_not_yet_released_shows_only_that_it_exists(self):
        page = self.client.get(address(Decision, "change", self.waiting.pk))
        self.assertContains(page, "own matter until it is released.")
        self.assertNotContains(page, "内部理由")
        decisions.release(self.waiting, by=self.uni_liaison)
        self.assertContains(self.client.get(address(Decision, "change", self.waiting.pk)), "内部理由")

    def test_a_draft_report_shows_only_that_it_exists(self):
        kept = ProgressReport.objects.create(
            commitment=self.item, unit=self.uni_lead, author=self.uni_officer.user, cycle_on=TODAY, text="还没写完"
        )
        page = self.client.get(address(ProgressReport, "change", kept.pk))
        self.assertEqual(page.status_code, 200)
        self.assertNotContains(page, "还没写完")

    def test_a_line_of_one_side_is_neither_shown_nor_found_by_its_words(self):
        line = TrailEntry.objects.get(verb="submit")
        self.assertNotContains(self.client.get(address(TrailEntry, "change", line.pk)), "内部理由")
        listed = self.client.get(address(TrailEntry, "changelist"))
        self.assertContains(listed, "asked to close it")
        self.assertNotContains(listed, "内部理由")
        found = self.client.get(address(TrailEntry, "changelist"), {"q": "内部理由"}).context["cl"]
        self.assertEqual(found.result_count, 0)

    def test_lines_are_found_by_what_they_hold(self):
        found = self.client.get(address(TrailEntry, "changelist"), {"q": "科研院"}).context["cl"]
        self.assertTrue(found.result_count)
        found = self.client.get(address(TrailEntry, "changelist"), {"q": str(self.item.pk)}).context["cl"]
        self.assertTrue(found.result_count)

    def test_the_trail_is_not_changed_by_its_address(self):
        line = TrailEntry.objects.first()
        for page in ("change", "delete"):
            self.assertEqual(self.client.post(address(TrailEntry, page, line.pk), {"post": "yes"}).status_code, 403)
        self.assertEqual(self.client.get(address(TrailEntry, "add")).status_code, 403)


class KeepingTheCalendar(Administration, TestCase):
    def test_lamps_follow_a_change_of_the_calendar(self):
        self.make_running()
        year, _new = CalendarYear.objects.get_or_create(year=2027)
        given = {"official": "on", "days-TOTAL_FORMS": "1", "days-0-day": "2027-01-01", "days-0-name": "元旦"}
        given["days-INITIAL_FORMS"] = "0"
        CalendarDay.objects.filter(year=year).delete()
        response = self.send(CalendarYear, year, **given)
        self.assertSaved(response)
        self.assertIn("The lamp of 1 commitment was worked out again; 0 changed.", self.messages(response))
        self.assertEqual(self.told(CalendarDay.objects.get(year=year), "add")["changes"]["name"], ["", "元旦"])

    def test_lamps_follow_other_thresholds_and_the_trail_says_so(self):
        row = self.make_running()
        thresholds = Thresholds.objects.get()
        response = self.send(Thresholds, thresholds, behind_points="30", reporting_day="15")
        self.assertSaved(response)
        self.assertIn("The lamp of 1 commitment was worked out again; 1 changed.", self.messages(response))
        self.assertEqual(self.told(thresholds, "correct")["changes"]["behind_points"], [15, 30])
        line = TrailEntry.objects.about(thresholds).filter(verb="rebuild").last()
        self.assertIn("其中 1 项有变化", trail.sentence(line))
        self.assertNotEqual(self.fresh(row).silent_on, row.silent_on)
        self.assertEqual(self.client.get(address(Thresholds, "add")).status_code, 403)
        answer = self.send(Thresholds, thresholds, blue_days="2")
        self.assertRefused(answer, "Blue begins with yellow or earlier, at most 60 working days ahead.")

    def test_a_page_uses_the_thresholds_as_they_stand(self):
        Thresholds.objects.update(reporting_day=15)
        self.sign_in(self.uni_liaison)
        page = self.client.get(reverse("agreements:agreement_detail", args=[self.agreement.pk]))
        self.assertEqual(page.context["clock"].limits.reporting_day, 15)
        self.assertContains(page, "2026-12-15")

    def test_a_day_of_another_year_is_a_form_error(self):
        year, _new = CalendarYear.objects.get_or_create(year=2031)
        given = {"days-TOTAL_FORMS": "1", "days-0-day": "2030-01-01"}
        self.assertRefused(self.send(CalendarYear, year, **given), "The day does not lie in its year.")


class ListingWithoutAQueryPerRow(Administration, TestCase):
    """Every list of ours asks the database as often for 50 rows as for 5."""

    def grow(self, start, stop):
        now = timezone.now()
        for n in range(start, stop):
            organization = Organization.objects.create(name=f"单位 {n}", short_name=f"单{n}")
            unit = OrgUnit.objects.create(organization=organization, code=f"N{n}", name=f"处 {n}")
            unit.children.create(organization=organization, code=f"N{n}.1", name=f"科 {n}")
            person = User.objects.create(username=f"n{n}", name=f"人 {n}")
            Membership.objects.create(user=person, unit=unit, role="officer")
            agreement = Agreement.objects.create(code=f"N{n}", title=f"协议 {n}", signed_on=TODAY)
            party = AgreementParty.objects.create(agreement=agreement, organization=organization)
            Signatory.objects.create(party=party, name=f"签 {n}")
            text = TextVersion.objects.create(
                agreement=agreement, source="amended", received_on=TODAY, text="双方合作。", sha256=f"{n:064d}"
            )
            clause = Clause.objects.create(text_version=text, number="1", sort_key="0001", start=0, end=5)
            clause.children.create(text_version=text, number="1.1", sort_key="0001.0001", start=0, end=5)
            Sentence.objects.create(clause=clause, start=0, end=5)
            self.grow_commitment(n, now, agreement, party, unit, person)
            CalendarYear.objects.get_or_create(year=2100 + n)
            TrailSeal.objects.create(day=date(2100 + n, 1, 1), entry_count=1, last_entry_id=1, hash="0" * 64)

    def grow_commitment(self, n, now, agreement, party, unit, person):
        item = Commitment.objects.create(
            agreement=agreement,
            title=f"事项 {n}",
            obligation="one",
            obliged_party=party,
            code=f"N{n}-1-01",
            status="submitted",
            assigned_at=now,
            due_on=TODAY,
            created_by=person,
        )
        CommitmentUnit.objects.create(commitment=item, party=party, unit=unit, role="lead")
        Milestone.objects.create(commitment=item, title=f"节点 {n}", due_on=TODAY, unit=unit)
        indicator = Indicator.objects.create(commitment=item, name="人数")
        indicator.values.create(period="2026", actual=n, locked_at=now, locked_by=person)
        letter = Letter.objects.create(
            party=party, dated_on=TODAY, number=f"函 {n}", signer="某", recorded_by=person, recorded_unit=unit
        )
        ProgressReport.objects.create(
            commitment=item, unit=unit, author=person, cycle_on=TODAY, text="x", state="submitted", submitted_at=now
        )
        decision = Decision.objects.create(
            kind="close",
            agreement=agreement,
            commitment=item,
            party=party,
            opened_by=person,
            opened_at=now,
            reason="x",
            released_by=person,
            released_at=now,
            canonical_text="{}",
            sha256="0",
        )
        Confirmation.objects.create(
            decision=decision, party=party, answer="confirm", user=person, unit=unit, letter=letter, answered_at=now
        )
        Notification.objects.create(recipient=person, kind="assigned", commitment=item, dedupe_key=f"n{n}", due_at=now)
        trail.record("correct", item, by=self.admin)

    def counted(self):
        counts = {}
        for model in OURS:
            url = address(model, "changelist")
            self.client.get(url)
            with CaptureQueriesContext(
                connection,
            ) as queries:
                self.assertEqual(self.client.get(url).status_code, 200)
            counts[model.__name__] = len(queries)
        return counts

    def test_with_5_and_with_50_rows_the_queries_are_as_many(self):
        self.grow(0, 5)
        few = self.counted()
        self.grow(5, 50)
        self.assertEqual(self.counted(), few)

    def test_every_list_searches(self):
        for model, page in OURS.items():
            with self.subTest(model.__name__):
                self.assertTrue(page.search_fields)
                self.assertEqual(self.client.get(address(model, "changelist"), {"q": "合作 1"}).status_code, 200)


class WhatRecurs(Recurring, Administration, TestCase):
    @classmethod
    def setUpTestData(cls):
        with at(TODAY):
            super().setUpTestData()
            cls.make_term()
            cls.row = cls.make_recurring()

    def test_a_shorter_term_of_the_agreement_removes_what_nobody_has_touched(self):
        self.assertSaved(self.send(Agreement, self.agreement, effective_to="2027-06-30", correction_reason="补充协议"))
        self.assertEqual(self.periods(self.row), ["2026", "2027"])
        self.assertEqual(self.told(self.row, "drop_occurrences")["who"], "管理员")

    def test_an_agreement_that_ends_ends_its_recurring_items(self):
        self.assertSaved(self.send(Agreement, self.agreement, status="ended", correction_reason="期满"))
        self.assertEqual((self.fresh(self.row).status, self.periods(self.row)), ("ended", []))

    def test_a_rule_is_corrected_with_a_reason_and_its_occurrences_follow(self):
        rule = self.row.recurrence
        self.assertRefused(self.send(Recurrence, rule, until_on="2027-12-31"), "This field is required.")
        self.assertSaved(self.send(Recurrence, rule, until_on="2027-12-31", correction_reason="笔误"))
        self.assertEqual(self.periods(self.row), ["2026", "2027"])
        self.assertEqual(self.told(rule, "correct")["reason"], "笔误")

    def test_a_corrected_target_goes_for_what_nobody_has_touched(self):
        self.assertSaved(self.send(Recurrence, self.row.recurrence, target="9 人", correction_reason="笔误"))
        self.assertEqual({each.target for each in self.row.occurrences.all()}, {"9 人"})

    def test_a_rule_by_which_it_never_comes_round_is_refused(self):
        late = self.send(Recurrence, self.row.recurrence, starts_on="2035-01-01", correction_reason="笔误")
        self.assertRefused(late, "The last day is 2029-07-25, before that.")
        self.assertEqual(len(self.periods(self.row)), 4)
