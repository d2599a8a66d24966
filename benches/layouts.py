#!/usr/bin/env python3
"""One corpus of policy reports in the layout that each generator needs, for paired runs (see peers.py).

    benches/layouts.py --peer chancery --n 1000 --out DIR [--code off|plain|on]

Peers: chancery hugo mdbook blades zensical. The prose, the values of the front matter, the links between reports and the
(minimal) theme are the same for every peer; only the syntax around them differs. `chancery` is YAML front matter and
Markdown with relative links, and one file for each actor; the floor reads the same files.

--code off   no code block
--code plain one fenced YAML block on each page, not coloured
--code on    one fenced YAML block on each page, coloured while building
"""
import argparse, json, os, random, shutil
from datetime import date, timedelta

BASE = "https://example.org"
NO_EXPORTS = "exports: {pages: false, citations: false, dataset: false}\n"
VOCAB_N = """agency regulation budget committee minister parliament report audit directive compliance enforcement
oversight mandate framework proposal amendment consultation stakeholder indicator evaluation subsidy tariff procurement
emission energy transport housing health education pension labour migration security defence agriculture fishery forest
water waste climate data privacy platform market competition consumer bank insurance tax revenue deficit debt programme
grant fund region municipality province council tribunal ombudsman court treaty protocol agreement sanction permit licence
inspection registry survey statistic forecast scenario baseline threshold deadline milestone target risk impact cost benefit
burden resource capacity workforce skill research innovation infrastructure network grid corridor port airport railway
household enterprise cooperative union association charity foundation university hospital school laboratory""".split()
VOCAB_A = """national regional federal local annual interim final independent joint public private statutory voluntary
binding preliminary additional significant limited modest substantial uneven persistent structural temporary cross-border
environmental fiscal monetary social digital administrative legal technical strategic operational long-term short-term
transparent accountable cost-effective proportionate disproportionate high-level low-carbon rural urban vulnerable
comparable verifiable outdated fragmented coherent""".split()
VOCAB_V = """reported reviewed adopted rejected delayed extended reduced increased required recommended proposed approved
published monitored assessed measured financed coordinated consolidated clarified amended enforced suspended withdrew
supported opposed questioned documented transferred delegated centralised negotiated implemented""".split()
VOCAB_P = "under within across through against before after during despite without alongside between".split()
TOPICS = """air quality|public procurement|energy efficiency|fishing quotas|data protection|rail corridors|drinking water
|social housing|pension reform|hospital capacity|border management|emission trading|bank supervision|rural broadband
|school attendance|waste shipment|chemical safety|medicine shortages|food labelling|youth employment|flood protection
|port infrastructure|competition policy|consumer redress|forest monitoring|nuclear safety|postal services|asylum procedures
|customs reform|research funding""".replace("\n", "").split("|")
KINDS = ["Annual report", "Impact assessment", "Audit report", "Policy brief", "Inquiry", "Evaluation", "White paper",
         "Progress report", "Legislative review", "Country study"]
PLACES = """the Baltic region|the Danube basin|Northern Ireland|the Iberian peninsula|the Nordic countries|the Alpine states
|the Western Balkans|the outermost regions|the Visegrád group|the Benelux|the Ægean islands|the Adriatic coast""".replace("\n", "").split("|")
ACT_A = "european national federal northern southern royal joint independent central regional baltic nordic alpine iberian".split()
ACT_B = "environment energy transport audit statistics competition health food medicines banking border data fisheries labour research railway".split()
ACT_C = "agency authority commission council office board institute ministry".split()


def actor_names(n):
    r = random.Random(4711)
    seen, out = set(), []
    while len(out) < n:
        s = "-".join((r.choice(ACT_A), r.choice(ACT_B), r.choice(ACT_C)))
        if s in seen:
            s = f"{s}-{len(out)}"
        seen.add(s)
        out.append(s)
    return out


