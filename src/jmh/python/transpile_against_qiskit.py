#!/usr/bin/env python3
"""Two-qubit gates and their depth: nightshift transpile against Qiskit's transpile, on the shipped devices.

    python src/jmh/python/transpile_against_qiskit.py [--seeds N] [--level L] [--devices hex27,hex127,hex156]

Needs qiskit (written with 2.6.2) and numpy beside a built ./nightshift. Both see the same circuits (as OpenQASM 3 on
our side), the same working edges and the same errors; neither uses fractional gates. Our times are those of the
receipt in one process for all circuits, the JVM's first calls included.
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


def circuits():
    return [
        nano_gpt(), ghz(20), bernstein_vazirani(16), qft(5), qft(12), qft(20),
        named(efficient_su2(8, reps=2, entanglement="full"), "efficient-su2 full 8"),
        named(numeric(efficient_su2(12, reps=3, entanglement="circular")), "efficient-su2 circular 12"),
        qaoa_ring(24), qaoa_random(10, 1), qaoa_random(20, 2), adder(4), adder(10), grover(4), grover(5),
        named(quantum_volume(6, 6, seed=3), "quantum volume 6"),
        named(quantum_volume(12, 12, seed=4), "quantum volume 12"),
        named(quantum_volume(20, 10, seed=5), "quantum volume 20x10"),
    ]


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


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--devices", default="hex27,hex127,hex156")
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--level", type=int, default=3)
    parser.add_argument("--nightshift", default=str(HOME / "nightshift"))
    parser.add_argument("--only", default="")
    arguments = parser.parse_args()
    chosen = [c for c in circuits() if arguments.only in c.name]
    count_ratios, depth_ratios, ours_seconds, theirs_seconds = [], [], 0.0, 0.0
    print("| device | circuit | seed | two-qubit gates: ours | Qiskit | depth: ours | Qiskit | seconds: ours | Qiskit |")
    print("|---|---|---|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        files = []
        for k, circuit in enumerate(chosen):
            file = Path(folder) / f"{k:02}.qasm"
            file.write_text(qasm3.dumps(circuit))
            files.append(str(file))
        for device in arguments.devices.split(","):
            target = target_of(device)
            for seed in range(arguments.seeds):
                answer = subprocess.run(
                    [arguments.nightshift, "transpile", *files, "--target", f"nightshift_{device}", "--level",
                     str(arguments.level), "--seed", str(seed), "--json"], capture_output=True, text=True)
                if answer.returncode != 0:
                    sys.exit(answer.stderr)
                for circuit, line in zip(chosen, answer.stdout.splitlines()):
                    receipt = json.loads(line)["receipt"]
                    after = receipt["after"]
                    own = sum(p["nanos"] for p in receipt["passes"]) / 1e9
                    start = time.perf_counter()
                    theirs = transpile(circuit, target=target, optimization_level=3, seed_transpiler=seed)
                    took = time.perf_counter() - start
                    gates, depth = figures(theirs)
                    count_ratios.append(after["two_qubit_gates"] / gates)
                    depth_ratios.append(after["two_qubit_depth"] / depth)
                    ours_seconds += own
                    theirs_seconds += took
                    print(f"| {device} | {circuit.name} | {seed} | {after['two_qubit_gates']} | {gates} | "
                          f"{after['two_qubit_depth']} | {depth} | {own:.3f} | {took:.3f} |", flush=True)
    print(f"\ngeometric mean of ours over Qiskit's, {len(count_ratios)} runs: two-qubit gates {mean(count_ratios):.3f}, "
          f"their depth {mean(depth_ratios):.3f}; time {ours_seconds:.1f} s over {theirs_seconds:.1f} s = "
          f"{ours_seconds / theirs_seconds:.2f}")


if __name__ == "__main__":
    main()
