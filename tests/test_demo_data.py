"""The demonstration file: passages, cast and stories agree with one another before anything is loaded."""

import json
from pathlib import Path

from django.test import SimpleTestCase

from agreements.models import Cadence, Category, KeptUp, Obligation, Role, Strength

DEMO = Path(__file__).resolve().parent.parent / "agreements" / "data" / "demo.json"
SIDES = ("university", "district")
REPORTS = ("report", "no_change", "second")


class DemoData(SimpleTestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.demo = json.loads(DEMO.read_text(encoding="utf-8"))
        cls.text = cls.demo["text"]
        cls.clauses = {clause["number"]: clause for clause in cls.demo["clauses"]}
        cls.side_of_unit = {
            unit["code"]: organization["key"]
            for organization in cls.demo["organizations"]
            for unit in organization["units"]
        }
        cls.posts = {
            account["username"]: [account, *account.get("also", [])]
            for account in cls.demo["accounts"]
            if account["role"] != "admin"
        }

    def steps(self, *names):
        """Every step of every story, with its commitment; or those of the given names."""
        return [
            (item, step)
            for item in self.demo["commitments"]
            for step in item["story"]
            if not names or step["do"] in names
        ]

    def acting_unit(self, step):
        """The unit for which a step is taken, and the roles its author holds there."""
        unit = step.get("for") or self.posts[step["by"]][0]["unit"]
        return unit, {post["role"] for post in self.posts[step["by"]] if post["unit"] == unit}

    def side_of(self, username):
        return self.side_of_unit[self.posts[username][0]["unit"]]


class TextTests(DemoData):
    def test_clauses_start_with_their_number_and_heading(self):
        for clause in self.demo["clauses"]:
            with self.subTest(clause=clause["number"]):
                words = self.text[clause["start"] : clause["end"]]
                self.assertTrue(words.startswith(f"{clause['number']}\n{clause['heading']}\n"), words[:40])
                self.assertEqual(words, words.strip())
                self.assertLessEqual(len(clause["short"]), 6)

    def test_clauses_nest_and_do_not_overlap(self):
        for clause in self.demo["clauses"]:
            with self.subTest(clause=clause["number"]):
                if clause["parent"]:
                    above = self.clauses[clause["parent"]]
                    self.assertGreater(clause["start"], above["start"])
                    self.assertLessEqual(clause["end"], above["end"])
                siblings = [other for other in self.demo["clauses"] if other["parent"] == clause["parent"]]
                for other in siblings:
                    apart = other["end"] <= clause["start"] or clause["end"] <= other["start"]
                    self.assertTrue(other is clause or apart, other["number"])

    def test_sentences_cover_their_clause_one_after_the_other(self):
        for number, clause in self.clauses.items():
            with self.subTest(clause=number):
                at = clause["start"] + len(f"{number}\n{clause['heading']}\n")
                for row in [row for row in self.demo["sentences"] if row["clause"] == number]:
                    self.assertEqual(row["start"], at)
                    words = self.text[row["start"] : row["end"]]
                    self.assertIn(words[-1], "。；")
                    self.assertNotRegex(words[:-1], "[。；\n]")
                    at = row["end"]
                if not any(other["parent"] == number for other in self.demo["clauses"]):
                    self.assertEqual(at, clause["end"])

    def test_spans_occur_once_and_where_the_offsets_say(self):
        for item in self.demo["commitments"]:
            with self.subTest(item=item["key"]):
                self.assertEqual(self.text.count(item["span"]), 1)
                self.assertEqual(self.text[item["start"] : item["end"]], item["span"])
                holding = [
                    row["clause"]
                    for row in self.demo["sentences"]
                    if row["start"] <= item["start"] and item["end"] <= row["end"]
                ]
                self.assertEqual(holding, [item["clause"]])

    def test_coverage_is_high_and_not_whole(self):
        spans = [(item["start"], item["end"]) for item in self.demo["commitments"]]
        exempt = {(row["clause"], row["start"], row["end"]) for row in self.demo["no_obligation"]}
        self.assertTrue(all(row["reason"] for row in self.demo["no_obligation"]))
        seen, open_sentences = set(), 0
        for row in self.demo["sentences"]:
            place = (row["clause"], row["start"], row["end"])
            covered = any(row["start"] <= start and end <= row["end"] for start, end in spans)
            seen.add(place)
            self.assertFalse(covered and place in exempt, place)
            open_sentences += not covered and place not in exempt
        self.assertLessEqual(exempt, seen)
        self.assertIn(open_sentences, (2, 3))

    def test_every_clause_has_commitments(self):
        used = {item["clause"] for item in self.demo["commitments"]}
        used |= {self.clauses[number]["parent"] for number in used}
        self.assertLessEqual(set(self.clauses), used)


class CastTests(DemoData):
    def test_every_role_exists_on_both_sides(self):
        held = {(self.side_of_unit[post["unit"]], post["role"]) for posts in self.posts.values() for post in posts}
        self.assertEqual(held, {(side, role) for side in SIDES for role in Role.values})
        self.assertEqual([row["username"] for row in self.demo["accounts"] if row["role"] == "admin"], ["admin"])

    def test_accounts_are_named_after_their_side(self):
        for username, posts in self.posts.items():
            with self.subTest(username=username):
                sides = {self.side_of_unit[post["unit"]] for post in posts}
                self.assertEqual(sides, {username.split(".")[1]})

    def test_somebody_has_two_units_and_no_unit_two_officers(self):
        self.assertTrue(any(len({post["unit"] for post in posts}) > 1 for posts in self.posts.values()))
        units = [post["unit"] for posts in self.posts.values() for post in posts if post["role"] == Role.OFFICER]
        self.assertEqual(len(units), len(set(units)))

    def test_signatories_stand_for_the_parties(self):
        agreement = self.demo["agreement"]
        self.assertEqual(agreement["parties"], [row["key"] for row in self.demo["organizations"]])
        self.assertEqual([row["party"] for row in agreement["signatories"]], agreement["parties"])


class CommitmentTests(DemoData):
    def test_keys_are_unique_and_titles_short(self):
        keys = [item["key"] for item in self.demo["commitments"]]
        self.assertEqual(len(keys), len(set(keys)))
        self.assertLessEqual(max(len(item["title"]) for item in self.demo["commitments"]), 30)

    def test_words_are_the_choices_of_the_models(self):
        for item in self.demo["commitments"]:
            with self.subTest(item=item["key"]):
                self.assertIn(item["strength"], Strength.values)
                self.assertIn(item["category"], Category.values)
                self.assertIn(item["cadence"], Cadence.values)
                self.assertIn(item["obligation"], Obligation.values)
                self.assertEqual(item["party"] in SIDES, item["obligation"] == Obligation.ONE)

    def test_units_exist_on_their_side_and_stand_once(self):
        for item in self.demo["commitments"]:
            with self.subTest(item=item["key"]):
                obliged = [item["party"]] if item["party"] else SIDES
                named = [*item["leads"].items(), *item["contacts"].items()]
                named += [(side, unit) for side, units in item["supports"].items() for unit in units]
                for side, unit in named:
                    self.assertEqual(self.side_of_unit.get(unit), side)
                self.assertLessEqual(set(item["leads"]), set(obliged))
                self.assertLessEqual(set(item["contacts"]), set(SIDES) - set(obliged))
                self.assertEqual(len(named), len({unit for _, unit in named}))
                for unit, username in item["officers"].items():
                    self.assertIn(unit, {unit for _, unit in named})
                    self.assertIn((unit, "officer"), {(p["unit"], p["role"]) for p in self.posts[username]})

    def test_what_is_assigned_has_leads_contacts_and_something_to_judge_by(self):
        for item, step in self.steps("assign"):
            with self.subTest(item=item["key"], step=step["do"], on=step["on"]):
                obliged = {item["party"]} if item["party"] else set(SIDES)
                self.assertEqual(set(item["leads"]), obliged)
                self.assertEqual(set(item["contacts"]), set(SIDES) - obliged)
                judged = item["yardstick"] or item["target"] or item["min_months"] or item["due_offset"] is not None
                self.assertNotEqual(bool(judged), item["no_yardstick_yet"])


class StoryTests(DemoData):
    def test_steps_are_in_order_and_in_the_past(self):
        for item in self.demo["commitments"]:
            with self.subTest(item=item["key"]):
                days = [item["drafted_on"], *(step["on"] for step in item["story"])]
                self.assertEqual(days, sorted(days))
                self.assertLessEqual(days[-1], 0)

    def test_authors_act_for_a_unit_of_their_own(self):
        for item, step in self.steps():
            with self.subTest(item=item["key"], step=step["do"], on=step["on"]):
                if step["do"] == "assign":  # both liaisons, each for its side
                    continue
                unit, roles = self.acting_unit(step)
                self.assertEqual(self.side_of_unit[unit], self.side_of(step["by"]))
                self.assertTrue(roles or self.posts[step["by"]][0]["role"] == Role.LIAISON, step)

    def test_reports_come_from_the_units_of_the_item(self):
        for item, step in self.steps(*REPORTS):
            with self.subTest(item=item["key"], step=step["do"], on=step["on"]):
                unit, _roles = self.acting_unit(step)
                leads = item["leads"].values()
                supports = [unit for units in item["supports"].values() for unit in units]
                self.assertIn(unit, [*leads, *supports])
                if step["do"] != "report":
                    continue
                self.assertTrue(step["text"])
                wanted = "kept_up" if item["cadence"] == Cadence.CONTINUOUS else "percent"
                given = {"percent", "kept_up"} & set(step)
                self.assertEqual(given, {wanted} if unit in leads else set())
                self.assertIn(step.get("kept_up", "yes"), KeptUp.values)

    def test_steps_between_the_sides_are_the_liaisons_and_give_reasons(self):
        for item, step in self.steps("release", "return", "take_back", "object", "confirm"):
            with self.subTest(item=item["key"], step=step["do"], on=step["on"]):
                self.assertEqual(self.posts[step["by"]][0]["role"], Role.LIAISON)
        for item, step in self.steps("submit", "return", "object", "decline", "ask_extension", "propose"):
            with self.subTest(item=item["key"], step=step["do"], on=step["on"]):
                self.assertTrue(step["reason"])

    def test_the_other_side_answers_and_nobody_reports_meanwhile(self):
        for item in self.demo["commitments"]:
            with self.subTest(item=item["key"]):
                released_by = waiting_of = None
                for step in item["story"]:
                    name, side = step["do"], step.get("by") and self.side_of(step["by"])
                    if name == "submit":
                        self.assertIsNone(released_by or waiting_of, step)
                        at_once = self.posts[step["by"]][0]["role"] == Role.LIAISON
                        released_by, waiting_of = (side, None) if at_once else (None, side)
                    elif name == "propose":  # work goes on meanwhile
                        self.assertIsNone(released_by, step)
                        released_by = side
                    elif name in ("release", "return"):
                        self.assertEqual(waiting_of, side, step)
                        released_by, waiting_of = (side if name == "release" else None), None
                    elif name in ("object", "confirm"):
                        self.assertEqual({released_by, side}, set(SIDES), step)
                        released_by = None
                    elif name == "take_back":
                        self.assertEqual(released_by or waiting_of, side, step)
                        released_by = waiting_of = None
                    elif name in REPORTS:
                        self.assertIsNone(released_by, step)

    def test_what_is_asked_and_answered_of_an_occurrence_is_counted_from_one_day(self):
        """Else a new year between the two steps makes them speak of different years."""
        for item in self.demo["commitments"]:
            steps = [step for step in item["story"] if "occurrence" in step and step["occurrence"] < 0]
            self.assertLessEqual(len({step.get("counted_from") for step in steps}), 1, item["key"])
            self.assertTrue(all("counted_from" in step for step in steps), item["key"])
