"""A process that does what it is told at a given moment: `python -m tests.racer`, one JSON line in, one out."""

import json
import os
import sys
import time

import django
from django.conf import settings


def main():
    settings.DATABASES["default"]["NAME"] = os.environ["RACE_DATABASE"]
    settings.DATABASES["default"]["OPTIONS"].pop("pool", None)
    django.setup()
    print("ready", flush=True)
    for line in sys.stdin:
        order = json.loads(line)
        while time.time() < order["at"]:
            pass  # both processes wake within microseconds of each other
        print(json.dumps(outcome(order)), flush=True)


def outcome(order):
    """done, stale, refused and why (code or words), or the error that should not have been."""
    from agreements.errors import Refused, Stale

    try:
        carry_out(**order)
    except Stale:
        return "stale"
    except Refused as refusal:
        return f"refused: {getattr(refusal, 'code', '') or refusal.messages}"
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return "done"


def carry_out(do, post, pk, at, unit=None, version=None):
    """One action by the holder of a post."""
    from agreements.actions import (
        commitments,
        decisions,
        discards,
        extensions,
        marking,
        occurrences,
        progress,
        sentences,
    )
    from agreements.models import (
        Actor,
        Commitment,
        Decision,
        ExtensionRequest,
        Membership,
        OrgUnit,
        Sentence,
        TextVersion,
    )

    membership = Membership.objects.select_related("user", "unit__organization").get(pk=post)
    by = Actor(membership.user, membership)
    if do == "confirm":
        decisions.confirm(Decision.objects.get(pk=pk), by=by)
    elif do == "extend":
        extensions.accept(ExtensionRequest.objects.get(pk=pk), by=by)
    elif do == "keep date":
        extensions.refuse(ExtensionRequest.objects.get(pk=pk), by=by, reason="否")
    elif do == "occur":
        occurrences.make(Commitment.objects.get(pk=pk), by=by)
    elif do == "dispose":
        sentences.dispose(Sentence.objects.get(pk=pk), by=by, reason="背景", seen=version)
    elif do == "discard":
        discards.discard(TextVersion.objects.get(pk=pk), by=by)
    elif do == "mark":
        row = Sentence.objects.get(pk=pk)
        fields = {"title": "承诺", "obligation": "joint"}
        marking.make(row.clause.text_version, row.start, row.end, by=by, seen=version, **fields)
    elif do == "name":
        unit = OrgUnit.objects.get(pk=unit)
        commitments.name_unit(Commitment.objects.get(pk=pk), by=by, unit=unit, role="lead")
    else:
        progress.report(Commitment.objects.get(pk=pk), by=by, text="进展。", percent=50, version=version)


if __name__ == "__main__":
    main()
