OPENQASM 3.0;
include "stdgates.inc";
qubit[2] q;
qubit r;
h q[0];
barrier;
barrier q;
barrier q[1], r;
cx q[0], r;
