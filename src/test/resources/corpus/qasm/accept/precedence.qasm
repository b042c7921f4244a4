OPENQASM 3.0;
include "stdgates.inc";
// Unary minus binds weaker than **, which goes to the right.
qubit[2] q;
rx(-2 ** 2 * 0.1) q[0];
ry(2 ** 3 ** 0.5) q[0];
rz(1 - 0.5 - 0.25) q[0];
rx(8 / 2 / 2 * 0.3) q[1];
ry(2 ** -1) q[1];
rz(-(-(0.7))) q[1];
