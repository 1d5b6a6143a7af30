"""Reads mail in a process of its own, which can be killed: hostile mail costs seconds, and no worker.

`asking.read_apart` hands raw mails to it and gets back what `mooc.pure.mailkit` reads in each, or why it could not be
read. `process` is our end of the pipes, `child` the program at the other end (it knows no Django and no database),
`frames` what goes through them. Decision 0075 says why it is so.
"""
