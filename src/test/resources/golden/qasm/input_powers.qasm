OPENQASM 3.0;
include "stdgates.inc";
input float[64] v;
input float[64] w;
qubit[1] q;
rx(v ** 2.0) q[0];
ry(-v ** 2.0 + 2.0 ** w) q[0];
rz((v + w) ** 2.0 - v ** (-1.0)) q[0];
