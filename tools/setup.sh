#!/bin/sh
# Makes .venv and installs one of requirements/*.txt and the package itself into it; done before, it ends at once.
# Usage: tools/setup.sh base|test|fast|plots. PYTHON=python3.12 chooses the Python. A .venv that is half made, was
# moved, or is of another Python than the one asked for is made anew.
set -eu
cd "$(dirname "$0")/.."
wanted=requirements/$1.txt
stamp=.venv/.has-$1
python=.venv/bin/python

version() { # COMMAND: such as 3.12, or nothing
    "$1" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null || true
}

fits() { # COMMAND: whether it is a Python that the locked requirements know
    case $(version "$1") in 3.11 | 3.12 | 3.13 | 3.14) ;; *) return 1 ;; esac
}

find_python() {
    for name in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11 python}; do
        fits "$name" && echo "$name" && return
    done
    name=${PYTHON:-python3}
    cat >&2 <<END
I need Python 3.11 to 3.14; $name is $("$name" --version 2>/dev/null || echo "not to be found").
Install one (Debian, Ubuntu: apt-get install python3 python3-venv), or name it: make ... PYTHON=/path/to/python3.12
END
    return 1
}

is_usable() { # whether .venv works where it is, and is of the Python that was asked for
    fits "$python" && grep -qxF "$PWD" .venv/.made-in 2>/dev/null || return 1
    [ -z "${PYTHON:-}" ] || [ "$(version "$PYTHON")" = "$(version "$python")" ]
}

is_done() {
    [ "$stamp" -nt "$wanted" ] && [ "$stamp" -nt pyproject.toml ] && [ "$stamp" -nt tools/setup.sh ]
}

make_venv() {
    chosen=$(find_python)
    echo "Making .venv with $("$chosen" --version)."
    "$chosen" -m venv --clear .venv >.venv.log 2>&1 || install_venv_module "$chosen"
    rm -f .venv.log
    pwd >.venv/.made-in
}

install_venv_module() { # Debian leaves it out of its Python
    rm -rf .venv
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        apt-get update -qq && apt-get install -y -qq "python$(version "$1")-venv" >/dev/null &&
            "$1" -m venv --clear .venv && return
    fi
    cat .venv.log >&2
    echo "$1 cannot make a virtual environment. On Debian and Ubuntu: sudo apt-get install python$(version "$1")-venv" >&2
    return 1
}

if is_usable; then
    if is_done; then exit; fi
else
    make_venv
fi
echo "Installing $wanted (once, about half a minute)."
export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_INPUT=1
"$python" -m pip install -qq --require-hashes -r "$wanted"
"$python" -m pip install -qq --no-deps --no-build-isolation -e .
: >"$stamp"
