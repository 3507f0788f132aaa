from django.apps import AppConfig


class Messages(AppConfig):
    # Django's own flash messages hold the label "messages".
    name = "chunfeng.base.messages"
    label = "outbox"
