OPENQASM 3.0;
include "stdgates.inc";
bit[3] c;
qubit[2] q;
let d = c[1:2];
x q[1];
d = measure q;
