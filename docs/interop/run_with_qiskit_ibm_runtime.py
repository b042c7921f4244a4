#!/usr/bin/env python3
"""Runs IBM's own Python client, unmodified, against Nightshift's server and checks what comes back.

usage: run_with_qiskit_ibm_runtime.py [URL | --engine NAME]

URL is that of a running server, such as http://127.0.0.1:8190, started with
--device nightshift_line5,nightshift_hex127; without it the launcher of this project serves so on a
free port for as long as the script runs, with the engine that --engine names. The client is told
where to go by environment variables alone, so programs written for IBM Quantum run as they are:

    QISKIT_IBM_URL       the API; "experimental" in it keeps the client from adding a region
    IAM_URL              where the token comes from
    QISKIT_IBM_TOKEN     any text, unless the server was started with --token
    QISKIT_IBM_INSTANCE  any well-formed CRN
    GLOBAL_SEARCH_URL, GLOBAL_CATALOG_URL   where instances are looked up, or in their place
    QISKIT_FUNCTIONS_EXPERIMENTAL=1         no look-up

Needs a Python of your own:
    python3 -m venv client && client/bin/pip install qiskit==2.6.2 qiskit-ibm-runtime==0.51.0
    client/bin/python docs/interop/run_with_qiskit_ibm_runtime.py
Prints a line for each check. Exit status 0 when all pass, 1 on a failure, 2 on a wrong call.
"""
import os
import subprocess
import sys
import tempfile
import time
import traceback
import uuid
import warnings
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CRN = "crn:v1:bluemix:public:quantum-computing:us-east:a/local:00000000-0000-0000-0000-000000000000::"
TWINS = ["nightshift_line5", "nightshift_hex127"]
CHECKS = []


def check(function):
    """Registers a check; its docstring is the line that is printed."""
    CHECKS.append(function)
    return function


def equal(found, expected, what=""):
    assert found == expected, f"{what}: found {found!r}, expected {expected!r}"


def near(found, expected, tolerance, what=""):
    import numpy as np

    far = np.abs(np.asarray(found) - np.asarray(expected)).max()
    assert far <= tolerance, f"{what}: off by {far}, {tolerance} allowed"


def raises(kind, action, word):
    try:
        action()
    except kind as error:
        assert word in str(error), f"the error does not say {word!r}: {error}"
        return
    raise AssertionError(f"no {kind.__name__} was raised")


class Stage:
    """The service and its ideal device, and circuits that several checks use."""

    def __init__(self):
        from qiskit_ibm_runtime import QiskitRuntimeService

        self.service = QiskitRuntimeService()
        self.backend = self.service.backend("aer_simulator")

    def bell(self):
        from qiskit import QuantumCircuit

        circuit = QuantumCircuit(2, name="bell")
        circuit.h(0)
        circuit.cx(0, 1)
        circuit.measure_all()
        return circuit

    def ansatz(self):
        """Twelve elements of a vector and others: name order and number order differ."""
        from qiskit import QuantumCircuit
        from qiskit.circuit import Parameter, ParameterVector

        theta, a, last = ParameterVector("th", 12), Parameter("a"), Parameter("B")
        circuit = QuantumCircuit(3, name="ansatz")
        for i, parameter in enumerate(reversed(theta)):
            circuit.ry(parameter, i % 3)
            circuit.cx(i % 3, (i + 1) % 3)
        circuit.rz(2 * a - last / 3, 1)
        circuit.rx((a * last).sin(), 2)
        circuit.global_phase = a
        return circuit

    def long(self):
        """Half a minute of simulation or more."""
        from qiskit import QuantumCircuit

        circuit = QuantumCircuit(25, name="long")
        for layer in range(400):
            for qubit in range(25):
                circuit.rx(0.1 + layer, qubit)
            for qubit in range(layer % 2, 24, 2):
                circuit.cx(qubit, qubit + 1)
        circuit.measure_all()
        return circuit


@check
def device(stage):
    """the service lists the device with its target, configuration and status"""
    assert "aer_simulator" in [backend.name for backend in stage.service.backends()]
    equal(stage.service.least_busy(min_num_qubits=2).name, "aer_simulator")
    backend = stage.backend
    assert backend.simulator and backend.num_qubits >= 20
    assert {"cx", "rz", "measure", "reset", "delay"} <= set(backend.target.operation_names)
    assert backend.status().operational and backend.properties() is None
    equal(backend.configuration().backend_name, "aer_simulator")


