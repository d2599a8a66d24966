#!/usr/bin/env python3
"""Publishes a small site to real servers, started here: S3 (moto), Azure (Azurite), SFTP and rsync over SSH (Debian's
sshd), git over SSH, and a folder served by nginx. A proxy fails every third request of a second S3 publication.

    target/venv/bin/python tests/publish/run.py target/debug/chancery

What cannot run is said loudly; with CI=true it is a failure.
"""
import contextlib, http.client, http.server, os, pathlib, pwd, shutil, socket, subprocess, sys, tempfile, threading, time, traceback, urllib.request

PROGRAM = os.path.abspath(sys.argv[1])
HERE = pathlib.Path(__file__).resolve().parent
failed, missing = [], []


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


def publish(site, *args, env=None, code=0):
    env = {**os.environ, **(env or {})}
    ran = subprocess.run([PROGRAM, "-C", str(site), "publish", "--yes", *args], capture_output=True, text=True, env=env, timeout=240)
    assert ran.returncode == code, f"{args}: exit {ran.returncode}\n{ran.stdout}{ran.stderr}"
    for secret in ("s3cr3t", "K1SZFPTOtr"):
        assert secret not in ran.stdout + ran.stderr, "a secret was shown"
    return ran


def edit(site, text):
    (site / "content/pages/about.md").write_text(f"---\ntitle: About\n---\n\n{text}\n")


def thrice(site, address, env=None, more=()):
    """Publishes, publishes again without a change, publishes one change."""
    edit(site, f"Begin {address}")
    publish(site, *more, address, env=env)
    assert "nothing changed" in publish(site, *more, address, env=env).stderr
    edit(site, f"Changed {address}")
    assert "published:" in publish(site, *more, address, env=env).stderr


def same(folder, site):
    for path in (site / "public").rglob("*"):
        name = path.relative_to(site / "public")
        if path.is_file() and name.name != ".chancery-manifest.json":
            assert (folder / name).read_bytes() == path.read_bytes(), name


