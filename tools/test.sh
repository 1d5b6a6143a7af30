#!/bin/sh
# Runs the whole suite on SQLite, then on PostgreSQL what could differ there (not what meets no database, or is marked
# `once` or `browser`). Arguments go to both runs of pytest: tools/test.sh -k sign_up
set -eu
cd "$(dirname "$0")/.."
.venv/bin/pytest -n "${MOOC_TEST_PROCESSES:-2}" --dist worksteal "$@"
status=0
MOOC_TEST_DATABASE=postgres .venv/bin/pytest -n "${MOOC_TEST_PROCESSES:-2}" --dist worksteal -m "not once" "$@" || status=$?
if [ "$status" -eq 5 ] && [ $# -gt 0 ]; then # the words given chose no test of this half
    status=0
fi
exit "$status"
