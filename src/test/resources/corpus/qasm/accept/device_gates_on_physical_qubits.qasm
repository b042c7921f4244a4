OPENQASM 3.0;
include "stdgates.inc";
// A device's own gates need no definition on physical qubits.
sx $1;
ecr $0, $1;
rzz(0.3) $0, $1;
