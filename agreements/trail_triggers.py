"""Triggers that refuse what must never happen to a row, on SQLite and PostgreSQL alike.

Installed after every migration (`post_migrate`), because altering a table on
SQLite rebuilds it and silently drops its triggers.
"""

APPEND_ONLY = ("agreements_trailentry", "agreements_trailseal")
UNIQUE = {
    "agreements_trailentry": ("object_type", "object_id", "sequence"),
    "agreements_trailseal": ("day",),
}
# table, name, columns whose change is refused, and only when this holds of the old row
FROZEN = (
    ("agreements_textversion", "words", ("text", "sha256", "agreement_id"), "TRUE"),
    (
        "agreements_progressreport",
        "submitted",
        (
            *("text", "percent", "problem", "next_step", "needs_other", "kept_up", "state", "submitted_at"),
            *("kind", "cycle_on", "commitment_id", "unit_id", "author_id", "letter_id"),
        ),
        "OLD.state = 'submitted'",
    ),
    ("agreements_commitment", "first_due", ("first_due_on",), "OLD.first_due_on IS NOT NULL"),
    ("agreements_commitment", "code", ("code",), "OLD.code <> ''"),
    # What a list says, from its opening on (a list that is not agreed lets go of its drafts); once assigned, a
    # decision may change it. Only the own row is asked: on SQLite a trigger that names another table stops
    # every migration that rebuilds that table.
    (
        "agreements_commitment",
        "listed",
        (
            *("agreement_id", "clause_id", "title", "obligation", "obliged_party_id", "strength", "category"),
            *("cadence", "yardstick", "target", "no_yardstick_yet", "due_text", "starts_on", "due_on"),
            *("min_months", "min_months_party_id"),
        ),
        "OLD.listed_in_id IS NOT NULL AND OLD.assigned_at IS NULL",
    ),
    ("agreements_decision", "list", ("outcome",), "OLD.kind = 'list' AND OLD.outcome = 'carried'"),
    (
        "agreements_decision",
        "words",
        (
            *("kind", "agreement_id", "commitment_id", "party_id", "reason", "payload"),
            *("canonical_text", "sha256", "released_at"),
        ),
        "OLD.released_at IS NOT NULL",
    ),
    (
        "agreements_confirmation",
        "answer",
        ("decision_id", "party_id", "answer", "note", "user_id", "letter_id", "answered_at"),
        "TRUE",
    ),
    (
        "agreements_confirmation",
        "contest",
        ("contested_by_id", "contested_at", "contest_reason"),
        "OLD.contested_at IS NOT NULL",
    ),
    ("agreements_letter", "words", ("party_id", "dated_on", "number", "signer", "recorded_by_id"), "TRUE"),
    (
        "agreements_storedfile",
        "bytes",
        ("text_version_id", "letter_id", "file", "name", "media_type", "size", "sha256", "added_by_id", "added_at"),
        "TRUE",
    ),
)
MESSAGE = "append-only: this record cannot be changed or removed"


def expected_triggers():
    """Names of the triggers that row changes are refused by, each with its table."""
    names = {}
    for table in APPEND_ONLY:
        for event in ("update", "delete", "replace"):
            names[f"{table}_no_{event}"] = table
    for table, name, _columns, _when in FROZEN:
        names[f"{table}_{name}_frozen"] = table
    return names


def missing_triggers(connection):
    """Names of expected triggers that the database does not have."""
    query = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(query)
        present = {name for (name,) in cursor.fetchall()}
    return sorted(set(expected_triggers()) - present)


def install_triggers(connection):
    """Put every trigger in place; safe to repeat. Tables that do not exist yet are left out."""
    tables = set(connection.introspection.table_names())
    make = _sqlite if connection.vendor == "sqlite" else _postgresql
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "CREATE OR REPLACE FUNCTION agreements_refuse() RETURNS trigger LANGUAGE plpgsql AS "
                f"$$ BEGIN RAISE EXCEPTION '{MESSAGE}'; END $$"
            )
        for name, table, statement in make():
            if table in tables:
                cursor.execute(_drop(connection, name, table))
                cursor.execute(statement)


def remove_triggers(connection):
    """Take every trigger away: for a test's flush, nothing else."""
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for name, table in expected_triggers().items():
            if table in tables:
                cursor.execute(_drop(connection, name, table))


def _drop(connection, name, table):
    on = f" ON {table}" if connection.vendor == "postgresql" else ""
    return f"DROP TRIGGER IF EXISTS {name}{on}"


def _changed(columns, differs):
    return " OR ".join(f"NEW.{column} {differs} OLD.{column}" for column in columns)


def _sqlite():
    refuse = f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
    for table in APPEND_ONLY:
        for event in ("update", "delete"):
            name = f"{table}_no_{event}"
            yield name, table, f"CREATE TRIGGER {name} BEFORE {event.upper()} ON {table} {refuse}"
        # INSERT OR REPLACE gets past UPDATE and DELETE triggers: refuse a key that is already there.
        same = " AND ".join(f"{column} = NEW.{column}" for column in UNIQUE[table])
        there = f"EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id OR ({same}))"
        name = f"{table}_no_replace"
        yield name, table, f"CREATE TRIGGER {name} BEFORE INSERT ON {table} WHEN {there} {refuse}"
    for table, name, columns, when in FROZEN:
        name = f"{table}_{name}_frozen"
        condition = f"({when}) AND ({_changed(columns, 'IS NOT')})"
        yield name, table, f"CREATE TRIGGER {name} BEFORE UPDATE ON {table} WHEN {condition} {refuse}"


def _postgresql():
    refuse = "EXECUTE FUNCTION agreements_refuse()"
    for table in APPEND_ONLY:
        for event in ("update", "delete"):
            name = f"{table}_no_{event}"
            yield name, table, f"CREATE TRIGGER {name} BEFORE {event.upper()} ON {table} FOR EACH ROW {refuse}"
        name = f"{table}_no_replace"  # nothing replaces on PostgreSQL; what empties a table there is TRUNCATE
        yield name, table, f"CREATE TRIGGER {name} BEFORE TRUNCATE ON {table} FOR EACH STATEMENT {refuse}"
    for table, name, columns, when in FROZEN:
        name = f"{table}_{name}_frozen"
        condition = f"({when}) AND ({_changed(columns, 'IS DISTINCT FROM')})"
        # In a function, not in WHEN: PostgreSQL alters no column that a trigger's WHEN names.
        function = (
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF {condition} THEN RAISE EXCEPTION '{MESSAGE}'; END IF; RETURN NEW; END $$"
        )
        trigger = f"CREATE TRIGGER {name} BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"
        yield name, table, f"{function}; {trigger}"
