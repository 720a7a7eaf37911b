"""Arrays that cross the borders of modules: their types and shapes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    pass

Vectors = npt.NDArray[np.float32]
"""Shape (n, dimensions), rows of unit length."""

Numbers = npt.NDArray[np.int32]
"""Numbers of a text's tokens, shape (n,)."""
