"""Files in the styles of real journals, manuals and lectures, with invented content and what is to be found in them."""
