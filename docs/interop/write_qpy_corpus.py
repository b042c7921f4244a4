#!/usr/bin/env python3
"""Writes the corpus of QPY files that Nightshift's reader is tested with.

usage: write_qpy_corpus.py FOLDER

Writes into FOLDER, for every group of circuits below, GROUP.vNN.qpy in some of the QPY versions that
the installed Qiskit can write, and GROUP.json with what a reader should find: for each circuit its
parameters in the order of positional values, values for them, the state it makes (or the
probabilities of its classical bits where it measures), its classical registers and its operations.
Groups whose name begins with refused_ hold one circuit each, with the word its refusal must name.

Qiskit 1.4 and 2.0 write other files than later ones for the same circuits (conditions on gates,
substitutions in expressions), so the corpus holds files of several releases:
    for release in 1.4.3 2.0.2 2.6.2; do
      python3 -m venv qiskit-$release && qiskit-$release/bin/pip install qiskit==$release
      qiskit-$release/bin/python docs/interop/write_qpy_corpus.py src/test/resources/corpus/qpy
    done
Files of a release older than 2.6 carry its number in their name. UUIDs in the files are random, so
two runs never write the same bytes.
"""
import io
import json
import math
import sys
import warnings
from pathlib import Path

import numpy as np
import qiskit
from qiskit import ClassicalRegister, QuantumCircuit, QuantumRegister, qpy
from qiskit.circuit import Clbit, Gate, Instruction, Parameter, ParameterVector, Qubit
from qiskit.circuit import library as lib
from qiskit.quantum_info import Statevector

RELEASE = tuple(int(part) for part in qiskit.__version__.split(".")[:2])


def prepared(width, name):
    """A circuit that starts with an entangled state without symmetries."""
    circuit = QuantumCircuit(width, name=name)
    for qubit in range(width):
        circuit.u(0.5 + 0.31 * qubit, 0.2 - 0.7 * qubit, 1.1 + 0.4 * qubit, qubit)
    for qubit in range(width - 1):
        circuit.cx(qubit, qubit + 1)
        circuit.u(0.9 - 0.21 * qubit, 0.6 * qubit, 0.3, qubit + 1)
    return circuit


def angles(count):
    return [0.7 + 0.45 * i for i in range(count)]


def one_gate(gate, name=None, qubits=None):
    circuit = prepared(max(1, gate.num_qubits), name or type(gate).__name__.lstrip("_"))
    circuit.append(gate, qubits or list(range(gate.num_qubits))[::-1])
    return circuit


def gates():
    """Every gate with a class of its own, its operands in descending order."""
    plain = (
        "I X Y Z H S Sdg T Tdg SX SXdg Swap iSwap DCX ECR CX CY CZ CH CS CSdg CSX CCX CCZ CSwap "
        "RCCX RC3X C3X C3SX"
    ).split()
    turned = dict(
        Phase=1, RX=1, RY=1, RZ=1, R=2, U=3, U1=1, U2=2, U3=3, CPhase=1, CU1=1, CRX=1, CRY=1,
        CRZ=1, CU=4, CU3=3, RXX=1, RYY=1, RZZ=1, RZX=1, XXPlusYY=2, XXMinusYY=2, GlobalPhase=1,
    )
    found = [one_gate(getattr(lib, name + "Gate")(), name) for name in plain]
    found += [one_gate(getattr(lib, n + "Gate")(*angles(k)), n) for n, k in turned.items()]
    found.append(one_gate(lib.RXGate(2), "whole_angle"))
    return found


