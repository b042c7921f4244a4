OPENQASM 3.0;
include "stdgates.inc";
qubit[3] q;
bit[2] c;
if (true) { const float a = 1; rx(a) q[0]; }
rx(a) q[0];
for int i in [0:1] { x q[i]; }
ry(i) q[0];
