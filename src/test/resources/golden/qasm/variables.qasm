OPENQASM 3.0;
include "stdgates.inc";
qubit[10] q;
rx(2.25) q[9];
ry(0.5) q[1];
rz(1.0) q[0];
