"""Pages. Each view asks a service and renders; no SQL, no business rules."""

from __future__ import annotations
