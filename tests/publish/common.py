"""What all tests of publishing share: servers, a small site, and the command itself."""
import contextlib, os, pathlib, re, socket, subprocess, sys, time

PROGRAM = os.path.abspath(sys.argv[1])
HERE = pathlib.Path(__file__).resolve().parent
# Values that no run may show.
SECRETS = ("s3cr3t", "K1SZFPTOtr")


def port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def wait(number):
    for _ in range(300):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", number), 1):
            return
        time.sleep(0.1)
    raise RuntimeError(f"nothing listens on {number}")


@contextlib.contextmanager
def server(command, number, **more):
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **more)
    try:
        wait(number)
        yield
    finally:
        process.terminate()
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            process.kill()


def command(site, *args):
    return [PROGRAM, "-C", str(site), "publish", "--yes", *args]


def publish(site, *args, env=None, code=0):
    """Runs it. `code` is what it has to exit with; None for any."""
    ran = subprocess.run(command(site, *args), capture_output=True, text=True, env={**os.environ, **(env or {})}, timeout=600)
    assert code is None or ran.returncode == code, f"{args}: exit {ran.returncode}\n{ran.stdout}{ran.stderr}"
    for secret in SECRETS:
        assert secret not in ran.stdout + ran.stderr, "a secret was shown"
    if (site / "public").is_dir():
        built(site)
    return ran


def merge(into, of):
    """Joins what one copy of a site knows of publications into what another knows."""
    ledgers = [str(site / "published.json") for site in (into, of)]
    subprocess.run([PROGRAM, "merge", *ledgers], check=True, capture_output=True, timeout=60)


def start(site, *args, env=None):
    """Starts it, to be killed or met by another."""
    return subprocess.Popen(command(site, *args), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**os.environ, **(env or {})})


def build(site):
    subprocess.run([PROGRAM, "-C", str(site), "build"], check=True, capture_output=True)


def edit(site, text):
    (site / "content/pages/about.md").write_text(f"---\ntitle: About\n---\n\n{text}\n")


# What is in the name of a file that is known by what it holds.
HASHED = r"[.-][0-9a-f]{10}\."
# Every such file that was built: its name stands for its bytes in all releases.
KNOWN = {}


def configure(site, text):
    """Adds lines to the site's configuration."""
    path = site / "chancery.yaml"
    path.write_text(path.read_text() + text)


def built(site):
    """The built site: bytes by path."""
    public = site / "public"
    files = ((str(path.relative_to(public)), path) for path in public.rglob("*") if path.is_file())
    found = {name: path.read_bytes() for name, path in files if not name.endswith(".chancery-manifest.json")}
    KNOWN.update((name, data) for name, data in found.items() if re.search(HASHED, name))
    return found


def folder(root):
    """What stands in a folder, without our own notes."""
    files = ((str(path.relative_to(root)), path) for path in root.rglob("*") if path.is_file())
    return {name: path.read_bytes() for name, path in files if not name.startswith(".chancery/")}


def equal(there, here):
    """Everything of the site stands there, and nothing else but assets of the release before."""
    for name, data in here.items():
        assert there.get(name) == data, f"{name} is not as it was built"
    odd = [name for name in there if name not in here and not re.search(HASHED, name)]
    assert not odd, f"left over: {odd}"


def whole(there, *sites):
    """Each file there is, from its first to its last byte, one of those that were built; of a release before only what is known
    by what it holds, and kept for those who have its pages open."""
    for name, data in there.items():
        assert any(site.get(name) == data for site in (*sites, KNOWN)), f"{name} is torn"


def thrice(site, address, env=None, more=()):
    """Publishes, publishes again without a change, publishes one change."""
    edit(site, f"Begin {address}")
    publish(site, *more, address, env=env)
    assert "nothing changed" in publish(site, *more, address, env=env).stderr
    edit(site, f"Changed {address}")
    assert "published:" in publish(site, *more, address, env=env).stderr
