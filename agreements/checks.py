"""System checks: every trail verb has a sentence; the triggers are in place; the model's settings make sense."""

from django.core.checks import Error, Tags, register
from django.db import connections


@register(Tags.database)
def triggers_in_place(app_configs, databases=None, **kwargs):
    """An Error for every database whose trail can be changed."""
    from . import trail

    problems = []
    for alias in databases or []:
        connection = connections[alias]
        if "agreements_trailentry" not in connection.introspection.table_names():
            continue
        if missing := trail.missing_triggers(connection):
            hint = "Run migrate: it puts them back."
            problems.append(Error(f"Triggers are missing: {', '.join(missing)}", hint=hint, id="agreements.E001"))
    return problems


@register
def every_step_has_a_sentence(app_configs, **kwargs):
    """An Error for a step that the trail could not tell."""
    from . import lifecycle, trail

    silent = sorted({step.verb or name for name, step in lifecycle.STEPS.items()} - set(trail.SENTENCES))
    return [Error(f"No sentence for the step “{name}”.", id="agreements.E002") for name in silent]


@register
def model_settings_make_sense(app_configs, **kwargs):
    """An Error for each thing wrong with the READING_MODEL_… settings; while one is, no model is asked."""
    from .actions import readers

    return [Error(problem, id="agreements.E003") for problem in readers.problems()]
