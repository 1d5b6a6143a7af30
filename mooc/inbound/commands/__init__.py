"""Wishes by mail: what a learner writes to the machine instead of to people.

    new words or subject -> pure grammar (mailkit.commands) -> what does the mail answer? -> done, and one sentence
                                                            -> None: it is for people, and goes on its way

`meant` says whether a word that people also say to each other is for the machine: at a group's address only in
answer to a weekly message, at an address of the machine always. `doing` and `checking_in` do it. What cannot be done is
told; where the day's one answer is used up, a word for help goes to people and any other waits for one.

The grammar is tried on every post, so a mail that is no command costs no query.
"""

from .obeying import as_command

__all__ = ["as_command"]
