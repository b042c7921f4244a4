OPENQASM 3.0;
include "stdgates.inc";
qubit[3] q;
bit[2] c;
qubit[2] r;
cx q, r;