class Proxy(http.server.BaseHTTPRequestHandler):
    """Passes requests on, and answers every third with 503."""
    protocol_version, count, log, broken = "HTTP/1.1", 0, [], False

    def handle_one(self):
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        Proxy.count += 1
        Proxy.log.append(self.command)
        if Proxy.broken and Proxy.count % 3 == 0:
            self.send_response(503)
            self.send_header("content-length", "0")
            self.end_headers()
            return
        upstream = http.client.HTTPConnection("127.0.0.1", self.server.upstream, timeout=30)
        headers = {name: value for name, value in self.headers.items()}
        upstream.request(self.command, self.path, body, headers)
        answer = upstream.getresponse()
        data = answer.read()
        self.send_response(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in ("transfer-encoding", "content-length", "connection", "date", "server"):
                self.send_header(name, value)
        self.send_header("content-length", answer.getheader("content-length") or str(len(data)) if self.command == "HEAD" else str(len(data)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)

    do_GET = do_PUT = do_HEAD = do_DELETE = do_POST = handle_one

    def log_message(self, *_):
        pass


def s3(site, work):
    number = port()
    moto = shutil.which("moto_server", path=os.path.dirname(sys.executable)) or shutil.which("moto_server")
    with server([moto, "-p", str(number)], number):
        urllib.request.urlopen(urllib.request.Request(f"http://127.0.0.1:{number}/bucket", method="PUT"))
        proxy = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Proxy)
        proxy.upstream = number
        threading.Thread(target=proxy.serve_forever, daemon=True).start()
        env = {"AWS_ACCESS_KEY_ID": "id-of-key", "AWS_SECRET_ACCESS_KEY": "s3cr3t-value", "AWS_ENDPOINT_URL": f"http://127.0.0.1:{proxy.server_port}"}
        thrice(site, "s3://bucket/papers", env)
        import boto3
        client = boto3.client("s3", endpoint_url=f"http://127.0.0.1:{number}", aws_access_key_id="id-of-key", aws_secret_access_key="s3cr3t-value", region_name="us-east-1")
        answer = client.get_object(Bucket="bucket", Key="papers/index.html")
        assert answer["ContentType"] == "text/html; charset=utf-8" and "max-age=300" in answer["CacheControl"], answer
        Proxy.log.clear()
        edit(site, "Dry")
        publish(site, "--dry-run", "s3://bucket/papers", env=env)
        assert set(Proxy.log) <= {"GET", "HEAD"}, Proxy.log
        Proxy.broken = True
        edit(site, "Through a broken server")
        publish(site, "s3://bucket/papers", env=env)
        publish(site, "s3://bucket/again", env=env)
        Proxy.broken = False
        assert "nothing changed" in publish(site, "s3://bucket/again", env=env).stderr
        proxy.shutdown()


def azure(site, work):
    import base64, datetime, hashlib, hmac
    number, key = port(), "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=="
    azurite = HERE / "node_modules/.bin/azurite-blob"
    with server([azurite, "--blobPort", str(number), "--location", str(work / "azure"), "--silent", "--skipApiVersionCheck"], number):
        date = datetime.datetime.now(datetime.timezone.utc).strftime("%a, %d %b %Y %H:%M:%S GMT")
        text = f"PUT\n\n\n\n\n\n\n\n\n\n\n\nx-ms-date:{date}\nx-ms-version:2021-08-06\n/devstoreaccount1/devstoreaccount1/web\nrestype:container"
        sign = base64.b64encode(hmac.new(base64.b64decode(key), text.encode(), hashlib.sha256).digest()).decode()
        headers = {"x-ms-date": date, "x-ms-version": "2021-08-06", "Authorization": f"SharedKey devstoreaccount1:{sign}", "Content-Length": "0"}
        urllib.request.urlopen(urllib.request.Request(f"http://127.0.0.1:{number}/devstoreaccount1/web?restype=container", method="PUT", headers=headers))
        text = f"DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;AccountKey={key};BlobEndpoint=http://127.0.0.1:{number}/devstoreaccount1;"
        thrice(site, "az://web/papers", {"AZURE_STORAGE_CONNECTION_STRING": text})


def ssh(site, work):
    number, user = port(), pwd.getpwuid(os.getuid()).pw_name
    for name in ("host", "me"):
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", work / name], check=True)
    shutil.copy(work / "me.pub", work / "authorized")
    (work / "sshd").write_text(f"Port {number}\nListenAddress 127.0.0.1\nHostKey {work}/host\nAuthorizedKeysFile {work}/authorized\nPidFile none\n"
                               "StrictModes no\nUsePAM no\nPermitRootLogin yes\nPasswordAuthentication no\nSubsystem sftp internal-sftp\n")
    (site / "ssh_config").write_text(f"Host local\n HostName 127.0.0.1\n Port {number}\n User {user}\n IdentityFile {work}/me\n"
                                     f" UserKnownHostsFile /dev/null\n StrictHostKeyChecking no\n LogLevel ERROR\n")
    config = (site / "chancery.yaml").read_text()
    (site / "chancery.yaml").write_text(config + f"publish:\n  targets:\n    sftp: {{to: \"sftp://local{work}/by sftp\", ssh_config: ssh_config}}\n"
                                        f"    rsync: {{to: \"rsync+ssh://local{work}/by-rsync\", ssh_config: ssh_config}}\n")
    os.makedirs("/run/sshd", exist_ok=True)
    with server(["/usr/sbin/sshd", "-D", "-f", work / "sshd"], number):
        for name, folder in (("sftp", "by sftp"), ("rsync", "by-rsync")):
            thrice(site, name)
            same(work / folder, site)
        subprocess.run(["git", "init", "-q", "--bare", work / "remote.git"], check=True)
        env = {"GIT_SSH_COMMAND": f"ssh -F {site}/ssh_config"}
        thrice(site, f"git+ssh://local{work}/remote.git#pages", env)
        count = subprocess.run(["git", "-C", work / "remote.git", "rev-list", "--count", "pages"], capture_output=True, text=True).stdout
        assert count.strip() == "2", count
    (site / "chancery.yaml").write_text(config)


def nginx(site, work):
    number, root = port(), work / "www"
    publish(site, f"file://{root}")
    example = (HERE.parent.parent / "docs/nginx.conf").read_text().replace("listen 80;", f"listen 127.0.0.1:{number};").replace("/var/www/papers", str(root))
    os.chmod(work, 0o755)
    (work / "nginx.conf").write_text(f"daemon off;\npid {work}/nginx.pid;\nerror_log {work}/error.log;\nuser {pwd.getpwuid(os.getuid()).pw_name};\nevents {{}}\n"
                                     f"http {{\n include /etc/nginx/mime.types;\n access_log off;\n{example}\n}}\n")
    with server(["nginx", "-p", work, "-c", work / "nginx.conf"], number):
        for path in sorted(root.rglob("*")):
            name = str(path.relative_to(root))
            if path.is_dir() or name.startswith(".chancery/"):
                continue
            answer = urllib.request.urlopen(f"http://127.0.0.1:{number}/{urllib.request.quote(name.removesuffix('index.html'))}")
            assert answer.read() == path.read_bytes(), name
            if name.endswith(".html"):
                assert answer.headers["content-type"] == "text/html; charset=utf-8", name
                assert "default-src 'none'" in answer.headers["content-security-policy"], name
            wanted = "immutable" if name.startswith("assets/") else "max-age=300"
            assert wanted in (answer.headers["cache-control"] or ""), (name, answer.headers["cache-control"])
        edit(site, "Read back over the web")
        publish(site, "--verify-web", "--base-url", f"http://127.0.0.1:{number}/", f"file://{root}")
    subprocess.run([sys.executable, HERE.parent / "crawl.py", root], check=True, stdout=subprocess.DEVNULL)


def full(site, work):
    """A disk that is too small: said plainly, nothing half; with room, the next run completes."""
    disk = work / "disk"
    disk.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", disk], check=True, capture_output=True)
    try:
        ran = publish(site, f"file://{disk}/www", code=2)
        assert "the disk is full" in ran.stderr, ran.stderr
        subprocess.run(["mount", "-o", "remount,size=64m", disk], check=True)
        publish(site, f"file://{disk}/www")
        same(disk / "www", site)
    finally:
        subprocess.run(["umount", disk], check=True)


def run(name, needs, test):
    lacking = [need for need in needs if not os.path.exists(str(need)) and not shutil.which(str(need), path=os.environ["PATH"] + ":/usr/sbin:" + os.path.dirname(sys.executable))]
    if lacking:
        missing.append(name)
        print(f"NOT RUN: {name}: needs {', '.join(map(str, lacking))}")
        return
    with tempfile.TemporaryDirectory() as folder:
        site, work, start = pathlib.Path(folder) / "site", pathlib.Path(folder) / "work", time.time()
        work.mkdir()
        subprocess.run([PROGRAM, "-C", folder, "init", "site"], check=True, capture_output=True)
        try:
            test(site, work)
            print(f"ok: {name} ({time.time() - start:.1f} s)", flush=True)
        except Exception as error:
            failed.append(name)
            print(f"FAILED: {name}: {error!r}", flush=True)
            traceback.print_exc()


run("S3", ["moto_server"], s3)
run("Azure", [HERE / "node_modules/.bin/azurite-blob"], azure)
run("SFTP, rsync and git over SSH", ["sshd", "sftp", "rsync", "git"], ssh)
run("nginx", ["nginx"], nginx)
run("a full disk", ["mount"] if os.getuid() == 0 else ["root"], full)
sys.exit(bool(failed or (missing and os.environ.get("CI") == "true")))
