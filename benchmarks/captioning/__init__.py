"""Dense captioning: tokens, METEOR and CIDEr, SODA, and the published ways to put them together."""