def controls():
    """Open controls, many controls, and controlled gates that Qiskit defines as it goes."""
    found = []
    for name, k in dict(CX=0, CY=0, CZ=0, CH=0, CSX=0, CPhase=1, CRY=1, CU=4, CU3=3).items():
        gate = getattr(lib, name + "Gate")(*angles(k), ctrl_state=0)
        found.append(one_gate(gate, name + "_open"))
    found += [
        one_gate(lib.CCXGate(ctrl_state=1), "ccx_1"),
        one_gate(lib.CCXGate(ctrl_state=2), "ccx_2"),
        one_gate(lib.CSwapGate(ctrl_state=0), "cswap_0"),
        one_gate(lib.MCXGate(3), "mcx_3"),
        one_gate(lib.MCXGate(4, ctrl_state=5), "mcx_4_5"),
        one_gate(lib.MCPhaseGate(0.7, 3), "mcphase"),
        one_gate(lib.C4XGate(), "c4x"),
        one_gate(lib.HGate().control(2), "cch"),
        one_gate(lib.RZGate(0.4).control(2, ctrl_state=1), "ccrz_1"),
        one_gate(lib.SwapGate().control(2, ctrl_state=2), "ccswap_2"),
        one_gate(lib.XXPlusYYGate(0.3, 0.8).control(1), "c_xx_plus_yy"),
    ]
    return found


def parameters():
    """Order of parameters, expressions, the global phase."""
    a, b, z, upper = Parameter("a"), Parameter("b"), Parameter("z"), Parameter("B")
    greek = Parameter("\N{GREEK SMALL LETTER THETA}")
    vector = ParameterVector("th", 12)

    order = prepared(2, "order")
    for i, parameter in enumerate([z, *reversed(vector), a, upper, greek]):
        order.rx(parameter, i % 2)
        order.ry(0.3 * parameter, (i + 1) % 2)

    functions = prepared(2, "functions")
    for i, expression in enumerate(
        [
            a + b, a - b, a * b, a / b, a**2, -a, 1 - a, 1.5 / b, a.sin(), a.cos(), a.tan(),
            a.arcsin(), a.arccos(), a.arctan(), b.exp(), b.log(), abs(a - 1), (a - b).sign(),
            a.conjugate(), 2 * (a + b) * (a - b) / 3 - 0.25 * a, (a + (b - (a * b))) - (a / b) ** 3,
            (a * b).gradient(a), (a**3 * b.sin()).gradient(b),
        ]
    ):
        functions.rx(expression, i % 2)
        functions.rz(expression * 0.5 + i, (i + 1) % 2)

    phase = prepared(1, "phase")
    phase.global_phase = a + vector[3] * 2
    phase.rz(vector[11], 0)

    cancelled = prepared(1, "cancelled")
    cancelled.rx(a - a + b, 0)
    cancelled.ry(z * 0, 0)

    replaced = prepared(1, "replaced")
    replaced.rx((a * b + a).subs({a: vector[2] + z}), 0)
    replaced.rz(((a + b).subs({b: z}) * 2).subs({z: vector[10]}), 0)
    if RELEASE >= (2, 1):  # Qiskit 2.0 fails to write what is bound partly.
        replaced.ry((a + b).bind({b: 0.75}), 0)

    many = prepared(2, "many")
    row = ParameterVector("p", 101)
    for i in range(101):
        many.rz(row[100 - i], i % 2)
        many.sx(i % 2)
    return [order, functions, phase, cancelled, replaced, many]