def sentence_pool(k=6000):
    r = random.Random(99)
    out = []
    for _ in range(k):
        w = []
        for c in range(r.randint(1, 3)):
            if c:
                w.append(r.choice([", while", ", and", ", although", "; meanwhile", ", which"]))
            w += ["the", r.choice(VOCAB_A), r.choice(VOCAB_N), r.choice(VOCAB_V), "the", r.choice(VOCAB_N)]
            if r.random() < .8:
                w += [r.choice(VOCAB_P), "the", r.choice(VOCAB_A), r.choice(VOCAB_N)]
            if r.random() < .2:
                w += ["by", f"{r.randint(2, 98)}.{r.randint(0, 9)}", "per", "cent"]
        s = " ".join(w).replace(" ,", ",").replace(" ;", ";")
        x = r.random()
        if x < .06:
            s += " (see §%d)" % r.randint(1, 40)
        elif x < .10:
            s += " — “%s”" % r.choice(VOCAB_A)
        words = s.split(" ")
        y = r.random()
        if y < .07 and len(words) > 6:
            j = r.randint(2, len(words) - 3)
            words[j] = "**" + words[j].strip(",;") + "**"
        elif y < .13 and len(words) > 6:
            j = r.randint(2, len(words) - 3)
            words[j] = "*" + words[j].strip(",;") + "*"
        elif y < .15:
            words[-1] = "`" + words[-1] + "`"
        s = " ".join(words)
        s = s[0].upper() + s[1:] + "."
        out.append(s)
    return out


