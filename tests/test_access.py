"""Who may do what: the table of rights, written out, and every address tried as every member of the cast."""

import logging
from datetime import date
from functools import cached_property

import pytest
from django.db import transaction
from django.test import Client, TestCase
from django.urls import reverse

from agreements import access, urls
from agreements.actions import (
    commitments,
    decisions,
    extensions,
    files,
    indicators,
    invitations,
    letters,
    lists,
    milestones,
    proposals,
    proposed,
    recurrences,
    secondments,
    sentences,
    suggestions,
    texts,
)
from agreements.models import Actor, ImportKind, LedgerImport, Membership, Sentence, User
from agreements.reports.incoming import plan

from . import scans
from .offers import make_proposal
from .postings import make_posting
from .sides import PAPER, Rules, everything
from .world import TODAY, at, counts_kept

# Columns: officer, head, liaison, leader, auditor of the university and of the district; another unit's
# officer at the university; a liaison officer of no party; the administrator; somebody without a post.
WHO = (
    *(f"uni_{post}" for post in ("officer", "head", "liaison", "leader", "auditor")),
    *(f"dis_{post}" for post in ("officer", "head", "liaison", "leader", "auditor")),
    *("uni_other", "stranger", "admin", "nobody"),
)
# Both sides lead `joint`; the university alone owes `own`, and the district's lead unit is its contact.
# `waiting` was opened by the university's officer, `released` by its officer and released by its liaison.
MAY = """
verb              on         uni: o h l e a   dis: o h l e a   other stranger admin nobody
create            agreement       . . x . .        . . x . .     .      .       x     .
read_text         agreement       . . x . .        . . x . .     .      .       x     .
dispose           agreement       . . x . .        . . x . .     .      .       x     .
import            agreement       . . x . .        . . x . .     .      .       x     .
answer_suggestion suggestion      . . . . .        . . x . .     .      .       .     .
take_over         joint           . . x . .        . . x . .     .      .       x     .
open_list         agreement       . . x . .        . . x . .     .      .       .     .
name_leads        agreement       . . x . .        . . x . .     .      .       .     .
take_back         list            . . x . .        . . . . .     .      .       .     .
confirm           list            . . . . .        . . x . .     .      .       .     .
object            list            . . . . .        . . x . .     .      .       .     .
bring_back        agreement       x x x . .        x x x . .     x      .       x     .
edit              joint           . . x . .        . . x . .     .      .       x     .
name_unit         joint           . . x . .        . . x . .     .      .       x     .
assign            joint           . . x . .        . . x . .     .      .       x     .
recur             joint           . . x . .        . . x . .     .      .       x     .
occur             joint           . . x . .        . . x . .     .      .       x     .
end_along         joint           . . x . .        . . x . .     .      .       x     .
plan              draft           . . x . .        . . x . .     .      .       .     .
plan              joint           x x x . .        x x x . .     .      .       .     .
plan              own             x x x . .        . . . . .     .      .       .     .
record_value      draft           . . x . .        . . x . .     .      .       .     .
record_value      joint           x x x . .        x x x . .     .      .       .     .
record_value      own             x x x . .        . . x . .     .      .       .     .
lock_period       joint           . . x . .        . . x . .     .      .       .     .
unlock_period     joint           . . . . .        . . . . .     .      .       x     .
lock_period       own             . . x . .        . . . . .     .      .       .     .
name_officer      joint           . x x . .        . x x . .     .      .       x     .
report            joint           x x x . .        x x x . .     .      .       .     .
report            own             x x x . .        . . x . .     .      .       .     .
start             joint           x x x . .        x x x . .     .      .       .     .
second            joint           x x . . .        x x . . .     .      .       .     .
urge              uniplace        . x x x .        . . x . .     .      .       .     .
urge              displace        . . x . .        . x x x .     .      .       .     .
accept            joint           x x . . .        x x . . .     .      .       .     .
accept            own             x x . . .        . . . . .     .      .       .     .
decline           joint           . x . . .        . x . . .     .      .       .     .
decline           own             . x . . .        . . . . .     .      .       .     .
submit            joint           x x x . .        x x x . .     .      .       .     .
submit            own             x x x . .        . . . . .     .      .       .     .
release           waiting         . . x . .        . . . . .     .      .       .     .
return            waiting         . . x . .        . . . . .     .      .       .     .
take_back         waiting         x . x . .        . . . . .     .      .       .     .
take_back         released        x . x . .        . . . . .     .      .       .     .
confirm           released        . . . . .        . . x . .     .      .       .     .
object            released        . . . . .        . . x . .     .      .       .     .
close             released        . . . . .        . . x . .     .      .       .     .
withdraw          draft           . . x . .        . . . . .     .      .       .     .
put_back          draft           . . x . .        . . . . .     .      .       .     .
withdraw          adminsdraft     . . . . .        . . . . .     .      .       x     .
put_back          adminsdraft     . . . . .        . . . . .     .      .       x     .
record_letter     joint           . . x . .        . . x . .     .      .       .     .
add_letter_scan   paper           . . x . .        . . . . .     .      .       .     .
add_scan          text            . . x . .        . . x . .     .      .       x     .
correct_structure text            . . x . .        . . x . .     .      .       x     .
print_letter      byletter         . . x . x        . . x . x     .      .       x     .
contest           answer          . . . . .        . . x . .     .      .       .     .
enter_people      university      . . x . .        . . . . .     .      .       x     .
invite            newcomer        . . x . .        . . . . .     .      .       x     .
invite            insider         . . . . .        . . . . .     .      .       x     .
revoke_invitation newcomer        . . x . .        . . . . .     .      .       x     .
name_deputy       post            x x x . .        . . . . .     .      .       x     .
name_deputy       liaisonpost     . . x . .        . . . . .     .      .       x     .
end_deputy        deputy          x x x . .        . . . . .     .      .       x     .
plan_posting      agreement       x x x . .        x x x . .     x      .       .     .
keep_posting      posting         x x x . .        x x x . .     .      .       .     .
answer_posting    change          . . . . .        . . x . .     .      .       .     .
take_back_posting change          x x x . .        . . . . .     .      .       .     .
evaluate_posting  posting         . . . . .        . . . . .     x      .       .     .
ask_extension     joint           x x x . .        x x x . .     .      .       .     .
ask_extension     own             x x x . .        . . . . .     .      .       .     .
extend            extension       . . x x .        . . . . .     .      .       .     .
refuse_extension  extension       . . x x .        . . . . .     .      .       .     .
withdraw_extension extension      x . x . .        . . . . .     .      .       .     .
object_extension  extended        . . . . .        . . x . .     .      .       .     .
extend            jointextension  . . x . .        . . . . .     .      .       .     .
propose_change    joint           . . x . .        . . x . .     .      .       .     .
propose_hold      joint           . . x . .        . . x . .     .      .       .     .
propose_resume    joint           . . x . .        . . x . .     .      .       .     .
propose_end       joint           . . x . .        . . x . .     .      .       .     .
propose_reopen    joint           . . x . .        . . x . .     .      .       .     .
change            proposed        . . . . .        . . x . .     .      .       .     .
hold              proposed        . . . . .        . . x . .     .      .       .     .
resume            proposed        . . . . .        . . x . .     .      .       .     .
end               proposed        . . . . .        . . x . .     .      .       .     .
reopen            proposed        . . . . .        . . x . .     .      .       .     .
confirm           proposed        . . . . .        . . x . .     .      .       .     .
take_back         proposed        . . x . .        . . . . .     .      .       .     .
repair_start      joint           . . . . .        . . . . .     .      .       x     .
repair_return     joint           . . . . .        . . . . .     .      .       x     .
repair_take_back  joint           . . . . .        . . . . .     .      .       x     .
repair_reopen     joint           . . . . .        . . . . .     .      .       x     .
"""


