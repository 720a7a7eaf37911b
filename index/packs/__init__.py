"""Update packs: a signed difference of two states of a library, for libraries without a network."""
