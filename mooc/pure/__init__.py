"""Thinking without storage: no Django, no clock, no network, no global randomness.

`matching`, `mailkit` and `coursebook` know nothing of each other; all may use `timetable`.
"""
