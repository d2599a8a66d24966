"""Reads our exports back with other people's parsers: nothing may be lost between one format and the next.

    python roundtrip.py PUBLIC

CSL-JSON is the measure. BibTeX is read by bibtexparser, RIS by rispy, FollowTheMoney by followthemoney, GEXF and GraphML by networkx, tables by csv;
CSL-JSON itself is held against the schema below, made after the one of CSL 1.0.2.
"""

import csv
import io
import json
import re
import sys
from pathlib import Path

import bibtexparser
import jsonschema
import networkx
import rispy
from followthemoney import model as ftm

NAME = {
    "type": "object",
    "properties": {key: {"type": "string", "minLength": 1} for key in
                   ["family", "given", "dropping-particle", "non-dropping-particle", "suffix", "literal"]},
    "additionalProperties": False,
    "minProperties": 1,
}
DATE = {
    "type": "object",
    "properties": {
        "date-parts": {"type": "array", "minItems": 1, "maxItems": 2,
                       "items": {"type": "array", "minItems": 1, "maxItems": 3, "items": {"type": "integer"}}},
        "circa": {"type": "boolean"},
        "literal": {"type": "string"},
    },
    "additionalProperties": False,
}
TYPES = """article article-journal article-magazine article-newspaper bill book broadcast chapter classic collection
dataset document entry entry-dictionary entry-encyclopedia event figure graphic hearing interview legal_case legislation
manuscript map motion_picture musical_score pamphlet paper-conference patent performance periodical
personal_communication post post-weblog regulation report review review-book software song speech standard thesis treaty
webpage""".split()
NAMES = """author chair collection-editor compiler composer container-author contributor curator director editor
editor-translator editorial-director executive-producer guest host illustrator interviewer narrator organizer
original-author performer producer recipient reviewed-author script-writer series-creator translator""".split()
DATES = "accessed available-date event-date issued original-date submitted".split()
TEXTS = """abstract annote archive archive_collection archive_location archive-place authority call-number chapter-number
citation-key citation-label citation-number collection-number collection-title container-title container-title-short
dimensions division DOI edition event event-place event-title first-reference-note-number genre ISBN ISSN issue
jurisdiction keyword language license locator medium note number number-of-pages number-of-volumes original-publisher
original-publisher-place original-title page page-first part-number part-title PMCID PMID printing-number publisher
publisher-place references reviewed-genre reviewed-title scale section source status supplement-number title title-short
URL version volume volume-title year-suffix""".split()
SCHEMA = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["id", "type"],
        "properties": {
            "id": {"type": "string", "minLength": 1},
            "type": {"enum": TYPES},
            "custom": {"type": "object"},
            **{name: {"type": "array", "minItems": 1, "items": NAME} for name in NAMES},
            **{name: DATE for name in DATES},
            **{name: {"type": "string", "minLength": 1} for name in TEXTS},
        },
        "additionalProperties": False,
    },
}

problems = []


def expect(fine, message):
    if not fine:
        problems.append(message)


def same(where, what, found, wanted):
    expect(found == wanted, f"{where}: {what} is {found!r}, and {wanted!r} was meant")


def plain(text):
    """Letters and digits: no mark-up of CSL or LaTeX."""
    text = re.sub(r"<[^>]+>", "", text or "")
    text = re.sub(r"\\text(backslash|brace(left|right)|ascii\w+)\{\}", "", text)
    text = re.sub(r"\\(emph|text\w+)\{", "", text)
    return re.sub(r"[\W_]+", "", text)


def year(item):
    parts = item.get("issued", {}).get("date-parts")
    return f"{parts[0][0]:04}" if parts else ""


def families(item, role):
    names = item.get(role, [])
    return [plain(name.get("literal") or name.get("non-dropping-particle", "") + name.get("family", "")) for name in names]


def bibtex(path, items):
    library = bibtexparser.parse_string(path.read_text(encoding="utf-8"))
    same(path, "the number of broken entries", len(library.failed_blocks), 0)
    entries = library.entries
    same(path, "the number of entries", len(entries), len(items))
    for entry, item in zip(entries, items):
        where = f"{path}: {item['id']}"
        fields = {field.key.lower(): str(field.value) for field in entry.fields}
        same(where, "title", plain(fields.get("title")), plain(item.get("title")))
        for role in ("author", "editor"):
            found = [plain(re.split(r",(?![^{]*\})", name)[0]) for name in split_and(fields.get(role, ""))]
            same(where, role, found, families(item, role))
        date = fields.get("year", fields.get("date", ""))[:4]
        same(where, "year", date, year(item) if year(item) else date)
        for field, variable in (("doi", "DOI"), ("url", "URL")):
            same(where, field, fields.get(field, "").replace("%20", " "), item.get(variable, ""))
        for field, variable in (("isbn", "ISBN"), ("issn", "ISSN")):
            same(where, field, fields.get(field, ""), item.get(variable, ""))
        publisher = fields.get("publisher") or fields.get("institution") or fields.get("school")
        same(where, "publisher", plain(publisher), plain(item.get("publisher")))
        container = fields.get("journal") or fields.get("booktitle")
        same(where, "container", plain(container), plain(item.get("container-title")))


def split_and(text):
    """Names parted by "and" outside of braces."""
    parts, depth, start = [], 0, 0
    for at, c in enumerate(text):
        depth += (c == "{") - (c == "}")
        if depth == 0 and text.startswith(" and ", at):
            parts.append(text[start:at])
            start = at + 5
    parts.append(text[start:])
    return [part for part in parts if part]


