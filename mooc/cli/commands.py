"""All commands, one module each; importing this registers them."""

from . import group_change as group_change
from . import group_living as group_living
from . import group_mbox as group_mbox
from . import group_propose as group_propose
from . import group_reports as group_reports
from . import inbound_decide as inbound_decide
from .app import app as app
from .backup import backup as backup
from .bench import bench_app as bench_app
from .course import course_app as course_app
from .demo import demo as demo
from .dkim import dkim_key as dkim_key
from .doctor.command import doctor as doctor
from .group import group_app as group_app
from .learner import learner_app as learner_app
from .mail import mail_app as mail_app
from .match import match as match
from .organiser import organiser_app as organiser_app
from .pace import pace as pace
from .receive import inbound as inbound
from .receive import receive as receive
from .run import run_app as run_app
from .serve import serve as serve
from .web import web as web
from .work import work as work
