"""A small web server for a built site, as web hosts are: files go out gzipped, and what was sent is noted."""

import contextlib
import gzip
import http.server
import threading
from pathlib import Path

# No eval and no other host: the strictest policy that the theme itself bears.
POLICY = "default-src 'self' 'unsafe-inline' data:"


class Server(http.server.ThreadingHTTPServer):
    """The site at `url`; `sent` lists (path, bytes) in order."""

    def __init__(self, site: Path, policy: str | None):
        super().__init__(("127.0.0.1", 0), Handler)
        self.site, self.policy, self.sent = str(site), policy, []
        self.url = f"http://127.0.0.1:{self.server_port}"


class Handler(http.server.SimpleHTTPRequestHandler):
    """Sends files gzipped and notes what it sent."""

    def __init__(self, request, address, server):
        super().__init__(request, address, server, directory=server.site)

    def do_GET(self):
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() else path
        if not path.is_file():
            self.server.sent.append((self.path, 0))
            self.send_error(404)
            return
        packed = gzip.compress(path.read_bytes(), 6)
        self.server.sent.append((self.path.split("?")[0], len(packed)))
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(path)))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(packed)))
        if self.server.policy:
            self.send_header("Content-Security-Policy", self.server.policy)
        self.end_headers()
        with contextlib.suppress(ConnectionError):
            self.wfile.write(packed)

    def log_message(self, *args):
        """Say nothing: the tests report."""


def serve(site: Path, policy: str | None = POLICY) -> Server:
    """Start a server; `shutdown()` ends it."""
    server = Server(site, policy)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server
