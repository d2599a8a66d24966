#!/usr/bin/env python3
"""Runs the hostile cases against the program: each in a sandbox S/a/b/site with secrets in S, S/a, S/a/b and S/outside,
and with the output of a good build in it."""
import argparse, collections, concurrent.futures, hashlib, html.parser, json, os, re, resource, shutil, signal, stat
import subprocess, sys, tempfile, threading, time, unicodedata

HERE = os.path.dirname(os.path.abspath(__file__))
CANARY = b"HOSTILE-CANARY-7f3a"
SECRETS = (CANARY, b"ENV-CANARY-51c0")
TEXT = (".html", ".htm", ".xml", ".json", ".js", ".css", ".txt", ".svg", ".md", ".csv", "")
CRASH = re.compile(rb"panicked at|a fault in Chancery|stack overflow|SIGSEGV|out of memory|memory allocation of|internal error: entered unreachable")
WINDOWS = re.compile(r"(?i)^(con|prn|aux|nul|com\d|lpt\d)(\..*)?$")
# Where the parts of a case lie in a site of ours. Data files are records, so that they are read at all.
ROLES = {"content": "content/pages", "data": "content/glossary", "templates": "templates", "static": "static"}
# These must be accepted as data that nobody reads.
PLAIN_DATA = {"yaml-long-key"}
# References that lead nowhere are errors here, and these cases have some besides what they are about: they are built
# without those rules, so that what they are about is reached.
LENIENT = ["--allow", "unresolved-reference", "--allow", "unknown-source", "--allow", "missing-asset", "--allow", "forbidden-address", "--allow", "missing-anchor"]
ARGUMENTS = {name: LENIENT for name in ("md-path-refdef-expand", "md-many-links", "md-csv-formula", "xss-urls", "xss-attrs")}
# Comments that nobody closes are an error here.
ARGUMENTS |= {name: ["--allow", "unclosed-html"] for name in ("md-path-unclosed-comment", "md-path-comment-rev")}
# Where the manifest leaves open what is right, or asks for fields and templates that are not ours.
ADAPTED = {
    # `version` is a field of no page; `extra` takes it.
    "yaml-norway": {"replace": ("version: 1.10", "extra: {version: 1.10}")},
    # Templates of ours have the name of a page at another place.
    "tpl-autoescape": {"replace": ("page.title", "page.entry.name")},
    # Names that no address can be made of are refused one by one, each with the way out.
    "fs-odd-names": {"accept": ["ok", "rejected"], "names": ["odd-address"]},
    # Headings keep their ids: an id on a heading is never seen as a property of `document`, and properties that
    # `window` has are not shadowed by ids, so the theme's script is not reached.
    "xss-dom-clobber": {"must_not": []},
}
MEMORY_MB = 6000


class Active(html.parser.HTMLParser):
    """What a browser would run or load without being asked."""
    URLS = {"href", "src", "action", "formaction", "xlink:href", "data", "poster", "srcdoc", "values", "to", "from", "background"}
    TAGS = ("script", "iframe", "object", "embed", "base", "form", "foreignobject", "portal")

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.found = []

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        refresh = tag == "meta" and (values.get("http-equiv") or "").lower() == "refresh"
        if tag in self.TAGS or refresh:
            self.found.append((tag, str(sorted((k, v) for k, v in attrs if k not in ("nonce", "integrity")))[:200]))
        for key, value in attrs:
            address = re.sub(r"[\x00-\x20]", "", value or "").lower()
            if re.fullmatch(r"on\w+", key):
                self.found.append((tag, key))
            if key in self.URLS and re.match(r"(javascript|vbscript|data:text/html|data:image/svg\+xml)", address):
                self.found.append((tag, f"{key}={address[:40]}"))
            if key == "style" and re.search(r"(?i)url\s*\(|expression", value or ""):
                self.found.append((tag, "style " + value[:60]))

    handle_startendtag = handle_starttag


def active(data):
    parser = Active()
    parser.feed(data.decode("utf-8", "replace"))
    return parser.found


