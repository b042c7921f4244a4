OPENQASM 3.0;
include "stdgates.inc";
qubit[2] q;
rx(0.6) q[0];
ry(-0.4) q[1];
rz(0.4) q[0];
ry(0.6) q[0];