def registers():
    """Registers in order, out of order, with bits in common, bits in none."""
    rows = QuantumCircuit(QuantumRegister(2, "x"), QuantumRegister(1, "y"), name="rows")
    rows.add_register(ClassicalRegister(1, "k"), ClassicalRegister(2, "m"))
    loose = QuantumCircuit([Qubit(), Qubit()], [Clbit(), Clbit(), Clbit()], name="loose")
    qubits, bits = [Qubit() for _ in range(3)], [Clbit() for _ in range(4)]
    shared = QuantumCircuit(qubits, bits, name="shared")
    shared.add_register(QuantumRegister(name="even", bits=qubits[::2]))
    shared.add_register(QuantumRegister(name="all", bits=qubits[::-1]))
    shared.add_register(ClassicalRegister(name="back", bits=bits[2::-1]))
    shared.add_register(ClassicalRegister(name="ends", bits=[bits[0], bits[2]]))
    mixed = QuantumCircuit(QuantumRegister(1, "q"), [Qubit()], name="mixed")
    mixed.add_bits([Clbit()])
    mixed.add_register(ClassicalRegister(2, "c"))
    foreign = QuantumCircuit(QuantumRegister(4, "big")[1:3], ClassicalRegister(3, "b")[:2], name="foreign")
    for circuit in (rows, loose, shared, mixed, foreign):
        for qubit in range(circuit.num_qubits):
            circuit.ry(0.6 + 0.5 * qubit, qubit)
        circuit.cx(0, 1)
        for qubit in range(min(circuit.num_qubits, circuit.num_clbits)):
            circuit.measure(qubit, circuit.num_clbits - 1 - qubit)
    return [rows, loose, shared, mixed, foreign]


def instructions():
    """Barrier, delay, reset, measurements in the middle, names and metadata."""
    middle = QuantumCircuit(2, 2, name="middle \N{SNOWMAN}", metadata={"run": [1, {"a": None}]})
    middle.h(0)
    middle.barrier()
    middle.measure(0, 0)
    middle.reset(0)
    middle.ry(0.8, 0)
    middle.delay(100, 0)
    middle.delay(2.5, 1, unit="us")
    middle.cx(0, 1)
    middle.barrier(1, label="here")
    middle.measure(1, 1)
    empty = QuantumCircuit(name="empty")
    phase = QuantumCircuit(1, name="phase_only", global_phase=math.pi / 3)
    labelled = QuantumCircuit(1, name="labelled")
    labelled.append(lib.XGate(label="flip"), [0])
    states = []
    for name, state in dict(
        amplitudes=[0.1, 0.3j, -0.5, 0.2 + 0.1j, 0.4, 0, 0.6j, -0.3],
        one_amplitude=[0, 0, 0, -1j, 0, 0, 0, 0],
        first_amplitude=[1j, 0, 0, 0, 0, 0, 0, 0],
        letters="r1-",
        more_letters="l0+",
        number=5,
    ).items():
        initial = prepared(4, name)
        initial.h(1)
        if not isinstance(state, (str, int)):
            state = np.array(state) / np.linalg.norm(state)
        initial.initialize(state, [2, 0, 3])
        initial.cx(0, 1)
        initial.add_register(ClassicalRegister(4, "c"))
        initial.sx(2)
        initial.measure(range(4), range(4))
        states.append(initial)
    return [middle, empty, phase, labelled, *states]


def definitions():
    """Gates and instructions that the circuit defines."""
    a, b = Parameter("a"), Parameter("b")
    inner = QuantumCircuit(2, name="inner", global_phase=0.4)
    inner.rx(a, 0)
    inner.cx(0, 1)
    inner.rz(a * b, 1)
    outer = QuantumCircuit(3, name="outer", global_phase=b)
    outer.append(inner.to_gate(), [2, 0])
    outer.append(inner.to_gate(), [1, 2])
    outer.h(1)
    nested = prepared(3, "nested")
    nested.append(outer.to_gate(), [1, 2, 0])
    nested.append(inner.to_gate(), [0, 1])

    fixed = inner.assign_parameters({a: 0.3, b: 1.2})
    controlled = prepared(4, "controlled")
    controlled.append(fixed.to_gate().control(2, ctrl_state=1), [3, 0, 1, 2])

    read = QuantumCircuit(2, 1, name="read")
    read.rx(a, 0)
    read.measure(0, 0)
    read.reset(0)
    read.cx(1, 0)
    reading = QuantumCircuit(3, 3, name="reading")
    reading.ry(0.9, 1)
    reading.append(read.to_instruction(), [2, 1], [1])
    reading.barrier()
    reading.append(read.to_instruction(), [1, 2], [0])
    reading.measure(2, 2)

    inverse = prepared(2, "inverse")
    inverse.append(inner.to_gate().inverse(), [1, 0])
    modified = prepared(3, "modified")
    modified.append(lib.RZGate(0.7).power(2, annotated=True), [0])
    modified.append(lib.CXGate().inverse(annotated=True), [0, 1])
    modified.append(fixed.to_gate().control(1, annotated=True), [2, 0, 1])
    modified.append(fixed.to_gate().inverse(annotated=True).control(1, ctrl_state=0, annotated=True), [1, 2, 0])
    modified.append(lib.SwapGate().power(0.5, annotated=True), [0, 2])
    return [nested, controlled, reading, inverse, modified]


