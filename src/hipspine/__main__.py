"""``python -m hipspine``: the same as the ``hipspine`` command."""

from hipspine.cli.main import main

if __name__ == "__main__":
    main()
