from django.apps import AppConfig


class Catalogue(AppConfig):
    name = "chunfeng.plans.training.catalogue"
    label = "catalogue"
