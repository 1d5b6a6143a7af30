"""Measurements of the whole machine: `make bench`, or `python -m bench NAME [--json] [--write]`.

A benchmark is a module here with a docstring and one function `run() -> Report`. What decides is a ratio
between two measurements of the same run, because seconds of one machine say little on another; they are
told too. Other modules: `report` (what a benchmark returns), `measure` (a command's seconds and memory).
"""
