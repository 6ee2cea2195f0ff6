"""Who may import whom, and how long things may be: `ORDER` is the plan of the house."""

import ast
import textwrap
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "agreements"

# Each may use what stands before it, never what stands after it. A new module gets its place here first.
ORDER = (
    *("extraction", "workbooks", "ledgers", "workdays", "periods"),
    *("errors", "model_reading"),
    *("standing",),
    *("models",),
    *("access", "trail_triggers", "trail", "outbox"),
    *("reports",),
    *("lifecycle",),
    *("actions",),
    *("mail", "notices", "demo"),
    *("forms",),
    *("templatetags", "views", "middleware", "accounts"),
    *("admin", "urls", "management", "checks", "apps", "words"),
)
PLACE = {name: place for place, name in enumerate(ORDER)}

# What a module may use of Django, when it is not everything.
DJANGO = {
    "extraction": (),
    "workbooks": (),
    "ledgers": (),
    "workdays": (),
    "periods": (),
    "model_reading": (),
    "errors": ("django.core.exceptions", "django.utils"),
    "standing": ("django.conf", "django.db.models", "django.utils"),
}
WITHOUT_A_CLOCK = ("extraction", "workbooks", "ledgers", "workdays", "periods")
CLOCK = {"now", "today", "utcnow", "localdate", "localtime", "time_ns", "monotonic"}

VIEW_LINES, FUNCTION_LINES, MODULE_LINES = 30, 40, 400


def sources(*folders):
    """Every module below the folders, as (dotted name, path)."""
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            yield ".".join(parts[:-1] if parts[-1] == "__init__" else parts), path


def only_for_types(node):
    return isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test)


def nodes(tree):
    """Every node, those inside functions too, except what is only there for type checkers."""
    yield tree
    for child in ast.iter_child_nodes(tree):
        if not only_for_types(child):
            yield from nodes(child)


