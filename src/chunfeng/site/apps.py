from django.apps import AppConfig


class Site(AppConfig):
    name = "chunfeng.site"
    label = "site"

    def ready(self) -> None:
        from django.urls import register_converter

        from chunfeng.site.platform import declare
        from chunfeng.site.refusing import RowKey

        register_converter(RowKey, "row")
        declare()