# Every address. x: answered (200, 204, 302 or, for a form sent without much in it, 422); 403 is a dot, 404 a dash.
# A step of an address with several is written behind a slash.
ADDRESSES = """
address                       method on      uni: o h l e a   dis: o h l e a   other stranger admin nobody
desk                          get    none         x x x x x        x x x x x     x      x       x     x
more                          get    none         x x x x x        x x x x x     x      x       x     x
find                          get    none         x x x x x        x x x x x     x      x       x     x
acting_switch                 post   none         x x x x x        x x x x x     x      x       x     .
language_switch               post   none         x x x x x        x x x x x     x      x       x     x
demo_sign_in                  post   none         - - - - -        - - - - -     -      -       -     -
first_run                     get    none         . . . . .        . . . . .     .      .       x     .
people_list                   get    none         x x x x x        x x x x x     x      x       x     .
people_paste                  get    none         . . x . .        . . x . .     .      x       x     .
people_paste_preview          post   none         . . x . .        . . x . .     .      x       x     .
people_paste_confirm          post   none         . . x . .        . . x . .     .      x       x     .
people_invite                 post   newcomer     . . x . .        - - - - -     .      -       x     .
people_invite                 post   insider      . . . . .        - - - - -     .      -       x     .
people_invite_all             post   none         . . x . .        . . x . .     .      x       x     .
people_revoke                 post   newcomer     . . x . .        - - - - -     .      -       x     .
people_deputy                 get    none         x x x x x        x x x x x     x      x       x     .
people_deputy_name            post   post         x x x . .        - - - - -     .      -       x     .
people_deputy_name            post   liaisonpost  . . x . .        - - - - -     .      -       x     .
people_deputy_end             post   deputy       x x x . .        - - - - -     .      -       x     .
invitation_accept             get    invitation   x x x x x        x x x x x     x      x       x     x
invitation_use                post   invitation   x x x x x        x x x x x     x      x       x     x
calendar_month                get    none         x x x x x        x x x x x     x      x       x     x
agreement_list                get    none         x x x x x        x x x x x     x      x       x     x
agreement_detail              get    agreement    x x x x x        x x x x x     x      -       x     -
commitment_new                get    agreement    . . x . .        . . x . .     .      -       x     -
commitment_create             post   agreement    . . x . .        . . x . .     .      -       x     -
text_current                  get    agreement    x x x x x        x x x x x     x      -       x     -
text_detail                   get    text         x x x x x        x x x x x     x      -       x     -
text_mark                     post   text         . . x . .        . . x . .     .      -       x     -
text_add                      post   text         . . x . .        . . x . .     .      -       x     -
span_remove                   post   span         . . x . .        . . x . .     .      -       x     -
text_propose                  post   text         . . x . .        . . x . .     .      -       x     -
proposals_accept              post   text         . . x . .        . . x . .     .      -       x     -
proposals_undo                post   text         . . x . .        . . x . .     .      -       x     -
proposal_accept               post   offer        . . x . .        . . x . .     .      -       x     -
proposal_discard              post   offer        . . x . .        . . x . .     .      -       x     -
proposal_undo                 post   discarded    . . x . .        . . x . .     .      -       x     -
sentence_dispose              post   sentence     . . x . .        . . x . .     .      -       x     -
sentence_reopen               post   nothing      . . x . .        . . x . .     .      -       x     -
text_new                      get    agreement    . . x . .        . . x . .     .      -       x     -
text_read                     post   agreement    . . x . .        . . x . .     .      -       x     -
text_structure                get    text         . . x . .        . . x . .     .      -       x     -
text_correct/label            post   text         . . x . .        . . x . .     .      -       x     -
text_correct/other            post   text         . . - . .        . . - . .     .      -       -     -
text_discard                  post   mistake      . . x . .        . . . . .     .      -       x     -
text_scans                    post   text         . . x . .        . . x . .     .      -       x     -
file_download                 get    scan         x x x x x        x x x x x     x      -       x     -
commitment_list               get    none         x x x x x        x x x x x     x      x       x     x
commitment_export/xlsx        get    none         x x x x x        x x x x x     x      x       x     x
commitment_export/csv         get    none         x x x x x        x x x x x     x      x       x     x
ledger_back                   get    none         x x x . .        x x x . .     x      x       x     .
ledger_back_read              post   none         x x x . .        x x x . .     x      x       x     .
import_back                   get    back         - - x - -        - - - - -     -      -       -     -
import_back_discard           post   back         - - x - -        - - - - -     -      -       -     -
import_back_confirm           post   back         - - x - -        - - - - -     -      -       -     -
ledger_import_new             get    agreement    . . x . .        . . x . .     .      -       x     -
ledger_import_read            post   agreement    . . x . .        . . x . .     .      -       x     -
ledger_import_columns         get    import       - - x - -        - - - - -     -      -       -     -
ledger_import_columns_save    post   import       - - x - -        - - - - -     -      -       -     -
ledger_import_preview         get    import       - - x - -        - - - - -     -      -       -     -
ledger_import_choose          post   import       - - x - -        - - - - -     -      -       -     -
ledger_import_confirm         post   import       - - x - -        - - - - -     -      -       -     -
ledger_import_discard         post   import       - - x - -        - - - - -     -      -       -     -
suggestion_list               get    agreement    . . x . .        . . x . .     .      -       .     -
suggestion_accept_all         post   agreement    . . x . .        . . x . .     .      -       .     -
suggestion_accept             post   suggestion   . . . . .        . . x . .     .      -       .     -
suggestion_decline            post   suggestion   . . . . .        . . x . .     .      -       .     -
commitment_detail             get    joint        x x x x x        x x x x x     x      -       x     -
commitment_detail             get    draft        x x x x x        x x x x x     x      -       x     -
commitment_next               get    joint        x x x x x        x x x x x     x      -       x     -
commitment_edit               get    draft        . . x . .        . . x . .     .      -       x     -
commitment_edit               get    joint        . . x . .        . . x . .     .      -       x     -
commitment_save               post   draft        . . x . .        . . x . .     .      -       x     -
commitment_units              post   joint        . . x . .        . . x . .     .      -       x     -
commitment_unit_remove        post   joint        . . x . .        . . x . .     .      -       x     -
commitment_officer            post   joint        . x x . .        . x x . .     .      -       x     -
commitment_step/accept        post   joint        x x . . .        x x . . .     .      -       .     -
commitment_step/decline       post   joint        . x . . .        . x . . .     .      -       .     -
commitment_step/withdraw      post   draft        . . x . .        . . . . .     .      -       .     -
commitment_step/put_back      post   withdrawn    . . x . .        . . . . .     .      -       .     -
commitment_step/close         post   joint        - - - - -        - - - - -     -      -       -     -
commitment_step/reopen        post   joint        - - - - -        - - - - -     -      -       -     -
milestone_add                 post   joint        x x x . .        x x x . .     .      -       .     -
milestone_add                 post   own          x x x . .        . . . . .     .      -       .     -
milestone_add                 post   draft        . . x . .        . . x . .     .      -       .     -
milestone_save                post   milestone    x x x . .        x x x . .     .      -       .     -
milestone_step/done           post   milestone    x x x . .        x x x . .     .      -       .     -
milestone_step/undo           post   milestone    x x x . .        x x x . .     .      -       .     -
milestone_step/drop           post   milestone    x x x . .        x x x . .     .      -       .     -
milestone_step/other          post   milestone    - - - - -        - - - - -     -      -       -     -
indicator_add                 post   joint        x x x . .        x x x . .     .      -       .     -
indicator_drop                post   indicator    x x x . .        x x x . .     .      -       .     -
indicator_record              post   indicator    x x x . .        x x x . .     .      -       .     -
value_lock                    post   value        . . x . .        . . x . .     .      -       .     -
template_take                 post   joint        - - - . .        - - - . .     .      -       .     -
template_settle/keep          post   joint        x x x . .        x x x . .     .      -       .     -
template_settle/drop          post   own          x x x . .        . . . . .     .      -       .     -
template_settle/other         post   joint        - - - - -        - - - - -     -      -       -     -
recurrence_save               post   yearly       . . x . .        . . x . .     .      -       x     -
occurrence_actual             post   occurrence   x x x . .        x x x . .     .      -       .     -
occurrence_actual             post   joint        - - - - -        - - - - -     -      -       -     -
cycle_sheet                   get    none         x x x . .        x x x . .     x      x       .     .
cycle_submit                  post   none         x x x . .        x x x . .     x      x       .     .
cycle_row_save                post   joint        x x x . .        x x x . .     .      -       .     -
cycle_missing                 get    none         . x x x .        . x x x .     .      x       .     .
cycle_remind                  post   unilead      . x x x .        . . x . .     .      -       .     -
cycle_remind                  post   dislead      . . x . .        . x x x .     .      -       .     -
commitment_remind             post   joint        . x x x .        . . x . .     .      -       .     -
progress_report               post   joint        x x x . .        x x x . .     .      -       .     -
progress_report               post   own          x x x . .        . . x . .     .      -       .     -
progress_no_change            post   joint        x x x . .        x x x . .     .      -       .     -
progress_second               post   joint        x x . . .        x x . . .     .      -       .     -
progress_draft                post   joint        x x x . .        x x x . .     .      -       .     -
decision_open                 post   joint        x x x . .        x x x . .     .      -       .     -
decision_open                 post   own          x x x . .        . . . . .     .      -       .     -
extension_ask                 post   joint        x x x . .        x x x . .     .      -       .     -
extension_ask                 post   own          x x x . .        . . . . .     .      -       .     -
extension_step/accept         post   extension    . . x x .        . . . . .     .      -       .     -
extension_step/refuse         post   extension    . . x x .        . . . . .     .      -       .     -
extension_step/withdraw       post   extension    x . x . .        . . . . .     .      -       .     -
extension_step/object         post   extended     . . . . .        . . x . .     .      -       .     -
extension_step/other          post   extension    - - - - -        - - - - -     -      -       -     -
decision_propose              post   joint        . . x . .        . . x . .     .      -       .     -
decision_step/confirm         post   proposed     . . . . .        . . x . .     .      -       .     -
decision_step/object          post   proposed     . . . . .        . . x . .     .      -       .     -
decision_step/take_back       post   proposed     . . x . .        . . . . .     .      -       .     -
decision_step/release         post   waiting      . . x . .        - - - - -     .      -       .     -
decision_step/return          post   waiting      . . x . .        - - - - -     .      -       .     -
decision_step/take_back       post   waiting      x . x . .        - - - - -     .      -       .     -
decision_step/confirm         post   waiting      . . . . .        - - - - -     .      -       .     -
decision_step/take_back       post   released     x . x . .        . . . . .     .      -       .     -
decision_step/confirm         post   released     . . . . .        . . x . .     .      -       .     -
decision_step/object          post   released     . . . . .        . . x . .     .      -       .     -
decision_step/close           post   released     - - - - -        - - - - -     -      -       -     -
decision_step/confirm         post   list         . . . . .        . . x . .     .      -       .     -
decision_step/object          post   list         . . . . .        . . x . .     .      -       .     -
decision_step/take_back       post   list         . . x . .        . . . . .     .      -       .     -
decision_step/release         post   list         - - - - -        - - - - -     -      -       -     -
list_detail                   get    agreement    x x x x x        x x x x x     x      -       x     -
list_open                     post   agreement    . . x . .        . . x . .     .      -       .     -
list_letter                   post   list         . . x . .        . . x . .     .      -       .     -
agreement_timeline            get    agreement    x x x x x        x x x x x     x      -       x     -
date_sheet                    get    agreement    . . x . .        . . x . .     .      -       x     -
date_sheet_save               post   agreement    . . x . .        . . x . .     .      -       x     -
lead_sheet                    get    agreement    . . x . .        . . x . .     .      -       .     -
lead_sheet_save               post   agreement    . . x . .        . . x . .     .      -       .     -
confirmation_contest          post   answer       . . . . .        . . x . .     .      -       .     -
decision_letter               get    byletter     . . x . x        . . x . x     .      -       x     -
letter_list                   get    none         x x x x x        x x x x x     x      x       x     x
letter_detail                 get    paper        x x x x x        x x x x x     x      -       x     -
letter_scan                   post   paper        . . x . .        . . . . .     .      -       .     -
letter_record                 post   joint        . . x . .        . . x . .     .      -       .     -
secondment_list               get    agreement    x x x x x        x x x x x     x      -       x     -
secondment_export/xlsx        get    agreement    x x x x x        x x x x x     x      -       x     -
secondment_export/csv         get    agreement    x x x x x        x x x x x     x      -       x     -
secondment_export/other       get    agreement    - - - - -        - - - - -     -      -       -     -
secondment_verdict            get    agreement    x x x x x        x x x x x     x      -       x     -
secondment_add                post   agreement    x x x . .        x x x . .     x      -       .     -
secondment_paste              get    agreement    x x x . .        x x x . .     x      -       .     -
secondment_paste_preview      post   agreement    x x x . .        x x x . .     x      -       .     -
secondment_paste_confirm      post   agreement    x x x . .        x x x . .     x      -       .     -
secondment_detail             get    posting      x x x x x        x x x x x     x      -       x     -
secondment_step/correct       post   posting      x x x . .        x x x . .     .      -       .     -
secondment_step/interrupt     post   posting      x x x . .        x x x . .     .      -       .     -
secondment_step/except        post   posting      x x x . .        x x x . .     .      -       .     -
secondment_step/change        post   posting      x x x . .        x x x . .     .      -       .     -
secondment_step/end           post   posting      x x x . .        x x x . .     .      -       .     -
secondment_step/call_off      post   posting      x x x . .        x x x . .     .      -       .     -
secondment_step/evaluate      post   posting      . . . . .        . . . . .     x      -       .     -
secondment_step/other         post   posting      - - - - -        - - - - -     -      -       -     -
secondment_unbreak            post   break        x x x . .        x x x . .     .      -       .     -
secondment_answer/consent     post   change       . . . . .        . . x . .     .      -       .     -
secondment_answer/refuse      post   change       . . . . .        . . x . .     .      -       .     -
secondment_answer/take_back   post   change       x x x . .        . . . . .     .      -       .     -
secondment_answer/other       post   change       - - - - -        - - - - -     -      -       -     -
"""
ANSWERED = {"x": {200, 204, 302, 422}, ".": {403}, "-": {404}}
ALSO_AS_FRAGMENT = ("uni_liaison", "dis_officer", "stranger")
FOR_ANYBODY = {"language_switch", "demo_sign_in", "invitation_accept", "invitation_use"}  # without being signed in


