"""Form 12b-25, the notice that a report will be late (NT 10-K, NT 10-Q…): that it was made, and its words.

Part III of the form says why, in the filer's own words; nothing more of it is read.
"""

from __future__ import annotations

from tocsin.errors import Unreadable
from tocsin.facts import cover
from tocsin.facts.submission import Submission
from tocsin.facts.text.prose import sentences
from tocsin.model import FilingFact, Issuer, Prose, Reading

# Rule 12b-25(a): one notice for annual and quarterly reports, and for the transition reports of both.
FORMS = ("NT 10-K", "NT 10-K/A", "NT 10-Q", "NT 10-Q/A", "NT 20-F", "NT 20-F/A", "NT 10-D", "NT 10-D/A")


def extract(submission: Submission) -> Reading:
    """The filing and its words. Raises `Unreadable` for a document that tells no such form."""
    header, document = submission.header, submission.primary
    page = cover.read(document.body)
    form = header.form or page.form
    if form not in FORMS:
        raise Unreadable("neither a header nor the cover says that this is a notice of late filing")
    filing = FilingFact(
        accession=header.accession,
        form=form,
        issuer=header.subject or Issuer("", page.name or ""),
        accepted=header.accepted,
        period=header.period,
    )
    return Reading(filing, (filing,), (Prose(document.filename, form, sentences(document.body)),))
