"""The one family of errors that we raise on purpose; each app has its own branch (`class RunError(MoocError)`).

Its text is an answer to a person: what was wrong, with which value, what to do now. The command line prints it as one
line and exits with 1; pages show it as a notice. Whatever is not of this family is a fault of ours and keeps its
traceback.
"""


class MoocError(Exception):
    """Something asked of the machine cannot be done; the text says why and what to do instead."""
