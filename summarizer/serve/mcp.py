"""The tools of an assistant: the Model Context Protocol on standard input and output.

A call is a job like any other, in a process of its own, within time and memory.  What is wrong
with its arguments, or with its sources, is the result of the call, as an object with the name of
the error, so that the assistant can mend it.
"""

from __future__ import annotations

import asyncio
import json
import tempfile
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import mcp_types as types
from mcp.server.lowlevel import Server
from mcp.server.stdio import stdio_server

import summarizer
from summarizer.errors import UsageError
from summarizer.limits import MAX_JOB_SECONDS
from summarizer.serve.jobs import Full, Jobs
from summarizer.serve.requests import MODELS, Kind, checked, order
from summarizer.serve.store import Store


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool: the job that it is, what it says of itself, and the schema of its result."""

    kind: Kind
    description: str
    schema: str


TOOLS = {
    "summarize_sources": Tool(
        "summarize",
        "Summarise what several articles on one event agree on. Each sentence has the passages "
        "of the sources that state it, with offsets in code points; contradictions and facts of "
        "one source come beside it.",
        "schema.json",
    ),
    "verify_claims": Tool(
        "verify",
        "Check a text, sentence by sentence, against articles: which of them support, contradict "
        "or partly state it, with the passages and their offsets in code points.",
        "verification.schema.json",
    ),
    "compare_accounts": Tool(
        "compare",
        "Tell what is new, changed (with both figures) and gone between two results of "
        "summarize_sources on one event, and which sources brought it.",
        "difference.schema.json",
    ),
}


def run() -> None:
    """Serve until standard input ends."""
    with tempfile.TemporaryDirectory(prefix="consensus-mcp-") as folder:
        store = Store(Path(folder))
        jobs = Jobs(store, 1, reading=False)
        try:
            asyncio.run(_serve(jobs))
        finally:
            jobs.close()
            store.close()


async def _serve(jobs: Jobs) -> None:
    async def listed(context: Any, given: Any) -> types.ListToolsResult:
        return types.ListToolsResult(tools=[_tool(name, tool) for name, tool in TOOLS.items()])

    async def called(context: Any, given: types.CallToolRequestParams) -> types.CallToolResult:
        if given.name not in TOOLS:
            return _failed("UnknownTool", f"no tool is called {given.name[:40]!r}")
        return await _called(jobs, TOOLS[given.name].kind, given.arguments or {})

    server: Server[Any] = Server(
        "consensus", version=summarizer.__version__, on_list_tools=listed, on_call_tool=called
    )
    async with stdio_server() as (incoming, outgoing):
        await server.run(incoming, outgoing, server.create_initialization_options())


def _tool(name: str, tool: Tool) -> types.Tool:
    text = files("summarizer.render").joinpath(tool.schema).read_text("utf-8")
    return types.Tool(
        name=name,
        description=tool.description,
        input_schema=MODELS[tool.kind].model_json_schema(),
        output_schema=json.loads(text),
    )


async def _called(jobs: Jobs, kind: Kind, arguments: dict[str, Any]) -> types.CallToolResult:
    """The result of a call: the record, or what is wrong."""
    try:
        id = jobs.submit(order(kind, checked(kind, arguments)))
    except (UsageError, Full) as error:
        return _failed(type(error).__name__, str(error))
    try:
        await jobs.wait(id, 2 * MAX_JOB_SECONDS)
        entry, text = jobs.store.entry(id), jobs.store.result(id, "json")
    finally:  # also when the client cancels the call
        jobs.delete(id)
    if not text:
        told = (entry.error, entry.message) if entry and entry.error else ("GivenUp", "no result")
        return _failed(*told)
    record = json.loads(text)
    shown = types.TextContent(type="text", text=text)
    return types.CallToolResult(content=[shown], structured_content=record)


def _failed(error: str, message: str) -> types.CallToolResult:
    text = json.dumps({"error": error, "message": message}, ensure_ascii=False)
    return types.CallToolResult(content=[types.TextContent(type="text", text=text)], is_error=True)
