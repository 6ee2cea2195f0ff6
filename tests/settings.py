"""The settings of the site as the tests need them: quick, and nothing left behind."""

import os

os.environ.setdefault("DEBUG", "true")  # no secret, no host to give; Django turns DEBUG itself off

from tracker.settings import *

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

# A request that asks the same of row after row fails. A false alarm is named in ZEAL_ALLOWLIST.
INSTALLED_APPS = [*INSTALLED_APPS, "zeal"]
MIDDLEWARE = ["zeal.middleware.zeal_middleware", *MIDDLEWARE]
ZEAL_NPLUSONE_THRESHOLD = 3
# One act may take several steps, and each locks its row again.
ZEAL_ALLOWLIST = [{"model": "agreements.Commitment", "field": "get()"}]

# Tests take back what they wrote, numbers of the trail included: nothing may be remembered from one to the next.
CACHES = {**CACHES, "process": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}

# What a test wrote need not outlive a power cut.
OPTIONS = DATABASES["default"]["OPTIONS"]
if "init_command" in OPTIONS:
    OPTIONS["init_command"] = OPTIONS["init_command"].replace("synchronous=NORMAL", "synchronous=OFF")
else:
    OPTIONS["options"] += " -c synchronous_commit=off"
