OPENQASM 3.0;
include "stdgates.inc";
qubit[3] q;
bit[2] c;
c = measure q;
c = measure q[0];
c[0] = measure q;
c += measure q[0:1];
