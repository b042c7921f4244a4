OPENQASM 3.0;
include "stdgates.inc";
qubit[2] q;
qubit[1] r;
h q[0];
barrier q[0], q[1], r[0];
barrier q[0], q[1];
barrier q[1], r[0];
cx q[0], r[0];
