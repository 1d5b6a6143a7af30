"""What groups write: posts and threads, who gets them and how, attachments, digests, the archive and its search."""
