"""What a file is, by its bytes. Its name says nothing."""

from chunfeng.base.documents.content.images import Cleaned, clean
from chunfeng.base.documents.content.kinds import KINDS, LARGEST, Kind, recognise

__all__ = ["KINDS", "LARGEST", "Cleaned", "Kind", "clean", "recognise"]
