"""One job of 1,000 bindings through HTTP against qiskit-aer's EstimatorV2 called in process.

In a scratch environment, and never in the build:

    python -m venv /tmp/peers
    /tmp/peers/bin/pip install qiskit-aer==0.18.2
    ./nightshift serve --port 8190 --token bench &
    /tmp/peers/bin/python src/jmh/python/estimator_job.py http://127.0.0.1:8190

Both do the same: a circuit of 4 qubits with 4 inputs and 12 weights (a ZZ feature map and real amplitudes), 1,000
sets of parameters, the exact value of ZZZZ. Ours goes through the protocol: the body is made, posted, the result
fetched and decoded, by plain Python. Values must agree to 1e-9. Both are warm; the median of the turns counts, Aer
and we in turn.
"""

import base64
import http.client
import io
import json
import statistics
import sys
import time
import urllib.parse
import zlib

import numpy as np
from qiskit import QuantumCircuit
from qiskit.circuit import Parameter
from qiskit.quantum_info import SparsePauliOp
from qiskit_aer.primitives import EstimatorV2

ROWS = 1000
TURNS = 7
WARM_UP = 1000
QUBITS = 4


def circuits():
    """The circuit for both sides, parameter p0000 first."""
    names = [f"p{k:04d}" for k in range(16)]
    inputs, weights = names[:4], names[4:]
    text = ['OPENQASM 3.0;', 'include "stdgates.inc";']
    text += [f"input float[64] {name};" for name in names]
    text.append("qubit[4] q;")
    circuit = QuantumCircuit(QUBITS)
    own = {name: Parameter(name) for name in names}
    for q, name in enumerate(inputs):
        text += [f"h q[{q}];", f"p(2*{name}) q[{q}];"]
        circuit.h(q)
        circuit.p(2 * own[name], q)
    for a in range(QUBITS):
        for b in range(a + 1, QUBITS):
            x, y = inputs[a], inputs[b]
            text += [f"cx q[{a}], q[{b}];", f"p(2*(pi-{x})*(pi-{y})) q[{b}];", f"cx q[{a}], q[{b}];"]
            circuit.cx(a, b)
            circuit.p(2 * (np.pi - own[x]) * (np.pi - own[y]), b)
            circuit.cx(a, b)
    for layer in range(3):
        for q in range(QUBITS):
            name = weights[4 * layer + q]
            text.append(f"ry({name}) q[{q}];")
            circuit.ry(own[name], q)
        if layer < 2:
            for q in range(QUBITS - 1):
                text.append(f"cx q[{q}], q[{q + 1}];")
                circuit.cx(q, q + 1)
    return circuit, "\n".join(text)


def ndarray(values):
    buffer = io.BytesIO()
    np.save(buffer, values)
    return {"__type__": "ndarray", "__value__": base64.b64encode(zlib.compress(buffer.getvalue(), 0)).decode()}


class Server:
    """The protocol's two calls, on one connection that stays open."""

    def __init__(self, url):
        address = urllib.parse.urlparse(url)
        self.connection = http.client.HTTPConnection(address.hostname, address.port)
        self.connection.connect()
        self.connection.sock.setsockopt(6, 1, 1)  # no delay
        form = "grant_type=urn:ibm:params:oauth:grant-type:apikey&apikey=bench"
        answer = self.call("POST", "/identity/token", form, "application/x-www-form-urlencoded")
        self.token = answer["access_token"]

    token = None

    def call(self, method, path, body=None, kind="application/json"):
        headers = {"Content-Type": kind}
        if self.token:
            headers["Authorization"] = "Bearer " + self.token
        self.connection.request(method, path, body, headers)
        reply = self.connection.getresponse()
        text = reply.read()
        if reply.status not in (200, 204):
            sys.exit(f"{method} {path}: {reply.status} {text[:300]}")
        return json.loads(text) if text else None

    def estimate(self, text, rows):
        body = {
            "program_id": "estimator",
            "backend": "aer_simulator",
            "params": {"version": 2, "support_qiskit": True, "pubs": [[text, "ZZZZ", ndarray(rows), 0]]},
        }
        job = self.call("POST", "/api/v1/jobs", json.dumps(body))["id"]
        result = None
        while result is None:
            result = self.call("GET", f"/api/v1/jobs/{job}/results")
        data = result["__value__"]["pub_results"][0]["__value__"]["data"]["__value__"]["fields"]["evs"]
        return np.load(io.BytesIO(zlib.decompress(base64.b64decode(data["__value__"]))))


def main():
    circuit, text = circuits()
    rows = np.random.default_rng(1).uniform(-np.pi, np.pi, (ROWS, 16))
    server = Server(sys.argv[1])
    aer = EstimatorV2()
    observable = SparsePauliOp("ZZZZ")

    def here():
        return server.estimate(text, rows)

    def there():
        return aer.run([(circuit, observable, rows)], precision=0).result()[0].data.evs

    # The server's JVM compiles its hot methods in the first 600 jobs or so.
    for _ in range(WARM_UP):
        mine = here()
    theirs = there()
    assert np.abs(mine - theirs).max() < 1e-9, "the values differ"
    ours, peers = [], []
    for _ in range(TURNS):
        for run, times, count in ((here, ours, 20), (there, peers, 1)):
            start = time.perf_counter()
            for _ in range(count):
                run()
            times.append((time.perf_counter() - start) / count)
    a, b = statistics.median(ours), statistics.median(peers)
    print(f"{ROWS} bindings: ours through HTTP {1e3 * a:.2f} ms, EstimatorV2 in process {1e3 * b:.1f} ms: {b / a:.0f} x")


if __name__ == "__main__":
    main()
