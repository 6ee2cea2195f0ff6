"""What every test run needs: its own database and folder, a trail that can be emptied, a browser."""

import gc
import hashlib
import os
import re
import shutil
from functools import wraps

import pytest
from django.conf import settings
from django.db import connections
from django.test import SimpleTestCase, TransactionTestCase, override_settings

# The browser's driver keeps an event loop in this thread, and Django would take our queries for async ones.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
CHROMIUM_ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
DESKTOP = {"locale": "zh-CN", "viewport": {"width": 1440, "height": 900}}
# A refused form (422) and a stale page (409) are ordinary answers, though Chromium calls them errors.
ORDINARY = re.compile(r"Failed to load resource: .* status of (409|422)\b")


# The database


@pytest.fixture(scope="session")
def django_db_modify_db_settings(tmp_path_factory):
    """Give this run a database that no other run, worker or checkout uses."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    for alias, database in settings.DATABASES.items():
        names = database.setdefault("TEST", {})
        if database["ENGINE"].endswith("sqlite3"):
            # A file: in memory, a second writer meets "table is locked" at once.
            names["NAME"] = str(tmp_path_factory.mktemp("database") / f"{alias}.sqlite3")
        else:
            checkout = hashlib.sha256(str(settings.BASE_DIR).encode()).hexdigest()[:8]
            names["NAME"] = "_".join(filter(None, ["test", database["NAME"], checkout, worker]))
            names["CHARSET"], names["TEMPLATE"] = "UTF8", "template0"  # whatever the server's own encoding


def emptied_without_triggers(flush):
    """Let Django empty the tables after a test that commits: the trail's triggers would refuse."""

    def teardown(test):
        from agreements import trail

        used = [connections[alias] for alias in test._databases_names(include_mirrors=False)]
        for connection in used:
            trail.remove_triggers(connection)
        try:
            flush(test)
        finally:
            for connection in used:
                trail.install_triggers(connection)

    return teardown


TransactionTestCase._fixture_teardown = emptied_without_triggers(TransactionTestCase._fixture_teardown)


# Files


@pytest.fixture(scope="session", autouse=True)
def media_in_a_temporary_folder(tmp_path_factory):
    with override_settings(MEDIA_ROOT=str(tmp_path_factory.mktemp("media"))):
        yield


# Marks that tests get by themselves


def asks_for_a_database(item):
    """True unless the test runs without a database, which pytest-django then keeps closed: it could not use one."""
    test_class = getattr(item, "cls", None)
    if test_class and issubclass(test_class, SimpleTestCase):
        return issubclass(test_class, TransactionTestCase) or bool(test_class.databases)
    return (
        "django_db_setup" in item.fixturenames
        or item.get_closest_marker("django_db") is not None
        or (not {"db", "transactional_db", "live_server"}.isdisjoint(item.fixturenames))
    )


def pytest_collection_finish():
    """Look for garbage seldom: queries and templates leave little, and looking took an eighth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


def pytest_collection_modifyitems(items):
    for item in items:
        if "browser" in item.fixturenames:
            item.add_marker("browser")
        if not asks_for_a_database(item):
            item.add_marker("without_database")


# The browser


def act_once_loaded(locator_class):
    """Let every act on an element wait until its page has loaded: before that, no script listens yet."""

    def waiting(act):
        @wraps(act)
        def once_loaded(locator, *args, **options):
            locator.page.wait_for_load_state()
            return act(locator, *args, **options)

        return once_loaded

    for name in ("click", "fill", "press", "check", "uncheck", "select_option", "set_input_files", "focus", "hover"):
        setattr(locator_class, name, waiting(getattr(locator_class, name)))


@pytest.fixture(scope="session")
def browser():
    """Debian's Chromium, one for the whole run."""
    if CHROMIUM is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("Chromium is not installed.")
    from playwright.sync_api import Locator, expect, sync_playwright

    act_once_loaded(Locator)
    expect.set_options(timeout=10_000)
    with sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_ARGS)
        yield chromium
        chromium.close()


@pytest.fixture
def new_page(browser, request):
    """A function that opens a page in a browser of its own: `new_page(locale="en-GB", color_scheme="dark")`.

    Whatever the browser complains about fails the test in the end, unless it is marked `console_errors`.
    """
    contexts, complaints = [], []

    def heard(message):
        if message.type == "error" and not ORDINARY.match(message.text):
            complaints.append(f"{message.text} ({message.location.get('url', '')})")

    def open_page(**options):
        context = browser.new_context(**{**DESKTOP, **options})
        context.set_default_timeout(10_000)
        context.on("console", heard)
        context.on("weberror", lambda failure: complaints.append(str(failure.error)))
        contexts.append(context)
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()
    if not request.node.get_closest_marker("console_errors"):
        assert not complaints, "The browser complained:\n" + "\n".join(complaints)


@pytest.fixture
def page(new_page):
    """A page as most people have it: Chinese, on a desktop."""
    return new_page()
