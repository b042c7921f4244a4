OPENQASM 3.0;
include "stdgates.inc";
qubit[3] q;
bit[2] c;
rx q[0];
rx(0.1, 0.2) q[0];
h(0.1) q[0];
u3(0.1) q[0];
