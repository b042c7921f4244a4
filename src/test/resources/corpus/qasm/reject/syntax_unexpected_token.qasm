OPENQASM 3.0;
include "stdgates.inc";
qubit[3] q;
bit[2] c;
rx(0.1)) q[0];
h q[0;
= 3;
cx q[0] q[1];
