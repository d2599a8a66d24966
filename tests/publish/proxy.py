"""A proxy before a real server, that counts what passes and can break it in the ways that servers break."""
import contextlib, http.client, http.server, threading, time


class Proxy:
    """`every` says which requests are broken (3: every third), `fault` how, `which` the methods that it concerns:

    `503`, `429` (both with Retry-After), `500`; `silent`: takes the request and never answers; `half-answer`: says how
    much comes, sends half and hangs up; `half-request`: hangs up in the middle of what it is sent; `lost-answer`: passes
    it on, and hangs up instead of handing the answer back.
    """

    def __init__(self, upstream):
        self.upstream, self.lock, self.log, self.hold = upstream, threading.Lock(), [], threading.Event()
        self.calm()
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (Handler,), {"proxy": self}))
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.address = f"http://127.0.0.1:{self.server.server_port}"

    def calm(self):
        self.fault, self.every, self.which, self.count, self.slow = None, 0, None, 0, 0
        self.log.clear()

    def broken(self, fault, every, which=None):
        self.calm()
        self.fault, self.every, self.which = fault, every, which

    def note(self, method, path):
        """Writes a request down; says how it is to be broken, if it is."""
        with self.lock:
            self.log.append((method, path))
            if self.which and method not in self.which:
                return None
            self.count += 1
            return self.fault if self.every and self.count % self.every == 0 else None

    def methods(self):
        with self.lock:
            return {method: sum(one == method for one, _ in self.log) for method in sorted({one for one, _ in self.log})}

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.hold.set()
        self.server.shutdown()
        self.server.server_close()


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version, proxy, disable_nagle_algorithm = "HTTP/1.1", None, True

    def any(self):
        fault = self.proxy.note(self.command, self.path)
        length = int(self.headers.get("content-length") or 0)
        if fault == "half-request":
            self.rfile.read(length // 2)
            self.close_connection = True
            return
        body = self.rfile.read(length)
        if self.proxy.slow:
            time.sleep(self.proxy.slow)
        if fault == "silent":
            self.proxy.hold.wait(60)
            self.close_connection = True
            return
        if fault in ("503", "429", "500"):
            self.send_response(int(fault))
            self.send_header("retry-after", "1")
            self.send_header("content-length", "0")
            self.end_headers()
            return
        upstream = http.client.HTTPConnection("127.0.0.1", self.proxy.upstream, timeout=30)
        upstream.putrequest(self.command, self.path, skip_host=True, skip_accept_encoding=True)
        for name, value in self.headers.items():
            if name.lower() != "expect":
                upstream.putheader(name, value)
        upstream.endheaders()
        if body:
            upstream.send(body)
        answer = upstream.getresponse()
        data = answer.read()
        upstream.close()
        if fault == "lost-answer":
            self.close_connection = True
            return
        self.send_response_only(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in ("transfer-encoding", "content-length", "connection"):
                self.send_header(name, value)
        length = answer.getheader("content-length") if self.command == "HEAD" else None
        self.send_header("content-length", length or str(len(data)))
        self.end_headers()
        if self.command != "HEAD":
            if fault == "half-answer" and len(data) > 1:
                self.close_connection = True
                data = data[: len(data) // 2]
            with contextlib.suppress(OSError):
                self.wfile.write(data)

    do_GET = do_PUT = do_HEAD = do_DELETE = do_POST = any

    def log_message(self, *_):
        pass
