"""The folder of a filing in the archive: the files it names, and what EDGAR makes of them."""

from __future__ import annotations

import json

from tocsin.clock import EASTERN
from tocsin.demo.fault import Answer
from tocsin.demo.filings import MADE
from tocsin.demo.published import Published


def file_of(one: Published, cik: int, name: str) -> Answer | None:
    """A file of a filing's folder, by name."""
    filing = one.filing
    document = next((document for document in filing.documents if document.filename == name), None)
    if document:
        return Answer(document.content, document.content_type)
    page = f"<!DOCTYPE html>\n<html><title>{filing.accession}</title><p>{MADE}</p></html>\n".encode()
    if filing.rendered_folder and name == filing.primary_document:
        return Answer(page)
    match name.removeprefix(filing.accession):
        case ".txt":
            return Answer(one.submission, "text/plain")
        case "-index-headers.html":
            return Answer(one.index_headers)
        case "-index.htm":
            return Answer(page)
        case "index.json":
            return Answer(_index(one, cik), "application/json")
    return None


def _index(one: Published, cik: int) -> bytes:
    """`index.json` of a filing's folder: it names the files and does not tell which is the primary one."""
    filing = one.filing
    parent = f"/Archives/edgar/data/{cik}"
    modified = f"{one.accepted.astimezone(EASTERN):%Y-%m-%d %H:%M:%S}"
    names = [f"{filing.accession}{end}" for end in ("-index-headers.html", "-index.htm", ".txt")]
    rows = [{"last-modified": modified, "name": name, "type": "text.gif", "size": ""} for name in names]
    rows += [
        {
            "last-modified": modified,
            "name": document.filename,
            "type": "text.gif",
            "size": str(len(document.content)),
        }
        for document in filing.documents
    ]
    told = {"directory": {"item": rows, "name": f"{parent}/{filing.folder}", "parent-dir": parent}}
    return json.dumps(told).encode()
