#!/usr/bin/env python3
"""Two-qubit gates, their depth and time: our transpiler against Qiskit's, on the shipped devices, both warm.

    python src/jmh/python/transpile_against_qiskit.py [--quick] [--seeds N] [--level L] [--devices hex27,hex127,hex156]

Needs qiskit (written with 2.6.2) and numpy, and the classes that `./dev t Transpiler` or any build of the tests
leaves under target/. Both see the same circuits (as OpenQASM 3 on our side), the same working edges and the same
errors; neither uses fractional gates. Each circuit is compiled by one and right behind it by the other, in processes
that have compiled all of them before (ours twice, level 3 of both), so that both are warm and see the same machine.
Our time is that of the whole call, Qiskit's likewise; processor time counts all threads of both.
"""

import argparse
import json
import math
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from qiskit import QuantumCircuit, qasm3, transpile
from qiskit.circuit import Measure, Parameter
from qiskit.circuit.library import (
    CZGate, ECRGate, HGate, IGate, QFTGate, RZGate, SXGate, XGate, ZGate, efficient_su2, quantum_volume,
    real_amplitudes, zz_feature_map)
from qiskit.transpiler import InstructionProperties, Target

HOME = Path(__file__).resolve().parents[3]


def ghz(n):
    c = QuantumCircuit(n, name=f"ghz {n}")
    c.h(0)
    for i in range(n - 1):
        c.cx(i, i + 1)
    return c


def qft(n):
    c = QuantumCircuit(n, name=f"qft {n}")
    c.append(QFTGate(n), range(n))
    return c.decompose()


def bernstein_vazirani(n):
    c = QuantumCircuit(n, name=f"bernstein-vazirani {n}")
    c.x(n - 1)
    c.h(range(n))
    for i in range(n - 1):
        if i % 3 != 1:
            c.cx(i, n - 1)
    c.h(range(n - 1))
    return c


def adder(bits):
    """Cuccaro's ripple-carry adder on 2 bits + 2 qubits."""
    n = 2 * bits + 2
    c = QuantumCircuit(n, name=f"adder {n}")
    a = [1 + 2 * i for i in range(bits)]
    b = [2 + 2 * i for i in range(bits)]
    carry = [0] + a[:-1]
    for i in range(bits):
        c.cx(a[i], b[i])
        c.cx(a[i], carry[i])
        c.ccx(carry[i], b[i], a[i])
    c.cx(a[-1], n - 1)
    for i in reversed(range(bits)):
        c.ccx(carry[i], b[i], a[i])
        c.cx(a[i], carry[i])
        c.cx(carry[i], b[i])
    return c


def qaoa(n, edges, name):
    c = QuantumCircuit(n, name=name)
    c.h(range(n))
    for layer in range(2):
        gamma, beta = Parameter(f"gamma{layer}"), Parameter(f"beta{layer}")
        for a, b in edges:
            c.rzz(gamma, a, b)
        c.rx(2 * beta, range(n))
    return c


def qaoa_ring(n):
    return qaoa(n, [(i, (i + 1) % n) for i in range(n)], f"qaoa ring {n}")


def qaoa_random(n, seed):
    rng = np.random.default_rng(seed)
    edges = [(a, b) for a in range(n) for b in range(a) if rng.random() < 3 / (n - 1)]
    return qaoa(n, edges, f"qaoa random {n}")


def grover(n):
    c = QuantumCircuit(n, name=f"grover {n}")
    c.h(range(n))
    for _ in range(2):
        c.append(ZGate().control(n - 1), range(n))
        c.h(range(n))
        c.x(range(n))
        c.append(ZGate().control(n - 1), range(n))
        c.x(range(n))
        c.h(range(n))
    return c


def nano_gpt():
    c = QuantumCircuit(4, name="nano-GPT 4")
    c.compose(zz_feature_map(4, reps=1, entanglement="circular"), inplace=True)
    c.compose(real_amplitudes(4, reps=2, entanglement="circular"), inplace=True)
    return c


def numeric(circuit):
    values = np.random.default_rng(7).uniform(-3, 3, circuit.num_parameters)
    return circuit.assign_parameters(values)


def named(circuit, name):
    circuit.name = name
    return circuit


def w_state(n):
    c = QuantumCircuit(n, name=f"w state {n}")
    c.x(0)
    for i in range(n - 1):
        c.cry(2 * math.acos(math.sqrt(1 / (n - i))), i, i + 1)
        c.cx(i + 1, i)
    return c


def ising(n, steps):
    """Trotter steps of a chain in a tilted field."""
    c = QuantumCircuit(n, name=f"ising {n}")
    for _ in range(steps):
        for first in (0, 1):
            for i in range(first, n - 1, 2):
                c.rzz(0.3, i, i + 1)
        c.rx(0.7, range(n))
        c.rz(0.2, range(n))
    return c


