"""Files to checked data: text with places, YAML 1.2 without surprises, errors by line."""

from optimizer.read.diagnose import validate
from optimizer.read.document import parse_yaml, read_text
from optimizer.read.places import Document

__all__ = ["Document", "parse_yaml", "read_text", "validate"]
