"""What carries copies away: the built-in mailbox, or a relay by SMTP. One file each, behind one protocol (`base`)."""
