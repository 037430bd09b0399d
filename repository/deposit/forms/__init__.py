"""The forms of a deposit's steps: plain inputs, every rule in words, and nothing typed thrown away."""
