"""What listens: the pages and the interface behind the guard, on a socket of ours."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from ipaddress import ip_address
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response

from summarizer.cli.console import say
from summarizer.errors import UsageError
from summarizer.jobs.reasons import reason
from summarizer.limits import MAX_CONNECTIONS, MIN_TOKEN_CHARACTERS
from summarizer.serve import api, pages
from summarizer.serve.guard import Guard, Protocol, Refused, problem, rules_of
from summarizer.serve.jobs import Jobs
from summarizer.serve.store import Store, user_folder


@dataclass(frozen=True, slots=True)
class Settings:
    """Where a server listens and keeps its results, who may ask, and whether it fetches."""

    host: str = "127.0.0.1"
    port: int = 8765
    data: Path | None = None
    names: tuple[str, ...] = ()
    token: str = field(default="", repr=False)
    workers: int = 1
    fetches: bool = True

    def __post_init__(self) -> None:
        if self.token and len(self.token) < MIN_TOKEN_CHARACTERS:
            raise UsageError(f"a token needs {MIN_TOKEN_CHARACTERS} characters or more")
        if not self.token and not _loopback(self.host):
            raise UsageError(
                f"{self.host} can be reached from other machines: set CONSENSUS_TOKEN to a secret"
            )


def _loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def application(settings: Settings) -> Starlette:
    """The application; what it started ends when it does.  Raises OutputError, UsageError."""
    jobs = Jobs(Store(settings.data or user_folder()), settings.workers)

    @asynccontextmanager
    async def life(app: Starlette) -> AsyncIterator[None]:
        yield
        jobs.close()
        jobs.store.close()

    rules = rules_of(settings.host, settings.names, settings.token)
    app = Starlette(
        routes=[*api.routes(), *pages.routes()],
        middleware=[Middleware(Guard, rules=rules)],
        exception_handlers={Refused: _refused, HTTPException: _refused, Exception: _fallen},
        lifespan=life,
    )
    app.state.jobs, app.state.fetches, app.state.token = jobs, settings.fetches, settings.token
    return app


def bound(settings: Settings) -> socket.socket:
    """A socket that listens.  Raises UsageError."""
    try:
        family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
        return socket.create_server((settings.host, settings.port), family=family)
    except (OSError, OverflowError, UnicodeError) as error:
        told = (getattr(error, "strerror", None) or str(error)).partition(" (while ")[0]
        place = f"{settings.host}, port {settings.port}"
        raise UsageError(f"cannot listen on {place}: {told}; try another --port") from None


def run(app: Starlette, listening: socket.socket) -> None:
    """Answer until the process is told to stop."""
    config = uvicorn.Config(
        app, loop="asyncio", http=Protocol, ws="none", lifespan="on", log_level="critical",
        access_log=False, proxy_headers=False, server_header=False,
        limit_concurrency=MAX_CONNECTIONS, timeout_graceful_shutdown=1,
    )  # fmt: skip
    uvicorn.Server(config).run(sockets=[listening])


async def _refused(request: Request, error: Exception) -> Response:
    """A line, as JSON or on a page."""
    if isinstance(error, HTTPException):
        words = {404: "there is nothing at this address", 405: "not with this method"}
        error = Refused(error.status_code, words.get(error.status_code, str(error.detail)))
    assert isinstance(error, Refused)
    headers = {"Retry-After": "5"} if error.status == HTTPStatus.TOO_MANY_REQUESTS else {}
    if request.url.path.startswith("/api"):
        body = problem(HTTPStatus(error.status).phrase, str(error))
        return Response(body, error.status, headers, "application/json")
    return pages.error(request, error.status, str(error), headers)


async def _fallen(request: Request, error: Exception) -> Response:
    say("error", f"{request.method} {request.url.path}: unexpected {reason(error)}")
    return await _refused(request, Refused(500, "something unexpected happened in the server"))
