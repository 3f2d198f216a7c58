"""`python -m optimizer`: the same as the command `liftproof`."""

from optimizer.cli import main

if __name__ == "__main__":
    main(prog_name="liftproof")
