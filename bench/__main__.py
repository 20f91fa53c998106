"""`python -m bench` is `python bench/run.py --quick`."""

import sys

from bench.run import main

if __name__ == "__main__":
    sys.argv.insert(1, "--quick")
    main()
