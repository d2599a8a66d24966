#!/usr/bin/env python3
"""A deterministic site whose sources are as varied as real ones, which `corpus.py` has few of: persons as authors, volumes,
pages, dates of every length, and citations with locators.

    benches/varied.py --n 400 --out DIR [--style chicago-author-date]

Each report has ten sources of eight types and 24 citations, half of them with a page.
"""
import argparse, os, random, shutil

WORDS = "water port energy audit court budget housing climate data tax reform river border".split()
TYPES = "report book article-journal chapter webpage article-newspaper thesis paper-conference".split()
SYLLABLES = "an ber cor dal en fal gor hin is jo kar lem mon nak or pet ros sal tor vik".split()


def site(n, out, style):
    r = random.Random(5)
    words = lambda k: " ".join(r.choice(WORDS) for _ in range(k))
    name = lambda k: "".join(r.choice(SYLLABLES) for _ in range(k)).capitalize()
    families = [name(r.randint(2, 3)) for _ in range(400)]
    given = [name(2) for _ in range(90)]
    person = lambda: f"{{family: {r.choice(families)}, given: {r.choice(given)}{r.choice(['', '', ' B.', ' G.'])}}}"

    def title():
        text = words(r.randint(3, 8)).capitalize()
        ends = [(.2, lambda: ": " + words(3)), (.3, lambda: f", {r.randint(1990, 2024)}"), (.4, lambda: f" (no. {r.randint(1, 99)})"), (.5, lambda: " of the EU")]
        at = r.random()
        return text + next((end() for most, end in ends if at < most), "")

    def source(key):
        kind = r.choice(TYPES)
        lines = [f"  - id: {key}", f"    type: {kind}", f'    title: "{title()}"']
        if r.random() < .7:
            lines.append(f"    author: [{', '.join(person() for _ in range(r.randint(1, 4)))}]")
        elif r.random() < .7:
            lines.append(f'    author: [{{literal: "Ministry of {words(1)}"}}]')
        if r.random() < .9:
            lines.append("    issued: " + r.choice(["%d", "%d-04", "%d-05-12"]) % r.randint(1990, 2024))
        if r.random() < .6:
            lines.append(f'    publisher: "{words(1).capitalize()} Press"')
        if kind.startswith("article") or kind in ("chapter", "paper-conference"):
            lines.append(f'    container-title: "Journal of {words(2)}"')
        others = [(.3, lambda: f"volume: {r.randint(1, 60)}"), (.3, lambda: f'page: "{r.randint(1, 99)}-{r.randint(100, 200)}"'),
                  (.5, lambda: f'URL: "https://source.example/{r.randrange(10**6):06}"'), (.2, lambda: f'DOI: "10.1000/{r.randrange(10**6)}"')]
        return lines + [f"    {make()}" for chance, make in others if r.random() < chance]

    os.makedirs(f"{out}/content/reports", exist_ok=True)
    with open(f"{out}/chancery.yaml", "w") as f:
        f.write(f"title: Varied\ndescription: Varied sources\nbase_url: https://example.org\nlanguage: en\ntheme: plain\ncitation: {{style: {style}}}\n")
        f.write("exports: {pages: false, citations: false, dataset: false}\n")
    for i in range(n):
        lines = ["---", f'title: "Report {i} on {words(3)}"', f"date: 2020-0{r.randint(1, 9)}-1{r.randint(0, 9)}", "summary: Varied.", "sources:"]
        for k in range(10):
            lines += source(f"s{i}-{k}")
        lines += ["---", ""]
        key = lambda: f"s{i}-{r.randrange(10)}"
        for _ in range(12):
            lines += [f"{words(60).capitalize()} [@{key()}]. {words(30)} [@{key()}, p. {r.randint(1, 50)}].", ""]
        with open(f"{out}/content/reports/v{i:04}.md", "w") as f:
            f.write("\n".join(lines))


if __name__ == "__main__":
    a = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    a.add_argument("--n", type=int, default=400)
    a.add_argument("--out", required=True)
    a.add_argument("--style", default="chicago-notes")
    o = a.parse_args()
    site(o.n, o.out, o.style)
    theme = os.path.join(os.path.dirname(os.path.abspath(__file__)), "themes/plain")
    shutil.copytree(theme, f"{o.out}/themes/plain", dirs_exist_ok=True)
