"""Groups: how they are made, how they live, and what their members write to each other.

    placing       who wants a group, by which rules; proposals side by side, changed by hand, confirmed
    living        signs of life, open seats, ties; what the machine may change by itself, and how it is told
    discussion    posts and threads, who gets them and how, attachments, digests, the archive and its search
    safety        what members tell the organisers of

`queries` turns rows into plain `matching.Learner` values; `actions` has all verbs; `fellows` says which runs share
their groups. Models stand in `models`; those of two rooms in `living.change_rows` and `discussion.rows`.
"""