def imports(source, module, *, is_package=False):
    """Yield (line, dotted name) of everything imported; `from a import b` gives a.b (b may be a module)."""
    here = module.split(".")
    for node in nodes(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            up = node.level - is_package
            base = here[: len(here) - up] if node.level else []
            origin = ".".join([*base, *filter(None, [node.module])])
            yield from ((node.lineno, f"{origin}.{alias.name}") for alias in node.names)


def room(dotted):
    """The module or package of agreements to which a dotted name belongs; an empty string when to none."""
    parts = dotted.split(".")
    return parts[1] if parts[0] == "agreements" and len(parts) > 1 else ""


def within(dotted, allowed):
    return any(dotted == name or dotted.startswith(f"{name}.") for name in allowed)


def wrong_imports(source, module, *, is_package=False):
    """Yield a sentence for every import that the plan forbids."""
    own = room(module)
    for line, name in imports(source, module, is_package=is_package):
        other = room(name)
        where = f"{module}, line {line}: "
        if name.startswith("agreements.models.") and own != "models" and is_inside_models(name):
            yield f"{where}import {name} from agreements.models"
        if own == "migrations":
            if name.split(".")[0] in {"agreements", "tracker"}:
                yield f"{where}a migration imports nothing from the project, not {name}"
        elif own:
            if name.split(".")[0] in {"tracker", "tests"}:
                yield f"{where}agreements does not know {name}"
            if PLACE.get(other, -1) > PLACE.get(own, len(ORDER)):
                yield f"{where}{own} stands before {other} and must not use it"
            if own in DJANGO and name.split(".")[0] == "django" and not within(name, DJANGO[own]):
                yield f"{where}{own} must not use {name}"


def is_inside_models(name):
    """True when the name reaches into a module of the models package, past its front door."""
    inner = name.split(".")[2]
    return (PACKAGE / "models" / inner).is_dir() or (PACKAGE / "models" / f"{inner}.py").exists()


def wrong_lengths(source, module):
    """Yield a sentence for everything that has grown too long to be read at once."""
    lines = len(source.splitlines())
    if lines > MODULE_LINES:
        yield f"{module}: {lines} lines, {MODULE_LINES} allowed; make it a package with the same import path"
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            arguments = [argument.arg for argument in node.args.args]
            is_view = room(module) == "views" and arguments[:1] == ["request"]
            allowed = VIEW_LINES if is_view else FUNCTION_LINES
            length = node.end_lineno - node.lineno + 1
            if length > allowed:
                yield f"{module}.{node.name}: {length} lines, {allowed} allowed"


def looks_at_the_clock(source):
    """Yield the line of every call that asks what time it is."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CLOCK:
            yield node.lineno


def test_every_module_has_a_place():
    modules = {path.stem for path in PACKAGE.glob("*.py")}
    packages = {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
    homeless = (modules | packages) - set(ORDER) - {"__init__", "migrations"}
    assert not homeless, f"Give {sorted(homeless)} a place in ORDER: what may they use, and who may use them?"


def test_imports_go_one_way():
    found = [
        sentence
        for module, path in sources("agreements", "tracker", "tests")
        for sentence in wrong_imports(path.read_text(), module, is_package=path.name == "__init__.py")
    ]
    assert not found, "\n".join(found)


def test_plain_modules_do_not_look_at_the_clock():
    found = [
        f"{module}, line {line}"
        for module, path in sources("agreements")
        if room(module) in WITHOUT_A_CLOCK
        for line in looks_at_the_clock(path.read_text())
    ]
    assert not found, "The day is an argument:\n" + "\n".join(found)


def test_nothing_is_too_long():
    found = [
        sentence
        for module, path in sources("agreements", "tracker")
        if room(module) != "migrations"
        for sentence in wrong_lengths(path.read_text(), module)
    ]
    assert not found, "\n".join(found)


# The checks themselves


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("agreements.workdays", "from django.utils import timezone"),
        ("agreements.extraction.deadlines", "import django"),
        ("agreements.errors", "from django.db import models"),
        ("agreements.standing", "from agreements.models import Commitment"),
        ("agreements.standing", "from django.apps import apps"),
        ("agreements.models.people", "from agreements import access"),
        ("agreements.access", "from . import trail"),
        ("agreements.access", "def late():\n    from .trail import record"),
        ("agreements.actions.progress", "from ..views.htmx import render_for"),
        ("agreements.views", "import agreements.admin"),
        ("agreements.lifecycle", "from tracker import settings"),
        ("agreements.migrations.0001_initial", "from agreements.models import User"),
    ],
)
def test_a_breach_is_found(module, source):
    assert list(wrong_imports(source, module)), source


@pytest.mark.parametrize(
    ("module", "source"),
    [
        (
            "agreements.extraction.deadlines",
            "import re\nfrom . import numerals\nfrom agreements.extraction import Found",
        ),
        ("agreements.workdays", "from datetime import date"),
        ("agreements.errors", "from django.core.exceptions import ValidationError"),
        ("agreements.standing", "from django.db.models import Q\nfrom agreements import workdays"),
        ("agreements.models.commitments", "from agreements import standing\nfrom .people import User"),
        (
            "agreements.lifecycle",
            "from agreements import access, trail\nfrom agreements.models import Commitment",
        ),
        ("agreements.access", "if TYPE_CHECKING:\n    from agreements.views import desk"),
        ("tests.test_x", "from agreements.models import User\nfrom agreements import admin"),
    ],
)
def test_what_is_allowed_is_let_through(module, source):
    assert list(wrong_imports(source, module)) == []


def test_a_long_view_is_found():
    view = "def desk(request):\n" + "    pass\n" * VIEW_LINES
    helper = "def rows(actor):\n" + "    pass\n" * VIEW_LINES
    assert [*wrong_lengths(view, "agreements.views.desk")]
    assert not [*wrong_lengths(helper, "agreements.views.desk")]
    assert not [*wrong_lengths(view, "agreements.forms")]
    assert [*wrong_lengths("\n" * (MODULE_LINES + 1), "agreements.forms")]


def test_a_look_at_the_clock_is_found():
    source = textwrap.dedent(
        """
        def due():
            return date.today()
        """
    )
    assert [*looks_at_the_clock(source)] == [3]
