"""Reports: one self-contained HTML page of a verified plan, or of a comparison."""

from __future__ import annotations

from optimizer.report.page.render import render_page

__all__ = ["render_page"]