@check
def instances(stage):
    """instances are found by search and catalogue, and by the name that the search gives"""
    from qiskit_ibm_runtime import QiskitRuntimeService

    saved = os.environ.pop("QISKIT_FUNCTIONS_EXPERIMENTAL", None)
    try:
        service = QiskitRuntimeService()
        found = service.instances()
        equal([instance["crn"] for instance in found], [CRN])
        equal(service.active_instance(), CRN)
        named = QiskitRuntimeService(instance=found[0]["name"])
        equal(named.backend("aer_simulator").name, "aer_simulator")
    finally:
        if saved is not None:
            os.environ["QISKIT_FUNCTIONS_EXPERIMENTAL"] = saved
    assert stage.service.usage()["usage_consumed_seconds"] >= 0


@check
def sampler(stage):
    """SamplerV2 gives bits by register, in shapes of the parameter values, the same for a seed"""
    import numpy as np
    from qiskit import ClassicalRegister, QuantumCircuit
    from qiskit.circuit import Parameter
    from qiskit_ibm_runtime import SamplerV2

    a = Parameter("a")
    sweep = QuantumCircuit(2, name="sweep")
    sweep.add_register(ClassicalRegister(1, "left"), ClassicalRegister(10, "right"))
    sweep.ry(a, 0)
    sweep.x(1)
    sweep.measure(0, 0)
    sweep.measure(1, 10)
    primitive = SamplerV2(mode=stage.backend)
    primitive.options.simulator.seed_simulator = 7
    angles = np.array([[[0.0], [np.pi]], [[np.pi / 2], [1.0]]])
    pubs = [stage.bell(), (sweep, angles), (stage.bell(), None, 100)]
    job = primitive.run(pubs, shots=2000)
    result = job.result()
    assert set(result[0].data.meas.get_counts()) == {"00", "11"}
    equal(result[0].data.meas.num_shots, 2000)
    equal(result[2].data.meas.num_shots, 100)
    left, right = result[1].data.left, result[1].data.right
    equal((left.shape, left.num_bits, right.num_bits), ((2, 2), 1, 10))
    equal(left.get_counts((0, 0)), {"0": 2000})
    equal(left.get_counts((0, 1)), {"1": 2000})
    equal(right.get_counts(), {"1000000000": 8000})
    near(left.expectation_values(["Z"])[1][1], np.cos(1.0), 5 * np.sin(1.0) / np.sqrt(2000))
    again = primitive.run(pubs, shots=2000).result()
    assert (again[1].data.left.array == left.array).all(), "a seed should give the same bits"


@check
def estimator(stage):
    """EstimatorV2 binds vectors by number and broadcasts, as exactly as it is asked"""
    import numpy as np
    from qiskit.primitives import StatevectorEstimator
    from qiskit.quantum_info import SparsePauliOp
    from qiskit_ibm_runtime import EstimatorV2

    circuit = stage.ansatz()
    values = np.random.default_rng(3).uniform(-3, 3, (5, 1, circuit.num_parameters))
    observables = [SparsePauliOp(["ZZI", "IXY"], [1, 0.5]), SparsePauliOp("YIZ"), "III"]
    pub = (circuit, observables, values)
    expected = StatevectorEstimator().run([pub]).result()[0].data.evs
    primitive = EstimatorV2(mode=stage.backend)
    primitive.options.resilience_level = 0
    # The ideal device is exact where no precision is asked for; the client knows no precision 0.
    exact = primitive.run([pub]).result()[0]
    equal(exact.data.evs.shape, (5, 3))
    near(exact.data.evs, expected, 1e-12, "exact values")
    near(exact.data.stds, 0, 0, "their errors")
    primitive.options.default_precision = 0.02
    sampled = primitive.run([pub]).result()[0]
    assert sampled.metadata["shots"] == 2500 and 0 < sampled.data.stds[0, 0] < 0.05
    near(sampled.data.evs, expected, 5 * 1.5 * 0.02, "sampled values")


