OPENQASM 3.0;
include "stdgates.inc";
qubit[2] q;
rx(pi / 2) q[0];
ry(-3 * pi / 4) q[0];
rz(pi) q[0];
rx(5 * pi / 8) q[1];
ry(pi / 2) q[1];
rz(0.3333333333333333) q[1];
