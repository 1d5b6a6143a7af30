"""Groups before they are: who wants one, which rules hold, proposals compared, changed by hand, stored."""
