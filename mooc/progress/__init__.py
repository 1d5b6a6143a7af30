"""Check-ins: done, partly, stuck or skipping, once a week and changeable. Weeks, never daily streaks.

Verb (`actions`): `check_in`.
"""
