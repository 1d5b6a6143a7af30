"""What organisers see at a glance, counted over all rooms below: numbers, what needs them, what comes next.

Each function answers for any number of runs in a fixed number of queries and gives values ready to show. They live in
the web door because only its pages ask; what the command line asks too stands in the rooms' own `queries`.
"""