@check
def transpiled(stage):
    """circuits go through the client's own transpiler for the device and keep their results"""
    import numpy as np
    from qiskit.primitives import StatevectorEstimator
    from qiskit.quantum_info import SparsePauliOp
    from qiskit.transpiler import generate_preset_pass_manager
    from qiskit_ibm_runtime import EstimatorV2

    circuit = stage.ansatz()
    values = np.linspace(-1, 1, circuit.num_parameters)
    observable = SparsePauliOp("XYZ")
    expected = StatevectorEstimator().run([(circuit, observable, values)]).result()[0].data.evs
    primitive = EstimatorV2(mode=stage.backend)
    primitive.options.resilience_level = 0
    for level in (0, 1, 3):
        manager = generate_preset_pass_manager(optimization_level=level, backend=stage.backend)
        isa = manager.run(circuit)
        laid_out = observable.apply_layout(isa.layout)
        found = primitive.run([(isa, laid_out, values)]).result()[0].data.evs
        near(found, expected, 1e-10, f"optimization level {level}")


@check
def gates(stage):
    """gates of Qiskit's library, open controls, matrices and definitions run as they are"""
    import numpy as np
    from qiskit import QuantumCircuit
    from qiskit.circuit import library as lib
    from qiskit.primitives import StatevectorEstimator
    from qiskit.quantum_info import random_unitary
    from qiskit_ibm_runtime import EstimatorV2

    inner = QuantumCircuit(2, name="inner", global_phase=0.3)
    inner.h(0)
    inner.cp(0.7, 0, 1)
    circuit = QuantumCircuit(4)
    for qubit in range(4):
        circuit.u(0.4 + qubit, 0.3, 0.2 * qubit, qubit)
    circuit.append(lib.MCXGate(3, ctrl_state=5), [0, 1, 2, 3])
    circuit.append(lib.XXPlusYYGate(0.4, 0.9), [1, 3])
    circuit.append(lib.UnitaryGate(random_unitary(4, seed=1)), [2, 0])
    circuit.append(inner.to_gate().control(1, ctrl_state=0), [3, 1, 0])
    circuit.append(lib.RC3XGate(), [3, 2, 1, 0])
    circuit.append(lib.QFTGate(3).definition.to_gate(), [0, 2, 3])
    pub = (circuit, ["ZXYZ", "XIIY", "IZZI"])
    expected = StatevectorEstimator().run([pub]).result()[0].data.evs
    primitive = EstimatorV2(mode=stage.backend)
    primitive.options.resilience_level = 0
    near(primitive.run([pub]).result()[0].data.evs, expected, 1e-12)


@check
def job_facts(stage):
    """a job tells its status, times, usage, tags and inputs, and is found again by its id"""
    from qiskit_ibm_runtime import SamplerV2

    primitive = SamplerV2(mode=stage.backend)
    primitive.options.environment.job_tags = ["interop", "bell"]
    job = primitive.run([stage.bell()], shots=50)
    job.wait_for_final_state(60)
    equal(job.status(), "DONE")
    assert job.done() and job.in_final_state() and not job.running() and job.error_message() is None
    assert job.usage() >= 0 and job.usage_estimation is not None
    times = job.metrics()["timestamps"]
    assert times["created"] <= times["running"] <= times["finished"]
    assert job.creation_date is not None and "completed" in job.logs()
    equal(job.backend().name, "aer_simulator")
    equal(sorted(job.tags), ["bell", "interop"])
    equal(sorted(job.update_tags(["interop", "other"])), ["interop", "other"])

    found = stage.service.job(job.job_id())
    equal(found.status(), "DONE")
    equal(found.primitive_id, "sampler")
    equal(sorted(found.tags), ["interop", "other"])
    equal(found.result()[0].data.meas.get_counts(), job.result()[0].data.meas.get_counts())
    sent = found.inputs["pubs"][0]
    equal(sent[0], stage.bell(), "the circuit that was sent")
    stage.service.delete_job(job.job_id())
    from qiskit_ibm_runtime.exceptions import RuntimeJobNotFound

    raises(RuntimeJobNotFound, lambda: stage.service.job(job.job_id()), "not found")


