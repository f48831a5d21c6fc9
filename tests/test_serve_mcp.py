"""The tools of an assistant, driven by a real client of the protocol over standard input."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Awaitable, Callable
from typing import Any

import jsonschema
from served import ONE, ROOT, TWO, needs_extra

needs_extra()

from mcp import Client, StdioServerParameters, stdio_client  # noqa: E402

SOURCES = [{"text": ONE, "outlet": "The Courier"}, {"text": TWO, "name": "b.txt"}]
WRONG: list[tuple[str, dict[str, Any], str, str]] = [
    ("summarize_sources", {}, "UsageError", "there is no source"),
    ("summarize_sources", {"sources": "x"}, "UsageError", "sources: Input should be a valid list"),
    ("summarize_sources", {"sources": [{}]}, "UsageError", "sources.0.text: Field required"),
    ("summarize_sources", {"sources": SOURCES, "words": 0}, "UsageError", "words: "),
    ("summarize_sources", {"sources": SOURCES, "words": "9"}, "UsageError", "words: "),
    ("summarize_sources", {"path": "/etc/passwd"}, "UsageError", "path: Extra inputs"),
    ("summarize_sources", {"sources": SOURCES, "method": "x"}, "UsageError", "method: no method"),
    ("summarize_sources", {"fetch": ["http://127.0.0.1/"]}, "UsageError", "fetch.0: 127.0.0.1 is"),
    ("summarize_sources", {"fetch": ["file:///etc/passwd"]}, "UsageError", "fetch.0: "),
    ("verify_claims", {"sources": SOURCES}, "UsageError", "claims: Field required"),
    ("verify_claims", {"claims": " ", "sources": SOURCES}, "NothingUsable", "no sentence"),
    ("compare_accounts", {"old": {}}, "UsageError", "new: Field required"),
    ("compare_accounts", {"old": {}, "new": {}}, "BadLayout", "no record of a summary"),
    ("read_file", {}, "UnknownTool", "no tool is called 'read_file'"),
]


def driven(work: Callable[[Client], Awaitable[None]]) -> None:
    """Have a client do something with a server of its own."""
    parameters = StdioServerParameters(
        command=sys.executable, args=["-m", "summarizer", "mcp"], cwd=str(ROOT),
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip

    async def connected() -> None:
        async with Client(stdio_client(parameters)) as client:
            await work(client)

    asyncio.run(connected())


def test_tools_give_cited_results_and_typed_errors() -> None:
    async def work(client: Client) -> None:
        tools = {tool.name: tool for tool in (await client.list_tools()).tools}
        assert tools.keys() == {"summarize_sources", "verify_claims", "compare_accounts"}
        old: Any = await client.call_tool("summarize_sources", {"sources": SOURCES[:1]})
        new: Any = await client.call_tool("summarize_sources", {"sources": SOURCES})
        given: dict[str, dict[str, Any]] = {
            "summarize_sources": {"sources": SOURCES, "words": 40},
            "verify_claims": {"claims": ONE, "sources": SOURCES},
            "compare_accounts": {"old": old.structured_content, "new": new.structured_content},
        }
        for name, arguments in given.items():
            jsonschema.validate(arguments, tools[name].input_schema)
            found = await client.call_tool(name, arguments)
            record: Any = found.structured_content
            assert not found.is_error
            assert json.loads(found.content[0].text) == record  # type: ignore[union-attr]
            jsonschema.validate(record, tools[name].output_schema or {})
            if name == "summarize_sources":
                texts = [source["text"] for source in SOURCES]
                cited = record["sentences"][0]["citations"][0]
                whole = texts[cited["source"] - 1]
                assert whole[cited["start"] : cited["end"]] == cited["text"]
        for name, arguments, error, message in WRONG:
            found = await client.call_tool(name, arguments)
            assert found.is_error, (name, arguments)
            told = json.loads(found.content[0].text)  # type: ignore[union-attr]
            assert (told["error"], message in told["message"]) == (error, True), told

    driven(work)
