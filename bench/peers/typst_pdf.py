"""PDF files by Typst: ``typst_pdf.py VALUES OUT [--jobs N]``; Word files it cannot make.

One compiler and one look for fonts a process. Prints ``{"pdf": [seconds …]}`` for each project.
"""

import argparse
import functools
import json
import multiprocessing
import sys
import time
from pathlib import Path

import typst

SOURCE = Path(__file__).with_name("document.typ")


@functools.cache
def compiler():
    """The compiler of a process."""
    return typst.Compiler(SOURCE, root="/", font_paths=typst.Fonts(include_embedded_fonts=False))


def make(task):
    """Both files of a project; how long they took."""
    path, out = task
    start = time.perf_counter()
    target = out / path.stem
    target.mkdir(parents=True)
    for number, kind in enumerate(("narrative", "form")):
        inputs = {"values": str(path.resolve()), "number": str(number)}
        compiler().compile(output=target / f"{kind}.pdf", sys_inputs=inputs)
    return time.perf_counter() - start


def main():
    """Make all, in as many processes as asked for."""
    parser = argparse.ArgumentParser()
    parser.add_argument("values", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--jobs", type=int, default=1)
    options = parser.parse_args()
    tasks = [(path, options.out) for path in sorted(options.values.glob("*.json"))]
    if options.jobs > 1:
        with multiprocessing.Pool(options.jobs) as pool:
            taken = pool.map(make, tasks, chunksize=1)
            pool.close()
            pool.join()
    else:
        taken = [make(task) for task in tasks]
    json.dump({"pdf": taken}, sys.stdout)


if __name__ == "__main__":
    main()