@check
def job_lists(stage):
    """jobs are listed by number, program, tag, state and time"""
    from datetime import datetime, timedelta, timezone

    from qiskit_ibm_runtime import EstimatorV2, SamplerV2

    start = datetime.now(timezone.utc) - timedelta(seconds=1)
    both, one = (f"{name}-{uuid.uuid4()}" for name in ("both", "one"))
    sampler_, estimator_ = SamplerV2(mode=stage.backend), EstimatorV2(mode=stage.backend)
    sampler_.options.environment.job_tags = [both]
    estimator_.options.environment.job_tags = [both, one]
    estimator_.options.resilience_level = 0
    first = sampler_.run([stage.bell()])
    second = estimator_.run([(stage.ansatz().assign_parameters([0.1] * 14), "ZZZ")])
    for job in (first, second):
        job.wait_for_final_state(60)
    ids = lambda **query: [job.job_id() for job in stage.service.jobs(**query)]
    equal(ids(job_tags=[both]), [second.job_id(), first.job_id()])
    equal(ids(job_tags=[both, one]), [second.job_id()])
    equal(ids(job_tags=[both], descending=False), [first.job_id(), second.job_id()])
    equal(ids(job_tags=[both], program_id="sampler"), [first.job_id()])
    equal(ids(job_tags=[both], pending=True), [])
    equal(ids(limit=1), [second.job_id()])
    equal(ids(limit=1, skip=1), [first.job_id()])
    equal(ids(job_tags=[both], created_after=start), [second.job_id(), first.job_id()])
    equal(ids(job_tags=[both], created_before=start), [])
    equal(ids(job_tags=[both], backend_name="aer_simulator", limit=None), ids(job_tags=[both]))


@check
def cancel(stage):
    """a running job is cancelled; one that has ended is not"""
    from qiskit_ibm_runtime import SamplerV2
    from qiskit_ibm_runtime.exceptions import RuntimeInvalidStateError, RuntimeJobFailureError

    job = SamplerV2(mode=stage.backend).run([stage.long()])
    while job.status() == "QUEUED":
        time.sleep(0.05)
    equal(job.status(), "RUNNING")
    equal([pending.job_id() for pending in stage.service.jobs(pending=True)], [job.job_id()])
    job.cancel()
    equal(job.status(), "CANCELLED")
    assert job.cancelled()
    raises(RuntimeInvalidStateError, job.cancel, "cannot be cancelled")
    raises((RuntimeInvalidStateError, RuntimeJobFailureError), job.result, "")


@check
def too_long(stage):
    """a job that runs longer than it may ends as an error that says so"""
    from qiskit_ibm_runtime import SamplerV2

    primitive = SamplerV2(mode=stage.backend)
    primitive.options.max_execution_time = 1
    job = primitive.run([stage.long()])
    job.wait_for_final_state(60)
    equal(job.status(), "ERROR")
    assert "ran longer than" in job.error_message(), job.error_message()


@check
def failures(stage):
    """what cannot run fails its job with a reason; what breaks the schema is an error at once"""
    from qiskit import QuantumCircuit
    from qiskit_ibm_runtime import SamplerV2
    from qiskit_ibm_runtime.exceptions import IBMRuntimeError, RuntimeJobFailureError

    flow = QuantumCircuit(2, 2, name="flow")
    flow.h(0)
    flow.measure(0, 0)
    with flow.while_loop((flow.clbits[0], 1)):
        flow.h(0)
        flow.measure(0, 0)
    flow.measure(1, 1)
    primitive = SamplerV2(mode=stage.backend)
    job = primitive.run([flow])
    job.wait_for_final_state(60)
    equal(job.status(), "ERROR")
    assert "1603" in job.error_message() and "control flow" in job.error_message()
    raises(RuntimeJobFailureError, job.result, "control flow")
    primitive.options.environment.job_tags = ["t" * 87]
    raises(IBMRuntimeError, lambda: primitive.run([stage.bell()]), "tags should be strings")


