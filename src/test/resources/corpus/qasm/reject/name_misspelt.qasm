OPENQASM 3.0;
include "stdgates.inc";
qubit[3] q;
bit[2] c;
const float theta = 0.3;
rx(thetta) q[0];
swpa q[0], q[1];
