"""The settings read from the environment: what a start takes and what stops it."""

import os
import subprocess
import sys

from django.db import connection
from django.test import SimpleTestCase, TestCase

SAY_KEY = "from tracker import settings; print(settings.SECRET_KEY)"


def start(**environment):
    """What a new process of the site says its key is, and how it ended."""
    inherited = {name: value for name, value in os.environ.items() if name not in ("SECRET_KEY", "DEBUG")}
    return subprocess.run(
        [sys.executable, "-c", SAY_KEY], env=inherited | environment, capture_output=True, text=True, timeout=60
    )


class TheSecretKey(SimpleTestCase):
    def test_it_may_begin_with_any_character(self):
        for given in ("$begins-like-a-variable", "plain"):
            with self.subTest(given):
                self.assertEqual(start(SECRET_KEY=given, DEBUG="true").stdout.strip(), given)

    def test_production_does_not_start_without_one(self):
        for given in ({}, {"SECRET_KEY": ""}):
            with self.subTest(given):
                ended = start(**given)
                self.assertNotEqual(ended.returncode, 0)
                self.assertIn("SECRET_KEY", ended.stderr)


class ThePlanner(TestCase):
    def test_queries_of_pages_are_not_compiled(self):
        if connection.vendor != "postgresql":
            self.skipTest("PostgreSQL alone compiles queries.")
        with connection.cursor() as cursor:
            cursor.execute("SHOW jit")
            self.assertEqual(cursor.fetchone(), ("off",))
