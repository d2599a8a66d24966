#!/usr/bin/env python3
"""A deterministic corpus of policy reports, as a Chancery site or as what other generators are given.

    benches/corpus.py --n 1000 --out DIR [--theme plain]

Each report has about 2,000 words: headings, lists, a table, a quotation, a footnote, links to five other reports, three
actors, three sources declared inline. The actors' names stand in the text, so that names in prose are found in all of
them. The prose is nonsense made of words of the field; what matters is its shape.
"""
import argparse, os, random
from datetime import date, timedelta

NOUNS = """agency regulation budget committee minister parliament report audit directive compliance enforcement oversight mandate
framework proposal amendment consultation stakeholder indicator evaluation subsidy procurement emission energy transport housing
health education pension labour migration security defence agriculture fishery forest water waste climate data privacy platform
market competition consumer bank insurance tax revenue deficit debt programme grant fund region municipality province council
tribunal ombudsman court treaty protocol agreement permit licence inspection registry survey statistic forecast scenario baseline
threshold deadline milestone target risk impact cost benefit burden resource capacity workforce skill research innovation network
grid corridor port airport railway household enterprise cooperative union association charity foundation university hospital school
laboratory""".split()
ADJECTIVES = """national regional federal local annual interim final independent joint public private statutory voluntary binding
preliminary additional significant limited modest substantial uneven persistent structural temporary environmental fiscal monetary
social digital administrative legal technical strategic operational transparent accountable proportionate rural urban vulnerable
comparable verifiable outdated fragmented coherent""".split()
VERBS = """reported reviewed adopted rejected delayed extended reduced increased required recommended proposed approved published
monitored assessed measured financed coordinated consolidated clarified amended enforced suspended withdrew supported opposed
questioned documented transferred delegated centralised negotiated implemented""".split()
PREPOSITIONS = "under within across through against before after during despite without alongside between".split()
HEADS = ["Summary of findings", "Background", "Legal framework", "Method and sources", "Findings by actor", "Costs and benefits", "Open questions", "Recommendations"]
FIRST = "European National Federal Northern Southern Royal Joint Independent Central Regional Baltic Nordic Alpine Iberian".split()
SECOND = "Environment Energy Transport Audit Statistics Competition Health Food Medicines Banking Border Data Fisheries Labour Research Railway".split()
THIRD = "Agency Authority Commission Council Office Board Institute Ministry".split()


def actors(n):
    r, seen, out = random.Random(4711), set(), []
    while len(out) < n:
        name = " ".join((r.choice(FIRST), r.choice(SECOND), r.choice(THIRD)))
        if name in seen:
            name = f"{name} {len(out)}"
        seen.add(name)
        out.append((name.lower().replace(" ", "-"), name))
    return out


def sentences(k=6000):
    r, out = random.Random(99), []
    for _ in range(k):
        words = []
        for clause in range(r.randint(1, 3)):
            words += [r.choice([", while", ", and", ", although", "; meanwhile"])] if clause else []
            words += ["the", r.choice(ADJECTIVES), r.choice(NOUNS), r.choice(VERBS), "the", r.choice(NOUNS)]
            if r.random() < .8:
                words += [r.choice(PREPOSITIONS), "the", r.choice(ADJECTIVES), r.choice(NOUNS)]
            if r.random() < .2:
                words += ["by", f"{r.randint(2, 98)}.{r.randint(0, 9)}", "per", "cent"]
        text = " ".join(words).replace(" ,", ",").replace(" ;", ";")
        x, parts = r.random(), text.split(" ")
        if x < .13 and len(parts) > 6:
            at = r.randint(2, len(parts) - 3)
            mark = "**" if x < .07 else "*"
            parts[at] = mark + parts[at].strip(",;") + mark
        text = " ".join(parts)
        out.append(text[0].upper() + text[1:] + ".")
    return out


