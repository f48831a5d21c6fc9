"""The pages: a form, progress that refreshes itself, results; all of it works without a script."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from summarizer.errors import UsageError
from summarizer.limits import MAX_BODY_BYTES, MAX_JOB_SOURCES
from summarizer.methods import extractive
from summarizer.render import page
from summarizer.serve import guard
from summarizer.serve.api import ID, known, submitted
from summarizer.serve.guard import Refused
from summarizer.serve.jobs import Jobs
from summarizer.serve.requests import PASTED, Order, checked, order
from summarizer.serve.store import PAGE, Entry

if TYPE_CHECKING:
    from markupsafe import Markup

PACKAGE = "summarizer.serve"
LINKS = (("/", "Summarise"), ("/verify", "Verify"), ("/results", "Results"))
FORMS = {"html": ("Web page", "text/html"), "markdown": ("Markdown", "text/markdown"),
         "json": ("JSON", "application/json")}  # fmt: skip
_SUFFIX = {"html": "html", "markdown": "md", "json": "json"}
_FORM_TYPES = ("multipart/form-data", "application/x-www-form-urlencoded")
_META = re.compile(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">')
_HIDDEN_OR_BELOW = re.compile(r"(?:^|/)\.|/.*/")  # of a folder, as the command line reads it
_KINDS = {"/": "summarize", "/verify": "verify"}
_KEYS = ("text", "fetch", "claims", "words", "method", "evidence", "language")
_EMPTY = dict.fromkeys(_KEYS, "")


def routes() -> list[Route]:
    """The routes of the pages."""
    at = f"/results/{ID}"
    return [
        *(Route(path, _new, methods=["GET", "POST"]) for path in _KINDS),
        Route("/results", _results, methods=["GET"]),
        Route(at, _result, methods=["GET"]),
        Route(f"{at}/sources", _sources, methods=["GET", "POST"]),
        Route(f"{at}/export/{{form:str}}", _export, methods=["GET"]),
        Route(f"{at}/compare", _compare, methods=["POST"]),
        Route(f"{at}/delete", _delete, methods=["POST"]),
        Route("/login", _login, methods=["GET", "POST"]),
    ]


def error(request: Request, status: int, message: str, headers: Mapping[str, str]) -> Response:
    """A page that says what is wrong."""
    phrase = HTTPStatus(status).phrase
    made = _page(request, "error", phrase=phrase, message=message)
    made.status_code = status
    made.headers.update(headers)
    return made


# --- new results


async def _new(request: Request) -> Response:
    """The form, or what was sent with it: the job's page, or the form with what is wrong."""
    kind = _KINDS[request.url.path]
    if request.method == "GET":
        return _form(request, kind, _EMPTY, "")
    async with _sent(request) as sent:
        given = _given(sent)
        try:
            return await run_in_threadpool(_begun, request, await _ordered(kind, sent))
        except UsageError as wrong:
            return _form(request, kind, given, str(wrong))


def _form(request: Request, kind: str, given: Mapping[str, Any], problem: str) -> Response:
    made = _page(request, "form", kind=kind, given=given, problem=problem)
    made.status_code = 422 if problem else 200
    return made


def _sent(request: Request) -> Any:
    """The fields of a form, whose files are closed in the end.  Raises Refused for another type."""
    stated = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if stated not in _FORM_TYPES:
        raise Refused(415, "send a form: multipart/form-data")
    return request.form(
        max_files=MAX_JOB_SOURCES, max_fields=3 * MAX_JOB_SOURCES, max_part_size=MAX_BODY_BYTES
    )


def _given(sent: FormData) -> dict[str, Any]:
    """What is shown again when something is wrong."""
    given = {key: value for key in _KEYS if isinstance(value := sent.get(key, ""), str)}
    return {**_EMPTY, **given, "sent": any(True for _ in _files(sent))}


def _files(sent: FormData) -> Any:
    return (f for f in sent.getlist("files") if isinstance(f, UploadFile) and f.filename)