def snapshot(root, skip=()):
    """Every entry below a folder: what it is and a hash of what it holds."""
    found = {}
    top = os.fsencode(root)
    for folder, folders, files in os.walk(top):
        folders[:] = [name for name in folders if os.path.relpath(os.path.join(folder, name), top) not in skip]
        for name in folders + [name for name in files if os.path.relpath(os.path.join(folder, name), top) not in skip]:
            path = os.path.join(folder, name)
            key, mode = os.path.relpath(path, top), os.lstat(path).st_mode
            if stat.S_ISLNK(mode):
                found[key] = b"L" + os.readlink(path)
            elif stat.S_ISREG(mode):
                with open(path, "rb") as file:
                    found[key] = b"F" + hashlib.file_digest(file, "sha256").digest()
            else:
                found[key] = b"D" if stat.S_ISDIR(mode) else b"S"
    return found


def texts(root):
    for folder, _, files in os.walk(root):
        for name in files:
            path = os.path.join(folder, name)
            if not os.path.islink(path) and os.path.splitext(name)[1].lower() in TEXT:
                with open(path, "rb") as file:
                    yield os.path.relpath(path, root), file.read()


def run(command, folder, seconds, env):
    """Runs the program within limits; seconds are of the processor, and four times as many by the clock."""
    def limit():
        os.setsid()
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_MB << 20, MEMORY_MB << 20))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 30, 1 << 30))

    log, late = tempfile.TemporaryFile(), []
    process = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log, stdin=subprocess.DEVNULL, preexec_fn=limit, env=env)

    def kill():
        late.append(1)
        os.killpg(process.pid, signal.SIGKILL)
    timer = threading.Timer(seconds * 4, kill)
    timer.start()
    _, status, usage = os.wait4(process.pid, 0)
    timer.cancel()
    process.returncode = os.waitstatus_to_exitcode(status)
    size = log.seek(0, 2)
    log.seek(0)
    return {"code": process.returncode, "cpu": usage.ru_utime + usage.ru_stime, "mb": usage.ru_maxrss // 1024,
            "late": bool(late), "log": log.read(4 << 20), "log_size": size}


