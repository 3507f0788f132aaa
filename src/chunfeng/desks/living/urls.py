from django.urls import path

from chunfeng.desks.living import pages

urlpatterns = [
    path("policy/", pages.policy, name="policy"),
    path("policy/<str:name>/", pages.part, name="policy_part"),
]