REASON = {"reason": "理由"}


def rows(table):
    """Yield (first words of the line, {who: mark}) of every line of a table."""
    for line in table.strip().splitlines()[1:]:
        words = line.split()
        marks = words[-len(WHO) :]
        assert all(mark in "x.-" for mark in marks), line
        yield words[: -len(WHO)], dict(zip(WHO, marks, strict=True))


def verbs(table):
    """Yield (verb, thing, {who: whether}) of the table of rights."""
    for (verb, thing), marks in rows(table):
        yield verb, thing, {who: mark == "x" for who, mark in marks.items()}


class Things(Rules):
    """The cast, and one of everything that the tables speak of."""

    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.nobody = Actor(User.objects.create_user("nobody", name="无岗位"))
        joint, own = cls.make_assigned(), cls.make_assigned(obliged_party=cls.uni_party)
        waiting = decisions.open_close(cls.make_running(), by=cls.uni_officer, reason="已完成。")
        released = decisions.open_close(cls.make_running(), by=cls.uni_officer, reason="已完成。")
        released = decisions.release(released, by=cls.uni_liaison)
        cls.things = {
            "agreement": cls.agreement,
            "joint": joint,
            "own": own,
            "draft": cls.make_commitment(),
            "withdrawn": commitments.withdraw(cls.make_commitment(), by=cls.uni_liaison),
            "adminsdraft": cls.make_commitment(by=cls.admin),
            "waiting": waiting,
            "released": released,
            "list": lists.open_list(cls.agreement, by=cls.uni_liaison, drafts=[cls.make_commitment()]),
            "import": LedgerImport.objects.create(
                agreement=cls.agreement,
                cells=[{"name": "", "rows": [["任务", "牵头单位"], ["讲座", "科研院"]], "merged": []}],
                choices={"sheet": 0, "row": 0, "columns": {"0": "title", "1": "lead"}},
                begun_by=cls.uni_liaison.user,
                begun_unit=cls.uni_office,
            ),
            "back": LedgerImport.objects.create(
                kind=ImportKind.ROUND_TRIP,
                agreement=cls.agreement,
                cells={"language": "", "exported_at": "2026-11-20T10:00:00+08:00", "by": "", "rows": [], "notes": []},
                begun_by=cls.uni_liaison.user,
                begun_unit=cls.uni_office,
            ),
            "answer": cls.answered_by_letter(),
            "uniplace": joint.units.get(unit=cls.uni_lead),
            "displace": joint.units.get(unit=cls.dis_lead),
            "milestone": milestones.add(joint, by=cls.uni_liaison, title="首批到岗"),
            "value": indicators.record(
                indicators.add(joint, by=cls.uni_liaison, name="人数"), by=cls.uni_liaison, period="2026", actual=8
            ),
            "indicator": joint.indicators.get(),
            "unilead": cls.uni_lead,
            "dislead": cls.dis_lead,
            **cls.dates_that_slip(),
            **cls.what_recurs(),
            **cls.people(),
            "text": cls.text,
            "mistake": texts.read(cls.agreement, "错的文本。", by=cls.uni_liaison, source="amended", received_on=TODAY),
            **cls.sentences(),
            **cls.postings(),
            "scan": files.keep(scans.sent(scans.pdf()), by=cls.uni_liaison, text_version=cls.text),
        }
        draft = cls.make_commitment()
        cls.things["suggestion"] = suggestions.suggest(draft, by=cls.uni_liaison, unit=cls.dis_lead, role="lead")
        cls.things["paper"] = cls.things["answer"].letter
        cls.things["byletter"] = cls.things["answer"].decision

    @classmethod
    def postings(cls):
        """A posting from one lead unit to the other, interrupted, whose end the university wants to move.

        The third unit of the university keeps its personnel matters.
        """
        cls.uni_third.keeps_personnel = True
        cls.uni_third.save()
        with at(TODAY):
            posting = make_posting(cls)
            found = secondments.interrupt(
                posting, by=cls.uni_officer, version=1, starts_on=TODAY, ends_on=TODAY, reason="病假"
            )
            change = secondments.ask(
                posting, by=cls.uni_officer, version=2, new_end_on=date(2027, 12, 31), reason="项目未完"
            )
        return {"posting": posting, "break": found, "change": change}

    @classmethod
    def dates_that_slip(cls):
        """Extensions asked for and accepted, and a proposal before the district."""
        later = {"by": cls.uni_officer, "new_due_on": TODAY.replace(year=2027), "reason": "推迟。"}
        own = {"obliged_party": cls.uni_party}
        extended = extensions.accept(extensions.ask(cls.make_assigned(**own), **later), by=cls.uni_liaison)
        return {
            "extension": extensions.ask(cls.make_assigned(**own), **later),
            "jointextension": extensions.ask(cls.make_assigned(), **later),
            "extended": extended,
            "proposed": proposals.propose(cls.make_assigned(), "hold", by=cls.uni_liaison, reason="暂缓。"),
        }

    @classmethod
    def what_recurs(cls):
        """A recurring item that both sides lead, and its occurrence of this year."""
        row = cls.make_assigned(cadence="recurring")
        recurrences.set_recurrence(row, by=cls.uni_liaison, every="year", anchor="calendar", starts_on=TODAY)
        return {"yearly": row, "occurrence": row.occurrences.get(period="2026")}

    @classmethod
    def sentences(cls):
        """A sentence to decide on, one that obliges nobody, and a passage of a draft."""
        nothing, sentence, covered = Sentence.objects.filter(clause=cls.clause)
        sentences.dispose(nothing, by=cls.uni_liaison, reason="背景表述")
        draft = cls.make_commitment(spans=[(cls.text, covered.start, covered.end)])
        discarded = proposed.discard(make_proposal(cls.text, cls.uni_liaison, 1), by=cls.uni_liaison)
        offers = {"offer": make_proposal(cls.text, cls.uni_liaison, 3), "discarded": discarded}
        return {"sentence": sentence, "nothing": nothing, "span": draft.spans.get(), **offers}

    @classmethod
    def people(cls):
        """Somebody who was entered and has no password yet, posts, and one as deputy."""
        newcomer = cls.person("newcomer", cls.uni_third, "officer")
        newcomer.user.set_unusable_password()
        newcomer.user.save()
        days = {"starts_on": TODAY, "ends_on": TODAY}
        post = cls.uni_officer.membership
        deputy = Membership.objects.create(
            user=cls.uni_head.user, unit=cls.uni_lead, role="officer", deputy_for=post, **days
        )
        return {
            "university": cls.university,
            "newcomer": newcomer.user,
            "invitation": invitations.invite(newcomer.user, by=cls.uni_liaison)[1],
            "insider": cls.uni_officer.user,
            "post": post,
            "liaisonpost": cls.uni_liaison.membership,
            "deputy": deputy,
        }

    @classmethod
    def answered_by_letter(cls):
        cls.dis_party.answers_by_letter = True
        cls.dis_party.save()
        with at(TODAY):
            decision = decisions.open_close(cls.make_running(), by=cls.uni_liaison, reason="已完成。")
            letters.record_answer(decision, by=cls.uni_liaison, party=cls.dis_party, confirms=True, **PAPER)
        cls.dis_party.answers_by_letter = False
        cls.dis_party.save()
        return decision.confirmations.get()


