"""JSON over HTTP: jobs are asked for, looked at and deleted under /api."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from importlib.resources import files
from typing import Any, get_args

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

import summarizer
from summarizer.errors import InputError, OutputError, UsageError
from summarizer.limits import MAX_WAIT_SECONDS
from summarizer.read.safe_json import loads
from summarizer.serve.guard import Refused
from summarizer.serve.jobs import Full, Jobs
from summarizer.serve.requests import MODELS, Kind, Order, checked, order
from summarizer.serve.store import Entry

ID = "{id:str}"
_STATUSES = ["queued", "running", "done", "failed", "interrupted"]
_SCHEMAS = {
    "Summary": "schema.json", "Verification": "verification.schema.json",
    "Difference": "difference.schema.json",
}  # fmt: skip


def routes() -> list[Route]:
    """The routes of the interface."""
    made = [Route(f"/api/{kind}", _asking(kind), methods=["POST"]) for kind in get_args(Kind)]
    return [
        *made,
        Route("/api/jobs", _list, methods=["GET"]),
        Route(f"/api/jobs/{ID}", _job, methods=["GET"]),
        Route(f"/api/jobs/{ID}", _delete, methods=["DELETE"]),
        Route(f"/api/jobs/{ID}/result", _result, methods=["GET"]),
        Route("/api/openapi.json", _described, methods=["GET"]),
    ]


def submitted(request: Request, wanted: Order) -> str:
    """The id of a new job.  Raises Refused where it cannot be taken."""
    state = request.app.state
    if wanted.addresses and not state.fetches:
        raise Refused(403, "this server fetches nothing (--no-fetch)")
    jobs: Jobs = state.jobs
    try:
        return jobs.submit(wanted)
    except Full as error:
        raise Refused(429, str(error)) from None
    except OutputError as error:
        raise Refused(507, str(error)) from None


def known(request: Request) -> Entry:
    """The job that the path names.  Raises Refused."""
    return _entry(request, request.path_params["id"])


def _entry(request: Request, id: str) -> Entry:
    jobs: Jobs = request.app.state.jobs
    entry = jobs.store.entry(id)
    if entry is None:
        raise Refused(404, "there is no job of this id")
    return entry


def _asking(kind: Kind) -> Callable[[Request], Any]:
    async def ask(request: Request) -> Response:
        if request.headers.get("content-type", "").partition(";")[0].strip() != "application/json":
            raise Refused(415, "send application/json")
        body = await request.body()
        return await run_in_threadpool(_accepted, request, kind, body)

    return ask


def _accepted(request: Request, kind: Kind, body: bytes) -> Response:
    """Where the job of a body is; Refused where it is none."""
    try:
        given = loads(body.decode("utf-8"))
    except (InputError, UnicodeDecodeError) as error:
        raise Refused(400, f"the body is no JSON in UTF-8: {error}") from None
    try:
        wanted = order(kind, checked(kind, given))
    except UsageError as error:
        raise Refused(422, str(error)) from None
    id = submitted(request, wanted)
    return JSONResponse(_record(request, _entry(request, id)), 202, {"Location": f"/api/jobs/{id}"})


async def _job(request: Request) -> Response:
    entry = known(request)
    try:
        seconds = float(request.query_params.get("wait", "0"))
    except ValueError:
        seconds = math.nan
    if not 0 <= seconds <= MAX_WAIT_SECONDS:
        raise Refused(422, f"wait is 0 to {MAX_WAIT_SECONDS:g} seconds")
    if entry.open and seconds:
        jobs: Jobs = request.app.state.jobs
        await jobs.wait(entry.id, seconds)
    return JSONResponse(_record(request, known(request)))


def _list(request: Request) -> Response:
    skip = request.query_params.get("skip", "0")
    if not (skip.isdecimal() and len(skip) < 10):
        raise Refused(422, "skip is a whole number from 0")
    entries, count = request.app.state.jobs.store.listed(
        request.query_params.get("q", "")[:200], int(skip)
    )
    return JSONResponse({"jobs": [_short(entry) for entry in entries], "count": count})


def _result(request: Request) -> Response:
    """The record itself, in the bytes that the command line prints."""
    entry = known(request)
    text = request.app.state.jobs.store.result(entry.id, "json")
    if not text:
        raise Refused(404, f"the job has no result: it is {entry.status}")
    return Response(text, media_type="application/json")


def _delete(request: Request) -> Response:
    jobs: Jobs = request.app.state.jobs
    if not jobs.delete(request.path_params["id"]):
        raise Refused(404, "there is no job of this id")
    return Response(status_code=204)


def _short(entry: Entry) -> dict[str, Any]:
    error = {"error": entry.error, "message": entry.message} if entry.error else None
    return {
        "id": entry.id, "kind": entry.kind, "status": entry.status, "title": entry.title,
        "created": entry.created, "finished": entry.finished, "error": error,
    }  # fmt: skip


def _record(request: Request, entry: Entry) -> dict[str, Any]:
    """A job with what is being done, or with its result."""
    jobs: Jobs = request.app.state.jobs
    text = jobs.store.result(entry.id, "json")
    result = json.loads(text) if text else None
    return {**_short(entry), "progress": jobs.progress(entry.id), "result": result}


# --- the description


def _described(request: Request) -> Response:
    return JSONResponse(description())


def description() -> dict[str, Any]:
    """The interface as OpenAPI 3.1 describes it."""
    schemas: dict[str, Any] = {}
    for model in MODELS.values():
        own = model.model_json_schema(ref_template="#/components/schemas/{model}")
        schemas |= own.pop("$defs", {}) | {model.__name__: own}
    for name, file in _SCHEMAS.items():
        text = files("summarizer.render").joinpath(file).read_text("utf-8")
        own = json.loads(text.replace("#/$defs/", f"#/components/schemas/{name}-"))
        schemas |= {f"{name}-{part}": value for part, value in own.pop("$defs").items()}
        schemas[name] = {key: value for key, value in own.items() if not key.startswith("$")}
    text_, number = {"type": "string"}, {"type": "number"}
    schemas["Problem"] = _object({"error": text_, "message": text_})
    either = [{"$ref": f"#/components/schemas/{name}"} for name in _SCHEMAS]
    reading = {"type": "object", "properties": {"schema": {"const": "consensus-reading/1"}}}
    short = {
        "id": text_, "kind": {"enum": list(MODELS)}, "status": {"enum": _STATUSES},
        "title": text_, "created": number, "finished": {"type": ["number", "null"]},
        "error": {"anyOf": [_ref("Problem"), {"type": "null"}]},
    }  # fmt: skip
    result = {"anyOf": [*either, {**reading, "required": ["schema"]}, {"type": "null"}]}
    schemas["Entry"] = _object(short)
    schemas["Job"] = _object({**short, "progress": text_, "result": result})
    listing = {"jobs": {"type": "array", "items": _ref("Entry")}, "count": {"type": "integer"}}
    id = {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}
    wait = _query("wait", {"type": "number", "minimum": 0, "maximum": MAX_WAIT_SECONDS})
    skip = {"type": "integer", "minimum": 0, "maximum": 999_999_999}
    search = [_query("q", text_), _query("skip", skip)]
    gone = {204: ("Deleted", None)}
    paths: dict[str, Any] = {
        f"/api/{kind}": {"post": _asked(kind, model.__name__, str(model.__doc__))}
        for kind, model in MODELS.items()
    }
    paths |= {
        "/api/jobs": {"get": _operation("list", {200: ("Newest first", _object(listing))}, search)},
        "/api/jobs/{id}": {
            "get": _operation("job", {200: ("The job", _ref("Job"))}, [id, wait], 404),
            "delete": _operation("delete", gone, [id], 404),
        },
        "/api/jobs/{id}/result": {
            "get": _operation("result", {200: ("The record", {"type": "object"})}, [id], 404)
        },
        "/api/openapi.json": {
            "get": _operation("openapi", {200: ("This description", {"type": "object"})})
        },
    }
    return {
        "openapi": "3.1.0",
        "info": {"title": "Consensus", "version": summarizer.__version__},
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
        "security": [{}, {"token": []}],
    }


def _object(properties: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": dict(properties), "required": [*properties]}


def _ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def _query(name: str, schema: Mapping[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": "query", "schema": dict(schema)}


def _content(schema: Mapping[str, Any]) -> dict[str, Any]:
    return {"application/json": {"schema": dict(schema)}}


def _asked(kind: str, model: str, summary: str) -> dict[str, Any]:
    made = _operation(kind, {202: ("Accepted", _ref("Job"))}, (), 400, 413, 415, 422, 429, 507)
    made["requestBody"] = {"required": True, "content": _content(_ref(model))}
    return {**made, "summary": summary.strip()}


def _operation(
    name: str, good: Mapping[int, tuple[str, Any]], parameters: Any = (), *bad: int
) -> dict[str, Any]:
    """An operation with its answers; what the guard says may come from each."""
    responses: dict[str, Any] = {
        str(status): {"description": told, **({"content": _content(schema)} if schema else {})}
        for status, (told, schema) in good.items()
    }
    for status in sorted({*bad, 400, 401, 403, 408, 421, 422}):
        responses[str(status)] = {"description": "Refused", "content": _content(_ref("Problem"))}
    return {"operationId": name, "parameters": [*parameters], "responses": responses}
