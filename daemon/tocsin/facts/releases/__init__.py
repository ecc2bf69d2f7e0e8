"""Current reports (8-K) and their press releases: items, tables without tags, and what the issuer expects."""
