OPENQASM 3.0;
include "stdgates.inc";
qubit[3] q;
bit[2] c;
input float[64] a;
if (a > 1) { x q[0]; }
pow(a) @ x q[0];
int n = int(a);
rx(mod(a, 2)) q[0];
