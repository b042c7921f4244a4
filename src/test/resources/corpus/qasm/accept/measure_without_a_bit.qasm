OPENQASM 3.0;
include "stdgates.inc";
qubit[2] q;
bit c;
ry(0.6) q[0];
cx q[0], q[1];
measure q[1];
ry(0.8) q[0];
c = measure q[0];
