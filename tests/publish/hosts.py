"""Hosts that are no object stores: SSH, git, rsync, and web servers that serve a published folder."""
import base64, http.server, os, pwd, re, shutil, subprocess, sys, threading, urllib.error, urllib.request

from common import HERE, built, configure, edit, equal, folder, port, publish, server, thrice


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
        for name, at in (("sftp", "by sftp"), ("rsync", "by-rsync")):
            thrice(site, name)
            equal(folder(work / at), built(site))
        subprocess.run(["git", "init", "-q", "--bare", work / "remote.git"], check=True)
        env = {"GIT_SSH_COMMAND": f"ssh -F {site}/ssh_config"}
        thrice(site, f"git+ssh://local{work}/remote.git#pages", env)
        count = subprocess.run(["git", "-C", work / "remote.git", "rev-list", "--count", "pages"], capture_output=True, text=True).stdout
        assert count.strip() == "2", count
    (site / "chancery.yaml").write_text(config)


def served(site, root, number):
    """A web server hands out every file of a published folder as it stands there, with the headers that are promised."""
    policy = re.search(r"Content-Security-Policy: (.*)", (site / "public/_headers").read_text()).group(1)
    for name, data in folder(root).items():
        if name.endswith(".gz") or name.startswith("_"):
            continue
        answer = urllib.request.urlopen(f"http://127.0.0.1:{number}/{urllib.request.quote(name.removesuffix('index.html'))}")
        assert answer.read() == data, name
        if name.endswith(".html"):
            assert answer.headers["content-type"] == "text/html; charset=utf-8", (name, answer.headers["content-type"])
            assert answer.headers["content-security-policy"] == policy, name
            assert answer.headers["x-content-type-options"] == "nosniff" and answer.headers["referrer-policy"] == "strict-origin-when-cross-origin", name
        wanted = "immutable" if name.startswith("assets/") else "max-age=300"
        assert wanted in (answer.headers["cache-control"] or ""), (name, answer.headers["cache-control"])


def nginx(site, work):
    number, root = port(), work / "www"
    publish(site, f"file://{root}")
    example = (HERE.parent.parent / "docs/nginx.conf").read_text().replace("listen 80;", f"listen 127.0.0.1:{number};").replace("/var/www/papers", str(root))
    os.chmod(work, 0o755)
    (work / "nginx.conf").write_text(f"daemon off;\npid {work}/nginx.pid;\nerror_log {work}/error.log;\nuser {pwd.getpwuid(os.getuid()).pw_name};\nevents {{}}\n"
                                     f"http {{\n include /etc/nginx/mime.types;\n access_log off;\n{example}\n}}\n")
    with server(["nginx", "-p", work, "-c", work / "nginx.conf"], number):
        served(site, root, number)
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
        equal(folder(disk / "www"), built(site))
    finally:
        subprocess.run(["umount", disk], check=True)


def rsync(site, work):
    """rsync's own protocol, with a user who may write."""
    number, user = port(), pwd.getpwuid(os.getuid()).pw_name
    root = work / "served"
    root.mkdir()
    (work / "secrets").write_text("editor:s3cr3t-word\n")
    os.chmod(work / "secrets", 0o600)
    (work / "rsyncd.conf").write_text(f"port = {number}\naddress = 127.0.0.1\nuse chroot = no\nuid = {user}\n[press]\n path = {root}\n read only = no\n"
                                      f" auth users = editor\n secrets file = {work}/secrets\n")
    address, env = f"rsync://editor@127.0.0.1:{number}/press/papers", {"RSYNC_PASSWORD": "s3cr3t-word"}
    with server(["rsync", "--daemon", "--no-detach", f"--config={work}/rsyncd.conf"], number):
        refused = publish(site, address, env={"RSYNC_PASSWORD": "wrong-word"}, code=2)
        assert "auth failed" in refused.stderr and not any(root.iterdir()), refused.stderr
        thrice(site, address, env)
        equal(folder(root / "papers"), built(site))
        (site / "content/pages/gone.md").write_text("---\ntitle: Gone\n---\n\nText.\n")
        publish(site, address, env=env)
        assert (root / "papers/gone/index.html").exists()
        (site / "content/pages/gone.md").unlink()
        publish(site, "--allow-deletes", "5", "--override-reason", "A test", address, env=env)
        equal(folder(root / "papers"), built(site))


