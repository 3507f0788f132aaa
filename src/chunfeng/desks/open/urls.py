from django.urls import path

from chunfeng.desks.open import certificates, pages, site_map
from chunfeng.desks.open.kinds import view

urlpatterns = [
    path("", view(site_map.HOME), name="home"),
    path("guides/", view(site_map.GUIDES), name="guides"),
    path("guides/<str:code>/", view(site_map.GUIDE), name="guide"),
    path("guides/<str:code>/flow.svg", view(site_map.FLOW), name="guide_flow"),
    path("lists/", view(site_map.LISTS), name="lists"),
    path("lists/<str:code>.csv", view(site_map.LIST_FILE), name="list_file"),
    path("lists/<str:code>/", view(site_map.LIST), name="list"),
    path("lists/<str:code>/<str:key>/", view(site_map.ENTRY), name="list_entry"),
    path("lists/<str:code>/<str:key>/object/", pages.objection, name="objection"),
    path("decisions/", view(site_map.DECISIONS), name="decisions"),
    path("corrections/", view(site_map.CORRECTED), name="corrections"),
    path("corrections.csv", view(site_map.CORRECTED_FILE), name="corrections_file"),
    path("data/", view(site_map.DATA), name="data"),
    path("data/<str:code>.csv", view(site_map.DATA_FILE), name="data_file"),
    path("verify/", pages.verify, name="verify"),
    path("verify/<str:code>/", pages.verified, name="verified"),
    path("certificates/", certificates.certificates, name="certificates"),
    path("certificates/<str:code>/", certificates.certificate, name="certificate"),
    path("privacy/", view(site_map.PRIVACY), name="privacy"),
    path("accessibility/", view(site_map.ACCESSIBILITY), name="accessibility"),
    path("robots.txt", view(site_map.ROBOTS), name="robots"),
    path("sitemap.xml", view(site_map.SITEMAP), name="sitemap"),
]
