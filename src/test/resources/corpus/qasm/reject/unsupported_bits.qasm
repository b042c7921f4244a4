OPENQASM 3.0;
include "stdgates.inc";
qubit[3] q;
bit[2] c;
bit[2] b = "01";
c = "10";
c[0] = 1;
if (true) { bit e; }
