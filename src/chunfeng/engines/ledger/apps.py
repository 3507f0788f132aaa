from django.apps import AppConfig


class Ledger(AppConfig):
    name = "chunfeng.engines.ledger"
    label = "ledger"
