OPENQASM 3.0;
include "stdgates.inc";
bit[3] c;
qubit[2] q;
x q[1];
c[1] = measure q[0];
c[2] = measure q[1];