def heisenberg(n, steps):
    """Trotter steps on a ring."""
    c = QuantumCircuit(n, name=f"heisenberg ring {n}")
    for _ in range(steps):
        for i in range(n):
            for rotation in (c.rxx, c.ryy, c.rzz):
                rotation(0.4, i, (i + 1) % n)
    return c


def square(rows, columns):
    """One layer of couplings on a square lattice, which no heavy hexagon holds."""
    edges = [(r * columns + k, r * columns + k + 1) for r in range(rows) for k in range(columns - 1)]
    edges += [(r * columns + k, (r + 1) * columns + k) for r in range(rows - 1) for k in range(columns)]
    return qaoa(rows * columns, edges, f"qaoa square {rows * columns}")


def random_gates(n, count, seed):
    rng = np.random.default_rng(seed)
    c = QuantumCircuit(n, name=f"random {n}")
    for _ in range(count):
        a, b = (int(q) for q in rng.choice(n, 2, replace=False))
        kind = rng.integers(6)
        angle = float(rng.uniform(-3, 3))
        [lambda: c.cx(a, b), lambda: c.cp(angle, a, b), lambda: c.rzz(angle, a, b), lambda: c.ry(angle, a),
         lambda: c.h(a), lambda: c.t(b)][kind]()
    return c


def random_clifford(n, count, seed):
    rng = np.random.default_rng(seed)
    c = QuantumCircuit(n, name=f"clifford {n}")
    for _ in range(count):
        a, b = (int(q) for q in rng.choice(n, 2, replace=False))
        [lambda: c.cx(a, b), lambda: c.cz(a, b), lambda: c.h(a), lambda: c.s(b)][rng.integers(4)]()
    return c


def circuits():
    return [
        nano_gpt(), ghz(20), ghz(60), ghz(100), bernstein_vazirani(16), bernstein_vazirani(50), w_state(12),
        w_state(40), qft(5), qft(8), qft(12), qft(16), qft(20), qft(32),
        named(zz_feature_map(8, reps=1, entanglement="full"), "zz feature map full 8"),
        named(efficient_su2(8, reps=2, entanglement="full"), "efficient-su2 full 8"),
        named(numeric(efficient_su2(14, reps=2, entanglement="full")), "efficient-su2 full 14"),
        named(numeric(efficient_su2(12, reps=3, entanglement="circular")), "efficient-su2 circular 12"),
        named(efficient_su2(50, reps=2, entanglement="circular"), "efficient-su2 circular 50"),
        named(efficient_su2(100, reps=2, entanglement="linear"), "efficient-su2 linear 100"),
        qaoa_ring(24), qaoa_ring(60), qaoa_random(10, 1), qaoa_random(20, 2), qaoa_random(40, 3), square(4, 5),
        square(6, 6), adder(4), adder(10), adder(20), grover(4), grover(5), grover(6),
        named(quantum_volume(6, 6, seed=3), "quantum volume 6"),
        named(quantum_volume(12, 12, seed=4), "quantum volume 12"),
        named(quantum_volume(20, 10, seed=5), "quantum volume 20x10"),
        named(quantum_volume(32, 8, seed=6), "quantum volume 32x8"),
        ising(60, 3), ising(100, 2), heisenberg(16, 2), random_gates(10, 120, 1), random_gates(25, 250, 2),
        random_gates(60, 300, 3), random_clifford(16, 200, 4), random_clifford(48, 300, 5),
    ]


QUICK = ["nano-GPT 4", "qft 12", "efficient-su2 full 8", "qaoa random 20", "adder 10", "grover 4", "quantum volume 12",
         "random 25"]


def target_of(device):
    folder = HOME / "providers" / "nightshift" / f"nightshift_{device}"
    configuration = json.loads((folder / "configuration.json").read_text())
    properties = json.loads((folder / "properties.json").read_text())
    errors = {}
    for gate in properties["gates"]:
        for figure in gate["parameters"]:
            if figure["name"] == "gate_error":
                errors[gate["gate"], tuple(gate["qubits"])] = figure["value"]
    n = configuration["n_qubits"]
    readout = [
        next((f["value"] for f in qubit if f["name"] == "readout_error"), None) for qubit in properties["qubits"]]
    target = Target(num_qubits=n)
    gates = {"rz": RZGate(Parameter("angle")), "sx": SXGate(), "x": XGate(), "id": IGate()}
    for name, gate in gates.items():
        target.add_instruction(gate, {(q,): InstructionProperties(error=errors.get((name, (q,)))) for q in range(n)})
    target.add_instruction(Measure(), {(q,): InstructionProperties(error=readout[q]) for q in range(n)})
    pair = {"ecr": ECRGate(), "cz": CZGate()}[[g for g in configuration["basis_gates"] if g in ("ecr", "cz")][0]]
    target.add_instruction(pair, {
        qubits: InstructionProperties(error=error)
        for (name, qubits), error in errors.items() if name == pair.name and error < 1})
    return target


