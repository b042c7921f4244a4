OPENQASM 3.0;
include "stdgates.inc";
qubit[8] q;
rx(3.5) q[2];
ry(0.6) q[1];
rz(0.2) q[1];
