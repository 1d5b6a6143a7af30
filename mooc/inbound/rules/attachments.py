"""Files that a person should look at before a group gets them."""

from pathlib import PurePosixPath

from ..candidates import Candidate
from ..outcomes import Outcome, held

MOST_FILES = 50
# What Windows runs when it is clicked on, or opens as a disk. Sources stay: people here learn to write programs.
_RUNS = frozenset(
    "ade adp appx application bat chm cmd com cpl exe gadget hta img ins iso isp jse lnk mde msc msi msix msp mst pif"
    " reg scf scr sct shb url vbe vbs vhd vhdx wsc wsf wsh xll".split()
)


def its_files_are_many_or_dangerous(mail: Candidate) -> Outcome | None:
    """Count the files, and look at how their names end."""
    names = mail.incoming.letter.attachments
    if len(names) > MOST_FILES:
        reason = f"It carries {len(names)} files; more than {MOST_FILES} are too many for one post"
        return held("attachments", reason, run_id=mail.group.run_id, writer=mail.writer)
    found = next((ending for name in names if (ending := _ending(name)) in _RUNS), "")
    if not found:
        return None
    reason = f"It carries a file of the kind .{found}, which a computer may run when it is opened"
    return held("attachments", reason, run_id=mail.group.run_id, writer=mail.writer)


def _ending(name: str) -> str:
    """Return how a name ends, as Windows sees it: dots and spaces behind do not count."""
    return PurePosixPath(name.strip().rstrip(". ")).suffix.removeprefix(".").lower()
