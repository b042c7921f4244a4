OPENQASM 3.0;
include "stdgates.inc";
bit[2] c;
qubit[3] q;
rx(pi / 4) q[2];
ry(pi / 2) q[0];
p(2.5) q[1];
cry(-pi / 8) q[0], q[1];