@check
def decisions(stage):
    """if, else and switch on measured bits run as a sampler's QPY, and not in an estimator"""
    from qiskit import QuantumCircuit
    from qiskit.circuit.classical import expr
    from qiskit.quantum_info import SparsePauliOp
    from qiskit_ibm_runtime import EstimatorV2, SamplerV2

    flow = QuantumCircuit(2, 2, name="flow")
    flow.h(0)
    flow.measure(0, 0)
    with flow.if_test(expr.equal(flow.cregs[0], 1)) as otherwise:
        flow.x(1)
    with otherwise:
        flow.reset(1)
    flow.measure(1, 1)
    with flow.switch(flow.cregs[0]) as case:
        with case(0, 3):
            flow.x(0)
    counts = SamplerV2(mode=stage.backend).run([flow], shots=400).result()[0].data.c.get_counts()
    equal(set(counts), {"00", "11"})
    job = EstimatorV2(mode=stage.backend).run([(flow, SparsePauliOp("ZZ"))])
    job.wait_for_final_state(60)
    equal(job.status(), "ERROR")
    assert "1522" in job.error_message(), job.error_message()


@check
def modes(stage):
    """sessions and batches run their jobs"""
    from qiskit_ibm_runtime import Batch, EstimatorV2, SamplerV2, Session

    with Session(backend=stage.backend) as session:
        jobs = [SamplerV2(mode=session).run([stage.bell()]) for _ in range(2)]
        estimator_ = EstimatorV2(mode=session)
        estimator_.options.resilience_level = 0
        jobs.append(estimator_.run([(stage.bell().remove_final_measurements(inplace=False), "XX")]))
        near(jobs[2].result()[0].data.evs, 1, 1e-12)
        equal([job.result()[0].data.meas.num_shots for job in jobs[:2]], [1024, 1024])
    with Batch(backend=stage.backend) as batch:
        equal(SamplerV2(mode=batch).run([stage.bell()], shots=9).result()[0].data.meas.num_shots, 9)


@check
def session_states(stage):
    """a session opens, runs its jobs, is closed and takes no more"""
    # For a simulator the client makes none by itself, so it is made through its lower floor.
    from qiskit_ibm_runtime import Batch, SamplerV2, Session
    from qiskit_ibm_runtime.exceptions import IBMRuntimeError

    client = stage.service._get_api_client()
    for mode, kind in (("dedicated", Session), ("batch", Batch)):
        made = client.create_session(stage.backend.name, CRN, 300, mode)
        session = kind.from_id(made["id"], stage.service)
        equal(session.status(), "Pending")
        job = SamplerV2(mode=session).run([stage.bell()])
        equal((job.session_id, job.result()[0].data.meas.num_shots), (made["id"], 1024))
        equal(session.status(), "In progress, accepting new jobs")
        details = session.details()
        equal((details["mode"], details["max_time"]), (mode, 300))
        assert session.usage() is not None
        equal([j.job_id() for j in stage.service.jobs(session_id=made["id"])], [job.job_id()])
        session.close()
        equal(session.status(), "Closed", "with nothing left to run")
        again = kind.from_id(made["id"], stage.service)
        raises(IBMRuntimeError, lambda: SamplerV2(mode=again).run([stage.bell()]), "closed")
        again.cancel()
        equal(again.status(), "Closed")


@check
def twins(stage):
    """noisy devices run transpiled circuits in sessions of their own, and no others"""
    from datetime import datetime, timezone

    from qiskit.quantum_info import SparsePauliOp
    from qiskit.transpiler import generate_preset_pass_manager
    from qiskit_ibm_runtime import Batch, EstimatorV2, SamplerV2, Session
    from qiskit_ibm_runtime.exceptions import IBMInputValueError

    for name in TWINS:
        twin = stage.service.backend(name)
        assert not twin.simulator and twin.properties().qubits and twin.coupling_map
        dated = twin.properties(datetime=datetime.now(timezone.utc))
        equal(dated.last_update_date, twin.properties().last_update_date)
        circuit = stage.bell()
        manager = generate_preset_pass_manager(optimization_level=1, backend=twin)
        isa = manager.run(circuit)
        equal(isa.num_qubits, twin.num_qubits)
        with Session(backend=twin) as session:
            job = SamplerV2(mode=session).run([isa], shots=4000)
            counts = job.result()[0].data.meas.get_counts()
            wrong = counts.get("01", 0) + counts.get("10", 0)
            assert 0 < wrong < 800, f"errors of a twin: {counts}"
            equal(session.status(), "In progress, accepting new jobs")
            assert job.usage() >= 2, "a device charges two seconds at least"
            raises(IBMInputValueError, lambda: SamplerV2(mode=session).run([circuit]), "target")
        with Batch(backend=twin) as batch:
            estimator_ = EstimatorV2(mode=batch)
            estimator_.options.resilience_level = 0
            plain = manager.run(circuit.remove_final_measurements(inplace=False))
            pub = (plain, SparsePauliOp("ZZ").apply_layout(plain.layout))
            value = estimator_.run([pub]).result()[0].data.evs
            assert 0.8 < value < 1, f"<ZZ> of a twin: {value}"


