"""A filing's documents, fetched and read: which, in which order, and what when one of them is not there.

An ownership form is one request, its full submission. Of a report or an 8-K the index is asked for first, then
only the documents that its reader needs: a 10-Q's full submission has tens of MB of pictures and schemas.
"""

from __future__ import annotations

import asyncio
import hashlib

import structlog

from tocsin import facts
from tocsin.errors import NotFound, Unavailable, Unreadable
from tocsin.facts import Document, File, Index, Submission, read_index
from tocsin.feeds import archive
from tocsin.feeds.budget import Urgency
from tocsin.feeds.http import Edgar
from tocsin.model import Reading
from tocsin.state import DueFiling

log = structlog.get_logger("tocsin")


async def fetch_and_read(
    edgar: Edgar, due: DueFiling, urgency: Urgency = Urgency.DOCUMENT
) -> tuple[Reading, str]:
    """What a filing says, and the SHA-256 of the bytes it was read from.

    Raises a Fault when EDGAR cannot be had, and `Unreadable`.
    """
    accession, cik = due.filing.accession, due.archive_cik
    if due.filing.form in facts.IN_ONE_FILE:
        body = await archive.full_submission(edgar, accession, cik, urgency)
        return facts.read(body, accession=accession), hashlib.sha256(body).hexdigest()
    index = await _index(edgar, accession, cik, urgency)
    wanted = facts.wanted(index)
    if not wanted:
        raise Unreadable(f"the filing names no document of type {index.header.form}")
    documents = await asyncio.gather(*(_document(edgar, index, cik, file, urgency) for file in wanted))
    # In a thread: a report has megabytes, and the hot lane must not wait for its parsing.
    reading = await asyncio.to_thread(facts.read_submission, Submission(index.header, tuple(documents)))
    other = facts.second_source(index, reading)
    if other is not None:
        try:
            documents.append(await _document(edgar, index, cik, other, urgency))
        except NotFound:
            log.warning("no instance beside a report without figures", accession=accession, name=other.name)
        else:
            reading = await asyncio.to_thread(
                facts.read_submission, Submission(index.header, tuple(documents))
            )
    digest = hashlib.sha256()
    for document in documents:
        digest.update(document.body)
    return reading, digest.hexdigest()


async def _index(edgar: Edgar, accession: str, cik: str, urgency: Urgency) -> Index:
    body = await archive.index_headers(edgar, accession, cik, urgency)
    try:
        index = read_index(body)
    except Unreadable as error:
        # The page is EDGAR's own, and it is written while the filing is disseminated: it may be whole in a second.
        raise Unavailable(f"the index of {accession} is not as it should be: {error}") from error
    if index.header.accession != accession:
        raise Unreadable(f"asked for {accession}, but this is {index.header.accession}")
    return index


async def _document(edgar: Edgar, index: Index, cik: str, file: File, urgency: Urgency) -> Document:
    accession = index.header.accession or ""
    body = await archive.document(edgar, accession, cik, file.name, urgency)
    return Document(index.header, body, xml=False, type=file.type, sequence=file.sequence, filename=file.name)
