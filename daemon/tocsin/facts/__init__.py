"""Pure: the bytes of a document -> what it says. One file a kind of form."""

from __future__ import annotations

from collections.abc import Callable

from tocsin.errors import Unreadable
from tocsin.facts import ownership, submission
from tocsin.facts.figures import quoted
from tocsin.facts.submission import Document, Header, Submission
from tocsin.model import Reading

FORMS: dict[str, Callable[[Submission], Reading]] = {
    "3": ownership.extract,
    "3/A": ownership.extract,
    "4": ownership.extract,
    "4/A": ownership.extract,
    "5": ownership.extract,
    "5/A": ownership.extract,
}


def read(body: bytes, *, accession: str | None = None) -> Reading:
    """What a document says: a full submission `{accession}.txt`, or an ownership XML alone.

    `accession` is the number it was asked for by, with or without dashes; a document that came alone
    takes it over. Raises `Unreadable`, with one line that says what is wrong and where, for everything
    that no reader can vouch for; and when the submission is another than the one asked for.
    """
    asked = None if accession is None else submission.accession_number(accession)
    if not submission.is_submission(body):
        return ownership.extract(
            Submission(Header(accession=asked), (Document(Header(accession=asked), body),))
        )
    header = submission.read_header(body)
    if asked and header.accession and header.accession != asked:
        raise Unreadable(f"asked for {asked}, but this is {header.accession}")
    if header.form is None:
        raise Unreadable("the header of the submission names no form")
    extract = FORMS.get(header.form)
    if extract is None:
        raise Unreadable(f"no reader yet for form {quoted(header.form)[1:-1]}")
    return extract(Submission(header, tuple(submission.documents(body, header))))
