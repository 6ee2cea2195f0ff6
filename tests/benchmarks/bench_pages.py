"""What a page costs, beside a bare view and an ordinary page on the same server in the same run.

Requests go through the whole WSGI application in this process, so that CPU time is the
server's alone. Nothing here passes or fails by a figure: `make bench` prints them.
"""

import cProfile
import gc
import io
import os
import pstats
import statistics
import tempfile
import time
from pathlib import Path
from unittest import mock

import pytest
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.core.management import call_command
from django.db import connection, connections
from django.template import base as template_base
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext

from agreements import demo
from agreements.models import Commitment, CommitmentStatus, Role, User
from tests.benchmarks.crowd import grow

pytestmark = [pytest.mark.benchmark, pytest.mark.django_db(transaction=True)]

ROUNDS, REQUESTS, WARM = 3, int(os.environ.get("BENCH_REQUESTS", "20")), 3
SIZES = tuple(int(size) for size in os.environ.get("BENCH_SIZES", "30,10000").split(","))
LEDGER_ONLY = 100_000


class Visitor:
    """Somebody signed in who asks the WSGI application for pages."""

    application = None

    def __init__(self, username=""):
        Visitor.application = Visitor.application or WSGIHandler()
        self.cookie = ""
        if username:
            client = Client()
            user = User.objects.get_by_natural_key(username)
            client.force_login(user, "django.contrib.auth.backends.ModelBackend")
            self.cookie = f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"

    def get(self, address):
        """Ask for a page and return (status, body)."""
        path, _mark, query = address.partition("?")
        told = []
        environ = {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "80",
            "HTTP_HOST": "localhost",
            "HTTP_COOKIE": self.cookie,
            "REMOTE_ADDR": "127.0.0.1",
            "wsgi.input": io.BytesIO(),
            "wsgi.errors": io.StringIO(),
            "wsgi.url_scheme": "http",
        }
        response = self.application(environ, lambda status, headers, *rest: told.append(int(status[:3])))
        body = b"".join(response)
        response.close()  # as the server does: the connection to the database ends with the request
        return told[0], body


@pytest.fixture
def site():
    """The demonstration, in a database that commits, with hosts and folders of a run."""
    with tempfile.TemporaryDirectory() as folder, override_settings(VAR_DIR=Path(folder), ALLOWED_HOSTS=["localhost"]):
        call_command("createcachetable", verbosity=0)
        demo.seed()
        yield


def pages():
    """(name, visitor, address) of everything that is measured."""
    people = {}
    for account in demo.accounts():
        people.setdefault(account.role, Visitor(account.username))
    liaison = people[Role.LIAISON]
    busy = Commitment.objects.filter(status=CommitmentStatus.IN_PROGRESS, obligation="joint").order_by("pk").first()
    return [
        ("bare view", Visitor(), "/yardstick/bare/"),
        ("ordinary page", liaison, "/yardstick/ordinary/"),
        ("ledger", liaison, "/commitments/"),
        ("ledger by clause", liaison, "/commitments/?group=clause"),
        ("commitment", liaison, f"/commitments/{busy.pk}/"),
        ("desk, officer", people[Role.OFFICER], "/"),
        ("desk, liaison", liaison, "/"),
        ("desk, leader", people[Role.LEADER], "/"),
        ("agreement", liaison, f"/agreements/{busy.agreement_id}/"),
    ]


def measured(rows):
    """For each page its median CPU ms (the best of some rounds), requests a second, queries and bytes."""
    best = {}
    for _round in range(ROUNDS):
        for name, visitor, address in rows:
            cpu, wall = timed(visitor, address)
            kept = best.get(name, (cpu, wall))
            best[name] = (min(kept[0], cpu), min(kept[1], wall))
    found = []
    for name, visitor, address in rows:
        with CaptureQueriesContext(connection) as queries:
            status, body = visitor.get(address)
        assert status == 200, f"{name} ({address}) answered {status}"
        found.append((name, *best[name], len(queries), len(body)))
    return found


def timed(visitor, address):
    """The median CPU and wall ms of a request."""
    for _time in range(WARM):
        visitor.get(address)
    gc.collect()
    cpu, wall = [], []
    for _time in range(REQUESTS):
        begun, started = time.perf_counter(), time.process_time()
        visitor.get(address)
        cpu.append(1000 * (time.process_time() - started))
        wall.append(1000 * (time.perf_counter() - begun))
        if sum(wall) > 4000 and len(wall) >= 3:  # enough of a slow page
            break
    return statistics.median(cpu), statistics.median(wall)


def report(count, found):
    ordinary = next(cpu for name, cpu, *_rest in found if name == "ordinary page")
    print(f"\n\n{count:,} commitments, {connection.vendor}, one thread")
    print(f"{'':18}{'CPU ms':>9}{'× ordinary':>12}{'requests/s':>12}{'queries':>9}{'kB':>8}")
    for name, cpu, wall, queries, size in found:
        print(f"{name:18}{cpu:9.1f}{cpu / ordinary:12.2f}{1000 / wall:12.1f}{queries:9}{size / 1000:8.1f}")


