"""The API keeps to its own description: generated requests, every answer checked against it."""

from __future__ import annotations

from pathlib import Path

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import load_all_checks, not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_schema_conformance,
    status_code_conformance,
)

from search_app import create_app
from search_app.routes.api import OPERATIONS
from search_app.routes.openapi import Operation
from search_app.settings import Settings
from tests.search_app_stand import ID, StandLibrary

load_all_checks()
CHECKS = [
    not_a_server_error,
    content_type_conformance,
    status_code_conformance,
    response_schema_conformance,
    negative_data_rejection,
]
BOUNDED = settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture
def app(tmp_path: Path) -> Flask:
    return create_app(Settings(desk=tmp_path / "desk.sqlite"), StandLibrary())


@pytest.fixture
def described(app: Flask) -> schemathesis.BaseSchema:
    return schemathesis.openapi.from_wsgi("/api/openapi.json", app)


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda one: one.path)
def test_what_is_sent_and_answered_is_as_described(
    described: schemathesis.BaseSchema, operation: Operation, mode: GenerationMode
) -> None:
    method = "POST" if operation.body else "GET"
    cases = described[operation.path][method].as_strategy(generation_mode=mode)

    @given(case=cases)
    @BOUNDED
    def holds(case: schemathesis.Case) -> None:
        case.call_and_validate(checks=CHECKS)

    holds()


@pytest.mark.parametrize(
    "path",
    [
        "/api/search?q=tiếp dân&loai=Quy định&khoa=13&quet=khong&nam=2021",
        "/api/search?q=08-QĐ/TU",
        "/api/search?q=cá mập",
        "/api/lookup?q=19-CT/TU",
        "/api/lookup?q=35-CT/TW",
        f"/api/documents/{ID}",
        f"/api/passages/{ID}-0001",
    ],
)
def test_full_answers_are_as_described(
    app: Flask, described: schemathesis.BaseSchema, path: str
) -> None:
    bare, _, words = path.partition("?")
    own = {ID: "{document}", f"{ID}-0001": "{passage}"}
    last = bare.rsplit("/", 1)[-1]
    operation = described[bare.replace(last, own.get(last, last))]["GET"]
    pairs = [pair.split("=") for pair in words.split("&") if pair]
    place = {"path_parameters": {own[last].strip("{}"): last}} if last in own else {}
    case = operation.Case(query=dict(pairs), **place)
    answer = case.call()
    assert answer.status_code == 200
    case.validate_response(answer, checks=CHECKS[:4])


@pytest.mark.parametrize("wrong", ["nguyen=null", "nguyen=0", "quet=1", "sap=moi", "trang=0"])
def test_a_value_no_parameter_has_is_refused(tmp_path: Path, wrong: str) -> None:
    client = create_app(Settings(desk=tmp_path / "desk.sqlite"), StandLibrary()).test_client()
    assert client.get(f"/api/search?q=dân&{wrong}").status_code == 400
    assert client.get(f"/tim?q=dân&{wrong}").status_code == 400
