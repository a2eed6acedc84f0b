"""One file a page: read, ask, show. A handler decides nothing."""
