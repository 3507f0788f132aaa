"""Reading what people really have: a folder of spreadsheets in, staged Parquet and a complete account out."""

from chunfeng.engines.feeds.folder import read_folder
from chunfeng.engines.feeds.reading import Reading, UnreadLines

__all__ = ["Reading", "UnreadLines", "read_folder"]
