"""What rules ask of the figures of reports."""
