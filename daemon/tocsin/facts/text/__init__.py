"""A document -> the sentences that a person reads in it, each with its section."""
