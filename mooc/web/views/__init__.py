"""Views fetch with permission, call one action or query, and answer."""
