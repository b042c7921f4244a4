OPENQASM 3.0;
include "stdgates.inc";
qubit[3] q;
bit[2] c;
h q[0]
cx q[0], q[1];
rx(0.1 q[2];
x q[2];
