"""The Mechanical MOOC: an engine for courses with thousands of learners and no teacher.

The floors, top to bottom (a package imports only from below; `make check` proves it):

    cli | web | mailin                     doors: fetch with permission, call one action or query, answer
    inbound                                what came in by mail, and where it went
    weekly                                 what goes out when, to whom, what it says
    progress                               check-ins
    groups                                 groups, memberships, placing, discussion
    runs                                   runs and enrolments
    courses                                what there is to learn
    people                                 who
    delivery                               the only way out
    journal                                append-only facts
    pure                                   matching | mailkit | coursebook, over timetable
"""

__version__ = "0.1.0"
