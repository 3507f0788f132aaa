"""Every address of the platform. Each view declares who may see it: see base.access.pages."""

from allauth.account import views as account
from django.conf import settings
from django.urls import include, path

from chunfeng.base.access.pages import public, signed_in
from chunfeng.desks.ui import pages as ui
from chunfeng.site import accounts, files, health, prints, refusing

urlpatterns = [
    # First, because most asked for: addresses are tried in this order.
    path("", include("chunfeng.desks.open.urls")),
    path("", include("chunfeng.desks.living.urls")),
    path("health", health.health, name="health"),
    path("metrics", health.metrics, name="metrics"),
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("password/", account.password_change, name="account_change_password"),
    path("password/again/", account.reauthenticate, name="account_reauthenticate"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("signup/", public(refusing.not_here), name="account_signup"),
    path("password/set/", public(refusing.not_here), name="account_set_password"),
    path("password/reset/", public(refusing.not_here), name="account_reset_password"),
    path("email/", public(refusing.not_here), name="account_email"),
    path("second/", include("allauth.mfa.urls")),
    path("desk/cases/<str:number>/papers/<row:event>/<str:kind>.<slug:ending>", files.paper, name="paper"),
    path("files/<uuid:uid>/", files.file, name="file"),
    path("prints/<str:number>/<str:what>", prints.printed, name="print"),
    path("start/", signed_in(accounts.start), name="start"),
    path("appearance/", public(ui.appearance), name="appearance"),
    path("", include("chunfeng.desks.staff.urls")),
    path("", include("chunfeng.desks.portal.urls")),
    path("", include("chunfeng.desks.worker.urls")),
    path("", include("chunfeng.api.urls")),
]

if settings.DEMO:
    from chunfeng.site import demo_posts

    urlpatterns += [path("demo/posts/", public(demo_posts.posts), name="demo_posts")]

handler400 = refusing.bad_request
handler403 = refusing.forbidden
handler404 = refusing.not_found
handler500 = refusing.failure