def matrices():
    """Unitary matrices and strings of Paulis."""
    found = [one_gate(lib.PauliGate("XIZY"), "pauli")]
    random = np.random.default_rng(20261125)
    for qubits in (1, 2, 3, 4):
        size = 2**qubits
        raw = random.normal(size=(size, size)) + 1j * random.normal(size=(size, size))
        unitary, _ = np.linalg.qr(raw)
        found.append(one_gate(lib.UnitaryGate(unitary), f"random_{qubits}"))
    swapped = np.eye(4)[[0, 2, 1, 3]]
    found.append(one_gate(lib.UnitaryGate(swapped), "real"))
    found.append(one_gate(lib.UnitaryGate(np.diag([1, 1j, -1, -1j])), "diagonal"))
    found.append(one_gate(lib.UnitaryGate([[0, 1j], [1, 0]]), "antidiagonal"))
    found.append(one_gate(lib.UnitaryGate(unitary[::-1].copy(order="F")), "columns_first"))
    return found


def transpiled():
    """Circuits with a layout, as they are sent to a device of five qubits in a line."""
    from qiskit.transpiler import CouplingMap

    a = Parameter("a")
    circuit = QuantumCircuit(QuantumRegister(3, "data"), ClassicalRegister(3, "out"), name="line")
    circuit.h(0)
    circuit.cp(a, 0, 2)
    circuit.rx(2 * a, 1)
    circuit.cx(2, 1)
    circuit.measure(range(3), range(3))
    return [
        qiskit.transpile(
            circuit,
            coupling_map=CouplingMap.from_line(5),
            basis_gates=["rz", "sx", "x", "cz"],
            initial_layout=[0, 4, 2],
            optimization_level=level,
            seed_transpiler=7,
        )
        for level in (0, 1)
    ]


