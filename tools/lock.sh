#!/bin/sh
# Writes requirements/*.txt from the ranges of pyproject.toml: every version pinned, with hashes, for all supported
# Pythons, naming no index. Keeps the pins that still fit; `--upgrade` takes the newest. Needs uv (or UV=/path/to/uv).
# All extras are solved together first, so that each file can be installed over any other.
set -eu
cd "$(dirname "$0")/.."
together=$(mktemp)
trap 'rm -f "$together"' EXIT
if [ "${1:-}" != "--upgrade" ]; then
    cat requirements/*.txt | sed 's/ *\\$//; /^ /d; /^#/d' | sort -u >"$together"
fi

compile() {
    "${UV:-uv}" pip compile --quiet --universal --python-version 3.11 --no-emit-index-url --no-emit-find-links \
        --custom-compile-command "make lock" "$@" pyproject.toml requirements/build.in
}

lock() { # NAME [OPTION]...
    file=requirements/$1.txt
    shift
    rm -f "$file"
    compile --generate-hashes --constraints "$together" "$@" --output-file "$file"
    sed "/^    #   -c /d" "$file" >"$together.clean" && mv "$together.clean" "$file"
}

compile --all-extras --no-annotate --output-file "$together"
lock base
for extra in bench fast plots test; do
    lock "$extra" --extra "$extra"
done
# A peer of `make bench` with an environment of its own, so it may want what we do not.
rm -f requirements/mailman.txt
"${UV:-uv}" pip compile --quiet --universal --python-version 3.11 --no-emit-index-url --no-emit-find-links \
    --custom-compile-command "make lock" --generate-hashes --overrides requirements/mailman-overrides.in \
    requirements/mailman.in --output-file requirements/mailman.txt
