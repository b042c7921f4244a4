#!/usr/bin/env python3
"""Compares the states of OpenQASM 3 programs with what Qiskit makes of the same files.

usage: check_with_qiskit.py FOLDER [EXPECTED.txt]

FOLDER holds NAME.qasm and beside it NAME.json with num_qubits, parameters, values, state_re and
state_im (measurements left out, qubit 0 least significant), as the corpus of Nightshift does.
States are compared up to a global phase, to 1e-10. EXPECTED.txt names files that Qiskit cannot
read or reads otherwise, one a line: NAME reason.

Needs a Python of your own with Qiskit and its importer:
    python3 -m venv qiskit && qiskit/bin/pip install qiskit qiskit-qasm3-import
    qiskit/bin/python docs/interop/check_with_qiskit.py src/test/resources/corpus/qasm/accept \\
        docs/interop/qiskit_differs.txt
Exit status 0 when all agree, 1 on a difference, 2 on a wrong call.
"""
import json
import sys
import warnings
from pathlib import Path

TOLERANCE = 1e-10


def load(path):
    """The circuit of a file as Qiskit reads it."""
    from qiskit import qasm3

    return qasm3.loads(path.read_text(encoding="utf-8"))


def widened(circuit, width):
    """The circuit on `width` qubits; physical qubits go to the place of their number."""
    from qiskit import QuantumCircuit

    layout = circuit.layout.initial_layout if circuit.layout is not None else None
    places = range(circuit.num_qubits) if layout is None else [layout[q] for q in circuit.qubits]
    result = QuantumCircuit(width, global_phase=circuit.global_phase)
    for instruction in circuit.data:
        if instruction.operation.name in ("measure", "barrier", "delay"):
            continue
        qubits = [places[circuit.find_bit(q).index] for q in instruction.qubits]
        result.append(instruction.operation, qubits)
    return result


def difference(circuit, expected):
    """The largest deviation of an amplitude after the global phase is taken out."""
    import numpy as np
    from qiskit.quantum_info import Statevector

    values = dict(zip(expected["parameters"], expected["values"]))
    bound = circuit.assign_parameters({p: values[p.name] for p in circuit.parameters})
    found = Statevector(widened(bound, expected["num_qubits"])).data
    wanted = np.array(expected["state_re"]) + 1j * np.array(expected["state_im"])
    overlap = np.vdot(found, wanted)
    return float(np.abs(found * (overlap / max(abs(overlap), 1e-300)) - wanted).max())


def main(arguments):
    if len(arguments) not in (1, 2) or not Path(arguments[0]).is_dir():
        print(__doc__)
        return 2
    warnings.simplefilter("ignore")
    reasons = {}
    if len(arguments) == 2:
        for line in Path(arguments[1]).read_text(encoding="utf-8").splitlines():
            if line and not line.startswith("#"):
                name, reason = line.split(maxsplit=1)
                reasons[name] = reason
    counts = {"equal": 0, "expected": 0, "not compared": 0, "WRONG": 0}
    for path in sorted(Path(arguments[0]).glob("*.qasm")):
        data = path.with_suffix(".json")
        expected = json.loads(data.read_text(encoding="utf-8")) if data.exists() else {}
        try:
            circuit = load(path)
            if "state_re" not in expected:
                verdict, text = "not compared", "no state in the JSON file"
            else:
                far = difference(circuit, expected)
                verdict = "equal" if far <= TOLERANCE else "WRONG"
                text = f"largest deviation {far:.1e}"
        except Exception as error:  # Qiskit's importer raises many kinds
            verdict, text = "WRONG", f"{type(error).__name__}: {error}".replace("\n", " ")[:120]
        if verdict == "WRONG" and path.stem in reasons:
            verdict, text = "expected", reasons[path.stem]
        counts[verdict] += 1
        print(f"{verdict:13s} {path.stem:40s} {text}")
    print(", ".join(f"{n} {verdict}" for verdict, n in counts.items() if n) or "no files")
    return 1 if counts["WRONG"] or not sum(counts.values()) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
