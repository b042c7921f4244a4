"""qiskit-aer as a child process of Nightshift's server.

Requests come on standard input and answers go to standard output, one at a time, each a frame: a length of four
bytes, big-endian, and as much JSON. The first frame is ours and says what is installed, or what is missing. What
anybody prints goes to standard error. The process ends when standard input does, also in the middle of a request.

A request is one run of qiskit-aer:

    method     a method of AerSimulator
    shots      shots a row, or 0 for expectation values
    seed       of the samples
    options    further options of AerSimulator
    noise      {"errors": [...]} as NoiseModel.to_dict writes it, or null
    observables  for each a list of [label, coefficient]
    circuits   {"qubits": n, "bits": n, "columns": [[one value a row] ...], "steps": [...]}

A step is [name, qubits, numbers, label]. A number in brackets is the column that it is taken from. Beside the gates
there are measure ([qubit, bit] in place of qubits), reset, unitary (re and im of a row-major matrix) and dephase, and
decisions, which have three elements more: a condition of ["bit", k, value], ["not", a], ["and", a, b] and ["or", a, b],
the steps that happen where it holds, and those that happen else.
"""

import json
import os
import select
import signal
import sys

LONGEST = 1 << 30
OLDEST_PYTHON = (3, 10)


def die_with_parent(pipe):
    """Leaves a copy of this process behind that kills it when the pipe's other end closes.

    A thread could not: qiskit-aer keeps the interpreter's lock while it simulates.
    """
    worker = os.getpid()
    if not hasattr(os, "fork") or os.fork() != 0:
        return
    for descriptor in range(3, 16):
        if descriptor != pipe:
            try:
                os.close(descriptor)
            except OSError:
                pass
    os.dup2(0, 1)
    os.dup2(0, 2)
    poll = select.poll()
    poll.register(pipe, 0)  # a hang-up is reported whatever is asked for
    while os.getppid() == worker:
        if poll.poll(1000) and os.getppid() == worker:
            os.kill(worker, signal.SIGKILL)
    os._exit(0)


def read(stream):
    """The next frame, or None at the end."""
    head = stream.read(4)
    if len(head) < 4:
        return None
    length = int.from_bytes(head, "big")
    if length > LONGEST:
        raise ValueError(f"a request of {length} bytes is longer than {LONGEST}")
    body = stream.read(length)
    return json.loads(body) if len(body) == length else None


def write(stream, answer):
    body = json.dumps(answer).encode()
    stream.write(len(body).to_bytes(4, "big") + body)
    stream.flush()


