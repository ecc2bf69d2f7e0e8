"""tocsin: an alarm bell for SEC filings. Start reading at `model` and `pipeline`."""

__version__ = "0.1.0"
