"""README.md from nbs/index.ipynb, without quarto. With --check: say whether README.md is current, and change nothing.

The demo's figure is taken out of its executed paper (runs/demo/paper.ipynb), if that is there, into nbs/images.
"""
import base64
import json
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def text_of(output):
    "A cell's output as Markdown, its plain text form."
    data = output.get("data", {})
    shown = "".join(output.get("text") or data.get("text/markdown") or data.get("text/plain") or "")
    if not shown.strip(): return ""
    return shown if "text/markdown" in data else "\n".join("    " + line for line in shown.rstrip().split("\n"))


def readme():
    "The index notebook as Markdown: hidden cells left out, links turned to where the files are from the top."
    parts = []
    for cell in json.loads((ROOT/"nbs"/"index.ipynb").read_text())["cells"]:
        source = "".join(cell["source"])
        if cell["cell_type"] == "markdown": parts.append(source)
        elif cell["cell_type"] == "code" and not re.search(r"^#\| *hide\b", source, re.M):
            code = re.sub(r"^#\|.*\n", "", source, flags=re.M).strip()
            parts += [f"```python\n{code}\n```", *filter(None, map(text_of, cell["outputs"]))]
    text = re.sub(r"\]\((?!https?:|#|\.\./)([^)]+)\)", r"](nbs/\1)", "\n\n".join(parts)).replace("](../", "](")
    return "<!-- made from nbs/index.ipynb by `make readme` -->\n\n" + text.strip() + "\n"


def take_figure():
    "The wealth figure of the demo's paper, as nbs/images/demo-wealth.png."
    paper = ROOT/"runs"/"demo"/"paper.ipynb"
    if not paper.is_file(): return
    for cell in json.loads(paper.read_text())["cells"]:
        if "#| label: fig-wealth" in "".join(cell["source"]):
            image = next(o["data"]["image/png"] for o in cell["outputs"] if "image/png" in o.get("data", {}))
            (ROOT/"nbs"/"images").mkdir(exist_ok=True)
            (ROOT/"nbs"/"images"/"demo-wealth.png").write_bytes(base64.b64decode("".join(image)))


if __name__ == "__main__":
    if "--check" in sys.argv:
        sys.exit(0 if (ROOT/"README.md").read_text() == readme() else "README.md is not what nbs/index.ipynb says: run make readme")
    take_figure()
    (ROOT/"README.md").write_text(readme())
    print(f"README.md: {len(readme().splitlines())} lines")
