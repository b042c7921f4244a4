OPENQASM 3.0;
include "stdgates.inc";
qubit[3] q;
bit[2] c;
ctrl(0) @ x q[0];
ctrl(-1) @ x q[0];
ctrl(1.5) @ x q[0], q[1];
int n = 1;
ctrl(n) @ x q[0], q[1];
