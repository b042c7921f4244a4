#!/usr/bin/env python3
"""Writes the executor's params and tensors that the tests read, by IBM's own schemas.

usage: write_executor_corpus.py FOLDER

FOLDER is src/test/resources/corpus/executor. Each params.vX.Y.json holds the params of one quantum
program in one version of the schema, as the client of qiskit-ibm-runtime encodes it, and beside it
what they mean; tensors.json holds arrays of booleans in both encodings.

Needs a Python of your own:
    python3 -m venv client && client/bin/pip install qiskit==2.6.2 qiskit-ibm-runtime==0.51.0
"""
import json
import sys
from importlib.metadata import version
from pathlib import Path

import numpy as np
from ibm_quantum_schemas.common import CompressedTensorModel, TensorModel
from qiskit import ClassicalRegister, QuantumCircuit, QuantumRegister
from qiskit.circuit import Parameter, ParameterVector
from qiskit_ibm_runtime.options_models.executor import ExecutorOptions
from qiskit_ibm_runtime.quantum_program import QuantumProgram
from qiskit_ibm_runtime.quantum_program.params_converters import QUANTUM_PROGRAM_PARAMS_CONVERTERS

TOOLS = ", ".join(
    f"{name} {version(name)}" for name in ("qiskit", "qiskit-ibm-runtime", "ibm-quantum-schemas")
)


def program():
    """Two items: bits by register without chance, and twelve elements of a vector and others."""
    fixed = QuantumCircuit(
        QuantumRegister(3, "q"), ClassicalRegister(2, "left"), ClassicalRegister(11, "right")
    )
    fixed.x([0, 2])
    fixed.measure(0, 1)  # left = 10
    fixed.measure(2, 2)  # right = 10000000001
    fixed.measure(2, 12)
    theta, first, last = ParameterVector("th", 12), Parameter("a"), Parameter("B")
    swept = QuantumCircuit(3)
    for i, parameter in enumerate(reversed(theta)):
        swept.ry(parameter, i % 3)
    swept.rz(2 * first - last / 3, 1)
    swept.measure_all()
    values = np.random.default_rng(5).uniform(-3, 3, (2, 3, swept.num_parameters))
    made = QuantumProgram(shots=100, passthrough_data={"mixed": [1, 2.5, "two", None, True]})
    made.append_circuit_item(fixed)
    made.append_circuit_item(swept, circuit_arguments=values)
    return made, [parameter.name for parameter in swept.parameters], values


def main(arguments):
    if len(arguments) != 1:
        print(__doc__)
        return 2
    folder = Path(arguments[0])
    folder.mkdir(parents=True, exist_ok=True)
    made, names, values = program()
    for name, converter in QUANTUM_PROGRAM_PARAMS_CONVERTERS.items():
        params = converter.encoder(made, ExecutorOptions()).model_dump(mode="json")
        facts = {
            "written_by": f"docs/interop/write_executor_corpus.py with {TOOLS}",
            "parameters": names,
            "shape": values.shape[:-1],
            "values": values.ravel().tolist(),
            "params": params,
        }
        (folder / f"params.{name}.json").write_text(json.dumps(facts, indent=1) + "\n")
    tensors = []
    for shape in ((1, 1), (3, 11), (2, 3, 5, 9), (0, 4, 3), (1, 7, 64), (40, 13)):
        bits = np.random.default_rng(len(tensors)).integers(0, 2, shape).astype(bool)
        tensors.append(
            {
                "bits": "".join("01"[bit] for bit in bits.ravel().astype(int)),
                "plain": TensorModel.from_numpy(bits).model_dump(),
                "packed": CompressedTensorModel.from_numpy(bits).model_dump(),
            }
        )
    written = {
        "written_by": f"docs/interop/write_executor_corpus.py with {TOOLS}, numpy {np.__version__}",
        "tensors": tensors,
    }
    (folder / "tensors.json").write_text(json.dumps(written, indent=1) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
