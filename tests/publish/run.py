#!/usr/bin/env python3
"""Publishes a small site to real servers, started here: S3 (moto), Google Cloud Storage (its emulator), Azure (Azurite),
SFTP and rsync over SSH, an rsync daemon, git over SSH and HTTP, and folders served by nginx and Caddy. A proxy breaks the
servers in the ways that servers break; publications are killed, and two go on at once.

    target/venv/bin/python tests/publish/run.py target/debug/chancery [NAME …]

Names leave out all other tests; `PUBLISH_FILES` says how large the large site is. What cannot run is said loudly; with
CI=true it is a failure.
"""
import os, pathlib, shutil, subprocess, sys, tempfile, time, traceback

import hosts, stores
from common import HERE, PROGRAM

BIN = f"{os.environ['PATH']}:/usr/sbin:{os.path.dirname(sys.executable)}"
AS_ROOT = ["mount"] if os.getuid() == 0 else ["root"]
TESTS = [
    ("s3", "S3", ["moto_server"], stores.s3),
    ("broken", "servers that fail", ["moto_server"], stores.broken),
    ("two", "two at once", ["moto_server"], stores.two),
    ("killed", "killed on S3", ["moto_server"], stores.killed),
    ("many", "many files, few changed", ["moto_server"], stores.many),
    ("google", "Google Cloud Storage", ["gcp-storage-emulator"], stores.google),
    ("azure", "Azure", [HERE / "node_modules/.bin/azurite-blob"], stores.azure),
    ("ssh", "SFTP, rsync and git over SSH", ["sshd", "sftp", "rsync", "git"], hosts.ssh),
    ("rsync", "an rsync daemon", ["rsync"], hosts.rsync),
    ("git", "git over HTTP", ["git"], hosts.git),
    ("nginx", "nginx", ["nginx"], hosts.nginx),
    ("caddy", "Caddy", ["caddy"], hosts.caddy),
    ("full", "a full disk", AS_ROOT, hosts.full),
]


def run(name, needs, test):
    """Gives whether it passed; None if it cannot run here."""
    lacking = [str(need) for need in needs if not os.path.exists(str(need)) and not shutil.which(str(need), path=BIN)]
    if lacking:
        print(f"NOT RUN: {name}: needs {', '.join(lacking)}", flush=True)
        return None
    with tempfile.TemporaryDirectory() as folder:
        site, work, start = pathlib.Path(folder) / "site", pathlib.Path(folder) / "work", time.time()
        work.mkdir()
        subprocess.run([PROGRAM, "-C", folder, "init", "site"], check=True, capture_output=True)
        try:
            test(site, work)
            print(f"ok: {name} ({time.time() - start:.1f} s)", flush=True)
            return True
        except Exception as error:
            print(f"FAILED: {name}: {error!r}", flush=True)
            traceback.print_exc()
            return False


chosen = sys.argv[2:]
results = [run(name, needs, test) for short, name, needs, test in TESTS if not chosen or short in chosen]
if None in results:
    print(f"{results.count(None)} of {len(results)} were NOT RUN")
sys.exit(False in results or (None in results and os.environ.get("CI") == "true"))
