#!/usr/bin/env python3
"""How much of the state survives: level 3 of both compilers on noisy twins of the shipped devices.

    python src/jmh/python/fidelity_against_qiskit.py [--seeds N] [--devices hex27,hex127,hex156]

Needs qiskit (written with 2.6.2), qiskit-aer (0.18.2) and numpy beside the tests' classes under target/. Each circuit
is compiled by both for the same device from the same snapshot of errors, then simulated as a density matrix by Aer
with a depolarizing error of the snapshot's size behind every gate. Printed is the fidelity <psi|rho|psi> with the
state that the same circuit makes without errors, times the chance that all readings are right. Idle qubits do not
decay. The interval is 95 % of the mean of the paired differences.
"""

import argparse
import math
import re
import tempfile
from pathlib import Path

import numpy as np
from qiskit import QuantumCircuit, qasm3, transpile
from qiskit.circuit.library import ECRGate, efficient_su2, quantum_volume, zz_feature_map
from qiskit_aer import AerSimulator
from qiskit_aer.noise import NoiseModel, depolarizing_error

import transpile_against_qiskit as common

WIDEST = 10
GATE = re.compile(r"(\w+)(?:\((.*)\))? (q\[\d+\](?:, ?q\[\d+\])*);")
READING = re.compile(r".*measure q\[(\d+)\];")


def circuits():
    chosen = [
        common.numeric(common.nano_gpt()), common.ghz(8), common.bernstein_vazirani(7), common.w_state(7), common.qft(5),
        common.qft(7), common.numeric(zz_feature_map(6, reps=1, entanglement="full")),
        common.numeric(efficient_su2(6, reps=2, entanglement="full")),
        common.numeric(efficient_su2(8, reps=2, entanglement="circular")), common.numeric(common.qaoa_ring(8)),
        common.numeric(common.qaoa_random(8, 1)), common.adder(3), common.grover(4), quantum_volume(5, 5, seed=3),
        quantum_volume(7, 4, seed=4), common.heisenberg(8, 1), common.random_gates(7, 60, 1),
    ]
    for circuit in chosen:
        circuit.measure_all()
    return chosen


def parsed(text, width):
    """Our result's gates on qubits and the qubits that are read."""
    gates, read = [], []
    for line in text.splitlines():
        reading = READING.fullmatch(line)
        gate = GATE.fullmatch(line)
        if reading:
            read.append(int(reading[1]))
        elif gate and gate[1] != "barrier":
            angle = eval(gate[2], {"pi": math.pi, "__builtins__": {}}) if gate[2] else None
            gates.append((gate[1], angle, tuple(int(q) for q in re.findall(r"q\[(\d+)\]", gate[3]))))
    assert gates and len(read) == width, text[:300]
    return gates, read


def taken_apart(circuit):
    gates, read = [], []
    for step in circuit.data:
        qubits = tuple(circuit.find_bit(q).index for q in step.qubits)
        if step.operation.name == "measure":
            read.append(qubits[0])
        elif step.operation.name != "barrier":
            gates.append((step.operation.name, step.operation.params[0] if step.operation.params else None, qubits))
    return gates, read


def survival(gates, read, target):
    """None where too many qubits take part."""
    used = sorted({q for _, _, qubits in gates for q in qubits} | set(read))
    if len(used) > WIDEST:
        return None
    place = {q: k for k, q in enumerate(used)}
    circuit = QuantumCircuit(len(used))
    noise = NoiseModel(basis_gates=["rz", "sx", "x", "cz", "ecr"])
    known = set()
    for name, angle, qubits in gates:
        own = [place[q] for q in qubits]
        if name == "rz":
            circuit.rz(angle, own[0])
        elif name == "ecr":
            circuit.append(ECRGate(), own)
        else:
            getattr(circuit, name)(*own)
        error = target[name][qubits].error or 0
        if error > 0 and (name, qubits) not in known:
            known.add((name, qubits))
            size = 2 ** len(qubits)
            noise.add_quantum_error(depolarizing_error(error * size / (size - 1), len(qubits)), name, own)
    ideal, noisy = circuit.copy(), circuit
    ideal.save_statevector()
    noisy.save_density_matrix()
    simulator = AerSimulator(max_parallel_threads=1)
    psi = np.asarray(simulator.run(ideal, method="statevector").result().get_statevector())
    rho = np.asarray(simulator.run(noisy, method="density_matrix", noise_model=noise).result().data()["density_matrix"])
    right = math.prod(1 - (target["measure"][(q,)].error or 0) for q in read)
    return float(np.real(psi.conj() @ rho @ psi)) * right


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--devices", default="hex27,hex127,hex156")
    parser.add_argument("--seeds", type=int, default=3)
    arguments = parser.parse_args()
    ours = common.Ours(common.java_home() + "/bin/java")
    pairs = []
    with tempfile.TemporaryDirectory() as folder:
        for number, circuit in enumerate(circuits()):
            file, result = Path(folder) / f"{number}.qasm", Path(folder) / "result.qasm"
            file.write_text(qasm3.dumps(circuit))
            for device in arguments.devices.split(","):
                target = common.target_of(device)
                for seed in range(arguments.seeds):
                    ours.ask(f"write {file} nightshift_{device} 3 {seed} {result}")
                    own = survival(*parsed(result.read_text(), circuit.num_qubits), target)
                    theirs = survival(
                        *taken_apart(transpile(circuit, target=target, optimization_level=3, seed_transpiler=seed)), target)
                    if own is None or theirs is None:
                        continue
                    pairs.append((own, theirs))
                    print(f"{circuit.name} {device} {seed}: {own:.4f} : {theirs:.4f}", flush=True)
    difference = np.array([own - theirs for own, theirs in pairs])
    width = 1.96 * difference.std(ddof=1) / math.sqrt(len(difference))
    print(f"\n{len(pairs)} pairs: mean fidelity {np.mean([p[0] for p in pairs]):.4f} : "
          f"{np.mean([p[1] for p in pairs]):.4f}; difference {difference.mean():+.4f} ± {width:.4f}")


if __name__ == "__main__":
    main()
