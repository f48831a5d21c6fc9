"""An address that the user named → the page there, from a public server, or an error.

    fetch     follows redirects, knows the types that are read
    target    the address as text → scheme, host, port and path; odd ones refused
    public    which IP addresses may be reached
    connect   look up once, check, connect to what was checked; TLS
    wire      every wait and every byte of an answer counted
    ask       one request and the head of its answer
    body      the whole body, unpacked within its caps
    rules     what may be changed about all this (`Web`), and the deadline

Every redirect goes through all of it anew, and they share one deadline.
Nothing is imported here, so that `rules` costs little.
"""