def test_pages(site):
    """The table, for every number of commitments."""
    for count in SIZES:
        if count > Commitment.objects.count():
            started = time.perf_counter()
            grow(count, history=count < LEDGER_ONLY)
            print(f"\n{count:,} commitments made in {time.perf_counter() - started:.1f} s")
        rows = pages()
        if count >= LEDGER_ONLY:
            rows = [row for row in rows if row[0].startswith(("bare", "ordinary", "ledger"))]
        report(Commitment.objects.count(), measured(rows))


# Where the milliseconds go


class Stopwatches:
    """CPU time by part, each moment counted for the innermost part that is running."""

    def __init__(self):
        self.spent, self.stack, self.since = {}, ["rest"], time.process_time()

    def _pass_time(self):
        now = time.process_time()
        self.spent[self.stack[-1]] = self.spent.get(self.stack[-1], 0) + now - self.since
        self.since = now

    def around(self, name, function):
        def measured(*args, **kwargs):
            self._pass_time()
            self.stack.append(name)
            try:
                return function(*args, **kwargs)
            finally:
                self._pass_time()
                self.stack.pop()

        return measured

    def watch(self, stack, name, owner, *attributes):
        for attribute in attributes:
            wrapped = self.around(name, getattr(owner, attribute))
            stack.enter_context(mock.patch.object(owner, attribute, wrapped, create=True))


def parts(visitor, address):
    """CPU ms of one request by part: queries in the database, their making, templates, the view, the rest."""
    from contextlib import ExitStack

    from django.core.handlers.base import BaseHandler
    from django.db.backends.utils import CursorWrapper
    from django.db.models.sql.compiler import SQLCompiler

    watches = Stopwatches()
    with ExitStack() as stack:
        watches.watch(stack, "in the database", CursorWrapper, "execute", "executemany")
        watches.watch(stack, "connecting", type(connections["default"]), "connect", "close")
        if connection.vendor == "sqlite":  # which does most of its work when the rows are fetched
            from django.db.backends.sqlite3.base import SQLiteCursorWrapper

            watches.watch(stack, "in the database", SQLiteCursorWrapper, "fetchone", "fetchmany", "fetchall")
        watches.watch(stack, "making queries", SQLCompiler, "as_sql")
        watches.watch(stack, "templates", template_base.Template, "_render")
        resolve = BaseHandler.resolve_request

        def resolved(handler, request):
            match = resolve(handler, request)
            match.func = watches.around("view and ORM", match.func)
            return match

        stack.enter_context(mock.patch.object(BaseHandler, "resolve_request", resolved))
        visitor.application = WSGIHandler()
        for _time in range(WARM):
            visitor.get(address)
        watches.spent.clear()
        watches._pass_time()
        watches.spent.clear()
        for _time in range(REQUESTS):
            visitor.get(address)
        watches._pass_time()
    return {name: 1000 * spent / REQUESTS for name, spent in watches.spent.items()}


PARTS = ("in the database", "making queries", "connecting", "view and ORM", "templates", "rest")


def test_parts(site):
    """Where the milliseconds of a page go, and the functions that take most of them."""
    grow(SIZES[-1] if SIZES[-1] < LEDGER_ONLY else SIZES[0])
    print(f"\n\nCPU ms by part, {Commitment.objects.count():,} commitments (the stopwatches cost some themselves)")
    print(f"{'':18}" + "".join(f"{name:>17}" for name in PARTS))
    rows = pages()
    for name, visitor, address in rows:
        spent = parts(visitor, address)
        print(f"{name:18}" + "".join(f"{spent.get(part, 0):17.1f}" for part in PARTS))
    for name, visitor, address in rows:
        if name in os.environ.get("BENCH_PROFILE", "ledger,commitment").split(","):
            print(f"\n{name}: functions by own time, ms a request under the profiler")
            print(profile(visitor, address))


def profile(visitor, address, lines=18):
    """The functions in which most of a page's time is spent."""
    visitor.get(address)
    profiler = cProfile.Profile(time.process_time)
    for _time in range(REQUESTS):
        profiler.runcall(visitor.get, address)
    stats = pstats.Stats(profiler)
    ranked = sorted(stats.stats.items(), key=lambda item: -item[1][2])[:lines]
    told = []
    for (file, line, function), (_primitive, calls, own, cumulative, _callers) in ranked:
        where = f"{'/'.join(Path(file).parts[-3:])}:{line} " if line else ""
        times = f"{1000 * own / REQUESTS:7.2f} own{1000 * cumulative / REQUESTS:8.2f} in all{calls // REQUESTS:7} calls"
        told.append(f"{times}  {where}{function}")
    return "\n".join(told)
