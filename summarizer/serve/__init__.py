"""A server: pages to paste sources into, the same as JSON over HTTP, and as tools of an assistant.

    app         what listens, put together; `consensus serve`
    guard       who may ask, and how much: Host, Origin, token, sizes and times
    pages       the pages: a form, progress, results
    api         JSON under /api, with its OpenAPI description
    mcp         the Model Context Protocol on standard input and output; `consensus mcp`
    requests    what may be asked for, as types; sources as files with safe names
    jobs        a queue, and processes that do the work, each within time and memory
    work        one job, in such a process: sources in, the record and the page out
    store       jobs and results in SQLite

No path of this machine can be named: what is read are texts, files that were sent along, and
addresses that are to be fetched, by the rules of `read.web`.
"""
