"""Rules taken away one by one: a test must notice each.

A mutant is a rule that never refuses: a guard or source of a step, a line of the table of rights,
a `visible_to` that shows everything. For each a few test classes run again, in this process; were
they green, nobody would notice the rule's loss.
"""

import dataclasses
import io
import unittest
from contextlib import contextmanager
from unittest import mock

import pytest

from agreements import access, lifecycle

from . import test_access, test_lifecycle
from .actions import test_extensions, test_lists, test_milestones, test_occurrences, test_proposals
from .models import test_visible_to

GUARDS = {
    "edit never_assigned": "Assigning.test_after_the_first_assignment_nothing_agreed_is_edited",
    "edit in_no_open_list": "WhileItIsOpen.test_its_drafts_are_neither_edited_nor_withdrawn",
    "edit not_agreed_by_a_list": ("Agreeing.test_one_click_freezes_what_was_agreed_and_assigns_what_has_all_its_units"),
    "listed never_assigned": "Opening.test_what_was_assigned_once_or_is_listed_already_is_not_listed",
    "listed in_no_open_list": "Opening.test_what_stands_in_an_open_list_is_not_put_into_another",
    "listed not_agreed_by_a_list": "Opening.test_what_was_assigned_once_or_is_listed_already_is_not_listed",
    "listed has_a_source": "Opening.test_what_could_never_be_assigned_is_not_listed",
    "listed can_be_judged": "Opening.test_what_could_never_be_assigned_is_not_listed",
    "assign in_no_open_list": "WhileItIsOpen.test_leads_are_named_and_nothing_is_assigned",
    "withdraw in_no_open_list": "WhileItIsOpen.test_its_drafts_are_neither_edited_nor_withdrawn",
    "withdraw not_agreed_by_a_list": (
        "Agreeing.test_one_click_freezes_what_was_agreed_and_assigns_what_has_all_its_units"
    ),
    "name_unit not_being_closed": (
        "Submitting.test_a_decision_before_the_other_side_stops_what_the_status_would_allow"
    ),
    "assign has_every_lead_and_contact": "Assigning.test_naming_the_last_missing_lead_assigns",
    "assign has_a_source": "Assigning.test_a_passage_or_clause_must_stand_behind_it",
    "assign can_be_judged": "Assigning.test_a_lead_alone_is_not_enough_without_something_to_judge_by",
    "report not_being_closed": ("Submitting.test_a_decision_before_the_other_side_stops_what_the_status_would_allow"),
    "submit nothing_before_the_others": (
        "Submitting.test_a_decision_before_the_other_side_stops_what_the_status_would_allow"
    ),
    "submit nothing_waiting": "Submitting.test_one_waits_per_side_and_a_side_does_not_notice_the_others",
    "release nothing_before_the_others": (
        "Submitting.test_a_decision_before_the_other_side_stops_what_the_status_would_allow"
    ),
    "submit no_open_milestones": "WithOpenMilestones.test_asking_to_close_says_why_they_are_open",
    "release no_open_milestones": "WithOpenMilestones.test_one_that_opened_meanwhile_stops_the_release",
    "plan in_no_open_list": "Planning.test_a_draft_in_an_open_list_is_not_planned",
    "plan not_being_closed": "Planning.test_nothing_is_planned_while_the_other_side_holds_the_pen",
    "withdraw never_assigned": "WithdrawingAndPuttingBack.test_what_was_assigned_once_is_not_withdrawn",
    "take_over has_a_report_taken_over": "EveryStepFromEveryStatus.test_a_step_is_taken_from_its_sources_alone",
    "put_back was_withdrawn": "EveryStepFromEveryStatus.test_a_step_is_taken_from_its_sources_alone",
    "decline no_extension_pending": "Asking.test_a_unit_that_asked_does_not_give_the_lead_back_meanwhile",
    "submit no_extension_pending": "Asking.test_while_it_is_pending_nothing_is_submitted_released_or_declined",
    "release no_extension_pending": "Asking.test_while_it_is_pending_nothing_is_submitted_released_or_declined",
    "ask_extension nothing_before_the_others": "Asking.test_not_while_any_decision_is_before_the_other_side",
    "ask_extension no_extension_pending": "Asking.test_there_is_one_at_a_time",
    "ask_extension has_a_due_date": "Asking.test_what_has_no_date_has_none_to_move",
    "extend nothing_before_the_others": "Deciding.test_nothing_is_accepted_while_a_decision_is_before_the_other_side",
    **dict.fromkeys(
        [f"propose_{kind} nothing_before_the_others" for kind in ("change", "hold", "resume", "end", "reopen")],
        "Proposing.test_one_decision_at_a_time_is_before_the_other_side",
    ),
    "propose_change was_assigned": "EveryStepFromEveryStatus.test_a_step_is_taken_from_its_sources_alone",
    "propose_end was_assigned": "EveryStepFromEveryStatus.test_a_step_is_taken_from_its_sources_alone",
    "end was_assigned": "EveryStepFromEveryStatus.test_a_step_is_taken_from_its_sources_alone",
    "propose_reopen was_not_withdrawn": "EveryStepFromEveryStatus.test_a_step_is_taken_from_its_sources_alone",
    **dict.fromkeys(
        [f"{step} is_no_recurring_item" for step in ("report", "submit", "release", "ask_extension", "propose_hold")],
        "TheItem.test_nothing_is_reported_submitted_or_moved_on_the_item_itself",
    ),
    "decline no_occurrence_begun": "TheItem.test_declining_it_takes_its_occurrences_away_unless_one_has_begun",
    "recur is_to_recur": "SayingHowItRecurs.test_only_what_is_recurring_by_its_cadence_and_no_occurrence",
    "recur in_no_open_list": "SayingHowItRecurs.test_not_on_a_stale_page_in_an_open_list_or_before_the_other_side",
    "recur nothing_before_the_others": (
        "SayingHowItRecurs.test_not_on_a_stale_page_in_an_open_list_or_before_the_other_side"
    ),
    "occur is_an_occurrence": "TheItem.test_an_occurrence_lives_as_any_commitment_does",
    "end_along its_item_has_ended": "TheItem.test_an_occurrence_is_not_ended_along_while_its_item_runs",
    "reopen was_not_withdrawn": "EveryStepFromEveryStatus.test_a_step_is_taken_from_its_sources_alone",
}
FROM_EVERY_STATUS = "EveryStepFromEveryStatus.test_a_step_is_taken_from_its_sources_alone"
FOR_A_REASON = "EveryStepFromEveryStatus.test_some_steps_ask_for_a_reason"
STATUSES = tuple(value for value, _label in lifecycle.CommitmentStatus.choices)
RIGHTS = test_access.TableOfRights, "test_it_is_as_written"
pytestmark = pytest.mark.once  # each test that is to turn red here is run on every database by itself
SEEN = (test_visible_to.SeeingAcrossAgreements, test_visible_to.SeeingWhatIsOneSidesOwn)


