"""What members tell the organisers of: something is wrong with a post or a person."""
