from django.apps import AppConfig


class Documents(AppConfig):
    name = "chunfeng.base.documents"
    label = "documents"