class Case:
    def __init__(self, case, options, base, known, baseline, env):
        case = case | ADAPTED.get(case["id"], {})
        self.case, self.options, self.base, self.known, self.baseline, self.env = case, options, base, known, baseline, env

    def set_up(self, top):
        """Makes the sandbox; returns the site and a reason to skip the case."""
        site = os.path.join(top, "a", "b", "site")
        os.makedirs(os.path.join(top, "outside"))
        shutil.copytree(self.base, site, symlinks=True)
        for folder in ("", "a", "a/b", "outside"):
            with open(os.path.join(top, folder, "secret.txt"), "wb") as file:
                file.write(CANARY + b"\n")
        secret = os.path.join(top, "outside", "secret.txt")
        words = {b"@@CANARY_ABS@@": secret, b"@@CANARY_REL@@": os.path.relpath(secret, site),
                 b"@@CANARY_URL@@": "file://" + secret, b"@@CANARY_DIR@@": os.path.dirname(secret)}

        def fill(data):
            data = data.encode() if isinstance(data, str) else data
            for word, value in words.items():
                data = data.replace(word, value.encode())
            if "replace" in self.case:
                data = data.replace(*(word.encode() for word in self.case["replace"]))
            return data

        def place(role, path):
            role = "data" if role == "data" and self.case["id"] in PLAIN_DATA else ROLES.get(role, role)
            full = os.path.join(os.fsencode(site), os.fsencode(role), os.fsencode(path))
            os.makedirs(os.path.dirname(full), exist_ok=True)
            return full

        def put(role, path, data):
            with open(place(role, path), "wb") as file:
                file.write(fill(data))

        output = os.path.join(site, "public")
        try:
            for item in self.case["files"]:
                with open(os.path.join(HERE, "cases", self.case["id"], item["role"], item["path"]), "rb") as file:
                    put(item["role"], item["path"], file.read())
            for role, path, data in self.case.get("also", []):
                put(role, path, data)
            if "override_content" in self.case:
                put("content", "hostile.md", self.case["override_content"])
            for op in self.case["ops"]:
                kind = op["op"]
                if kind == "write":
                    put(op["role"], op["path"], op["text"])
                elif kind == "repeat":
                    parts = [text.replace("@N@", str(at)) for text, times in op["parts"] for at in range(times)]
                    put(op["role"], op["path"], "".join(parts))
                elif kind == "write_hex":
                    put(op["role"], bytes.fromhex(op["hex"]), op["text"])
                elif kind == "symlink":
                    os.symlink(fill(op["target"]), place(op["role"], op["path"]))
                elif kind == "fifo":
                    os.mkfifo(place(op["role"], op["path"]))
                elif kind == "symlink_out":
                    shutil.rmtree(output)
                    os.symlink(fill(op["target"]), output)
                elif kind == "plant_out_symlink":
                    shutil.rmtree(os.path.join(output, op["path"]), ignore_errors=True)
                    os.symlink(fill(op["target"]), os.path.join(output, op["path"]))
                elif kind == "foreign_out":
                    shutil.rmtree(output)
                    os.makedirs(output)
                    with open(os.path.join(output, "thesis.docx"), "w") as file:
                        file.write("mine")
                else:
                    return site, f"unknown operation {kind}"
        except OSError as error:
            return site, f"cannot be set up here: {error}"
        return site, None

    def judge(self):
        with tempfile.TemporaryDirectory(prefix="hostile-") as top:
            site, skipped = self.set_up(top)
            if skipped:
                return "SKIP", [skipped], None
            output = os.path.join(site, "public")
            skip = [b"a/b/site/public", b"a/b/site/.chancery-public.seal"]
            inside = snapshot(output) if os.path.isdir(output) else {}
            before = snapshot(top, skip)
            seconds = self.case["budget"]["seconds"] * self.options.slow
            ran = run([self.options.program, "build", *ARGUMENTS.get(self.case["id"], [])], site, seconds, self.env)
            after, now = snapshot(top, skip), snapshot(output) if os.path.isdir(output) else {}
            why = self.process(ran, seconds)
            moved = [key for key in set(before) | set(after) if before.get(key) != after.get(key) and key not in (b"a", b"a/b", b"a/b/site")]
            if moved:
                why.append("changed outside the output: " + ", ".join(sorted(key.decode(errors="replace") for key in moved)[:4]))
            if ran["code"] != 0 and inside != now:
                why.append("the old output was damaged")
            if ran["code"] == 0 and os.path.isdir(output):
                why += self.names(inside, now) + self.contents(output)
            if any(op["op"] == "foreign_out" for op in self.case["ops"]) and not os.path.exists(os.path.join(output, "thesis.docx")):
                why.append("deleted a file that it never wrote")
            return ("FAIL" if why else "PASS"), why, ran

    def process(self, ran, seconds):
        """What can be said of the process and its message."""
        why, log, budget, code = [], ran["log"], self.case["budget"], ran["code"]
        if ran["late"]:
            return [f"no end within {4 * seconds:.0f} s"]
        if code < 0 or code >= 100 or CRASH.search(log):
            why.append(f"crash: exit {code}, {log.decode(errors='replace').strip()[-200:]!r}")
        if ran["cpu"] > seconds:
            why.append(f"{ran['cpu']:.1f} s of processor, {seconds:.0f} allowed")
        if ran["mb"] > budget["rss_mb"]:
            why.append(f"{ran['mb']} MB, {budget['rss_mb']} allowed")
        if ran["log_size"] > 1 << 20:
            why.append(f"a report of {ran['log_size']} bytes")
        named = all(name.encode() in log for name in self.case["names"])
        line = (self.case["location"] or {}).get("line")
        no_line = line and not re.search(rb"[^\d]%d[^\d]" % line, log + b" ")
        bad = code != 0
        short = log.decode(errors="replace").strip()[-200:]
        faults = {
            "ok": f"exit {code}: {short}" if bad else "",
            "error-with-location": "exit 0, an error was wanted" if not bad else "the message does not name the file: " + short if not named
            else f"the message does not give line {line}: {short}" if no_line else "",
            "rejected": "" if named else "accepted or dropped without a word" if not bad else "the message does not name the file: " + short,
        }
        if all(faults[kind] for kind in self.case["accept"]):
            why.append(faults[self.case["expect"]])
        for told in re.split(rb"(?m)^(?=(?:error|warning)\[)", log)[1:]:
            if b"help:" not in told:
                why.append("no way out: " + told.decode(errors="replace").splitlines()[0])
        return why

    def names(self, inside, now):
        why, folded = [], collections.defaultdict(list)
        for key, value in now.items():
            name = key.decode(errors="replace")
            if value.startswith(b"L") and inside.get(key) != value:
                why.append("a link in the output: " + name)
            if any(WINDOWS.match(part) or part != part.rstrip(". ") or any(ord(c) < 32 for c in part) for part in name.split("/")):
                why.append("not portable: " + repr(name))
            folded[unicodedata.normalize("NFC", name).casefold()].append(name)
        return why + ["names that differ only in case: " + " | ".join(same) for same in folded.values() if len(same) > 1]

    def contents(self, output):
        why, size, pages = [], 0, list(texts(output))
        for path, data in pages:
            size += len(data)
            if any(secret in data for secret in SECRETS):
                why.append("a secret in " + path)
            text = data.decode("utf-8", "replace")
            if path.endswith((".html", ".xml")) and "\ufffd".encode() not in data and text.encode() != data:
                why.append("not UTF-8: " + path)
            for pattern in self.case["must_not"]:
                if pattern == "@active":
                    new = [x for x in active(data) if x not in self.known] if path.endswith(".html") else []
                    if new:
                        why.append(f"active content in {path}: {new[:3]}")
                    continue
                for match in re.finditer(pattern, text):
                    around = text[match.start():match.end() + 40].encode()
                    if not any(around in page for page in self.baseline):
                        why.append(f"{pattern!r} in {path}: {around[:70]!r}")
                        break
        if size > self.case["budget"]["output_mb"] << 20:
            why.append(f"an output of {size >> 20} MB")
        return why + [f"{pattern!r} missing" for pattern in self.case["must"] if not any(re.search(pattern.encode(), data) for _, data in pages)]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--program", required=True)
    parser.add_argument("--only", default="", help="a regular expression of case names")
    parser.add_argument("--slow", type=float, default=1.0, help="multiplies the budgets of time")
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    options.program = os.path.abspath(options.program)
    with open(os.path.join(HERE, "manifest.json")) as file:
        manifest = json.load(file)
    env = dict(os.environ, **manifest["env"])
    start, tally = time.time(), collections.Counter()
    with tempfile.TemporaryDirectory(prefix="hostile-") as top:
        base = os.path.join(top, "base")
        shutil.copytree(os.path.join(HERE, "site"), base)
        ran = run([options.program, "build"], base, 60 * options.slow, env)
        if ran["code"] != 0:
            sys.exit("the site does not build: " + ran["log"].decode(errors="replace")[-2000:])
        pages = list(texts(os.path.join(base, "public")))
        known = {x for path, data in pages if path.endswith(".html") for x in active(data)}
        cases = [case for case in manifest["cases"] if case["group"] != "import" and re.search(options.only, case["id"])]
        judge = lambda case: (case["id"], *Case(case, options, base, known, [data for _, data in pages], env).judge())
        with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
            for name, verdict, why, ran in pool.map(judge, cases):
                tally[verdict] += 1
                cost = f"{ran['code']} {ran['cpu']:.1f}s {ran['mb']}MB" if ran else ""
                print(f"{verdict} {name:28} {cost} {'; '.join(why)[:600]}", flush=True)
    print(f"{tally['PASS']} passed, {tally['FAIL']} failed, {tally['SKIP']} skipped in {time.time() - start:.0f} s")
    sys.exit(1 if tally["FAIL"] or tally["SKIP"] else 0)


main()
