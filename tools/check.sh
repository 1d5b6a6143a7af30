#!/bin/sh
# Runs every check that needs no test run, all of them even when one fails, and says which failed.
set -u
cd "$(dirname "$0")/.."
PATH="$PWD/.venv/bin:$PATH"
data=$(mktemp -d)
trap 'rm -rf "$data"' EXIT
export MOOC_DATA="$data"
failed=""

check() { # NAME COMMAND...
    name=$1
    shift
    printf '%s\n' "== $name: $*"
    "$@" || failed="$failed $name"
}

check lint ruff check --quiet .
check format ruff format --check --quiet .
check types mypy
check floors lint-imports --no-logo
check templates djlint mooc --lint
check migrations python manage.py makemigrations --check --dry-run
check django python manage.py check --fail-level WARNING
[ -z "$failed" ] || { printf '%s\n' "make check failed at:$failed" >&2; exit 1; }
printf '%s\n' "All checks passed."
