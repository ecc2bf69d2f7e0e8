"""Financial reports: 10-Q and 10-K, their XBRL, and the figures made of it."""