@pytest.fixture(autouse=True)
def database(django_db_setup, django_db_blocker):
    """The test database, for the test classes that run inside of these tests."""
    with django_db_blocker.unblock():
        yield


held = []  # the one class that is set up


def let_go():
    while held:
        test_class = held.pop()
        test_class.tearDownClass()
        test_class.doClassCleanups()


@pytest.fixture(scope="module")
def ready(django_db_setup, django_db_blocker):
    """A function that sets a test's class up, for as long as no other class is asked for; it returns the test.

    What a class needs is made by rules that are whole: a mutant is missed by the test itself.
    """

    def set_up(test):
        if held != [test[0]]:
            let_go()
            test[0].setUpClass()
            held.append(test[0])
        return test

    yield set_up
    with django_db_blocker.unblock():
        let_go()


def turns_red(*tests):
    """True when one of the tests fails; `tests` are test classes or (class, name of the test)."""
    let_go()
    suite = unittest.TestSuite()
    for test in tests:
        if isinstance(test, tuple):
            suite.addTest(test[0](test[1]))
        else:
            suite.addTests(unittest.defaultTestLoader.loadTestsFromTestCase(test))
    result = unittest.TextTestRunner(stream=io.StringIO(), failfast=True).run(suite)
    assert result.testsRun, "a class could not be set up"
    return not result.wasSuccessful()


