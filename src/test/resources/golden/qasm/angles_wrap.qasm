OPENQASM 3.0;
include "stdgates.inc";
qubit[2] q;
ry(pi / 4) q[0];
rz(pi / 8) q[0];
rx(3 * pi / 4) q[1];
crx(3 * pi / 2) q[0], q[1];
