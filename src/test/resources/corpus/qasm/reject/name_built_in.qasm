OPENQASM 3.0;
include "stdgates.inc";
qubit[3] q;
bit[2] c;
const float pi = 3;
gate U a { }
qubit τ;