def report(i, n, people, weights, pool, code):
    r = random.Random(1_000_003 * (i + 1))
    some = lambda k: " ".join(r.choices(pool, k=k))
    chosen = []
    while len(chosen) < 3:
        one = r.choices(people, cum_weights=weights)[0]
        if one not in chosen:
            chosen.append(one)
    links = r.sample(range(n), min(5, n))
    day = date(2004, 1, 1) + timedelta(days=(i * 7919) % 7600)
    out = ["---", f'title: "{r.choice(["Annual report", "Impact assessment", "Audit report", "Policy brief"])} on {r.choice(NOUNS)} {r.choice(NOUNS)}, no. {i}"',
           f"date: {day}", f'summary: "{r.choice(pool)}"', f"topics: [{r.choice(NOUNS)}, {r.choice(NOUNS)}]",
           f"actors: [{', '.join(key for key, _ in chosen)}]", "sources:"]
    for k in range(3):
        out += [f"  - id: s{i}-{k}", "    type: report", f'    title: "Report {r.randint(2004, 2024)}/{r.randint(1, 999)} of the {chosen[k][1]}"',
                f"    issued: {r.randint(2004, 2024)}", f'    publisher: "{chosen[k][1]}"', f'    URL: "https://source.example/{r.randrange(10**6):06d}"']
    out += ["---", "", some(4), "", f"Revision marker rev0000. {some(2)} Footnoted claim[^1] here. {some(1)}", ""]
    heads, link = HEADS[: r.randint(6, 8)], 0
    for k, head in enumerate(heads):
        out += [("## " if k % 3 != 2 else "### ") + head, ""]
        for p in range(r.randint(2, 3)):
            text = some(r.randint(3, 4))
            if p == 0:
                text += f" The {r.choice(chosen)[1]} agreed."
            if link < len(links) and p < 1:
                text += f" See [report {links[link]}](r{links[link]:06d}.md)."
                link += 1
            if r.random() < .15:
                text += f" The figure is published [@s{i}-{r.randrange(3)}]."
            out += [text, ""]
        if k == 1:
            out += [f"- {r.choice(pool)}" for _ in range(5)] + [""]
        if k == 2:
            out += [f"> {some(2)}", ""]
        if k == 3:
            out += ["| Actor | Budget | Staff | Change |", "| --- | ---: | ---: | ---: |"]
            out += [f"| {r.choice(people)[1]} | {r.uniform(10, 900):.1f} | {r.randint(100, 4000)} | {r.randint(-40, 60)} % |" for _ in range(8)] + [""]
            if code:
                out += ["```yaml", *(f"{r.choice(NOUNS)}: {r.randint(1, 99)}  # {r.choice(ADJECTIVES)}" for _ in range(12)), "```", ""]
        if k == 4:
            out += [f"{j}. {r.choice(pool)}" for j in range(1, 5)] + [""]
    out += [f"[^1]: {r.choice(pool)}", ""]
    return "\n".join(out)


def main():
    a = argparse.ArgumentParser()
    a.add_argument("--n", type=int, default=1000)
    a.add_argument("--out", required=True)
    a.add_argument("--theme", default="chancery")
    a.add_argument("--code", action="store_true")
    a = a.parse_args()
    people, pool = actors(min(1000, max(40, a.n // 5))), sentences()
    weights, total = [], 0.0
    for i in range(len(people)):
        total += 1.0 / (i + 1) ** 0.7
        weights.append(total)
    for folder in ("content/reports", "content/actors"):
        os.makedirs(os.path.join(a.out, folder), exist_ok=True)
    with open(os.path.join(a.out, "chancery.yaml"), "w") as f:
        f.write(f"title: Bench\ndescription: Generated reports.\nbase_url: https://example.org\nlanguage: en\ntheme: {a.theme}\n")
    for key, name in people:
        with open(os.path.join(a.out, "content/actors", key + ".md"), "w") as f:
            f.write(f"---\nname: {name}\nkind: organisation\nsummary: The {name} of the corpus.\n---\n")
    for i in range(a.n):
        with open(os.path.join(a.out, "content/reports", f"r{i:06d}.md"), "w") as f:
            f.write(report(i, a.n, people, weights, pool, a.code))


main()
