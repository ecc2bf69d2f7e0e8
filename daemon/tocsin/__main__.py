"""`python -m tocsin`, for when the script is not on the path."""

from tocsin.cli import main

if __name__ == "__main__":
    main()