def decisions():
    """If, else and switch by bits, registers and expressions, one within another, and in a definition."""
    from qiskit.circuit.classical import expr, types

    def measured(name):
        circuit = QuantumCircuit(
            QuantumRegister(3, "q"), ClassicalRegister(2, "c"), ClassicalRegister(3, "d"), name=name
        )
        for qubit in range(3):
            circuit.u(0.8 + 0.3 * qubit, 0.2, 0.4 * qubit, qubit)
        circuit.cx(0, 1)
        circuit.measure([0, 1], [0, 1])
        circuit.measure([1, 2, 0], [2, 3, 4])
        return circuit

    def finished(circuit):
        circuit.h(2)
        circuit.measure([0, 1, 2], [2, 3, 4])
        return circuit

    plain = measured("plain")
    c, d = plain.cregs
    with plain.if_test((c[1], 0)) as otherwise:
        plain.rx(0.7, 2)
    with otherwise:
        plain.ry(0.4, 2)
        with plain.if_test((d, 5)) as inner:
            plain.x(1)
        with inner:
            plain.reset(0)
    with plain.if_test((c, 2)):
        plain.rx(Parameter("theta"), 1)
        plain.measure(1, c[0])

    found = [finished(plain)]
    conditions = dict(
        less=lambda c, d: expr.less(d, 5),
        both=lambda c, d: expr.logic_and(expr.greater_equal(d, 3), expr.logic_not(c[0])),
        either=lambda c, d: expr.logic_or(c[1], expr.greater(d, 4)),
        bits=lambda c, d: expr.equal(expr.bit_xor(d, 3), 5),
        mask=lambda c, d: expr.not_equal(expr.bit_and(d, 3), 1),
        same=lambda c, d: expr.equal(c[0], c[1]),
        wide=lambda c, d: expr.less_equal(expr.cast(c, types.Uint(3)), d),
        turned=lambda c, d: expr.equal(expr.bit_not(d), 2),
        index=lambda c, d: expr.index(d, 2),
        shift=lambda c, d: expr.equal(expr.shift_right(d, 1), 2),
    )
    for name, condition in conditions.items():
        circuit = measured(name)
        with circuit.if_test(condition(*circuit.cregs)) as otherwise:
            circuit.x(2)
        with otherwise:
            circuit.sx(2)
        found.append(finished(circuit))

    switch = measured("switch")
    c, d = switch.cregs
    with switch.switch(c) as case:
        with case(0, 3):
            switch.x(2)
        with case(1):
            switch.sx(2)
            switch.measure(2, c[0])
        with case(case.DEFAULT):
            switch.h(1)
    with switch.switch(d[1]) as case:
        with case(True):
            switch.x(0)
    with switch.switch(expr.bit_xor(d, 1)) as case:
        with case(3):
            switch.y(0)
        with case(0, 5):
            switch.rx(0.3, 0)
    found.append(finished(switch))

    flow = QuantumCircuit(2, 1, name="flow")
    flow.h(0)
    flow.measure(0, 0)
    with flow.if_test((flow.clbits[0], 1)):
        flow.x(1)
    branch = Instruction("read", 2, 1, [])
    branch.definition = flow
    hidden = QuantumCircuit(3, 2, name="hidden")
    hidden.append(branch, [2, 0], [1])
    hidden.measure(0, 0)
    found.append(hidden)
    return found


def refused():
    """Circuits that are not flat, or not to be known: each with a word of its refusal."""
    flow = QuantumCircuit(2, 1, name="flow")
    flow.h(0)
    flow.measure(0, 0)
    for_loop, while_loop = (flow.copy() for _ in range(2))
    with for_loop.for_loop(range(3)):
        for_loop.x(1)
    with while_loop.while_loop((while_loop.clbits[0], 1)):
        while_loop.h(0)
        while_loop.measure(0, 0)
    yield "for_loop", for_loop, "control flow"
    yield "while_loop", while_loop, "control flow"

    opaque = QuantumCircuit(2, name="opaque")
    opaque.append(Gate("mystery", 2, [0.3]), [0, 1])
    yield "opaque", opaque, "no definition"

    evolution = QuantumCircuit(2, name="evolution")
    from qiskit.quantum_info import SparsePauliOp

    evolution.append(lib.PauliEvolutionGate(SparsePauliOp(["XX", "ZI"]), 0.3), [0, 1])
    yield "evolution", evolution, "Paulis"

    loaded = QuantumCircuit(1, name="loaded")
    loaded.prepare_state([0.6, 0.8], 0)
    yield "prepared_state", loaded, "StatePreparation"

    wide = QuantumCircuit(5, name="wide")
    wide.append(lib.UnitaryGate(np.eye(32)), range(5))
    yield "wide_matrix", wide, "matrix of 5 qubits"

    complexes = QuantumCircuit(1, name="complexes")
    complexes.rx(Parameter("a") * 1j, 0)
    yield "complex", complexes, "complex"

    if RELEASE < (2, 0):
        condition = QuantumCircuit(1, 1, name="condition")
        condition.x(0).c_if(0, 1)
        yield "condition", condition, "condition"
    else:
        from qiskit.circuit.classical import expr, types

        variables = flow.copy()
        variables.add_var("v", expr.lift(True))
        yield "variables", variables, "classical variables"
    if RELEASE >= (2, 1):
        from qiskit.circuit import Annotation
        from qiskit.circuit.annotation import QPYSerializer

        box = QuantumCircuit(1, name="box")
        with box.box():
            box.x(0)
        yield "box", box, "control flow"


