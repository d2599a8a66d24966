#!/usr/bin/env python3
"""Crawls a built site as a reader's browser would: no dead link or anchor, nothing fetched from elsewhere.

    python3 tests/crawl.py public [--prefix /papers/]

Every HTML file is parsed; every `href` and `src` is followed within the folder. Anchors must exist, ids must be unique,
no page may load a script, style, image, font or frame from another host, carry an inline script or style, or hold an
event handler. Feeds and the sitemap must be well-formed and lead to pages that exist.
"""
import html.parser, json, os, sys, urllib.parse, xml.etree.ElementTree as ET

LOADS = {"img": ["src", "srcset"], "script": ["src"], "link": ["href"], "iframe": ["src"], "source": ["src", "srcset"], "video": ["src", "poster"],
         "audio": ["src"], "object": ["data"], "embed": ["src"], "input": ["src"], "use": ["href"], "image": ["href"]}
QUIET_LINKS = {"canonical", "alternate", "author", "license", "cite-as", "describedby", "help", "me", "next", "prev", "search"}


class Page(html.parser.HTMLParser):
    def __init__(self, path):
        super().__init__(convert_charrefs=True)
        self.path, self.ids, self.links, self.loads, self.faults = path, [], [], [], []
        self.data = None

    def handle_starttag(self, tag, attrs):
        d = dict(attrs)
        if "id" in d:
            self.ids.append(d["id"])
        if tag == "a" and d.get("name"):
            self.ids.append(d["name"])
        for name, value in attrs:
            if name.startswith("on"):
                self.faults.append(f"event handler {name}")
            if name == "style":
                self.faults.append("inline style")
        if tag == "style":
            self.faults.append("style element")
        if tag == "script" and "src" not in d and d.get("type") != "application/ld+json":
            self.faults.append("inline script")
        if tag in ("a", "area") and d.get("href") is not None:
            self.links.append(d["href"])
        if tag == "form" and d.get("action"):
            self.links.append(d["action"])
        if tag == "script" and d.get("type") == "application/ld+json":
            self.data = ""
        rel = set((d.get("rel") or "").lower().split())
        for name in LOADS.get(tag, []):
            value = d.get(name)
            if value is None:
                continue
            if tag == "link" and rel and rel <= QUIET_LINKS:
                self.links.append(value)
            elif name == "srcset":
                self.loads += [part.split()[0] for part in value.split(",") if part.split()]
            else:
                self.loads.append(value)
        if tag == "meta" and (d.get("http-equiv") or "").lower() == "refresh":
            self.links.append((d.get("content") or "").partition("url=")[2])
        for name in ("aria-labelledby", "aria-describedby", "for", "popovertarget", "aria-controls", "headers"):
            for target in (d.get(name) or "").split():
                self.links.append("#" + target)
        if d.get("data-card"):
            self.links.append("#" + d["data-card"])

    handle_startendtag = handle_starttag

    def handle_data(self, text):
        if self.data is not None:
            self.data += text

    def handle_endtag(self, tag):
        if tag == "script" and self.data is not None:
            try:
                json.loads(self.data)
            except ValueError as error:
                self.faults.append(f"JSON-LD: {error}")
            self.data = None


def main():
    root = sys.argv[1]
    prefix = sys.argv[sys.argv.index("--prefix") + 1] if "--prefix" in sys.argv else "/"
    pages, files, problems = {}, set(), []
    for folder, _, names in os.walk(root):
        for name in names:
            path = os.path.relpath(os.path.join(folder, name), root).replace(os.sep, "/")
            files.add(path)
            if name.endswith(".html"):
                page = Page(path)
                page.feed(open(os.path.join(folder, name), encoding="utf-8").read())
                pages[path] = page
    checked = 0

    def follow(page, address, what):
        nonlocal checked
        parts = urllib.parse.urlsplit(address.strip())
        if parts.scheme in ("mailto", "tel"):
            return
        if parts.scheme or parts.netloc:
            if what == "load":
                problems.append(f"{page.path}: loads {address} from another host")
            elif parts.scheme not in ("http", "https"):
                problems.append(f"{page.path}: link to {address}")
            return
        checked += 1
        path = urllib.parse.unquote(parts.path)
        if path == "":
            target = page.path
        else:
            if path.startswith("/"):
                if not path.startswith(prefix):
                    problems.append(f"{page.path}: {address} does not stand below {prefix}")
                    return
                target = path[len(prefix):]
            else:
                target = os.path.normpath(os.path.join(os.path.dirname(page.path), path)).replace(os.sep, "/")
                target = "" if target == "." else target
                if path.endswith("/") and target:
                    target += "/"
            if target.startswith(".."):
                problems.append(f"{page.path}: {address} leaves the site")
                return
            if target == "" or target.endswith("/"):
                target += "index.html"
        if target not in files:
            problems.append(f"{page.path}: dead {what} {address}")
        elif parts.fragment and target in pages:
            anchor = urllib.parse.unquote(parts.fragment)
            if anchor not in pages[target].ids:
                problems.append(f"{page.path}: {address}: no such anchor")

    for page in pages.values():
        problems += [f"{page.path}: {fault}" for fault in page.faults]
        seen = set()
        for name in page.ids:
            if name in seen:
                problems.append(f"{page.path}: id {name} twice")
            seen.add(name)
        for address in page.links:
            follow(page, address, "link")
        for address in page.loads:
            follow(page, address, "load")
    for path in sorted(files):
        full = os.path.join(root, path)
        try:
            if path.endswith(".xml"):
                tree = ET.parse(full)
                if path == "sitemap.xml":
                    for loc in tree.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc"):
                        checked += 1
                        where = urllib.parse.unquote(urllib.parse.urlsplit(loc.text).path)
                        where = where[len(prefix):] if where.startswith(prefix) else where
                        where += "index.html" if where == "" or where.endswith("/") else ""
                        if where not in files:
                            problems.append(f"sitemap.xml: {loc.text} does not exist")
            elif path.endswith(".ftm.json"):
                # FollowTheMoney entities: one JSON value a line.
                for line in open(full, encoding="utf-8"):
                    json.loads(line)
            elif path.endswith(".json"):
                json.load(open(full, encoding="utf-8"))
        except (ET.ParseError, ValueError) as error:
            problems.append(f"{path}: {error}")
    for problem in problems[:200]:
        print(problem)
    print(f"crawl: {len(pages)} pages, {checked} links and loads followed, {len(problems)} problems")
    if not pages:
        print("no pages: nothing was tested")
        return 1
    return 1 if problems else 0


sys.exit(main())
