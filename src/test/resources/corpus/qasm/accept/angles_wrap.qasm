OPENQASM 3.0;
include "stdgates.inc";
// An angle lies in [0, 2pi): half of one is not half of the number it came from.
const angle a = 5 * pi / 2;
const angle[4] b = 0.4;
const angle c = -pi / 2;
qubit[2] q;
ry(a / 2) q[0];
rz(b) q[0];
rx(c / 2) q[1];
crx(c) q[0], q[1];
