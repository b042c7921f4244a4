OPENQASM 3.0;
include "stdgates.inc";
qubit[3] q;
bit[2] c;
const float s = 0.1;
qubit t;
gate h a { }