class TableOfRights(Things, TestCase):
    def test_it_is_as_written(self):
        wrong = []
        for verb, thing, expected in verbs(MAY):
            for who, may in expected.items():
                refused = access.refusal(getattr(self, who), verb, self.things[thing])
                if bool(refused) == may:
                    wrong.append(f"{verb} {thing} {who}: {refused or 'allowed'}")
        self.assertEqual(wrong, [])

    def test_every_verb_stands_in_it(self):
        named = {verb for verb, _thing, _expected in verbs(MAY)}
        self.assertEqual(named, {*access.RULES, *access.ADMIN_VERBS, *access.ADMIN_VERBS_IF})

    def test_a_refusal_is_a_sentence(self):
        for verb, thing, expected in verbs(MAY):
            for who, may in expected.items():
                if not may:
                    said = access.refusal(getattr(self, who), verb, self.things[thing])
                    self.assertTrue(said[0].isupper() and said[-1] == ".", said)

    def test_a_supporting_unit_reports_and_does_no_more(self):
        joint = self.things["joint"]
        commitments.name_unit(joint, by=self.uni_liaison, unit=self.uni_third, role="support")
        for verb, may in (("report", True), ("accept", False), ("submit", False), ("decline", False)):
            with self.subTest(verb=verb):
                self.assertEqual(access.refusal(self.uni_other, verb, self.fresh(joint)) == "", may)

    def test_an_administrator_contests_only_for_a_side_without_a_liaison(self):
        answer = self.things["answer"]
        self.assertTrue(access.refusal(self.admin, "contest", answer))
        self.dis_liaison.membership.delete()
        self.assertEqual(access.refusal(self.admin, "contest", answer), "")

    def test_an_open_gate_lets_the_opener_release(self):
        waiting = self.things["waiting"]
        waiting.party.gate_open = True
        self.assertEqual(access.refusal(self.uni_officer, "release", waiting), "")
        self.assertTrue(access.refusal(self.uni_head, "release", waiting))