@check
def mitigation(stage):
    """resilience levels bring a twin's values nearer to the truth, with all their fields, and cost more"""
    from qiskit.quantum_info import SparsePauliOp
    from qiskit.transpiler import generate_preset_pass_manager
    from qiskit_ibm_runtime import EstimatorV2, SamplerV2
    from qiskit_ibm_runtime.exceptions import RuntimeJobFailureError

    twin = stage.service.backend(TWINS[0])
    manager = generate_preset_pass_manager(optimization_level=1, backend=twin, seed_transpiler=1)
    plain = manager.run(stage.bell().remove_final_measurements(inplace=False))
    pub = (plain, SparsePauliOp("ZZ").apply_layout(plain.layout))
    found, cost, fields = [], [], []
    for level in (0, 1, 2):
        estimator_ = EstimatorV2(mode=twin)
        estimator_.options.resilience_level = level
        if level == 2:
            estimator_.options.resilience.zne.noise_factors = (1, 1.5, 2, 3)
            estimator_.options.resilience.zne.extrapolator = ("exponential", "polynomial_degree_2")
        job = estimator_.run([pub], precision=0.01)
        result = job.result()[0]
        found.append(float(result.data.evs))
        cost.append(job.usage())
        fields.append(result)
    assert found[0] < found[1] - 0.01, f"readouts are not mitigated: {found}"
    std = float(fields[2].data.stds)
    near(found[2], 1, 0.03 + 5 * std, "extrapolated")
    assert cost[0] < cost[1] < cost[2], f"charges {cost}"
    equal(fields[1].metadata["num_randomizations"], 32)
    equal(fields[2].data.evs_noise_factors.shape, (4,))
    equal(fields[2].data.evs_extrapolated.shape, (2, 5))

    untold = EstimatorV2(mode=twin).run([pub], precision=0.02).result()[0]
    equal(untold.metadata["resilience"], {"measure_mitigation": True}, "a level that is not told")
    equal(untold.metadata["target_precision"], 0.02)
    whole = EstimatorV2(mode=twin, options={"resilience_level": 2}).run([pub], precision=0.1).result()
    equal(whole.metadata["twirling"]["enable_gates"], True)
    equal(whole.metadata["resilience"]["zne_mitigation"], True)

    sampler_ = SamplerV2(mode=twin)
    sampler_.options.twirling.enable_gates = True
    sampler_.options.twirling.enable_measure = True
    sampler_.options.twirling.num_randomizations = 10
    sampled = sampler_.run([manager.run(stage.bell())], shots=1000).result()
    equal(sum(sampled[0].data.meas.get_counts().values()), 1000)
    span = sampled.metadata["execution"]["execution_spans"][0]
    assert span.start < span.stop and span.mask(0).sum() == 1000, f"the span of the job: {span}"

    estimator_ = EstimatorV2(mode=twin)
    estimator_.options.resilience_level = 0
    estimator_.options.resilience.pec_mitigation = True
    raises(RuntimeJobFailureError, estimator_.run([pub], precision=0.1).result, "pec_mitigation")


def alike(counts, expected, what):
    """Pearson's test, which fails by chance once in a million."""
    from scipy.stats import chi2

    shots = sum(counts.values())
    assert set(counts) <= set(expected), f"{what}: {counts} has impossible outcomes"
    square = sum(
        (counts.get(text, 0) - shots * p) ** 2 / (shots * p) for text, p in expected.items()
    )
    limit = chi2.isf(1e-6, len(expected) - 1)
    assert square < limit, f"{what}: chi squared is {square}, {limit} allowed: {counts}"


