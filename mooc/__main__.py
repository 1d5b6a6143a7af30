"""`python -m mooc`: the same as the command `mooc`."""

from mooc.cli import main

if __name__ == "__main__":
    main()
