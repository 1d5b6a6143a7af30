"""Files that a person should look at before a group gets them."""

from mooc.groups.discussion.limits import dangerous_ending

from ..candidates import Candidate
from ..outcomes import Outcome, held

MOST_FILES = 50


def its_files_are_many_or_dangerous(mail: Candidate) -> Outcome | None:
    """Count the files, and look at how their names end."""
    names = mail.incoming.letter.attachments
    if len(names) > MOST_FILES:
        reason = f"It carries {len(names)} files; more than {MOST_FILES} are too many for one post"
        return held("attachments", reason, run_id=mail.group.run_id, writer=mail.writer)
    found = dangerous_ending(names)
    if not found:
        return None
    reason = f"It carries a file of the kind .{found}, which a computer may run when it is opened"
    return held("attachments", reason, run_id=mail.group.run_id, writer=mail.writer)