@check
def executor_sampler(stage):
    """the client's own sampler, on the executor, gives known distributions by register and shape"""
    import numpy as np
    from qiskit import ClassicalRegister, QuantumCircuit
    from qiskit.circuit import ParameterVector
    from qiskit.quantum_info import Statevector
    from qiskit_ibm_runtime.executor_sampler import SamplerV2

    theta = ParameterVector("th", 11)
    swept = QuantumCircuit(3, metadata={"kept": [1, "two"]})
    swept.add_register(ClassicalRegister(1, "left"), ClassicalRegister(10, "right"))
    for i, parameter in enumerate(theta):
        swept.ry(parameter, i % 3)
        swept.cx(i % 3, (i + 1) % 3)
    plain = swept.remove_final_measurements(inplace=False)
    swept.measure([0, 1, 2], [0, 1, 10])
    values = np.random.default_rng(11).uniform(-3, 3, (2, 3, 11))
    sampler_ = SamplerV2(mode=stage.backend)
    sampler_.options.experimental = {"simulator": {"seed_simulator": 7}}
    job = sampler_.run([(swept, values), stage.bell()], shots=5000)
    result = job.result()
    equal(job.primitive_id, "executor")
    equal(result[0].metadata["circuit_metadata"], {"kept": [1, "two"]})
    left, right = result[0].data.left, result[0].data.right
    equal((left.shape, left.num_bits, right.num_bits, left.num_shots), ((2, 3), 1, 10, 5000))
    for index in np.ndindex(2, 3):
        state = Statevector(plain.assign_parameters(values[index]))
        # Highest bit first: bits 9 and 0 of right, then left.
        expected = {f"{q2}00000000{q1}{q0}": p for (q2, q1, q0), p in state.probabilities_dict().items()}
        alike(result[0].join_data().get_counts(index), expected, f"element {index}")
    alike(result[1].data.meas.get_counts(), {"00": 0.5, "11": 0.5}, "the Bell pair")
    again = sampler_.run([(swept, values), stage.bell()], shots=5000).result()
    assert (again[0].data.right.array == right.array).all(), "a seed should give the same bits"
    newest = stage.service.jobs(limit=2, program_id="executor")
    equal((newest[1].job_id(), newest[1].result()[1].data.meas.num_shots), (job.job_id(), 5000))
    times = result.metadata["executor"].chunk_timing
    assert times and all(span.start <= span.stop for span in times)


@check
def executor_twins(stage):
    """it runs on noisy devices, which misread as their properties say, and as the sampler's do"""
    from qiskit import QuantumCircuit
    from qiskit.transpiler import generate_preset_pass_manager
    from qiskit_ibm_runtime import SamplerV2 as ServersSampler
    from qiskit_ibm_runtime import Session
    from qiskit_ibm_runtime.executor_sampler import SamplerV2
    from scipy.stats import chi2_contingency

    for name in TWINS:
        twin = stage.service.backend(name)
        idle = QuantumCircuit(twin.num_qubits, 1)
        idle.measure(2, 0)
        facts = {fact.name: fact.value for fact in twin.properties().qubits[2]}
        wrong = facts["prob_meas1_prep0"]
        manager = generate_preset_pass_manager(optimization_level=1, backend=twin, seed_transpiler=1)
        isa = manager.run(stage.bell())
        with Session(backend=twin) as session:
            job = SamplerV2(mode=session).run([idle, isa], shots=20000)
            result = job.result()
            alike(result[0].data.c.get_counts(), {"0": 1 - wrong, "1": wrong}, f"readout of {name}")
            ours = result[1].data.meas.get_counts()
            servers = ServersSampler(mode=session).run([isa], shots=20000).result()
            theirs = servers[0].data.meas.get_counts()
            texts = ("00", "01", "10", "11")
            table = [[counts.get(text, 0) for text in texts] for counts in (ours, theirs)]
            chance = chi2_contingency(table).pvalue
            assert chance > 1e-6, f"two samplers of {name} disagree: {ours}, {theirs}"
            assert job.usage() >= 2 + 40000 * 250e-6, f"{name} charges {job.usage()}"


