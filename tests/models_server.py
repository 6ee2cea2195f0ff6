"""A real local server that speaks the protocol of a model, and answers as a test says."""

import json
import socket
import threading
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


def said(*rows):
    return {"choices": [{"message": {"content": json.dumps({"commitments": list(rows)}, ensure_ascii=False)}}]}


@contextmanager
def model(answer):
    """A server whose every POST is answered by `answer(handler, what was asked)`; gives its address and what it got."""
    got = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            got.append({"path": self.path, "key": self.headers.get("Authorization"), "asked": asked})
            with suppress(BrokenPipeError, ConnectionResetError):  # the other end had enough
                answer(self, asked)

        def log_message(self, *_):
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.block_on_close = False  # an answer that stalls is not waited for
    thread = threading.Thread(target=server.serve_forever, args=[0.01], daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1", got
    finally:
        server.shutdown()
        server.server_close()


def sends(content, status=200, headers=()):
    def answer(handler, asked):
        body = content if isinstance(content, bytes) else json.dumps(content).encode()
        handler.send_response(status)
        for name, value in headers:
            handler.send_header(name, value)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def breaks(handler, asked):
    """An answer that breaks off in the middle."""
    handler.send_response(200)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    handler.wfile.write(b'{"choices": [')
    handler.wfile.flush()
    handler.connection.shutdown(socket.SHUT_RDWR)