async def _ordered(kind: Any, sent: FormData, kept: Order | None = None) -> Order:
    """What a form asks for, and of an earlier job the articles that it keeps.

    Raises UsageError.
    """
    given = _given(sent)
    own = ("claims",) if kind == "verify" else ("words", "method", "evidence")
    asked: dict[str, Any] = {
        key: given[key].replace("\r\n", "\n") for key in ("language", *own) if given[key].strip()
    }
    if kind == "verify" and "claims" not in asked:
        raise UsageError("there is no text to verify")
    asked["fetch"] = given["fetch"].split()
    if pasted := given["text"].strip():
        if not re.sub(r"https?://\S+", "", pasted).strip():
            raise UsageError("there are only addresses in the text: put them under addresses")
        text = given["text"].replace("\r\n", "\n")
        asked["sources"] = [{"text": text, "name": PASTED}]
    files = [(str(f.filename), await f.read()) for f in _files(sent)]
    files = [file for file in files if not _HIDDEN_OR_BELOW.search(file[0])]
    chosen = {str(value) for value in sent.getlist("keep")}
    articles = [a for n, a in enumerate(kept.articles if kept else ()) if str(n) in chosen]
    if kept and not kept.articles:  # it was interrupted
        files = [file for n, file in enumerate(kept.files) if str(n) in chosen] + files
    return order(kind, checked(kind, asked, strict=False), files, articles)


def _begun(request: Request, wanted: Order) -> Response:
    return RedirectResponse(f"/results/{submitted(request, wanted)}", 303)


# --- a result


def _result(request: Request) -> Response:
    """The page that was made, with a way back; until then, how far it is."""
    entry = known(request)
    jobs: Jobs = request.app.state.jobs
    made = jobs.store.result(entry.id, "html")
    if entry.status == "done" and not made:  # what was read for a program
        return RedirectResponse(f"/api/jobs/{entry.id}/result", 303)
    if not made:
        script = page.part(PACKAGE, "progress.js") if entry.open else ""
        progress = jobs.progress(entry.id) or "Nearly done"
        return _page(request, "progress", script, entry=entry, progress=progress)
    links = (*LINKS, (f"/results/{entry.id}/sources", "Sources, export, delete"))
    shown = " · ".join(f'<a href="{address}">{name}</a>' for address, name in links)
    nav = f'<div role="navigation" aria-label="Application"><p class="note">{shown}</p></div>'
    whole = made.replace("<header>\n", f"<header>\n{nav}\n", 1)
    return HTMLResponse(whole, headers=_policy_of(made))


def _policy_of(made: str) -> dict[str, str]:
    """The policy that a page states, as a header, where it may say more."""
    stated = _META.search(made)
    policy = html.unescape(stated[1]) if stated else guard.POLICY
    return {"Content-Security-Policy": f"{policy}; frame-ancestors 'none'"}


async def _sources(request: Request) -> Response:
    """The sources of a result, to make it again with others; its exports; its deletion."""
    entry = known(request)
    kept = request.app.state.jobs.store.order(entry.id)
    if kept is None or entry.open or entry.kind == "read":
        raise Refused(409, f"this is not possible here: it is {entry.status}")
    given = {**_EMPTY, **kept.options}
    sources = [(a["outlet"] or a["location"], a["title"]) for a in kept.articles]
    if not sources:  # it was interrupted or failed: what is left of what was asked for
        sources = [(name, "") for name, _ in kept.files]
        given["fetch"] = "\n".join(kept.addresses)
    problem = ""
    if request.method == "POST":
        async with _sent(request) as sent:
            try:
                wanted = await _ordered(entry.kind, sent, kept)
                return await run_in_threadpool(_begun, request, wanted)
            except UsageError as wrong:
                given, problem = _given(sent), str(wrong)
    forms = [(form, name) for form, (name, _) in FORMS.items()]
    others = _earlier(request, entry)
    made = _page(
        request, "sources", entry=entry, sources=sources, given=given, problem=problem,
        forms=forms, others=others, when=_when,
    )  # fmt: skip
    made.status_code = 422 if problem else 200
    return made