def misses(test):
    """True when the test, a (class, name of the test) that is ready, fails."""
    result = unittest.TestResult()
    result.failfast = True
    test[0](test[1])(result)
    assert result.testsRun == 1 and not result.skipped, test
    return not result.wasSuccessful()


def named(path):
    """The test that a table names, of one of the modules about rules."""
    owner, test = path.split(".")
    homes = (test_lifecycle, test_lists, test_milestones, test_extensions, test_proposals, test_occurrences)
    return next(getattr(home, owner) for home in homes if hasattr(home, owner)), test


def let_through(*_asked):
    return ""


@contextmanager
def step(name, **mutant):
    """A step that is not what it was."""
    with mock.patch.dict(lifecycle.STEPS, {name: dataclasses.replace(lifecycle.STEPS[name], **mutant)}):
        yield


def only(name):
    """The table of steps, and in it the one step whose mutant is looked for."""
    return mock.patch.dict(test_lifecycle.WAYS, {name: test_lifecycle.WAYS[name]}, clear=True)


def without(guards, lost):
    return tuple(guard for guard in guards if guard.__name__ != lost)


def test_as_they_are_the_tests_are_green():
    assert not turns_red(*map(named, sorted({*GUARDS.values(), FOR_A_REASON})), RIGHTS, *SEEN)


def test_every_guard_has_a_test_that_would_miss_it():
    guards = {
        f"{name} {guard.__name__}"
        for name, step_ in lifecycle.STEPS.items()
        for guard in (*step_.guards, *step_.own_guards, *step_.excusable)
    }
    assert guards == set(GUARDS)


@pytest.mark.parametrize("which", GUARDS)
def test_a_guard_is_missed(which, ready):
    test = ready(named(GUARDS[which]))
    name, lost = which.split()
    whole = lifecycle.STEPS[name]
    kept = {kind: without(getattr(whole, kind), lost) for kind in ("guards", "own_guards", "excusable")}
    with step(name, **kept), only(name):
        assert misses(test)


@pytest.mark.parametrize("name", ["assign", "decline", "submit", "release", "confirm", "close", "withdraw", "reopen"])
def test_a_source_is_missed(name, ready):
    test = ready(named(FROM_EVERY_STATUS))
    with step(name, sources=STATUSES), only(name):
        assert misses(test)


@pytest.mark.parametrize("name", sorted(test_lifecycle.NEED_A_REASON))
def test_a_reason_is_missed(name, ready):
    test = ready(named(FOR_A_REASON))
    with step(name, needs_reason=False), only(name):
        assert misses(test)


def test_every_right_is_missed(ready):
    test = ready(RIGHTS)
    for verb in access.RULES:
        with mock.patch.dict(access.RULES, {verb: let_through}):
            assert misses(test), verb


@pytest.mark.parametrize("verb", access.ADMIN_VERBS_IF)
def test_a_condition_of_an_administrators_right_is_missed(verb, ready):
    test = ready(RIGHTS)
    with mock.patch.dict(access.ADMIN_VERBS_IF, {verb: lambda thing: True}):
        assert misses(test)


def test_asking_for_no_right_at_all_is_missed():
    with mock.patch("agreements.access.refusal", let_through):
        for tests in (test_lifecycle.TakingBackAndReturning, test_lifecycle.Answering, test_access.TableOfRights):
            assert turns_red(tests), tests


@pytest.mark.parametrize("model", test_visible_to.SCOPED, ids=lambda model: model.__name__)
def test_a_scope_is_missed(model):
    queryset = type(model.objects.all())
    with mock.patch.object(queryset, "visible_to", lambda rows, actor: rows.all()):
        assert turns_red(*SEEN)
