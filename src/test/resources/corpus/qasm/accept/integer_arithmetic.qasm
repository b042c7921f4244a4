OPENQASM 3.0;
include "stdgates.inc";
// Integer literals divide as integers, to zero; % has the sign of the left operand.
qubit[2] q;
rx(1 / 2) q[0];
ry(-7 / 2) q[0];
rz(-7 % 4) q[0];
rx(7 / 2.0) q[1];
ry((1 << 3) >> 1 | 1) q[1];
rz(6 ^ 3 & 5) q[1];
h q;
