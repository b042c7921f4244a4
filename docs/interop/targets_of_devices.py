"""Prints how IBM's own Python client understands the devices that ship with Nightshift.

    python docs/interop/targets_of_devices.py providers/nightshift > src/test/resources/reference/device-targets.txt

One line an operation: device, name, places, places with an error, sum of the errors, sum of the durations in seconds;
then a line of the qubits: sums of T1, T2 in seconds and of frequencies in hertz. DeviceTargetsTest compares.
"""

import json
import math
import pathlib
import sys
import warnings

import qiskit
import qiskit_ibm_runtime
from qiskit_ibm_runtime.utils.backend_converter import convert_to_target
from qiskit_ibm_runtime.utils.backend_decoder import configuration_from_server_data, properties_from_server_data


def total(values):
    return repr(math.fsum(value for value in values if value is not None))


def main(folder):
    warnings.simplefilter("ignore")
    print(f"# made by docs/interop/targets_of_devices.py with qiskit {qiskit.__version__}, qiskit-ibm-runtime {qiskit_ibm_runtime.__version__}")
    for device in sorted(pathlib.Path(folder).iterdir()):
        configuration = configuration_from_server_data(json.loads((device / "configuration.json").read_text()), use_fractional_gates=None)
        properties = properties_from_server_data(json.loads((device / "properties.json").read_text()), use_fractional_gates=None)
        target = convert_to_target(configuration, properties)
        for name in sorted(target.operation_names):
            places = target[name].values()
            errors = [place.error if place else None for place in places]
            durations = [place.duration if place else None for place in places]
            measured = sum(error is not None for error in errors)
            print(device.name, name, len(places), measured, total(errors), total(durations))
        qubits = target.qubit_properties
        print(device.name, "qubits", target.num_qubits, target.dt, total(q.t1 for q in qubits), total(q.t2 for q in qubits), total(q.frequency for q in qubits))


main(sys.argv[1])
