"""The weekly message: what goes out when, to whom, and what it says.

`actions.open_due_weeks(now)` plans one mailing per run and week and one delivery per reader at the reader's own local
hour; the text is composed at the moment of sending, from the version of the course that the week's opening pins with
its first copy.

Verbs (`actions`): `open_due_weeks`, `come_back`, `bring_back_returned`.
"""