def _earlier(request: Request, entry: Entry) -> list[Entry]:
    """The latest summaries that one can be compared with: those that were made before it."""
    if entry.kind != "summarize" or entry.status != "done":
        return []
    found, _ = request.app.state.jobs.store.listed(shown=True)
    return [
        e
        for e in found
        if (e.kind, e.status) == ("summarize", "done") and e.created < entry.created
    ]


async def _compare(request: Request) -> Response:
    """A job that compares a summary with an earlier one."""
    entry = known(request)
    store = request.app.state.jobs.store
    async with _sent(request) as sent:
        other = str(sent.get("other", ""))
    texts = [store.result(id, "json") for id in (other, entry.id)]
    if not all(texts):
        raise Refused(404, "there is no such summary to compare with")
    old, new = map(json.loads, texts)
    wanted = order("compare", checked("compare", {"old": old, "new": new}))
    return await run_in_threadpool(_begun, request, wanted)


def _export(request: Request) -> Response:
    """The result as a file, in the bytes that the command line writes."""
    entry, form = known(request), request.path_params["form"]
    text = request.app.state.jobs.store.result(entry.id, form) if form in FORMS else ""
    if not text:
        raise Refused(404, "there is no such result")
    name = f"consensus-{entry.id[:8]}.{_SUFFIX[form]}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(text, headers=headers, media_type=FORMS[form][1])


def _delete(request: Request) -> Response:
    entry = known(request)
    request.app.state.jobs.delete(entry.id)
    return RedirectResponse("/results", 303)


def _results(request: Request) -> Response:
    """A page of results, maybe of those with some words."""
    q, given = request.query_params.get("q", "")[:200], request.query_params.get("skip", "0")
    skip = int(given) if given.isdecimal() and len(given) < 10 else 0
    entries, count = request.app.state.jobs.store.listed(q, skip, shown=True)
    return _page(
        request, "results", entries=entries, count=count, q=q, skip=skip, page=PAGE, when=_when
    )


def _when(entry: Entry) -> str:
    return datetime.fromtimestamp(entry.created, UTC).astimezone().isoformat(timespec="seconds")


async def _login(request: Request) -> Response:
    """Where the token is given, which a cookie then holds."""
    if request.method == "GET":
        next = _inside(request.query_params.get("next", "/"))
        return _page(request, "login", next=next, problem="")
    async with _sent(request) as sent:
        token, next = str(sent.get("token", "")).strip(), _inside(str(sent.get("next", "/")))
    wanted = request.app.state.token
    if wanted and not guard.same(token, wanted):
        made = _page(request, "login", next=next, problem="that is not the token")
        made.status_code = 401
        return made
    back = RedirectResponse(next, 303)
    if wanted:
        secure = request.url.scheme == "https"
        back.set_cookie(guard.COOKIE, token, httponly=True, samesite="strict", secure=secure)
    return back


def _inside(path: str) -> str:
    """A path of this server, whatever was given."""
    return path if re.fullmatch(r"/(?:[\w-][\w/.-]*)?", path) else "/"


# --- pages


def _page(request: Request, name: str, script: str = "", **shown: Any) -> Response:
    """A page of a template, with the policy that lets in its style and script and its forms out."""
    engine = page.environment(PACKAGE)
    from markupsafe import Markup

    style = page.part(PACKAGE, "app.css")
    policy = page.policy(style, script).removesuffix("form-action 'none'")
    own = f"{policy}form-action 'self'; connect-src 'self'; frame-ancestors 'none'"
    text = engine.get_template(f"{name}.html.jinja").render(
        style=Markup(style), script=Markup(script), links=LINKS, here=request.url.path,
        methods=extractive(), fetches=request.app.state.fetches, raw=_raw, **shown,
    )  # fmt: skip
    return HTMLResponse(text, headers={"Content-Security-Policy": own})


def _raw(text: object) -> Markup:
    """What somebody typed, with its lines; HTML drops the first line end of a text area."""
    from markupsafe import Markup, escape

    return Markup("\n") + escape(str(text))
