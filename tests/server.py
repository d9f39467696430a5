"""A web server on this machine that behaves badly when it is told to."""

import http.server
import threading
import time


class Server(http.server.ThreadingHTTPServer):
    """A server on this machine that behaves as `mood` says and remembers what it was asked."""

    daemon_threads = True

    def __init__(self, content: bytes):
        super().__init__(("127.0.0.1", 0), Handler)
        self.content, self.mood, self.asked = content, [], []
        threading.Thread(target=self.serve_forever, args=(0.01,), daemon=True).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}"

    def handle_error(self, request, client_address):
        """Clients that go away are part of the tests."""


class Handler(http.server.BaseHTTPRequestHandler):
    def log_message(self, *_):
        pass

    def do_GET(self):
        server = self.server
        wanted = self.headers.get("Range")
        server.asked.append((self.path, wanted))
        mood = server.mood.pop(0) if server.mood else "good"
        content = server.content
        if mood == "500":
            return self.send_error(500)
        if mood == "404":
            return self.send_error(404)
        if mood == "redirect":
            self.send_response(302)
            self.send_header("Location", f"{server.url}/elsewhere/file")
            return self.end_headers()
        if mood == "silent":
            time.sleep(2)
            return None
        if mood == "slow":
            time.sleep(0.5)
        if mood == "wrong":
            content = content[::-1]
        if mood == "long":
            content = content * 2
        start = int(wanted[6:-1]) if wanted and mood != "no ranges" else 0
        self.send_response(206 if start else 200)
        self.send_header("Content-Length", str(len(content) - start))
        self.end_headers()
        body = content[start:]
        if mood == "short":
            body = body[: len(body) // 2]
        if mood == "stall":
            self.wfile.write(body[: len(body) // 2])
            self.wfile.flush()
            time.sleep(2)
            return None
        if mood == "trickle":
            for i in range(40):
                self.wfile.write(body[i : i + 1])
                self.wfile.flush()
                time.sleep(0.05)
            return None
        return self.wfile.write(body)
