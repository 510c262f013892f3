"""Sample clips with exact truth, and the studio that renders them."""
