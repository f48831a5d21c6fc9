"""An address that the user named → the page there, from a public server, or an error.

    fetch       redirects, content types, the body decompressed within its caps
    connection  resolve, check, connect to what was checked, TLS; HTTP by urllib3
    target      the address as text → scheme, host, port and path; ambiguous ones are refused
    rules       which addresses are public, what may be changed (`Web`), and the deadline

Every redirect goes through all of it anew, and they share one deadline.
Nothing is imported here, so that `rules` costs little.
"""
