# Two commands are enough for a first look: `make run` and `make test`.

HOST ?= 127.0.0.1
PORT ?= 8000
# Any Python from 3.11 on; `make PYTHON=python3.12 run` chooses one.
NEW_ENOUGH := import sys; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(shell for it in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$it -c '$(NEW_ENOUGH)' >/dev/null 2>&1 && echo $$it && break; done)

PY := .venv/bin/python
PIP := $(PY) -m pip install --quiet --disable-pip-version-check --no-input --require-hashes
PYTEST := $(PY) -m pytest
# One process a processor, each with a database of its own. Not `--dist worksteal`: tests that commit empty the tables,
# what migrations put there included, so in each process they must stand behind all that take back what they wrote.
AT_ONCE := --numprocesses auto
# The server's own socket and the name of whoever runs this: no password. PGHOST and PGPORT are honoured.
DATABASE_URL_POSTGRES ?= postgres:///pactkeeper
REACHES_POSTGRES := import psycopg, sys; psycopg.connect(sys.argv[1], connect_timeout=3)
NO_DATABASE := DATABASE_URL=sqlite://:memory:
LIKE_PRODUCTION = env -u DEBUG $(NO_DATABASE) ALLOWED_HOSTS=ledger.example.org \
	CSRF_TRUSTED_ORIGINS=https://ledger.example.org DEFAULT_FROM_EMAIL=ledger@example.org \
	MEDIA_ROOT=$(CURDIR)/var/check-media \
	SECRET_KEY=$$($(PY) -c 'import secrets; print(secrets.token_urlsafe(60))')
CATALOGUE := --locale zh_Hans --no-wrap --no-obsolete --add-location file
NOT_TRANSLATED := --ignore .venv --ignore var --ignore tests --ignore docs --ignore static --ignore 'requirements*.txt'

.PHONY: run test check format bench messages lock
.DELETE_ON_ERROR:

run: .venv/.run  ## the site with its demonstration; starts where it was left
	@DEBUG=true $(PY) manage.py serve_demo $(HOST):$(PORT)

# What was asked for may have nothing to do with a database.
NONE_LEFT = $(if $(ARGS), || [ $$? = 5 ])

test: .venv/.test  ## on SQLite, then on PostgreSQL when there is one; ARGS="-k word" is handed to pytest
	@echo "== tests on SQLite"
	@DATABASE_URL=sqlite:///var/test.sqlite3 $(PYTEST) $(AT_ONCE) $(ARGS)
	@if $(PY) -c '$(REACHES_POSTGRES)' '$(DATABASE_URL_POSTGRES)' 2>/dev/null; then \
		echo "== tests on PostgreSQL"; \
		DATABASE_URL='$(DATABASE_URL_POSTGRES)' $(PYTEST) $(AT_ONCE) -m "not browser and not without_database and not once" $(ARGS)$(NONE_LEFT); \
	elif [ -n "$$CI" ]; then \
		echo "PostgreSQL cannot be reached, and under CI it must be."; exit 1; \
	else \
		echo "== PostgreSQL cannot be reached: not tested there (DATABASE_URL_POSTGRES says where it is)"; \
	fi

check: .venv/.test  ## all that can be said without running the site
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	@test ! -d templates || find templates -name '*.html' -print0 | xargs -0 -r .venv/bin/djade --check
	DEBUG=true $(NO_DATABASE) $(PY) manage.py makemigrations --check --dry-run
	DEBUG=true $(NO_DATABASE) $(PY) manage.py check
	@echo "manage.py check --deploy"
	@$(LIKE_PRODUCTION) $(PY) manage.py check --deploy --fail-level WARNING
	$(PYTEST) -q tests/test_layout.py tests/test_catalogues.py

format: .venv/.test  ## what `make check` would complain about and a tool can put right
	$(PY) -m ruff check --fix --exit-zero .
	$(PY) -m ruff format .
	@test ! -d templates || find templates -name '*.html' -print0 | xargs -0 -r .venv/bin/djade

bench: .venv/.test  ## figures; close everything else first
	$(PYTEST) --ds=tests.benchmarks.settings -o python_files='bench_*.py' -s $(ARGS) tests/benchmarks

messages: .venv/.test  ## gather what is to be translated, and compile what has been
	@mkdir -p locale
	DEBUG=true $(NO_DATABASE) $(PY) manage.py makemessages $(CATALOGUE) $(NOT_TRANSLATED)
	DEBUG=true $(NO_DATABASE) $(PY) manage.py compilemessages --locale zh_Hans --ignore .venv

lock:  ## pin anew what requirements.in and requirements-dev.in ask for (needs uv)
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --quiet requirements.in -o requirements.txt
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --quiet requirements-dev.in -o requirements-dev.txt

.venv/.run: requirements.txt
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed."; exit 1; }
	@$(PYTHON) -c '$(NEW_ENOUGH)' || { echo "$(PYTHON) is older than 3.11."; exit 1; }
	@echo "Installing what the site needs …"
	@$(PYTHON) -m venv .venv
	@$(PIP) -r requirements.txt
	@touch $@

.venv/.test: requirements-dev.txt .venv/.run
	@echo "Installing what the tests need …"
	@$(PIP) -r requirements-dev.txt
	@touch $@
