OPENQASM 3.0;
include "stdgates.inc";
bit[1] c;
qubit[1] a;
qubit[1] b;
ry(0.4) a[0];
cx a[0], b[0];
c[0] = measure b[0];
