# Short names for what is measured or made now and then; `bash tests/run.sh` is the test command.
PYTEST = .venv/bin/pytest -q

speed: ## How soon the numbers of the overview are there
	$(PYTEST) tests/dashboard/browser/speed.py

pictures: ## The pictures of the README, from the demo data
	.venv/bin/python -m tests.dashboard.pictures docs/pictures

pictures-of-tests: ## What the tests of pictures compare with; to be looked at before it is kept
	$(PYTEST) tests/dashboard/browser/seen/record.py

.PHONY: speed pictures pictures-of-tests
