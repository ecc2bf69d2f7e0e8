"""The made companies of the story."""

from __future__ import annotations

from tocsin.demo.filings import Company

ACME = Company("9900000101", "Acme Server Works Inc.", "ACME")
GLUM = Company("9900000102", "Gloom & Daughters Cooling Corp", "GLUM", "NYSE")
# A name that tests whoever prints it, as real ones do.
TINX = Company("9900000103", 'Tinbox "Rack & Sled" <Holdings> \\NV\\', "TINX")
HRAK = Company("9900000104", "Hollow Rack Systems Ltd", "HRAK")
HAYR = Company("9900000199", "Hayrick Foods Inc.", "HAYR", "NYSE")
COMPANIES = (ACME, GLUM, TINX, HRAK, HAYR)

# Of the quarter, and not in the ticker lists until it files or is listed.
PLZA = Company("9900000105", "Plaza Platforms Inc.", "PLZA")
