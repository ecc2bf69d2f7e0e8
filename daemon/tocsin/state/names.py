"""The names under which the table `marks` remembers single facts."""

BLOCKED_UNTIL = "blocked until"
LAST_ENTRY = "last new entry"
LATEST_SEEDED = "latest seeded"
RULES_LOADED = "rules loaded"
RUNNING_SINCE = "running since"
TICKERS_READ = "tickers read"
VERSION = "version"
