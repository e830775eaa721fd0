"""Everything CI runs, counted: is the export current, are the notebooks clean, do they pass, does the smallest study run.

Ends with `N passed, M failed, K skipped`: checks and notebooks that ran, and cells or notebooks that did not, each with its reason.
"""
import argparse
import concurrent.futures as futures
import filecmp
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
REASONS = {"slow": "slow: run by make test-slow", "data": "needs the folder of real data (../shared/data or PORTOPT_TEST_DATA)",
           "network": "needs the network", "gpu": "needs a GPU"}


def run(*command, timeout, cwd=ROOT, **env):
    "Run a command; its output if it failed or took too long, else nothing."
    try:
        done = subprocess.run([str(c) for c in command], cwd=cwd, timeout=timeout, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True, env={**os.environ, **env})
    except subprocess.TimeoutExpired as error:
        return f"took longer than {timeout} s\n{(error.output or b'').decode(errors='replace')[-2000:]}"
    return "" if done.returncode == 0 else done.stdout[-6000:] or f"exit status {done.returncode}"


def copy_of_sources(folder):
    "A copy of what nbdev works on, so that checking changes nothing here."
    for name in ("settings.ini", "setup.py", "_quarto.yml", "README.md"): shutil.copy(ROOT/name, folder)
    ignore = shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints", "runs", ".last_checked")
    for name in ("nbs", "portopt"): shutil.copytree(ROOT/name, folder/name, symlinks=True, ignore=ignore)
    return folder


def changed(command, pattern):
    "What an nbdev command would change among the files of `pattern`; empty if nothing."
    with tempfile.TemporaryDirectory() as name:
        there = copy_of_sources(Path(name))
        if said := run(BIN/command, timeout=120, cwd=there): return said
        files = {p.relative_to(top) for top in (ROOT, there) for part in ("nbs", "portopt") for p in (top/part).rglob(pattern)
                 if not {"_nbs", ".ipynb_checkpoints", "runs"} & set(p.relative_to(top).parts)}
        same = lambda p: (ROOT/p).is_file() and (there/p).is_file() and filecmp.cmp(ROOT/p, there/p, shallow=False)
        wrong = sorted(str(p) for p in files if not same(p))
    return f"run {command} and commit: {', '.join(wrong)}\n" if wrong else ""


def smallest_study():
    "The smallest study through papermill, its site, and both again."
    with tempfile.TemporaryDirectory() as runs:
        for words in (["run", "smoke", "--runs", runs], ["site", f"{runs}/smoke"], ["run", "smoke", "--runs", runs], ["status", f"{runs}/smoke"]):
            if said := run(BIN/"portopt", *words, timeout=300): return f"portopt {' '.join(words[:2])}: {said}"
        return "" if (Path(runs)/"smoke"/"site"/"index.html").is_file() else "there is no index.html"


def skipped_cells(notebook, flags):
    "The reasons of the cells in `notebook` that are not run."
    try: stored = json.loads(notebook.read_text())["cells"]
    except (ValueError, KeyError): return []   # its own test has failed
    cells = ["".join(c["source"]) for c in stored if c["cell_type"] == "code"]
    found = [(i, set(re.findall(r"^#\| *(\w+) *$", source, re.M)) & REASONS.keys() - flags) for i, source in enumerate(cells)]
    return [f"{notebook.relative_to(ROOT)}, code cell {i}: {REASONS[sorted(which)[0]]}" for i, which in found if which]


def main():
    "Run it all, two at a time; exit status 1 if anything failed."
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--slow", action="store_true", help="run the slow cells too")
    slow = parser.parse_args().slow
    data = Path(os.environ.get("PORTOPT_TEST_DATA", ROOT.parent/"shared"/"data")).is_dir()
    flags = {name for name, wanted in (("slow", slow), ("data", data)) if wanted}
    notebooks = sorted(p for p in (ROOT/"nbs").rglob("*.ipynb") if not (p.parent/".notest").exists() and "checkpoints" not in str(p) and "runs" not in p.parts)
    left_out = [p for p in notebooks if "skip_exec: true" in p.read_text()]
    test = lambda p: run(BIN/"nbdev_test", "--path", p, "--flags", " ".join(flags), timeout=2400 if slow else 240, OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")
    checks = {"export is current": lambda: changed("nbdev_export", "*.py"), "notebooks are clean": lambda: changed("nbdev_clean", "*.ipynb"),
              "README is current": lambda: run(sys.executable, ROOT/".ci"/"readme.py", "--check", timeout=60), "the smallest study": smallest_study}
    checks |= {str(p.relative_to(ROOT)): lambda p=p: test(p) for p in notebooks if p not in left_out}
    failed = 0
    def timed(check):
        began = time.monotonic()
        try: said = check()
        except Exception as error: said = f"{type(error).__name__}: {error}"
        return said, time.monotonic() - began
    with futures.ThreadPoolExecutor(2) as pool:
        jobs = {pool.submit(timed, check): name for name, check in checks.items()}
        for job in futures.as_completed(jobs):
            problem, took = job.result()
            failed += bool(problem)
            print(f"{'FAILED' if problem else 'passed'}  {jobs[job]} ({took:.0f} s)", flush=True)
            if problem: print(problem, flush=True)
    skipped = [line for p in notebooks if p not in left_out for line in skipped_cells(p, flags)]
    skipped += [f"{p.relative_to(ROOT)}: says skip_exec, run by hand" for p in left_out]
    for line in skipped: print(f"skipped  {line}")
    print(f"{len(checks) - failed} passed, {failed} failed, {len(skipped)} skipped")
    sys.exit(failed > 0)


if __name__ == "__main__":
    main()
