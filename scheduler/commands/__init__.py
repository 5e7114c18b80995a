"""What `studio` does, one module per command. An edge: no SQL, no rules.

A module has `configure(parser)` and `run(args) -> exit code`.

Exit codes: 0 done, 1 findings, 2 could not.
"""

from __future__ import annotations
