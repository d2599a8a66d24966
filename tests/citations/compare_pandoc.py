"""Holds our citations against Pandoc's: the same sources, citations and styles.

Both engines have their ways, so differences.json lists every known difference with a reason. A difference that is not
listed fails, and so does one that is listed and has gone. `--bless` rewrites the list; reasons of those that stay are
kept, and new ones get "?" for a reason, which fails until someone writes it.
"""

import html
import json
import re
import subprocess
import sys
from pathlib import Path

import pypandoc

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
STYLES = ["apa", "chicago-author-date", "chicago-notes", "ieee", "law-notes"]
LIST = HERE / "differences.json"


def plain(text):
    """Letters alone: no tags, one space, no difference of quotation marks that only the locale makes."""
    text = re.sub(r"<(br|/div|/p|div)[^>]*>", " ", text)
    text = html.unescape(re.sub(r"<[^>]+>", "", text))
    text = text.replace("\u00a0", " ").replace("\u202f", " ").replace("\u2011", "-").replace("\u2009", " ")
    return re.sub(r"\s+", " ", text).strip()


def ours(style):
    """Golden files: a citation or key, then its HTML; citations first, then a blank line, then the list."""
    text = (HERE / f"{style}.txt").read_text(encoding="utf-8")
    cites, entries = text.split("\n\n", 1)
    cited = []
    for pair in re.findall(r"^(\S.*)\n    (.*)$", cites, re.M):
        body, _, note = pair[1].partition(" ^ ")
        cited.append((plain(body), plain(note)))
    return cited, {key: plain(entry) for key, entry in re.findall(r"^(\S.*)\n    (.*)$", entries, re.M)}


def pandoc(style, markdown):
    text = "\n\n".join(f"XX{number}XX {cite} YY" for number, cite in enumerate(markdown))
    args = ["--citeproc", f"--csl={ROOT}/target/styles/{style}.csl", f"--bibliography={HERE}/sources.json",
            "--metadata=lang:en-GB", "--metadata=link-citations:false", "--wrap=none"]
    out = pypandoc.convert_text(text, "html", format="markdown", extra_args=args)
    notes = {number: plain(re.sub(r'<a[^>]*footnote-back.*?</a>', "", body, flags=re.S))
             for number, body in re.findall(r'<li[^>]* id="fn(\d+)"[^>]*>(.*?)</li>', out, re.S)}
    cited = []
    for body in re.findall(r"XX\d+XX(.*?)YY", out, re.S):
        number = re.search(r'href="#fn(\d+)"', body)
        body = re.sub(r"<a[^>]*footnote-ref.*?</a>", "", body, flags=re.S)
        # Pandoc moves the full stop of its own sentence before the note.
        cited.append((plain(body).rstrip("."), notes.get(number.group(1), "") if number else ""))
    entries = {}
    for key, body in re.findall(r'<div id="ref-([^"]+)"[^>]*>(.*?)</div>\s*(?=<div id="ref-|</div>|$)', out, re.S):
        entries[key] = plain(body)
    return cited, entries


def differences():
    markdown = [cite["markdown"] for cite in json.loads((HERE / "cites.json").read_text(encoding="utf-8"))]
    found = {}
    for style in STYLES:
        (our_cites, our_entries), (their_cites, their_entries) = ours(style), pandoc(style, markdown)
        assert len(our_cites) == len(their_cites) == len(markdown), style
        for cite, (a, a_note), (b, b_note) in zip(markdown, our_cites, their_cites):
            if a.rstrip(".") != b:
                found[f"{style}: {cite}"] = {"ours": a, "pandoc": b}
            if a_note != b_note:
                found[f"{style}: note of {cite}"] = {"ours": a_note, "pandoc": b_note}
        for key in sorted(our_entries.keys() | their_entries.keys()):
            a, b = our_entries.get(key, ""), their_entries.get(key, "")
            if a != b:
                found[f"{style}: entry {key}"] = {"ours": a, "pandoc": b}
        shared = [key for key in our_entries if key in their_entries]
        theirs = [key for key in their_entries if key in our_entries]
        if shared != theirs:
            found[f"{style}: order"] = {"ours": " ".join(shared), "pandoc": " ".join(theirs)}
    return found


def main():
    command = ["cargo", "test", "--quiet", "--locked", "--test", "suite", "styles_are_written_for_pandoc", "--", "--ignored"]
    subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    found = differences()
    known = json.loads(LIST.read_text(encoding="utf-8")) if LIST.exists() else {}
    if "--bless" in sys.argv:
        for name, pair in found.items():
            old = known.get(name, {})
            same = old.get("ours") == pair["ours"] and old.get("pandoc") == pair["pandoc"]
            pair["reason"] = old.get("reason", "?") if same else "?"
        LIST.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        known = found
    bad = 0
    for name in sorted(found.keys() | known.keys()):
        pair, old = found.get(name), known.get(name)
        if pair is None:
            print(f"gone, take it off the list: {name}")
        elif old is None or (old["ours"], old["pandoc"]) != (pair["ours"], pair["pandoc"]):
            print(f"new: {name}\n  ours    {pair['ours']}\n  pandoc  {pair['pandoc']}")
        elif old.get("reason", "?") == "?":
            print(f"no reason given: {name}\n  ours    {pair['ours']}\n  pandoc  {pair['pandoc']}")
        else:
            continue
        bad += 1
    print(f"{len(found)} differences from Pandoc, {bad} of them not accounted for")
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()
