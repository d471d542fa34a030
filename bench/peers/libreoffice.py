"""Word files by docxtpl as documented, and PDF of them by one LibreOffice for each process.

``libreoffice.py VALUES OUT [--jobs N]``. A private fontconfig gives the fonts that the Word
templates name the same faces as elsewhere in this bench.
"""

import argparse
import multiprocessing
import os
import shutil
import subprocess
import sys
from pathlib import Path

PROGRAM = shutil.which("soffice") or "soffice"
FACES = {
    "仿宋_GB2312": "FandolFang R",
    "楷体_GB2312": "LXGW WenKai",
    "黑体": "Noto Sans CJK SC",
    "宋体": "Noto Serif CJK SC",
    "方正小标宋简体": "Noto Serif CJK SC",
}


def write_fontconfig(path):
    """Aliases from the fonts of Word files to those that are installed."""
    aliases = "".join(
        f'<alias binding="same"><family>{name}</family><prefer><family>{face}</family></prefer>'
        "</alias>\n"
        for name, face in FACES.items()
    )
    path.write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">\n<fontconfig>\n'
        '<include ignore_missing="yes">/etc/fonts/fonts.conf</include>\n'
        f"{aliases}</fontconfig>\n",
        "utf-8",
    )


def convert(task):
    """All Word files of some projects, in one run of LibreOffice."""
    number, folders, out = task
    # LibreOffice writes into one folder, so each file carries its project's name.
    files = []
    for folder in folders:
        for path in sorted(folder.glob("*.docx")):
            named = out / f".{number}" / f"{folder.name}-{path.name}"
            named.parent.mkdir(exist_ok=True)
            os.link(path, named)
            files.append(str(named))
    subprocess.run(
        [
            PROGRAM,
            f"-env:UserInstallation=file://{out.resolve()}/.profile-{number}",
            "--headless", "--convert-to", "pdf", "--outdir", str(out), *files,
        ],
        check=True,
        capture_output=True,
        env=os.environ | {"FONTCONFIG_FILE": str(out.resolve() / ".fonts.conf")},
    )  # fmt: skip


def main():
    """Make all, in as many processes as asked for."""
    parser = argparse.ArgumentParser()
    parser.add_argument("values", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--jobs", type=int, default=1)
    options = parser.parse_args()
    naive = Path(__file__).with_name("naive.py")
    jobs = str(options.jobs)
    command = [sys.executable, naive, options.values, options.out, "--jobs", jobs]
    subprocess.run([*command, "--formats", "docx"], check=True, stdout=subprocess.DEVNULL)
    write_fontconfig(options.out / ".fonts.conf")
    folders = sorted(path for path in options.out.iterdir() if path.is_dir())
    tasks = [(job, folders[job :: options.jobs], options.out) for job in range(options.jobs)]
    with multiprocessing.Pool(options.jobs) as pool:
        pool.map(convert, tasks)
        pool.close()
        pool.join()
    made = len(list(options.out.glob("*.pdf")))
    wanted = sum(len(list(folder.glob("*.docx"))) for folder in folders)
    if made != wanted:
        sys.exit(f"LibreOffice made {made} of {wanted} files")


if __name__ == "__main__":
    main()
