"""The settings of the tests without what makes a test run slow or watchful; templates are cached as in production."""

from tests.settings import *
from tracker import settings as site

CACHES = site.CACHES
INSTALLED_APPS = [app for app in INSTALLED_APPS if app != "zeal"]
MIDDLEWARE = [path for path in MIDDLEWARE if not path.startswith("zeal.")]
ROOT_URLCONF = "tests.benchmarks.yardsticks"