class EveryAddress(Things, TestCase):
    def setUp(self):
        super().setUp()
        counts_kept(self)
        logging.disable(logging.ERROR)  # a refusal is what is asked for here
        self.addCleanup(logging.disable, logging.NOTSET)
        self.clients = {}

    def client_of(self, who):
        """The browser of somebody of the cast, signed in when it is first asked for."""
        if who not in self.clients:
            self.client = self.clients[who] = Client()
            self.sign_in(getattr(self, who))
        return self.clients[who]

    def address(self, name, thing):
        """The address of a line, with its step."""
        name, _slash, step = name.partition("/")
        keys = {"pk": self.things[thing].pk} if thing not in ("none", "invitation") else {}
        if thing == "invitation":
            keys = {"token": self.things[thing]}
        word = "kind" if name.endswith("_export") else "step"
        return reverse(f"agreements:{name}", kwargs=keys | ({word: step} if step else {}))

    @cached_property
    def seal(self):
        return plan(self.things["import"], self.uni_liaison).seal

    def sent(self, name, who):
        """What a form holds at least, so that it reaches the question of rights."""
        actor = getattr(self, who)
        post = "admin" if actor.is_admin else actor.membership and actor.membership.pk
        return {
            "acting_switch": {"post": post or ""},
            "language_switch": {"language": "en"},
            "demo_sign_in": {"username": who},
            "commitment_unit_remove": {"unit": self.uni_lead.pk},
            "ledger_import_confirm": {"seal": self.seal},
            "commitment_remind": {"unit": self.uni_lead.pk},
            "extension_ask": {"new_due_on": "2027-12-31"},
            "decision_propose": {"kind": "hold"},
            "text_add": {"commitment": self.things["draft"].pk},
        }.get(name, {})

    def test_every_name_stands_in_the_table(self):
        named = {name.partition("/")[0] for (name, _method, _thing), _marks in rows(ADDRESSES)}
        self.assertEqual(named, {pattern.name for pattern in urls.urlpatterns})

    def ask_as(self, cast):
        """Whoever may is answered; whoever may not is told so, as page and as fragment, and leaves no mark."""
        self.assertTrue(cast)
        for who in cast:
            self.client_of(who)
        before, wrong = everything(), []
        for (name, method, thing), marks in rows(ADDRESSES):
            for who in cast:
                mark = marks[who]
                for headers in ({}, {"HX-Request": "true"})[: 2 if who in ALSO_AS_FRAGMENT else 1]:
                    with transaction.atomic():
                        ask = getattr(self.client_of(who), method)
                        answer = ask(self.address(name, thing), self.sent(name, who) | REASON, headers=headers)
                        if answer.status_code not in ANSWERED[mark]:
                            wrong.append(f"{name} {thing} {who} {headers}: {answer.status_code}, not {mark}")
                        transaction.set_rollback(mark == "x")
        self.assertEqual(wrong, [])
        self.assertEqual(everything(), before)

    # Every member of the cast belongs to one of the three: as one test this took longest of all.

    @pytest.mark.once  # on PostgreSQL the district stands for both sides: who may what is the same table
    def test_as_everybody_of_the_university(self):
        self.ask_as([who for who in WHO if who.startswith("uni_")])

    def test_as_everybody_of_the_district(self):
        self.ask_as([who for who in WHO if who.startswith("dis_")])

    def test_as_everybody_else(self):
        self.ask_as([who for who in WHO if not who.startswith(("uni_", "dis_"))])

    def test_whoever_is_not_signed_in_is_sent_to_sign_in(self):
        login = reverse("account_login")
        for (name, method, thing), _marks in rows(ADDRESSES):
            if name not in FOR_ANYBODY:
                with self.subTest(address=name):
                    ask = getattr(Client(), method)
                    page = ask(self.address(name, thing))
                    self.assertEqual((page.status_code, page["Location"].split("?")[0]), (302, login))
                    fragment = ask(self.address(name, thing), headers={"HX-Request": "true"})
                    self.assertEqual(fragment["HX-Redirect"].split("?")[0], login)
                    self.assertEqual(fragment.content, b"")

    def test_reading_is_not_posted_and_changing_is_not_read(self):
        for (name, method, thing), _marks in rows(ADDRESSES):
            other = "get" if method == "post" else "post"
            with self.subTest(address=name):
                self.assertEqual(getattr(self.client_of("admin"), other)(self.address(name, thing)).status_code, 405)
