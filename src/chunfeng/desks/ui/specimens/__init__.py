"""Invented pages: every component in every state, and one page of each face."""

from chunfeng.desks.ui.specimens.bars import nav
from chunfeng.desks.ui.specimens.components import page
from chunfeng.desks.ui.specimens.faces import FACES

__all__ = ["FACES", "nav", "page"]
