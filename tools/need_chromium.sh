#!/bin/sh
# Sees to it that the browser tests have a Chromium: finds one, else installs Debian's where it may, else says how.
set -eu

found() {
    for name in "${MOOC_TEST_CHROMIUM:-chromium}" chromium-browser google-chrome-stable google-chrome; do
        command -v "$name" >/dev/null && return
    done
    return 1
}

found && exit
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installing Chromium for the browser tests."
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium >/dev/null && found && exit
fi
cat >&2 <<'END'
The browser tests need Chromium, and I may not install it here. Please run

    sudo apt-get install chromium        (Debian)
    sudo snap install chromium           (Ubuntu)
    brew install --cask chromium         (macOS)

or name another one: make test MOOC_TEST_CHROMIUM=/path/to/chromium
END
exit 1
