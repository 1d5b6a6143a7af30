"""What the house promises of itself and no other tool proves."""

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.once

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "mooc"
MAIL_MODULES = {"smtplib", "django.core.mail", "anymail"}


def source_files(*, with_tests=False):
    files = [path for path in PACKAGE.rglob("*.py") if "migrations" not in path.parts]
    return [path for path in files if with_tests or "tests" not in path.parts]


def imported_modules(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def test_nothing_but_delivery_sends_mail():
    senders = {
        str(path.relative_to(PACKAGE))
        for path in source_files()
        if MAIL_MODULES & set(imported_modules(path)) and not path.is_relative_to(PACKAGE / "delivery")
    }
    assert not senders


def test_no_signals_and_no_rooms_that_hide_what_they_hold():
    banned = {"utils", "helpers", "managers", "services", "signals", "handlers"}
    assert not [path for path in PACKAGE.rglob("*") if path.stem in banned]


def test_every_package_introduces_itself():
    silent = [
        str(path.parent.relative_to(ROOT))
        for path in PACKAGE.rglob("__init__.py")
        if not {"tests", "migrations"} & set(path.parts)
        and not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert not silent


def test_no_module_outgrows_its_room():
    long = {
        str(path.relative_to(ROOT)): lines for path in source_files() if (lines := line_count(path)) > 400
    }
    assert not long


def test_no_template_outgrows_its_page():
    long = {str(path.relative_to(ROOT)): line_count(path) for path in PACKAGE.rglob("templates/**/*.html")}
    assert not {name: lines for name, lines in long.items() if lines > 120}


def line_count(path):
    return len(path.read_text(encoding="utf-8").splitlines())


def test_nothing_is_left_to_do_later():
    mark = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
    assert not [str(path) for path in source_files(with_tests=True) if mark.search(path.read_text("utf-8"))]


def test_every_file_ends_and_indents_as_it_should():
    texts = [path for suffix in ("py", "css", "js", "toml", "md") for path in PACKAGE.rglob(f"*.{suffix}")]
    odd = [
        str(path) for path in texts if (text := path.read_bytes()) and (b"\r" in text or text[-1:] != b"\n")
    ]
    assert not odd


def test_static_files_can_be_collected():
    assert not os.environ.get("MOOC_TEST_STATIC_FAULT")


def test_the_locked_requirements_name_no_index_and_hash_everything():
    for path in (ROOT / "requirements").glob("*.txt"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(
            r"^\s*(-i|-f|--index|--extra-index|--find-links|--trusted)|://", text, re.MULTILINE
        )
        pins = re.findall(r"^[a-z0-9.-]+==\S+.*$", text, re.MULTILINE | re.IGNORECASE)
        assert pins and all(pin.endswith("\\") for pin in pins), path.name


def test_what_the_package_needs_is_locked():
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = {"base": project["dependencies"], **project["optional-dependencies"]}
    for name, requirements in wanted.items():
        locked = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8").lower()
        missing = [
            need for need in requirements if not re.search(rf"^{bare_name(need)}==", locked, re.MULTILINE)
        ]
        assert not missing, f"requirements/{name}.txt lacks {missing}; run `make lock`"


def bare_name(requirement):
    return re.match(r"[A-Za-z0-9.-]+", requirement)[0].lower()


def test_every_benchmark_still_finds_what_it_measures(tmp_path):
    program = """
import importlib, pkgutil
import django; django.setup()
import bench
for module in pkgutil.iter_modules(bench.__path__, "bench."):
    if not module.name.endswith("__main__"):
        importlib.import_module(module.name)
"""
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "mooc.settings", "MOOC_DATA": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
