"""What the commands of the command line do.

options.py     what is on the command line, and what `--help` says
console.py     notes and progress on standard error
output.py      where the result goes
intake.py      sources to clusters, with what was rejected told or raised
language.py    the codes that `--language` takes
summarize.py   `consensus summarize`, with robust.py, and browser.py for `--open`
view.py        the format, width and colours of a result
verify.py      `consensus verify`, with predictions.py for `--predictions`
batch.py       `consensus batch`
evaluate.py    `consensus evaluate`
models.py      `consensus models`
"""
