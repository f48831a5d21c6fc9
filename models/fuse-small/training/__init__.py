"""Train a small encoder–decoder that writes one sentence from several.

    python -m training models/fuse-small/recipe.toml --output DIR

    recipe      recipe.toml → what to train on, what, and for how long
    sources     cluster files and articles → cleaned, split events, kept on disk
    fidelity    what of a target its input holds, and how it is made of it
    trim        a sentence without what its punctuation sets apart
    pairs       events → groups of sentences and the sentence to write from them
    merged      pairs whose target two outlets tell parts of
    noise       a sentence → noisy views to tell it from
    tokenizer   a cased BPE
    batches     pairs → batches, in an order that seed and position alone decide
    model       a stock Pegasus of the recipe's size
    loop        the stages of the recipe, resumable at any step
    validation  the loss on held-out events, and samples
    state       what is saved while training, and the checkpoint that is exported
    run         all of it, in one output folder

Held-out events of the train files serve to validate; dev and val are never read.
"""
