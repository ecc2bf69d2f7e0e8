"""The forms that can be made, and one way to make a filing of any of them."""

from __future__ import annotations

from tocsin.demo.current_report import CurrentReport, current_report_filing
from tocsin.demo.filings import MadeFiling
from tocsin.demo.form144 import Form144, form144_filing
from tocsin.demo.ownership import OwnershipForm, ownership_filing
from tocsin.demo.report import Report
from tocsin.demo.report_filing import report_filing

Form = OwnershipForm | Report | CurrentReport | Form144


def filing(accession: str, form: Form) -> MadeFiling:
    """The form as a filing under an accession number."""
    match form:
        case OwnershipForm():
            return ownership_filing(accession, form)
        case Report():
            return report_filing(accession, form)
        case CurrentReport():
            return current_report_filing(accession, form)
        case Form144():
            return form144_filing(accession, form)
