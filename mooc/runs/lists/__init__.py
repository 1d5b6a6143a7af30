"""Lists of sign-ups that come from elsewhere: CSV as spreadsheets write it, and the JSON of the original project.

`read_list(bytes)` gives numbered rows of named cells; `checked_row` makes each a `SignUp` or says what is
wrong with it. A bad row never takes a good one with it. No queries.
"""

from .checking import BadRow, checked_row, unknown_columns
from .reading import read_list
from .rows import Listing, Row

__all__ = ["BadRow", "Listing", "Row", "checked_row", "read_list", "unknown_columns"]
