"""Groups that live: signs of life, open seats, ties between people, what the machine may change and tells of it."""
