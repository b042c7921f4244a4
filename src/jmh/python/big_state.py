"""Compares large states with qiskit-aer, qulacs and PennyLane lightning, by CPU time of one process each.

In a scratch environment, and never in the build:

    python -m venv /tmp/peers
    /tmp/peers/bin/pip install qiskit-aer==0.18.2 qulacs pennylane pennylane-lightning
    mvn -B -q -DskipTests test-compile
    /tmp/peers/bin/python src/jmh/python/big_state.py             20 and 22 qubits, gradients of 10 to 20
    /tmp/peers/bin/python src/jmh/python/big_state.py 24 26       these too, some minutes; 26 at depth 5

Every program does the same work: the value of Z...Z behind a circuit, or all derivatives of <Z0>. Numbers must
agree to 1e-9, or the script stops. Each is warm (a run before those that count) up to 22 qubits; the best of three
counts, of one from 24 qubits on. Our threads and theirs are set to the same number, and theirs sleep where they
wait (OMP_WAIT_POLICY), so that waiting is not counted. CPU time and not wall time, because it depends less on what
else the machine does; the last column has the ratios.
"""

import math
import os
import pathlib
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[3]


def gates(work, n, depth):
    if work == "brickwork":
        for layer in range(depth):
            for q in range(n):
                yield "ry", 0.1 * q + layer, q
                yield "rz", 0.2 * q - layer, q
            for q in range(layer % 2, n - 1, 2):
                yield "cx", q, q + 1
    else:
        for q in range(n):
            yield "ry", 0.1 * q + 0.3, q
        for t in range(n - 1, -1, -1):
            yield "h", t
            for c in range(t - 1, -1, -1):
                yield "cp", math.pi / 2 ** (t - c), c, t
        for q in range(n // 2):
            yield "swap", q, n - 1 - q


def aer(work, n, depth, threads):
    from qiskit import QuantumCircuit
    from qiskit.quantum_info import Pauli
    from qiskit_aer import AerSimulator

    circuit = QuantumCircuit(n)
    for name, *arguments in gates(work, n, depth):
        getattr(circuit, name)(*arguments)
    circuit.save_expectation_value(Pauli("Z" * n), range(n))
    simulator = AerSimulator(method="statevector", precision="double", max_parallel_threads=threads)
    return lambda: simulator.run(circuit, shots=1).result().data()["expectation_value"]


def qulacs(work, n, depth, threads):
    import qulacs
    from qulacs import gate

    circuit = qulacs.QuantumCircuit(n)
    for name, *a in gates(work, n, depth):
        if name == "cp":
            phase = gate.to_matrix_gate(gate.U1(a[2], a[0]))
            phase.add_control_qubit(a[1], 1)
            circuit.add_gate(phase)
        else:
            # qulacs turns the other way round.
            circuit.add_gate(
                {
                    "ry": lambda: gate.RY(a[1], -a[0]),
                    "rz": lambda: gate.RZ(a[1], -a[0]),
                    "cx": lambda: gate.CNOT(*a),
                    "h": lambda: gate.H(*a),
                    "swap": lambda: gate.SWAP(*a),
                }[name]()
            )
    observable = qulacs.Observable(n)
    observable.add_operator(1, " ".join(f"Z {q}" for q in range(n)))

    def run():
        state = qulacs.QuantumState(n)
        circuit.update_quantum_state(state)
        return observable.get_expectation_value(state)

    return run


def lightning(work, n, depth, threads):
    import pennylane as qml
    from pennylane import numpy as np

    values = [0.1 + (0.7 * k) % 6 for k in range(6 * n * 3)]
    weights = np.array(values, requires_grad=True).reshape(6, n, 3)

    @qml.qnode(qml.device("lightning.qubit", wires=n), diff_method="adjoint")
    def value(weights):
        qml.StronglyEntanglingLayers(weights, wires=range(n))
        return qml.expval(qml.PauliZ(0))

    gradient = qml.grad(value)
    return lambda: float(gradient(weights).reshape(-1)[9 * n])


PEERS = {"aer": aer, "qulacs": qulacs, "lightning": lightning}


def measure(peer, work, n, depth, threads, repeats):
    """Prints CPU seconds, wall seconds and the number, the best of some repeats."""
    run = PEERS[peer](work, n, depth, threads)
    if n <= 22:
        run()
    cpu = wall = math.inf
    found = None
    for _ in range(repeats):
        start_wall, start_cpu, runs = time.perf_counter(), time.process_time(), 0
        while runs == 0 or time.perf_counter() - start_wall < 0.3:
            found = run()
            runs += 1
        cpu = min(cpu, (time.process_time() - start_cpu) / runs)
        wall = min(wall, (time.perf_counter() - start_wall) / runs)
    print(cpu, wall, found)


def child(command, threads):
    environment = dict(os.environ, OMP_NUM_THREADS=str(threads), OMP_WAIT_POLICY="passive")
    done = subprocess.run(command, env=environment, capture_output=True, text=True, cwd=ROOT)
    if done.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))} failed:\n{done.stderr}")
    return [float(word) for word in done.stdout.split()[-3:]]


def java():
    script = ". ./.mvn/find-jdk.sh; find_jdk"
    home = subprocess.run(["bash", "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    path = ["target/test-classes", "target/classes", (ROOT / "target/test-classpath").read_text().strip()]
    return [
        f"{home.stdout.strip()}/bin/java",
        "-Xmx4g",
        "--add-modules=jdk.incubator.vector",
        "-cp",
        ":".join(path),
        "dev.nightshift.sim.BigStateBenchmark",
    ]


def main(extra):
    rows = [("gradient", n, 20, 1) for n in range(10, 21, 2)]
    for n in [20, 22] + extra:
        for work in ("brickwork", "qft"):
            for threads in (1, 2):
                rows.append((work, n, 5 if n >= 26 and work == "brickwork" else 20, threads))
    print("| work | qubits | threads | Nightshift CPU s (wall) | peers CPU s (wall) | ratio of CPU time |")
    print("|---|---|---|---|---|---|")
    for work, n, depth, threads in rows:
        repeats = 1 if n >= 24 else 3
        arguments = [str(word) for word in (work, n, depth, threads, repeats)]
        ours = child(java() + arguments, threads)
        texts, ratios = [], []
        for peer in ["lightning"] if work == "gradient" else ["aer", "qulacs"]:
            theirs = child([sys.executable, __file__, "--peer", peer] + arguments, threads)
            if abs(theirs[2] - ours[2]) > 1e-9:
                sys.exit(f"{work} on {n} qubits: {peer} finds {theirs[2]}, we find {ours[2]}")
            texts.append(f"{peer} {theirs[0]:.3g} ({theirs[1]:.3g})")
            ratios.append(f"{peer} {ours[0] / theirs[0]:.2f}")
        name = f"{work}, depth {depth}" if work == "brickwork" else work
        print(
            f"| {name} | {n} | {threads} | {ours[0]:.3g} ({ours[1]:.3g}) | {', '.join(texts)} |"
            f" {', '.join(ratios)} |",
            flush=True,
        )


if __name__ == "__main__":
    if sys.argv[1:2] == ["--peer"]:
        measure(sys.argv[2], sys.argv[3], *map(int, sys.argv[4:]))
    else:
        main([int(word) for word in sys.argv[1:]])