def figures(circuit):
    wide = [i for i in circuit.data if len(i.qubits) == 2 and i.operation.name != "barrier"]
    return len(wide), circuit.depth(lambda i: len(i.qubits) == 2)


def mean(ratios):
    return math.exp(sum(map(math.log, ratios)) / len(ratios))


class Ours:
    """A JVM that compiles what it is told."""

    def __init__(self, java):
        classes = [HOME / "target" / "test-classes", HOME / "target" / "classes"]
        path = ":".join(map(str, classes)) + ":" + (HOME / "target" / "test-classpath").read_text().strip()
        self.process = subprocess.Popen(
            [java, "-XX:+UseSerialGC", "-cp", path, "dev.nightshift.transpile.CompileLines"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)

    def ask(self, line):
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        if not answer:
            sys.exit("the JVM ended; are the tests' classes built? (./dev t TranspilerTest)")
        return answer.split()

    def compile(self, file, device, level, seed):
        gates, depth, seconds, _ = self.ask(f"{file} nightshift_{device} {level} {seed}")
        return int(gates), int(depth), float(seconds)

    def cpu(self):
        return float(self.ask("cpu")[0])


def java_home():
    script = f". {HOME}/.mvn/find-jdk.sh; find_jdk"
    return subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=True, cwd=HOME).stdout.strip()


def cell(runs, ours, theirs):
    """Means over the seeds."""
    return f"{sum(r[ours] for r in runs) / len(runs):.0f}/{sum(r[theirs] for r in runs) / len(runs):.0f}"


def summary(level, results, our_cpu, their_cpu):
    runs = [run for by_device in results.values() for own in by_device.values() for run in own]
    our_seconds, their_seconds = sum(r[2] for r in runs), sum(r[5] for r in runs)
    return (f"level {level} over Qiskit's level 3, {len(results)} circuits, {len(runs)} runs: two-qubit gates "
            f"{mean([r[0] / r[3] for r in runs]):.3f}, their depth {mean([r[1] / r[4] for r in runs]):.3f} "
            f"(geometric means); time {our_seconds:.2f} s over {their_seconds:.2f} s = "
            f"{our_seconds / their_seconds:.3f}; "
            f"processor {our_cpu:.2f} s over {their_cpu:.2f} s = {our_cpu / their_cpu:.3f}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--devices", default="hex27,hex127,hex156")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--level", type=int, default=3)
    parser.add_argument("--quick", action="store_true", help="eight circuits, one seed")
    parser.add_argument("--only", default="", help="circuits whose names contain this")
    arguments = parser.parse_args()
    chosen = [c for c in circuits() if arguments.only in c.name and (not arguments.quick or c.name in QUICK)]
    seeds = range(1 if arguments.quick else arguments.seeds)
    devices = arguments.devices.split(",")
    targets = {device: target_of(device) for device in devices}
    ours = Ours(java_home() + "/bin/java")
    results = {}
    with tempfile.TemporaryDirectory() as folder:
        files = {}
        for k, circuit in enumerate(chosen):
            file = Path(folder) / f"{k:02}.qasm"
            file.write_text(qasm3.dumps(circuit))
            files[circuit.name] = file
        fitting = [(c, d) for c in chosen for d in devices if c.num_qubits <= targets[d].num_qubits]
        for warming in (1001, 1002):
            for circuit, device in fitting:
                ours.compile(files[circuit.name], device, arguments.level, warming)
        for circuit, device in fitting:
            transpile(circuit, target=targets[device], optimization_level=3, seed_transpiler=1001)
        our_start, their_start = ours.cpu(), time.process_time()
        for seed in seeds:
            for circuit, device in fitting:
                own = ours.compile(files[circuit.name], device, arguments.level, seed)
                start = time.perf_counter()
                theirs = transpile(circuit, target=targets[device], optimization_level=3, seed_transpiler=seed)
                took = time.perf_counter() - start
                results.setdefault(circuit.name, {}).setdefault(device, []).append((*own, *figures(theirs), took))
            our_cpu, their_cpu = ours.cpu() - our_start, time.process_time() - their_start
            print(f"seed {seed}: {summary(arguments.level, results, our_cpu, their_cpu)}", file=sys.stderr, flush=True)
    print("| circuit and qubits | " + " | ".join(devices) + " |")
    print("|---" * (len(devices) + 1) + "|")
    for name, by_device in results.items():
        cells = [
            f"{cell(by_device[d], 0, 1)} : {cell(by_device[d], 3, 4)}" if d in by_device else "" for d in devices]
        print(f"| {name} | " + " | ".join(cells) + " |")
    print("\n" + summary(arguments.level, results, our_cpu, their_cpu))


if __name__ == "__main__":
    main()