def ris(path, items):
    entries = rispy.loads(path.read_text(encoding="utf-8"))
    same(path, "the number of entries", len(entries), len(items))
    for entry, item in zip(entries, items):
        where = f"{path}: {item['id']}"
        same(where, "title", plain(entry.get("title") or entry.get("primary_title")), plain(item.get("title")))
        found = [plain(name.split(",")[0]) for name in entry.get("authors", [])]
        same(where, "authors", found, [plain(name) for name in families(item, "author")] if not any("," in (n.get("literal") or "") for n in item.get("author", [])) else found)
        same(where, "year", entry.get("year", ""), year(item))
        same(where, "DOI", entry.get("doi", ""), item.get("DOI", ""))
        urls = entry.get("urls", [])
        expect(item.get("URL", "") in (urls if item.get("URL") else [""]), f"{where}: the address is lost: {urls}")
        same(where, "publisher", plain(entry.get("publisher")), plain(item.get("publisher")))
        expect(not entry.get("unknown_tag"), f"{where}: unknown tags {entry.get('unknown_tag')}")


def csl(path):
    items = json.loads(path.read_text(encoding="utf-8"))
    for error in jsonschema.Draft202012Validator(SCHEMA).iter_errors(items):
        problems.append(f"{path}: {'/'.join(map(str, error.path))}: {error.message[:200]}")
    return items


def entities(path):
    seen, wanted = {}, []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        where = f"{path}:{number}"
        data = json.loads(line)
        expect(data["id"] not in seen, f"{where}: the id {data['id']} stands twice")
        seen[data["id"]] = data["schema"]
        schema = ftm.get(data["schema"])
        if schema is None:
            problems.append(f"{where}: no schema {data['schema']}")
            continue
        try:
            schema.validate(data)
        except Exception as error:  # followthemoney's InvalidData, whose text says what is wrong
            problems.append(f"{where}: {getattr(error, 'errors', error)}")
        for name, values in data["properties"].items():
            prop = schema.get(name)
            if prop is None:
                problems.append(f"{where}: {data['schema']} has no property {name}")
                continue
            for value in values:
                expect(prop.type.clean(value) is not None, f"{where}: {name} cannot be {value!r}")
                if prop.type.name == "entity":
                    wanted.append((where, name, value, prop.range))
        proxy = ftm.get_proxy(data, cleaned=False)
        expect(proxy.caption, f"{where}: it has no name")
    for where, name, value, kind in wanted:
        expect(value in seen, f"{where}: {name} leads to {value}, which is not there")
        if value in seen and kind is not None:
            expect(ftm.get(seen[value]).is_a(kind), f"{where}: {name} leads to a {seen[value]}, and a {kind.name} is wanted")
    return len(seen)


def table(path):
    rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"), newline="")))
    for number, row in enumerate(rows, 1):
        same(f"{path}: row {number}", "the number of cells", len(row), len(rows[0]))
        for cell in row:
            expect(not cell.startswith(("=", "+", "-", "@", "\t", "\r")), f"{path}: row {number}: {cell!r} would be run as a formula")
    return rows


def network(folder, ids):
    """Both forms of the network say the same, and have every actor."""
    drawn = networkx.read_gexf(folder / "network.gexf", version="1.3")
    read = networkx.read_graphml(folder / "network.graphml")
    expect(read.is_directed(), "network.graphml: it is not directed")
    same("network.graphml", "the nodes", {(id, node["label"], node["kind"]) for id, node in read.nodes(data=True)},
         {(id, node["label"], node["kind"]) for id, node in drawn.nodes(data=True)})
    for name in ids:
        expect(f"actor:{name}" in read, f"network.graphml: the actor {name} is lost")

    def edges(graph):
        said = [(a, b, *(str(edge.get(name, "")) for name in ("label", "type", "group", "since", "until", "start", "end")))
                for a, b, edge in graph.edges(data=True)]
        return sorted(said)

    same("network.graphml", "the edges", edges(read), edges(drawn))
    for a, b, edge in read.edges(data=True):
        for name in ("reported", "symmetric", "withdrawn"):
            expect(isinstance(edge[name], bool), f"network.graphml: {name} of {a} and {b} is {edge[name]!r}")
    return read.number_of_edges()


def main():
    public = Path(sys.argv[1])
    counts = {"CSL-JSON": 0, "BibTeX": 0, "RIS": 0}
    for path in sorted(public.rglob("*.json")):
        if path.name not in ("cite.json", "sources.json"):
            continue
        items = csl(path)
        counts["CSL-JSON"] += 1
        for suffix, read, name in ((".bib", bibtex, "BibTeX"), (".ris", ris, "RIS")):
            other = path.with_suffix(suffix)
            if other.exists():
                read(other, items)
                counts[name] += 1
    for name in counts:
        expect(counts[name] > 0, f"no {name} in {public}")
    rows = {path.stem: table(path) for path in sorted((public / "data").glob("*.csv"))}
    ids = {row[0] for row in rows.get("actors", [])[1:]}
    for row in rows.get("relations", [])[1:]:
        cell = dict(zip(rows["relations"][0], row))
        expect(cell["from"] in ids and cell["to"] in ids or cell["type"] != "holds-office", f"relations.csv: {row} leads nowhere")
    ties = network(public / "data", ids)
    number = entities(public / "data" / "entities.ftm.json")
    for problem in problems[:60]:
        print(problem)
    print(", ".join(f"{count} {name}" for name, count in counts.items()), f"{number} entities, {ties} ties, {len(problems)} problems")
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main()
