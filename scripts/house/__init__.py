"""The house rules: one module each, with `problems(root, files)` that yields a sentence per broken place."""
