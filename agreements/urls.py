"""One flat list, grouped by resource; the name is the view function's."""

from django.urls import path

from .views import account, agreements, commitments, decisions, desk, export, files, ledger, letters, progress, texts

app_name = "agreements"

urlpatterns = [
    path("", desk.desk, name="desk"),
    # whoever is signed in
    path("more/", account.more, name="more"),
    path("find/", account.find, name="find"),
    path("acting/", account.acting_switch, name="acting_switch"),
    path("language/", account.language_switch, name="language_switch"),
    path("demo/sign-in/", account.demo_sign_in, name="demo_sign_in"),
    path("first-run/", account.first_run, name="first_run"),
    # agreements
    path("agreements/", agreements.agreement_list, name="agreement_list"),
    path("agreements/<int:pk>/", agreements.agreement_detail, name="agreement_detail"),
    path("agreements/<int:pk>/commitments/new/", commitments.commitment_new, name="commitment_new"),
    path("agreements/<int:pk>/commitments/create/", commitments.commitment_create, name="commitment_create"),
    path("agreements/<int:pk>/text/new/", texts.text_new, name="text_new"),
    path("agreements/<int:pk>/text/read/", texts.text_read, name="text_read"),
    path("files/<int:pk>/", files.file_download, name="file_download"),
    # commitments
    path("commitments/", ledger.commitment_list, name="commitment_list"),
    path("commitments/export.<slug:kind>", export.commitment_export, name="commitment_export"),
    path("commitments/<int:pk>/", commitments.commitment_detail, name="commitment_detail"),
    path("commitments/<int:pk>/next/", commitments.commitment_next, name="commitment_next"),
    path("commitments/<int:pk>/edit/", commitments.commitment_edit, name="commitment_edit"),
    path("commitments/<int:pk>/save/", commitments.commitment_save, name="commitment_save"),
    path("commitments/<int:pk>/units/", commitments.commitment_units, name="commitment_units"),
    path("commitments/<int:pk>/units/remove/", commitments.commitment_unit_remove, name="commitment_unit_remove"),
    path("commitments/<int:pk>/officer/", commitments.commitment_officer, name="commitment_officer"),
    path("commitments/<int:pk>/step/<slug:step>/", commitments.commitment_step, name="commitment_step"),
    # progress
    path("commitments/<int:pk>/report/", progress.progress_report, name="progress_report"),
    path("commitments/<int:pk>/no-change/", progress.progress_no_change, name="progress_no_change"),
    path("commitments/<int:pk>/second/", progress.progress_second, name="progress_second"),
    path("commitments/<int:pk>/draft/", progress.progress_draft, name="progress_draft"),
    # what two sides agree
    path("commitments/<int:pk>/close/", decisions.decision_open, name="decision_open"),
    path("decisions/<int:pk>/letter.docx", letters.decision_letter, name="decision_letter"),
    path("decisions/<int:pk>/<slug:step>/", decisions.decision_step, name="decision_step"),
    path("confirmations/<int:pk>/contest/", decisions.confirmation_contest, name="confirmation_contest"),
    path("commitments/<int:pk>/letter/", letters.letter_record, name="letter_record"),
]