class Aer:
    """One simulator for all requests, and the modules, imported once it is known that they are there."""

    def __init__(self, device):
        import numpy
        import qiskit
        import qiskit_aer
        from qiskit.circuit import Gate, Parameter
        from qiskit.circuit.classical import expr
        from qiskit.circuit.library import PauliGate, UnitaryGate
        from qiskit.quantum_info import Kraus, SparsePauliOp
        from qiskit_aer import noise
        from qiskit_aer.backends.backend_utils import BASIS_GATES

        self.np, self.qiskit, self.noise = numpy, qiskit, noise
        self.Gate, self.Parameter, self.PauliGate, self.UnitaryGate = Gate, Parameter, PauliGate, UnitaryGate
        self.Kraus, self.SparsePauliOp, self.expr = Kraus, SparsePauliOp, expr
        self.simulator = qiskit_aer.AerSimulator()
        devices = self.simulator.available_devices()
        if device not in devices:
            raise ImportError(f"no qiskit-aer for the device {device}; there is one for {', '.join(devices)}")
        self.simulator.set_options(device=device)
        self.about = {
            "aer": qiskit_aer.__version__,
            "qiskit": qiskit.__version__,
            "python": ".".join(map(str, sys.version_info[:3])),
            "gates": {method: sorted(names) for method, names in BASIS_GATES.items() if method and names},
        }

    def run(self, job):
        observables = [
            self.SparsePauliOp([label for label, _ in terms], [weight for _, weight in terms])
            for terms in job["observables"]
        ]
        built = [self.circuit(one, observables) for one in job["circuits"]]
        binds = [{p: column for p, column in zip(names, one["columns"])} for (_, names), one in zip(built, job["circuits"])]
        options = dict(job["options"], method=job["method"], seed_simulator=job["seed"])
        if any(binds):
            options["parameter_binds"] = binds
        if job["noise"]:
            options["noise_model"] = self.noise_model(job["noise"])
        result = self.simulator.run([c for c, _ in built], shots=job["shots"] or 1, **options).result()
        if not result.success:
            reasons = [one.status for one in result.results if not one.success]
            return {"refused": reasons[0] if reasons else result.status}
        if job["shots"]:
            return {"counts": [row.data.counts for row in result.results]}
        labels = [f"value{k}" for k in range(len(observables))]
        rows = [row.data.to_dict() for row in result.results]
        return {"values": [float(row[label]) for row in rows for label in labels]}

    def circuit(self, one, observables):
        """A circuit, and the parameters that stand for its columns."""
        width = one["qubits"]
        circuit = self.qiskit.QuantumCircuit(width, one["bits"])
        names = [self.Parameter(f"column{k}") for k in range(len(one["columns"]))]
        self.extend(circuit, names, one["steps"], self.measured(one["steps"]))
        for k, observable in enumerate(observables):
            circuit.save_expectation_value(observable, range(width), label=f"value{k}")
        return circuit, names

    def measured(self, steps):
        """The bits that anything is measured into: Aer has no others."""
        found = set()
        for name, operands, _, _, *decision in steps:
            if name == "measure":
                found.add(operands[1])
            for branch in decision[1:]:
                found |= self.measured(branch)
        return found

    def extend(self, circuit, names, steps, measured):
        for name, qubits, numbers, label, *decision in steps:
            if decision:
                condition, *branches = decision
                bodies = []
                for branch in branches:
                    body = self.qiskit.QuantumCircuit(circuit.qubits, circuit.clbits)
                    self.extend(body, names, branch, measured)
                    bodies.append(body)
                holds = self.condition(circuit, condition, measured)
                circuit.if_else(holds, *bodies, circuit.qubits, circuit.clbits)
            elif name == "measure":
                circuit.measure(*qubits)
            elif name == "reset":
                circuit.reset(qubits)
            elif name == "dephase":
                circuit.append(self.Kraus([self.np.diag([1, 0]), self.np.diag([0, 1])]), qubits)
            elif name == "unitary":
                size = 1 << len(qubits)
                matrix = self.np.array(numbers).view(complex).reshape(size, size)
                circuit.append(self.UnitaryGate(matrix, label=label), qubits)
            else:
                angles = [names[x[0]] if isinstance(x, list) else x for x in numbers]
                circuit.append(self.Gate(name, len(qubits), angles, label=label), qubits)

    def condition(self, circuit, condition, measured):
        kind, *parts = condition
        if kind == "bit":
            bit = self.expr.lift(circuit.clbits[parts[0]] if parts[0] in measured else False)
            return bit if parts[1] else self.expr.logic_not(bit)
        joined = [self.condition(circuit, part, measured) for part in parts]
        if kind == "not":
            return self.expr.logic_not(joined[0])
        return (self.expr.logic_and if kind == "and" else self.expr.logic_or)(*joined)

    def noise_model(self, model):
        """A model of errors that are each given for qubits of their own."""
        result = self.noise.NoiseModel()
        for error in model["errors"]:
            for qubits in error["gate_qubits"]:
                if error["type"] == "roerror":
                    result.add_readout_error(self.noise.ReadoutError(error["probabilities"]), qubits)
                    continue
                terms = [
                    (self.term(len(qubits), steps), probability)
                    for steps, probability in zip(error["instructions"], error["probabilities"])
                ]
                result.add_quantum_error(self.noise.QuantumError(terms), error["operations"], qubits)
        return result

    def term(self, width, steps):
        circuit = self.qiskit.QuantumCircuit(width)
        for step in steps:
            name, qubits, numbers = step["name"], step["qubits"], step.get("params", [])
            if name == "reset":
                circuit.reset(qubits)
            elif name == "pauli":
                circuit.append(self.PauliGate(numbers[0]), qubits)
            elif name == "kraus":
                circuit.append(self.Kraus([self.matrix(one) for one in numbers]), qubits)
            elif name == "unitary":
                circuit.append(self.UnitaryGate(self.matrix(numbers[0])), qubits)
            elif name != "id":
                raise ValueError(f"an error holds {name}")
        return circuit

    def matrix(self, rows):
        return self.np.array(rows, dtype=float)[..., 0] + 1j * self.np.array(rows, dtype=float)[..., 1]


def main():
    requests, answers = os.dup(0), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(2, 1)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the server, which then closes our input
    die_with_parent(requests)
    try:
        if sys.version_info < OLDEST_PYTHON:
            raise ImportError("this is Python %d.%d, and 3.10 or later is needed" % sys.version_info[:2])
        aer = Aer(os.environ.get("NIGHTSHIFT_AER_DEVICE", "CPU"))
    except ImportError as error:
        write(answers, {"missing": str(error)})
        return
    write(answers, aer.about)
    stream = os.fdopen(requests, "rb")
    while True:
        job = read(stream)
        if job is None:
            return
        try:
            answer = aer.run(job)
        except Exception as error:  # one bad job must not end the process
            answer = {"refused": f"{type(error).__name__}: {error}"}
        write(answers, answer)


if __name__ == "__main__":
    main()