class GitHttp(http.server.BaseHTTPRequestHandler):
    """Git over HTTP: its own program behind a small server that asks for a name and a word."""
    root, protocol_version = None, "HTTP/1.1"

    def any(self):
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        if self.headers.get("transfer-encoding") == "chunked":
            while size := int(self.rfile.readline(), 16):
                body += self.rfile.read(size)
                self.rfile.readline()
            self.rfile.readline()
        if self.headers.get("authorization") != "Basic " + base64.b64encode(b"editor:s3cr3t-word").decode():
            return self.answer(401, [("WWW-Authenticate", 'Basic realm="git"')], b"")
        path, _, query = self.path.partition("?")
        env = {**os.environ, "GIT_PROJECT_ROOT": str(self.root), "GIT_HTTP_EXPORT_ALL": "1", "PATH_INFO": path, "QUERY_STRING": query, "REQUEST_METHOD": self.command,
               "CONTENT_TYPE": self.headers.get("content-type", ""), "CONTENT_LENGTH": str(len(body)), "REMOTE_USER": "editor", "HTTP_CONTENT_ENCODING": self.headers.get("content-encoding", ""),
               "GIT_PROTOCOL": self.headers.get("git-protocol", "")}
        ran = subprocess.run(["git", "http-backend"], input=body, capture_output=True, env=env)
        head, _, data = ran.stdout.partition(b"\r\n\r\n")
        headers = [tuple(line.split(": ", 1)) for line in head.decode().split("\r\n") if ": " in line]
        status = next((int(value.split()[0]) for name, value in headers if name.lower() == "status"), 200)
        self.answer(status, [pair for pair in headers if pair[0].lower() != "status"], data)

    def answer(self, status, headers, data):
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    do_GET = do_POST = any

    def log_message(self, *_):
        pass


def git(site, work):
    remote = work / "pages.git"
    ask = lambda *args: subprocess.run(["git", "-C", remote, *args], check=True, capture_output=True, text=True).stdout.strip()
    subprocess.run(["git", "init", "-q", "--bare", remote], check=True)
    ask("config", "http.receivepack", "true")
    web = http.server.ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (GitHttp,), {"root": work}))
    threading.Thread(target=web.serve_forever, daemon=True).start()
    try:
        bare = f"git+http://127.0.0.1:{web.server_port}/pages.git#pages"
        address = bare.replace("//", "//editor:s3cr3t-word@")
        refused = publish(site, bare, code=2)
        print(f"   without a word: {refused.stderr.strip().splitlines()[-1]}", flush=True)
        thrice(site, address)
        assert ask("rev-list", "--count", "pages") == "2"
        checked = work / "checked"
        subprocess.run(["git", "clone", "-q", "-b", "pages", remote, checked], check=True)
        there = {name: data for name, data in folder(checked).items() if not name.startswith(".git/")}
        assert there.pop(".nojekyll") == b""
        equal(there, built(site))
        # Somebody pushes while we are at it: their commit stays, ours comes on top of it.
        who = ["-c", "user.name=Other", "-c", "user.email=other@example.org"]
        (checked / "theirs.txt").write_text("theirs")
        subprocess.run(["git", "-C", checked, "add", "."], check=True)
        subprocess.run(["git", "-C", checked, *who, "commit", "-q", "-m", "Theirs"], check=True)
        hook = remote / "hooks/pre-receive"
        hook.write_text(f"#!/bin/sh\nrm {hook}\nunset GIT_QUARANTINE_PATH GIT_OBJECT_DIRECTORY GIT_ALTERNATE_OBJECT_DIRECTORIES\n"
                        f"env -u GIT_DIR git -C {checked} push -q origin pages >&2\nexit 0\n")
        hook.chmod(0o755)
        edit(site, "While somebody pushes")
        ran = publish(site, address, code=None)
        print(f"   somebody pushed meanwhile: exit {ran.returncode}: {ran.stderr.strip().splitlines()[-1]}", flush=True)
        if ran.returncode:
            assert "somebody else pushed" in ran.stderr and "publish again" in ran.stderr, ran.stderr
            publish(site, address)
        assert ask("log", "--format=%s", "pages").splitlines()[1] == "Theirs", ask("log", "--format=%s", "pages")
        assert ask("show", "pages:theirs.txt") == "theirs"
    finally:
        web.shutdown()


def caddy(site, work):
    """The example of the documentation, word for word but for the port and the folder."""
    number, root = port(), work / "www"
    configure(site, f"publish:\n  targets:\n    www: {{to: \"file://{root}\", precompress: gzip}}\n")
    publish(site, "www")
    text = (HERE.parent.parent / "docs/publishing.md").read_text()
    example = re.search(r"^papers\.example\.org \{.*?^\}", text, re.S | re.M).group(0)
    example = example.replace("papers.example.org", f"http://127.0.0.1:{number}").replace("/var/www/papers", str(root))
    (work / "Caddyfile").write_text("{\n\tadmin off\n\tauto_https off\n}\n" + example + "\n")
    with server(["caddy", "run", "--config", work / "Caddyfile", "--adapter", "caddyfile"], number, env={**os.environ, "HOME": str(work), "XDG_DATA_HOME": str(work), "XDG_CONFIG_HOME": str(work)}):
        served(site, root, number)
        ask = urllib.request.Request(f"http://127.0.0.1:{number}/", headers={"accept-encoding": "gzip"})
        answer = urllib.request.urlopen(ask)
        assert answer.headers["content-encoding"] == "gzip", dict(answer.headers)
        for gone in (".chancery/manifest.json", "nowhere/"):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{number}/{gone}")
                raise AssertionError(f"{gone} is served")
            except urllib.error.HTTPError as error:
                assert error.code == 404, error
