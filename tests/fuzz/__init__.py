"""Fuzzing: any bytes through the readers, the cleaner, the splitter, the matcher, the renderers.

    readers, pages, cleaner, splitter, matcher, renderers    one target each: `check(data)`
    parts     what a text target reads out of the bytes: articles
    corpus    what to start from: seeds/TARGET, the tests' hostile strings, bundled events
    mutate    changes that leave news news: words swapped, lines moved, figures changed
    run       the driver, on atheris (`make fuzz`)

An input is a file that one can read and write by hand: a new failure is kept by putting it into
`seeds/TARGET` under a name that says what is wrong.  `tests/test_fuzz.py` replays all of them,
and changes of them, without atheris.
"""
