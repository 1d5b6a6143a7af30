"""Every page by name (namespace `web`); mails rely on the names."""

from django.urls import URLPattern, URLResolver, path

from . import address_urls, group_urls, organiser_urls, safety_urls
from .views import (
    acts,
    archive,
    check_in,
    choose,
    courses,
    follow,
    learner,
    mail_settings,
    muting,
    public,
    sign_up,
)

app_name = "web"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", courses.home, name="home"),
    path("courses/<slug:slug>/", courses.course, name="course"),
    path("courses/<slug:slug>/follow/", follow.follow, name="follow"),
    path("courses/<slug:slug>/files/<path:path>", courses.file, name="course_file"),
    path("courses/<slug:slug>/<slug:page>/", courses.page, name="course_page"),
    path("runs/<slug:slug>/", sign_up.run, name="run"),
    path("runs/<slug:slug>/check-your-mail/", sign_up.signed_up, name="signed_up"),
    path("runs/<slug:slug>/resend/", sign_up.resend, name="resend"),
    path("runs/<slug:slug>/messages/", archive.archive, name="archive"),
    path("runs/<slug:slug>/messages/<int:week>/", archive.message, name="message"),
    path("runs/<slug:slug>/feed/", archive.RunFeed(), name="feed"),
    path("follow/stop/<str:token>/", follow.stop, name="follow_stop"),
    path("follow/<str:token>/", follow.confirm, name="follow_confirm"),
    path("confirm/<str:token>/", acts.confirm, name="confirm"),
    path("ready/<str:token>/", acts.ready, name="ready"),
    path("join/<str:token>/", acts.join, name="join"),
    path("choices/<str:token>/", choose.choose, name="choices"),
    path("leave/<str:token>/", acts.leave, name="leave"),
    path("stop/<str:token>/", acts.stop, name="stop"),
    path("check-in/<int:week>/<str:answer>/<str:token>/", check_in.check_in, name="check_in"),
    path("test-link/", acts.test_link, name="test_link"),
    path("new-address/<str:token>/", acts.new_address, name="new_address"),
    path("old-address/<str:token>/", acts.old_address, name="old_address"),
    path("my/<str:token>/", learner.my_home, name="my_home"),
    path("my/<int:week>/<str:token>/", learner.my_week, name="my_week"),
    path("my/<str:token>/start/", learner.my_start, name="my_start"),
    path("my/<str:token>/address/", learner.my_address, name="my_address"),
    path("my/<str:token>/mail/", mail_settings.my_mail, name="my_mail"),
    path("mute/<int:thread_id>/<str:token>/", muting.mute, name="mute"),
    path("code-of-conduct/", public.code_of_conduct, name="code_of_conduct"),
    path("privacy/", public.privacy, name="privacy"),
    path("look/", public.look, name="look"),
    path("robots.txt", public.robots, name="robots"),
    *safety_urls.urlpatterns,
    *group_urls.urlpatterns,
    *address_urls.urlpatterns,
    *organiser_urls.urlpatterns,
]