GROUPS = dict(
    gates=gates,
    controls=controls,
    parameters=parameters,
    registers=registers,
    instructions=instructions,
    definitions=definitions,
    matrices=matrices,
    transpiled=transpiled,
    job_estimator=lambda: parameters()[:1],
    job_sampler=lambda: registers()[2:3],
    decisions=decisions,
)
COUNTED = {"gates", "parameters", "registers", "transpiled"}


def value(node, bits):
    """What a classical expression is for bits that were read so."""
    from qiskit.circuit.classical import expr, types

    if isinstance(node, expr.Var):
        var = [node.var] if isinstance(node.var, Clbit) else node.var
        return sum(bits[bit] << k for k, bit in enumerate(var))
    if isinstance(node, expr.Value):
        return int(node.value)
    width = getattr(node.type, "width", 1)
    if isinstance(node, expr.Cast):
        inner = value(node.operand, bits)
        return int(inner != 0) if node.type.kind is types.Bool else inner % 2**width
    if isinstance(node, expr.Index):
        return value(node.target, bits) >> value(node.index, bits) & 1
    if isinstance(node, expr.Unary):
        inner = value(node.operand, bits)
        return int(not inner) if node.op.name == "LOGIC_NOT" else 2**width - 1 - inner
    a, b = value(node.left, bits), value(node.right, bits)
    return int(
        dict(
            BIT_AND=a & b, BIT_OR=a | b, BIT_XOR=a ^ b, LOGIC_AND=a and b, LOGIC_OR=a or b,
            EQUAL=a == b, NOT_EQUAL=a != b, LESS=a < b, LESS_EQUAL=a <= b, GREATER=a > b,
            GREATER_EQUAL=a >= b, SHIFT_LEFT=(a << b) % 2**width, SHIFT_RIGHT=a >> b,
        )[node.op.name]
    )


def subject(target, bits):
    if isinstance(target, Clbit):
        return bits[target]
    if isinstance(target, ClassicalRegister):
        return sum(bits[bit] << k for k, bit in enumerate(target))
    return value(target, bits)


def taken(operation, bits):
    """The circuit that an if_else or switch_case runs, or None."""
    if operation.name == "if_else":
        condition = operation.condition
        if isinstance(condition, tuple):
            holds = subject(condition[0], bits) == condition[1]
        else:
            holds = value(condition, bits)
        return operation.blocks[0] if holds else (operation.blocks[1:] or [None])[0]
    found = subject(operation.target, bits)
    for labels, block in operation.cases_specifier():
        if any(not isinstance(label, (int, bool)) or label == found for label in labels):
            return block
    return None


def branches(circuit):
    """The probability of every value of the classical bits, highest bit first."""
    start = [(1.0, Statevector.from_int(0, 2**circuit.num_qubits), [0] * circuit.num_clbits)]
    here = list(range(circuit.num_qubits)), list(range(circuit.num_clbits))
    result = {}
    for p, _, bits in walked(circuit, start, *here):
        key = "".join(str(bit) for bit in reversed(bits))
        result[key] = result.get(key, 0.0) + p
    return result


