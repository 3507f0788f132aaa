from django.urls import path

from chunfeng.desks.living import pages, site_map
from chunfeng.desks.open.kinds import view

urlpatterns = [
    path("policy/", pages.policy, name="policy"),
    path("policy/<str:name>/", pages.part, name="policy_part"),
    path("programmes/<str:code>/", view(site_map.PROGRAMME), name="programme"),
]
