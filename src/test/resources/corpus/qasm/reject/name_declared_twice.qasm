OPENQASM 3.0;
include "stdgates.inc";
qubit[3] q;
bit[2] c;
bit[2] q;
const int c = 2;
gate q a { }
