"""What rules ask of filings, their words, what they expect, and what does not come."""
