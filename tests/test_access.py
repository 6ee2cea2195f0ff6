"""Who may do what: the table of rights, written out, and every address tried as every member of the cast."""

from django.test import TestCase

from agreements import access
from agreements.actions import commitments, decisions, letters
from agreements.models import Actor, User

from .sides import PAPER, Rules

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
edit              joint           . . x . .        . . x . .     .      .       x     .
name_unit         joint           . . x . .        . . x . .     .      .       x     .
assign            joint           . . x . .        . . x . .     .      .       x     .
name_officer      joint           . x x . .        . x x . .     .      .       x     .
report            joint           x x x . .        x x x . .     .      .       .     .
report            own             x x x . .        . . x . .     .      .       .     .
start             joint           x x x . .        x x x . .     .      .       .     .
second            joint           x x . . .        x x . . .     .      .       .     .
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
contest           answer          . . . . .        . . x . .     .      .       .     .
reopen            joint           . . . . .        . . . . .     .      .       .     .
repair_start      joint           . . . . .        . . . . .     .      .       x     .
repair_return     joint           . . . . .        . . . . .     .      .       x     .
repair_take_back  joint           . . . . .        . . . . .     .      .       x     .
repair_reopen     joint           . . . . .        . . . . .     .      .       x     .
"""


def rows(table):
    """Yield (verb, thing, {who: whether}) of every line of a table."""
    for line in table.strip().splitlines()[1:]:
        verb, thing, *marks = line.split()
        assert len(marks) == len(WHO), line
        yield verb, thing, {who: mark == "x" for who, mark in zip(WHO, marks, strict=True)}


class TableOfRights(Rules, TestCase):
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
            "adminsdraft": cls.make_commitment(by=cls.admin),
            "waiting": waiting,
            "released": released,
            "answer": cls.answered_by_letter(),
        }

    @classmethod
    def answered_by_letter(cls):
        cls.dis_party.answers_by_letter = True
        cls.dis_party.save()
        decision = decisions.open_close(cls.make_running(), by=cls.uni_liaison, reason="已完成。")
        letters.record_answer(decision, by=cls.uni_liaison, party=cls.dis_party, confirms=True, **PAPER)
        cls.dis_party.answers_by_letter = False
        cls.dis_party.save()
        return decision.confirmations.get()

    def test_it_is_as_written(self):
        wrong = []
        for verb, thing, expected in rows(MAY):
            for who, may in expected.items():
                refused = access.refusal(getattr(self, who), verb, self.things[thing])
                if bool(refused) == may:
                    wrong.append(f"{verb} {thing} {who}: {refused or 'allowed'}")
        self.assertEqual(wrong, [])

    def test_every_verb_stands_in_it(self):
        verbs = {verb for verb, _thing, _expected in rows(MAY)}
        self.assertEqual(verbs, {*access.RULES, *access.ADMIN_VERBS, *access.ADMIN_VERBS_IF})

    def test_a_refusal_is_a_sentence(self):
        for verb, thing, expected in rows(MAY):
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