@check
def executor_programs(stage):
    """quantum programs run in chunks of the size asked for and bring back what passes through"""
    import numpy as np
    from qiskit import QuantumCircuit
    from qiskit.circuit import Parameter
    from qiskit_ibm_runtime import Executor, QuantumProgram, Session

    twin = stage.service.backend(TWINS[0])
    turn = Parameter("turn")
    circuit = QuantumCircuit(twin.num_qubits, 2)
    circuit.rz(turn, 0)
    circuit.x(1)
    circuit.measure([0, 1], [0, 1])
    passed = {"an": np.arange(6.0).reshape(2, 3), "and": [1, "two", None, {"three": 0.5}]}
    program = QuantumProgram(shots=300, passthrough_data=passed)
    program.append_circuit_item(circuit, circuit_arguments=np.zeros((7, 1)), chunk_size=3)
    with Session(backend=twin) as session:
        result = Executor(mode=session).run(program).result()
    bits = result[0]["c"]
    equal((bits.shape, bits.dtype), ((7, 300, 2), np.dtype(bool)))
    assert bits[..., 0].mean() < 0.1 and bits[..., 1].mean() > 0.9, "bit 1 is the one that is set"
    sizes = [[part.size for part in span.parts] for span in result.metadata.chunk_timing]
    equal(sizes, [[3], [3], [1]])
    assert (result.passthrough_data["an"] == passed["an"]).all()
    equal(result.passthrough_data["and"], passed["and"])


@check
def executor_refusals(stage):
    """samplexes and options without meaning here are refused by name"""
    from qiskit_ibm_runtime.exceptions import IBMRuntimeError, RuntimeJobFailureError
    from qiskit_ibm_runtime.executor_sampler import SamplerV2

    sampler_ = SamplerV2(mode=stage.backend)
    sampler_.options.twirling.enable_measure = True
    job = sampler_.run([stage.bell()], shots=100)
    raises(RuntimeJobFailureError, job.result, "items[0] is a samplex item")
    sampler_ = SamplerV2(mode=stage.backend)
    sampler_.options.execution.scheduler_timing = True
    job = sampler_.run([stage.bell()], shots=100)
    raises(RuntimeJobFailureError, job.result, "scheduler_timing")
    sampler_ = SamplerV2(mode=stage.backend)
    sampler_.options.experimental = {"fast": True}
    run = lambda: sampler_.run([stage.bell()], shots=100)
    raises(IBMRuntimeError, run, "options.experimental.fast is not known")


def serve(engine):
    """A server of this project on a free port, and its process."""
    port_file = Path(tempfile.mkdtemp()) / "port"
    process = subprocess.Popen(
        [ROOT / "nightshift", "serve", "--port", "0", "--port-file", port_file]
        + ["--device", ",".join(TWINS)]
        + engine
    )
    while not port_file.exists():
        if process.poll() is not None:
            sys.exit(f"the server ended with status {process.returncode}")
        time.sleep(0.1)
    return process, f"http://127.0.0.1:{port_file.read_text().strip()}"


def main(arguments):
    engine = arguments if len(arguments) == 2 and arguments[0] == "--engine" else []
    if not engine and (len(arguments) > 1 or arguments and not arguments[0].startswith("http")):
        print(__doc__)
        return 2
    process, url = (None, arguments[0].rstrip("/")) if arguments and not engine else serve(engine)
    os.environ.update(
        QISKIT_IBM_URL=url + "/experimental/v1",
        IAM_URL=url,
        GLOBAL_SEARCH_URL=url,
        GLOBAL_CATALOG_URL=url + "/catalog",
        QISKIT_IBM_INSTANCE=CRN,
        QISKIT_FUNCTIONS_EXPERIMENTAL="1",
    )
    os.environ.setdefault("QISKIT_IBM_TOKEN", os.environ.get("NIGHTSHIFT_TOKEN", "any"))
    warnings.simplefilter("ignore")
    failed = 0
    try:
        stage = Stage()
        for one in CHECKS:
            start = time.monotonic()
            try:
                one(stage)
                verdict = "PASS"
            except Exception:  # one failure must not hide the others
                traceback.print_exc()
                verdict = "FAIL"
                failed += 1
            print(f"{verdict} {one.__name__}: {one.__doc__} ({time.monotonic() - start:.1f} s)", flush=True)
    finally:
        if process is not None:
            process.terminate()
            process.wait(20)
    print(f"{len(CHECKS) - failed} of {len(CHECKS)} checks passed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