def walked(circuit, start, at_qubits, at_bits):
    """Every history through a circuit on some qubits and bits of the outermost."""
    found = start
    flat = circuit
    while any(step.operation.name in ("read", "initialize") for step in flat.data):
        flat = flat.decompose(["read", "initialize"])
    for step in flat.data:
        name = step.operation.name
        qubits = [at_qubits[flat.find_bit(qubit).index] for qubit in step.qubits]
        if name in ("if_else", "switch_case"):
            after = []
            for one in found:
                bits = {bit: one[2][at_bits[k]] for k, bit in enumerate(flat.clbits)}
                block = taken(step.operation, bits)
                inner = [at_bits[flat.find_bit(bit).index] for bit in step.clbits]
                after += [one] if block is None else walked(block, [one], qubits, inner)
            found = after
            continue
        if name in ("barrier", "delay"):
            continue
        if name not in ("measure", "reset"):
            found = [(p, s.evolve(step.operation, qubits), bits) for p, s, bits in found]
            continue
        after = []
        for p, state, bits in found:
            amplitudes = state.data.copy()
            ones = (np.arange(amplitudes.size) >> qubits[0]) & 1 == 1
            for value, keep in ((0, ~ones), (1, ones)):
                part = np.where(keep, amplitudes, 0)
                weight = float(np.vdot(part, part).real)
                if weight < 1e-30:
                    continue
                part = Statevector(part / math.sqrt(weight))
                kept = list(bits)
                if name == "measure":
                    kept[at_bits[flat.find_bit(step.clbits[0]).index]] = value
                elif value:
                    part = part.evolve(lib.XGate(), qubits)
                after.append((p * weight, part, kept))
        found = after
    return found


def expected(circuit, counted):
    values = [0.3 + 0.017 * i for i in range(circuit.num_parameters)]
    bound = circuit.assign_parameters(values)
    facts = dict(
        name=circuit.name,
        qubits=circuit.num_qubits,
        bits=circuit.num_clbits,
        parameters=[parameter.name for parameter in circuit.parameters],
        values=values,
        registers={
            register.name: [circuit.find_bit(bit).index for bit in register]
            for register in circuit.cregs
        },
    )
    if counted:
        facts["operations"] = dict(sorted(circuit.count_ops().items()))
    if circuit.num_clbits:
        facts["probabilities"] = branches(bound)
    elif circuit.num_qubits:
        state = Statevector(bound)
        facts["state"] = [[float(a.real), float(a.imag)] for a in state.data]
    return facts


def write(folder, name, versions, circuits, facts):
    stem = name if RELEASE >= (2, 6) else f"{name}.qiskit{RELEASE[0]}{RELEASE[1]}"
    for version in versions:
        with (folder / f"{stem}.v{version}.qpy").open("wb") as file:
            qpy.dump(circuits, file, version=version)
    document = dict(
        made_by=f"docs/interop/write_qpy_corpus.py with Qiskit {qiskit.__version__}",
        versions=versions,
        circuits=facts,
    )
    text = json.dumps(document, separators=(",", ":"))
    text = text.replace(',{"name"', ',\n{"name"').replace('"circuits":[', '"circuits":[\n')
    (folder / f"{stem}.json").write_text(text + "\n", encoding="utf-8")


def main(arguments):
    if len(arguments) != 1 or not Path(arguments[0]).is_dir():
        print(__doc__)
        return 2
    warnings.simplefilter("ignore")
    folder = Path(arguments[0])
    # The oldest and the two newest forms, and all between where they differ in anything.
    current = dict.fromkeys(GROUPS, [17, 18]) | dict(
        gates=[13, 17, 18], registers=[13, 17, 18], transpiled=[13, 17, 18],
        parameters=[13, 15, 16, 17, 18],
    )
    former = dict.fromkeys(
        ("parameters", "definitions", "instructions", "registers"), [14 if RELEASE >= (2, 0) else 13]
    )
    for name, versions in (current if RELEASE >= (2, 6) else former).items():
        circuits = GROUPS[name]()
        write(folder, name, versions, circuits, [expected(c, name in COUNTED) for c in circuits])
    for name, circuit, word in refused():
        if RELEASE >= (2, 6) or name == "condition":
            versions = [17] if RELEASE >= (2, 6) else [13]
            write(folder, "refused_" + name, versions, [circuit], [dict(name=circuit.name, refused=word)])
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
