"""The web door: public pages, a learner's own pages (by links good for one act), organisers' pages, the mailbox.

Views fetch with permission, call one action or query, and answer. Names of pages are in `urls`.
"""
