#!/usr/bin/env python3
"""From the end of a save to what a reader sees: `chancery serve`, and `hugo server` beside it where it is installed.

    serve.py PROGRAM [--size 1000] [--edits 50] [--hugo HUGO]

Makes a corpus of --size reports that name actors, starts the server, opens a tab's stream, and rewrites a paragraph of one
report --edits times. Clock: from the return of close() on the saved file to the line with the new words on the stream
(Chancery), or to the first answer that holds them, asked for every 3 ms (both; Hugo has no words on its stream).
benches/serve.mjs measures to the words in the DOM of a real browser. Prints medians and 95th percentiles in milliseconds.
"""
import argparse, http.client, os, re, shutil, signal, socket, statistics, subprocess, tempfile, time

WORDS = "policy border agreement security ministry reform court region trade water energy court treaty council report".split()


def corpus(root, size, hugo):
    """Reports that link to the one before them and name two of a hundred actors."""
    for number in range(size):
        words = " ".join(WORDS[(number * 7 + at * 3) % len(WORDS)] for at in range(60))
        actors = [(number * 3) % 100, (number * 5 + 1) % 100]
        if hugo:
            folder = f"{root}/content/reports/r{number:06}"
            before = f"[before](/reports/r{max(0, number - 1):06}/)"
            front = f"title: \"Report {number}\"\ndate: 2025-01-{number % 28 + 1:02}\nsummary: \"On {WORDS[number % len(WORDS)]}.\""
        else:
            folder = f"{root}/content/reports/r{number:06}"
            before = f"[[report:r{max(0, number - 1):06}|before]]" if number else "before"
            front = f"title: Report {number}\ndate: 2025-01-{number % 28 + 1:02}\nsummary: On {WORDS[number % len(WORDS)]}."
        os.makedirs(folder)
        names = " and ".join(f"Actor Number{one}" for one in actors)
        paragraphs = "\n\n".join(f"{names} spoke of it, as {before} says. {words} {part}." for part in range(8))
        with open(f"{folder}/index.md", "w", encoding="utf-8") as file:
            file.write(f"---\n{front}\n---\n\n## One\n\nRevision rev0000 stands here.\n\n{paragraphs}\n")
    if hugo:
        os.makedirs(f"{root}/layouts/_default")
        for name, text in {"baseof": '<html><body>{{ block "main" . }}{{ end }}</body></html>', "single": '{{ define "main" }}<h1>{{ .Title }}</h1>{{ .Content }}{{ end }}',
                           "list": '{{ define "main" }}{{ range .Pages }}<a href="{{ .RelPermalink }}">{{ .Title }}</a>{{ end }}{{ end }}'}.items():
            with open(f"{root}/layouts/_default/{name}.html", "w", encoding="utf-8") as file:
                file.write(text)
        with open(f"{root}/hugo.yaml", "w", encoding="utf-8") as file:
            file.write("baseURL: http://localhost/\ntitle: Bench\ndisableKinds: [taxonomy, term, RSS]\n")
        return
    os.makedirs(f"{root}/content/actors")
    for number in range(100):
        with open(f"{root}/content/actors/actor-{number}.md", "w", encoding="utf-8") as file:
            file.write(f"---\nname: Actor Number{number}\nkind: organisation\nsummary: One of many.\n---\n")
    with open(f"{root}/chancery.yaml", "w", encoding="utf-8") as file:
        file.write("title: Bench\n")


def get(port, path):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request("GET", path, headers={"Host": f"127.0.0.1:{port}"})
        return connection.getresponse().read()
    except OSError:
        return b""
    finally:
        connection.close()


def stream(port, path):
    """The stream of a tab, as a file of lines."""
    word = re.search(rb'data-word="([0-9a-f]+)"', get(port, path)).group(1).decode()
    connection = socket.create_connection(("127.0.0.1", port))
    connection.sendall(f"GET /.chancery/events?word={word}&page={path}&has=x HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode())
    return connection.makefile("rb")


def wait_line(lines, words):
    for line in lines:
        if words in line:
            return time.monotonic()
    raise SystemExit("the stream ended")


def measure(name, argv, root, port, edits):
    server = subprocess.Popen(argv, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    path, source = "/reports/r000042/", f"{root}/content/reports/r000042/index.md"
    try:
        began = time.monotonic()
        while b"rev0000" not in get(port, path):
            if server.poll() is not None or time.monotonic() - began > 600:
                raise SystemExit(f"{name} did not start")
            time.sleep(0.05)
        up = time.monotonic() - began
        with open(source, encoding="utf-8") as file:
            text = file.read()
        lines = stream(port, path) if name == "chancery" else None
        time.sleep(2)
        taken = []
        for edit in range(edits + 3):
            words = f"rev{edit + 1:04}".encode()
            with open(source, "w", encoding="utf-8") as file:
                file.write(text.replace("rev0000", words.decode()))
            start = time.monotonic()
            if lines:
                end = wait_line(lines, words)
            else:
                while words not in get(port, path):
                    time.sleep(0.003)
                end = time.monotonic()
            taken.append((end - start) * 1000)
            time.sleep(0.5)
        taken = sorted(taken[3:])
        tail = taken[min(len(taken) - 1, int(len(taken) * 0.95))]
        print(f"{name}: up in {up:.1f} s; save to served, median {statistics.median(taken):.1f} ms, 95 % within {tail:.1f} ms ({edits} edits)", flush=True)
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(10)


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("program")
    arguments.add_argument("--size", type=int, default=1000)
    arguments.add_argument("--edits", type=int, default=50)
    arguments.add_argument("--hugo", default=shutil.which("hugo"))
    chosen = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        corpus(f"{folder}/chancery", chosen.size, False)
        measure("chancery", [os.path.abspath(chosen.program), "serve", "--root", f"{folder}/chancery", "--port", "17411"], f"{folder}/chancery", 17411, chosen.edits)
        if chosen.hugo:
            corpus(f"{folder}/hugo", chosen.size, True)
            measure("hugo", [chosen.hugo, "server", "-s", f"{folder}/hugo", "--port", "17412", "--renderToMemory"], f"{folder}/hugo", 17412, chosen.edits)


if __name__ == "__main__":
    main()
