"""Hosts that are no object stores: SSH, git, rsync, and web servers that serve a published folder."""
import contextlib, http.server, os, pwd, shutil, subprocess, sys, threading, urllib.error, urllib.request

from common import HERE, built, command, configure, edit, equal, folder, port, publish, server, thrice


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


def rsync(site, work):
    raise NotImplementedError


def git(site, work):
    raise NotImplementedError


def caddy(site, work):
    raise NotImplementedError
