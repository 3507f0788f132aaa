"""Planted cases and near misses: one small function a pattern, each on people and classes of its own."""

from chunfeng.site.demo.plants import books, classes, identity, money, persons, work
from chunfeng.site.demo.plants.planter import Planter

ALL = (*persons.ALL, *money.ALL, *classes.ALL, *books.ALL, *identity.ALL, *work.ALL)

__all__ = ["ALL", "Planter"]
