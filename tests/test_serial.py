"""A document survives JSON whole, and the contract's keys are there."""

from __future__ import annotations

import json

import pytest

from ingest import document_json, pipeline
from ingest.model import Document

KEYS = {
    "source", "digest", "number", "kind", "issuer", "deciding_body", "issued", "subject", "refused",
    "pages", "text", "provisions", "notes", "references", "passages",
}  # fmt: skip


def test_nothing_is_lost(sample_documents: list[Document]) -> None:
    assert sample_documents
    for document in sample_documents:
        assert (
            document_json.from_json(json.loads(json.dumps(document_json.to_json(document))))
            == document
        )


def test_a_refused_document_survives_too() -> None:
    document = pipeline.parse_text("TUYỆT MẬT\nKẾ HOẠCH\nviệc kín")
    assert document.refused
    assert document_json.from_json(document_json.to_json(document)) == document


def test_the_contract(sample_documents: list[Document]) -> None:
    assert sample_documents
    for document in sample_documents:
        data = document_json.to_json(document)
        assert set(data) >= KEYS
        for page in data["pages"]:
            assert set(page) >= {"number", "printed", "origin", "confidence"}
        for item in data["provisions"]:
            assert set(item) >= {"path", "label", "title", "start", "end"}
        for item in data["notes"]:
            assert set(item) >= {"mark", "start", "end", "text"}
            assert data["text"][item["start"] : item["end"]] == item["text"]
        for item in data["references"]:
            assert set(item) >= {
                "start", "end", "text", "form", "kind", "number", "issued", "issuer", "subject",
                "provision", "relation",
            }  # fmt: skip
            assert item["form"] in {"full", "short", "named", "list", "back", "internal"}
            assert data["text"][item["start"] : item["end"]] == item["text"]
        for item in data["passages"]:
            assert set(item) >= {"id", "path", "start", "end", "pages", "text"}
            assert data["text"][item["start"] : item["end"]] == item["text"]


def test_another_format_is_refused(sample_documents: list[Document]) -> None:
    data = document_json.to_json(sample_documents[0])
    data["more"]["format"] = 0
    with pytest.raises(ValueError, match="format 0"):
        document_json.from_json(data)
