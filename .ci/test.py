"""Everything CI runs, counted: is the export current, are the notebooks clean, do they pass, does the smallest study run.

Ends with `N passed, M failed, K skipped`: checks and notebooks that ran, and cells or notebooks that did not, each with its reason.
A run that passed is not repeated while nothing has changed, neither files nor packages nor data: its lines are shown again with their date.
`--fresh`, which CI uses, always runs.
"""
import argparse
import concurrent.futures as futures
import filecmp
import hashlib
import importlib.metadata
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


def state_of_things(data, flags):
    "A hash of all that a result here can depend on: the repository's files, the packages, the real data, what is asked for."
    digest = hashlib.sha256(repr([sorted(flags), sys.version, sorted(f"{d.name} {d.version}" for d in importlib.metadata.distributions())]).encode())
    listed = subprocess.run(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=ROOT, capture_output=True)
    if listed.returncode: return None   # no git here: nothing tells what belongs to the project
    for name in sorted(n for n in listed.stdout.decode().split("\0") if n and (ROOT/n).is_file()):
        digest.update(name.encode() + (ROOT/name).read_bytes())
    if "data" in flags: digest.update(repr(sorted((str(p), p.stat().st_size, p.stat().st_mtime_ns) for p in data.rglob("*"))).encode())
    return digest.hexdigest()


def main():
    "Run it all, two at a time; exit status 1 if anything failed."
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--slow", action="store_true", help="run the slow cells too")
    parser.add_argument("--fresh", action="store_true", help="run even if nothing has changed since it all passed")
    asked = parser.parse_args()
    slow, data = asked.slow, Path(os.environ.get("PORTOPT_TEST_DATA", ROOT.parent/"shared"/"data"))
    flags = {name for name, wanted in (("slow", slow), ("data", data.is_dir())) if wanted}
    passed, state, lines = Path(sys.prefix)/f".passed{'-slow' * slow}.json", state_of_things(data, flags), []
    if state and not asked.fresh and passed.is_file() and (last := json.loads(passed.read_text()))["state"] == state:
        print(f"nothing has changed since {last['when']}, when this ran (make test FRESH=1 runs it again):\n{last['said']}")
        return
    passed.unlink(missing_ok=True)
    def say(line): lines.append(line); print(line, flush=True)
    notebooks = sorted(p for p in (ROOT/"nbs").rglob("*.ipynb") if not (p.parent/".notest").exists() and "checkpoints" not in str(p) and "runs" not in p.parts)
    notebooks.sort(key=lambda p: p.name != "80_experiment.ipynb")   # the longest first, so that nobody waits for it at the end
    left_out = [p for p in notebooks if "skip_exec: true" in p.read_text()]
    test = lambda p: run(BIN/"nbdev_test", "--path", p, "--flags", " ".join(flags), timeout=3600 if slow else 480, OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")
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
            say(f"{'FAILED' if problem else 'passed'}  {jobs[job]} ({took:.0f} s)")
            if problem: say(problem)
    skipped = [line for p in notebooks if p not in left_out for line in skipped_cells(p, flags)]
    skipped += [f"{p.relative_to(ROOT)}: says skip_exec, run by hand" for p in left_out]
    for line in skipped: say(f"skipped  {line}")
    say(f"{len(checks) - failed} passed, {failed} failed, {len(skipped)} skipped")
    if failed: sys.exit(1)
    if state == state_of_things(data, flags):   # nobody edited anything meanwhile
        passed.write_text(json.dumps({"state": state, "when": time.strftime("%Y-%m-%d %H:%M"), "said": "\n".join(lines)}))


if __name__ == "__main__":
    main()
