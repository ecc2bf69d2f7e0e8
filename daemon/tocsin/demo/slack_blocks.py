"""Block Kit as far as a message of alerts needs it: which blocks Slack refuses, and in what words.

Limits: docs.slack.dev/reference/block-kit/blocks (section-block, header-block, context-block,
divider-block) and composition-objects/text-object. The words are those of Slack's answers:
`must be less than 3001 characters [json-pointer:/blocks/0/text/text]`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

MOST_BLOCKS = 50
MOST_BLOCK_ID = 255
SECTION_TEXT = 3000
SECTION_FIELDS = 10
FIELD_TEXT = 2000
HEADER_TEXT = 150
CONTEXT_ELEMENTS = 10

_TEXTS = ("plain_text", "mrkdwn")
_KEYS = {
    "section": {"type", "block_id", "text", "fields", "accessory", "expand"},
    "header": {"type", "block_id", "text", "level"},
    "context": {"type", "block_id", "elements"},
    "divider": {"type", "block_id"},
}
# Kinds that are let through without a look inside.
_OTHERS = {"actions", "file", "image", "input", "markdown", "rich_text", "table", "video"}


def complaints(blocks: object) -> list[str]:
    """What Slack would find wrong, as it says it; empty when it would take the blocks."""
    if not isinstance(blocks, list):
        return ["must provide an array [json-pointer:/blocks]"]
    if len(blocks) > MOST_BLOCKS:
        return [f"no more than {MOST_BLOCKS} items allowed [json-pointer:/blocks]"]
    return [found for number, block in enumerate(blocks) for found in _block(block, f"/blocks/{number}")]


def _block(block: object, at: str) -> Iterator[str]:
    if not isinstance(block, dict):
        yield f"must provide an object [json-pointer:{at}]"
        return
    kind = block.get("type")
    if kind in _OTHERS:
        return
    if kind not in _KEYS:
        yield f"unsupported type: {kind} [json-pointer:{at}/type]"
        return
    for key in sorted(set(block) - _KEYS[kind]):
        yield f"no more fields allowed: {key} [json-pointer:{at}]"
    if len(str(block.get("block_id") or "")) > MOST_BLOCK_ID:
        yield f"must be less than {MOST_BLOCK_ID + 1} characters [json-pointer:{at}/block_id]"
    if kind == "section":
        yield from _section(block, at)
    elif kind == "header":
        yield from _text(block.get("text"), f"{at}/text", HEADER_TEXT, ("plain_text",))
    elif kind == "context":
        yield from _context(block.get("elements"), f"{at}/elements")


def _section(block: Mapping[str, Any], at: str) -> Iterator[str]:
    if "text" not in block and "fields" not in block:
        yield f"missing required field: text or fields [json-pointer:{at}]"
    if "text" in block:
        yield from _text(block["text"], f"{at}/text", SECTION_TEXT)
    if "fields" in block:
        fields = block["fields"]
        if not isinstance(fields, list) or not 1 <= len(fields) <= SECTION_FIELDS:
            yield f"must hold 1 to {SECTION_FIELDS} items [json-pointer:{at}/fields]"
            return
        for number, one in enumerate(fields):
            yield from _text(one, f"{at}/fields/{number}", FIELD_TEXT)


def _context(elements: object, at: str) -> Iterator[str]:
    if not isinstance(elements, list) or not 1 <= len(elements) <= CONTEXT_ELEMENTS:
        yield f"must hold 1 to {CONTEXT_ELEMENTS} items [json-pointer:{at}]"
        return
    for number, one in enumerate(elements):
        if not (isinstance(one, dict) and one.get("type") == "image"):
            yield from _text(one, f"{at}/{number}", SECTION_TEXT)


def _text(text: object, at: str, most: int, kinds: tuple[str, ...] = _TEXTS) -> Iterator[str]:
    if not isinstance(text, dict) or text.get("type") not in kinds:
        yield f"must be a valid enum value: {' or '.join(kinds)} [json-pointer:{at}/type]"
        return
    words = text.get("text")
    if not isinstance(words, str) or not words:
        yield f"must be more than 0 characters [json-pointer:{at}/text]"
    elif len(words) > most:
        yield f"must be less than {most + 1} characters [json-pointer:{at}/text]"