class Corpus:
    def __init__(self, n):
        self.n = n
        self.actors = actor_names(min(1000, max(40, n // 5)))
        self.w = [1.0 / (i + 1) ** 0.7 for i in range(len(self.actors))]
        self.pool = sentence_pool()
        # cumulative weights once
        c, t = [], 0.0
        for x in self.w:
            t += x
            c.append(t)
        self.cum = c
        self._titles = [self._title(i) for i in range(n)]

    def slug(self, i):
        return f"r{i:06d}"

    def _title(self, i):
        r = random.Random(10_000_000 + i)
        return f"{r.choice(KINDS)} on {r.choice(TOPICS)} in {r.choice(PLACES)}, {2004 + i % 21} (no. {i})"

    def title(self, i):
        return self._titles[i]

    def page(self, i):
        """-> dict of neutral values; body is a list of (kind, data)."""
        r = random.Random(1_000_003 * (i + 1))
        S = lambda k: " ".join(r.choices(self.pool, k=k))
        acts = []
        while len(acts) < 3:
            a = r.choices(self.actors, cum_weights=self.cum)[0]
            if a not in acts:
                acts.append(a)
        links = []
        while len(links) < 5:
            j = r.randrange(self.n)
            if j != i and j not in links:
                links.append(j)
        d = date(2004, 1, 1) + timedelta(days=(i * 7919) % 7600)
        sources = [{"title": f"{r.choice(KINDS)} {r.randint(2004, 2024)}/{r.randint(1, 999)}",
                    "url": f"https://source.example/{r.randrange(10**6):06d}"} for _ in range(3)]
        b = []
        b.append(("p", S(4)))
        b.append(("p", f"Revision marker rev0000. {S(2)} Footnoted claim[^1] here. " + S(1)))
        heads = ["Summary of findings", "Background", "Legal framework", "Method and sources", "Findings by actor",
                 "Costs and benefits", "Open questions", "Recommendations"][: r.randint(6, 8)]
        li = 0
        for k, h in enumerate(heads):
            b.append(("h2" if k % 3 != 2 else "h3", h))
            for p in range(r.randint(2, 3)):
                txt = S(r.randint(3, 4))
                if li < 5 and p < 1:
                    b.append(("plink", (txt, links[li], S(1))))
                    li += 1
                else:
                    b.append(("p", txt))
            if k == 1:
                b.append(("ul", [S(1) for _ in range(5)]))
            if k == 2:
                b.append(("quote", S(2)))
            if k == 3:
                b.append(("table", [["Actor", "Budget", "Staff", "Change"]] + [
                    [r.choice(self.actors), f"{r.randint(1, 900)}.{r.randint(0, 9)}", str(r.randint(5, 4000)),
                     f"{r.randint(-40, 60)} %"] for _ in range(8)]))
            if k == 4:
                b.append(("ol", [S(1) for _ in range(4)]))
            if k == 5:
                b.append(("p", f"The second note is here[^2]. {S(2)}"))
                b.append(("code", i))
        b.append(("fn", [S(1), S(1)]))
        return dict(i=i, slug=self.slug(i), title=self.title(i), date=d.isoformat(), actors=acts, sources=sources,
                    desc=r.choice(self.pool).replace("*", "").replace("`", ""), body=b)

    def md(self, pg, link, code):
        """link: index -> href"""
        o = []
        for kind, v in pg["body"]:
            if kind == "p":
                o.append(v)
            elif kind == "plink":
                a, j, z = v
                o.append(f"{a} As set out in [{self.title(j)}]({link(j)}), this holds. {z}")
            elif kind in ("h2", "h3"):
                o.append(("## " if kind == "h2" else "### ") + v)
            elif kind == "ul":
                o.append("\n".join("- " + x for x in v))
            elif kind == "ol":
                o.append("\n".join(f"{n}. {x}" for n, x in enumerate(v, 1)))
            elif kind == "quote":
                o.append("> " + v)
            elif kind == "table":
                rows = ["| " + " | ".join(x) + " |" for x in v]
                rows.insert(1, "| --- | ---: | ---: | ---: |")
                o.append("\n".join(rows))
            elif kind == "code" and code != "off":
                o.append("```yaml\n" + yaml_block(pg["i"]) + "```")
            elif kind == "fn":
                o.append("\n\n".join(f"[^{n}]: {x}" for n, x in enumerate(v, 1)))
        return "\n\n".join(o) + "\n"


def yaml_block(i):
    r = random.Random(77 + i)
    o = ["# indicator definition", f"indicator: IND-{i:05d}", f"unit: \"{r.choice(VOCAB_N)}\"", "enabled: true", "thresholds:"]
    for k in range(6):
        o.append(f"  - name: {r.choice(VOCAB_N)}\n    value: {r.randint(1, 999)}.{r.randint(0, 99)}\n    since: 20{r.randint(10, 24)}-0{r.randint(1, 9)}-1{r.randint(0, 9)}")
    o.append("sources: [eurostat, 'national accounts', null]")
    return "\n".join(o) + "\n"


def q(s):  # YAML/TOML/JSON double-quoted string
    return json.dumps(s, ensure_ascii=False)


def yfm(pg, tagkey="tags", extra_sources=None, indent_sources="", more=()):
    o = ["---", f"title: {q(pg['title'])}", f"date: {pg['date']}", f"description: {q(pg['desc'])}"]
    o += list(more)
    o += [f"{tagkey}: [{', '.join(pg['actors'])}]"] if tagkey else []
    if extra_sources:
        o.append(extra_sources + ":")
        ind = "  "
    else:
        ind = ""
    o.append(ind + "sources:")
    for s in pg["sources"]:
        o.append(f"{ind}  - title: {q(s['title'])}\n{ind}    url: {q(s['url'])}")
    o.append("---\n")
    return "\n".join(o)


CSS = """*{box-sizing:border-box}body{max-width:70ch;margin:auto;padding:1rem;font:1rem/1.5 Georgia,serif;color:#222}
header nav a{margin-right:1rem}table{border-collapse:collapse}td,th{border:1px solid #ccc;padding:.2rem .5rem}
blockquote{border-left:4px solid #ccc;margin-left:0;padding-left:1rem}.meta{color:#666}.toc{font-size:.9rem}
pre{background:#f6f6f6;padding:.5rem;overflow:auto}\n"""


def base(title, desc, main, css="/style.css", feed="/index.xml", live=""):
    """The one theme: the same bytes around every page, in each engine's own placeholders."""
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<meta name="description" content="{desc}">
<link rel="stylesheet" href="{css}">
<link rel="alternate" type="application/rss+xml" href="{feed}">
</head>
<body>
<header><a href="/">Policy Reports</a><nav><a href="/reports/">Reports</a><a href="/actors/">Actors</a></nav></header>
<main>
{main}
</main>
<footer><p>Policy Reports. Text under CC BY 4.0.</p></footer>{live}
</body>
</html>
"""


class W:
    """Writes files below a folder, and makes the folders they need."""

    def __init__(self, root):
        self.root = root
        self.dirs = set()

    def __call__(self, path, text):
        p = os.path.join(self.root, path)
        d = os.path.dirname(p)
        if d not in self.dirs:
            os.makedirs(d, exist_ok=True)
            self.dirs.add(d)
        with open(p, "w", encoding="utf-8") as f:
            f.write(text)

    def copy(self, source, path):
        shutil.copytree(source, os.path.join(self.root, path), dirs_exist_ok=True)


# ---------------------------------------------------------------- Chancery
def gen_chancery(c, w, a):
    """The actors' names as readers see them stand in the tables, so that names in prose are found on every page."""
    shown = {key: key.replace("-", " ").title() for key in c.actors}
    theme = "plain" if a.theme == "plain" else "chancery"
    highlight = "" if a.code == "on" else "params:\n  highlight: false\n" if a.code == "plain" else ""
    w("chancery.yaml", f"title: Policy Reports\ndescription: Policy Reports\nbase_url: {BASE}\nlanguage: en\ntheme: {theme}\nsettings: {{shelf: 20}}\n{NO_EXPORTS if a.no_exports else ''}")
    if theme == "plain":
        w.copy(os.path.join(os.path.dirname(os.path.abspath(__file__)), "themes/plain"), "themes/plain")
    for key in c.actors:
        w(f"content/actors/{key}.md", f"---\nname: {shown[key]}\nkind: organisation\n---\n")
    for i in range(c.n):
        pg = c.page(i)
        o = ["---", f"title: {q(pg['title'])}", f"date: {pg['date']}", f"summary: {q(pg['desc'])}", f"actors: [{', '.join(pg['actors'])}]", "sources:"]
        for k, s in enumerate(pg["sources"]):
            o.append(f"  - id: s{i}-{k}\n    type: report\n    title: {q(s['title'])}\n    URL: {q(s['url'])}")
        body = c.md(pg, lambda j: f"{c.slug(j)}.md", a.code)
        for key in c.actors:
            if key in body:
                body = body.replace(f"| {key} |", f"| {shown[key]} |")
        w(f"content/reports/{pg['slug']}.md", "\n".join(o) + "\n---\n\n" + body)


# ---------------------------------------------------------------- Hugo
def gen_hugo(c, w, a):
    hl = "codeFences = true\nnoClasses = false" if a.code == "on" else "codeFences = false"
    hook = "always" if a.links == "native" else "never"
    w("hugo.toml", f"""baseURL = "{BASE}/"
title = "Policy Reports"
locale = "en"
disableHugoGeneratorInject = true
enableGitInfo = false
[taxonomies]
actor = "actors"
[outputs]
home = ["html", "rss"]
section = ["html"]
taxonomy = ["html"]
term = ["html"]
page = ["html"]
[markup.highlight]
{hl}
[markup.goldmark.renderHooks.link]
useEmbedded = "{hook}"
[markup.tableOfContents]
startLevel = 2
endLevel = 3
""")
    w("static/style.css", CSS)
    w("layouts/baseof.html", base("{{ .Title }} | {{ site.Title }}", "{{ .Description }}", '{{ block "main" . }}{{ end }}'))
    w("layouts/page.html", """{{ define "main" }}<article>
<h1>{{ .Title }}</h1>
<p class="meta"><time datetime="{{ .Date.Format "2006-01-02" }}">{{ .Date.Format "2006-01-02" }}</time>
{{ range .Params.actors }}<a href="/actors/{{ . }}/">{{ . }}</a> {{ end }}</p>
<nav class="toc">{{ .TableOfContents }}</nav>
{{ .Content }}
<section class="sources"><h2>Sources</h2><ol>{{ range .Params.sources }}<li><a href="{{ .url }}">{{ .title }}</a></li>{{ end }}</ol></section>
</article>{{ end }}
""")
    li = '<ul>{{ range %s }}<li><time>{{ .Date.Format "2006-01-02" }}</time> <a href="{{ .RelPermalink }}">{{ .Title }}</a></li>\n{{ end }}</ul>'
    w("layouts/home.html", '{{ define "main" }}<h1>Policy Reports</h1>' + li % "first 20 site.RegularPages.ByDate.Reverse" + "{{ end }}\n")
    w("layouts/section.html", '{{ define "main" }}<h1>{{ .Title }}</h1>' + li % ".Pages.ByDate.Reverse" + "{{ end }}\n")
    w("layouts/term.html", '{{ define "main" }}<h1>{{ .Title }}</h1>' + li % ".Pages.ByDate.Reverse" + "{{ end }}\n")
    w("layouts/taxonomy.html", '{{ define "main" }}<h1>{{ .Title }}</h1><ul>{{ range .Data.Terms.Alphabetical }}<li><a href="{{ .Page.RelPermalink }}">{{ .Page.Title }}</a> ({{ .Count }})</li>\n{{ end }}</ul>{{ end }}\n')
    w("layouts/home.rss.xml", """{{- printf "<?xml version=\\"1.0\\" encoding=\\"utf-8\\"?>" | safeHTML }}
<rss version="2.0"><channel><title>{{ site.Title }}</title><link>{{ site.BaseURL }}</link><description>Policy Reports</description>
{{ range first 20 site.RegularPages.ByDate.Reverse }}<item><title>{{ .Title }}</title><link>{{ .Permalink }}</link><guid>{{ .Permalink }}</guid><pubDate>{{ .Date.Format "Mon, 02 Jan 2006 15:04:05 -0700" }}</pubDate><description>{{ .Description }}</description></item>
{{ end }}</channel></rss>
""")
    w("content/reports/_index.md", "---\ntitle: Reports\n---\n")
    link = (lambda j: f"{c.slug(j)}.md") if a.links == "native" else (lambda j: f"/reports/{c.slug(j)}/")
    for i in range(c.n):
        pg = c.page(i)
        w(f"content/reports/{pg['slug']}.md", yfm(pg, "actors") + c.md(pg, link, a.code))


def gen_mdbook(c, w, a):
    w("book.toml", """[book]
title = "Policy Reports"
language = "en"
[output.html]
default-theme = "light"
no-section-label = true
[output.html.search]
enable = false
[output.html.print]
enable = false
[output.html.playground]
copyable = false
""")
    w("theme/index.hbs", base("{{ title }}", "{{ description }}",
      '<nav class="chapters"></nav><article>\n{{{ content }}}\n</article>', css="{{ path_to_root }}style.css",
      live="{{#if live_reload_endpoint}}<script>new WebSocket('ws://'+location.host+'/{{live_reload_endpoint}}').onmessage=()=>location.reload()</script>{{/if}}"))
    w("src/style.css", CSS)
    s = ["# Summary\n"]
    w("src/index.md", "# Policy Reports\n")
    s.append("- [Policy Reports](index.md)")
    for i in range(c.n):
        pg = c.page(i)
        s.append(f"- [{pg['title']}](reports/{pg['slug']}.md)")
        head = f"# {pg['title']}\n\n{pg['date']} {', '.join(pg['actors'])}\n\n"
        tail = "\n## Sources\n\n" + "\n".join(f"1. [{x['title']}]({x['url']})" for x in pg["sources"]) + "\n"
        w(f"src/reports/{pg['slug']}.md", head + c.md(pg, lambda j: f"{c.slug(j)}.md", a.code) + tail)
    w("src/SUMMARY.md", "\n".join(s) + "\n")


# ---------------------------------------------------------------- blades (TOML front matter, mustache)
def gen_blades(c, w, a):
    w("Blades.toml", f"""title = "Policy Reports"
url = "{BASE}"
lang = "en"
atom = false
rss = true
sitemap = true
[taxonomies.actors]
title = "Actors"
""")
    w("assets/style.css", CSS)
    b = lambda main, t="{{title}}": base(t + " | {{site title}}", "{{summary}}", main, css="/assets/style.css", feed="/rss.xml")
    w("templates/page.html", b("""<article>
<h1>{{title}}</h1>
<p class="meta"><time>{{#date}}{{y}}-{{m}}-{{d}}{{/date}}</time>
{{#taxonomies actors}}<a href="/actors/{{name}}/">{{name}}</a> {{/actors taxonomies}}</p>
{{content}}
<section class="sources"><h2>Sources</h2><ol>{{#sources}}<li><a href="{{&url}}">{{&title}}</a></li>{{/sources}}</ol></section>
</article>"""))
    li = '<ul>{{#pages}}<li><time>{{#date}}{{y}}-{{m}}-{{d}}{{/date}}</time> <a href="{{permalink}}">{{title}}</a></li>\n{{/pages}}</ul>'
    w("templates/section.html", b("<h1>{{title}}</h1><nav>{{#subsections}}<a href=\"{{permalink}}\">{{title}}</a>{{/subsections}}</nav>" + li))
    w("templates/taxonomy_key.html", b("<h1>{{title}}</h1>" + li))
    w("templates/taxonomy.html", b('<h1>{{title}}</h1><ul>{{#keys}}<li><a href="{{key}}/">{{key}}</a></li>\n{{/keys}}</ul>'))
    w("templates/gallery.html", "")
    w("content/index.toml", 'title = "Policy Reports"\n')
    w("content/reports/index.toml", 'title = "Reports"\n')
    for i in range(c.n):
        pg = c.page(i)
        fm = ["+++", f"title = {q(pg['title'])}", f"date = {pg['date']}", f"summary = {q(pg['desc'])}",
              "taxonomies = { actors = [%s] }" % ", ".join(q(x) for x in pg["actors"]),
              "sources = [%s]" % ", ".join("{title=%s,url=%s}" % (q(s["title"]), q(s["url"])) for s in pg["sources"]), "+++\n"]
        w(f"content/reports/{pg['slug']}.md", "\n".join(fm) + c.md(pg, lambda j: f"/reports/{c.slug(j)}.html", a.code))


# ---------------------------------------------------------------- Zensical
def gen_zensical(c, w, a):
    hl = '[project.markdown_extensions.pymdownx.highlight]\nanchor_linenums = false\nlinenums = false\n[project.markdown_extensions.pymdownx.superfences]\n' if a.code == "on" else "[project.markdown_extensions.fenced_code]\n"
    w("zensical.toml", f"""[project]
site_name = "Policy Reports"
site_url = "{BASE}/"
site_description = "Policy Reports"
nav = [{{ "Home" = "index.md" }}, {{ "Reports" = "reports/index.md" }}]
[project.theme]
custom_dir = "overrides"
features = []
[project.plugins.tags]
[project.plugins.search]
enabled = false
[project.plugins.rss]
use_git = false
use_material_blog = false
json_feed_enabled = false
length = 20
match_path = "reports/r.*"
date_from_meta = {{ as_creation = "date", as_update = "date", datetime_format = "%Y-%m-%d" }}
[project.markdown_extensions.tables]
[project.markdown_extensions.footnotes]
[project.markdown_extensions.toc]
{hl}""")
    w("docs/style.css", CSS)
    w("docs/index.md", "# Policy Reports\n\n" + "\n".join(f"- [{c.title(i)}](reports/{c.slug(i)}.md)" for i in range(min(20, c.n))) + "\n")
    w("docs/reports/index.md", "# Reports\n\n" + "\n".join(f"- [{c.title(i)}]({c.slug(i)}.md)" for i in range(c.n)) + "\n")
    w("docs/actors.md", "# Actors\n\n<!-- material/tags -->\n")
    w("overrides/main.html", base("{% if page %}{{ page.title }} | {% endif %}{{ config.site_name }}", "{% if page and page.meta %}{{ page.meta.description }}{% endif %}", """<article>
{% if page %}{% if page.meta and page.meta.date %}<h1>{{ page.title }}</h1>
<p class="meta"><time>{{ page.meta.date }}</time>
{% for t in page.meta.tags %}<a href="/actors/#tag:{{ t }}">{{ t }}</a> {% endfor %}</p>
<nav class="toc"><ul>{% for h in page.toc %}<li><a href="{{ h.url }}">{{ h.title }}</a>{% if h.children %}<ul>{% for k in h.children %}<li><a href="{{ k.url }}">{{ k.title }}</a></li>{% endfor %}</ul>{% endif %}</li>{% endfor %}</ul></nav>{% endif %}
{{ page.content }}
{% if page.meta and page.meta.sources %}<section class="sources"><h2>Sources</h2><ol>{% for s in page.meta.sources %}<li><a href="{{ s.url }}">{{ s.title }}</a></li>{% endfor %}</ol></section>{% endif %}{% endif %}
</article>""", feed="/feed_rss_created.xml"))
    for i in range(c.n):
        pg = c.page(i)
        w(f"docs/reports/{pg['slug']}.md", yfm(pg, "tags") + c.md(pg, lambda j: f"{c.slug(j)}.md", a.code))


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--peer", required=True, choices=["chancery", "hugo", "mdbook", "blades", "zensical"])
    ap.add_argument("--n", type=int, required=True)
    ap.add_argument("--code", choices=["off", "plain", "on"], default="off")
    ap.add_argument("--links", choices=["native", "plain"], default="native")
    ap.add_argument("--no-exports", action="store_true", help="Chancery without data beside the pages, which no peer has")
    ap.add_argument("--theme", choices=["plain", "default"], default="plain", help="Chancery's own: the bench theme or the built-in one")
    ap.add_argument("--out", required=True)
    a = ap.parse_args()
    if a.n < 10:
        ap.error("--n must be at least 10 (each report links to five others)")
    globals()["gen_" + a.peer](Corpus(a.n), W(a.out), a)


if __name__ == "__main__":
    main()
