OPENQASM 3.0;
include "stdgates.inc";
qubit[1] a0;
qubit[1] a1;
qubit[1] a2;
h a0[0];
cx a0[0], a2[0];
ry(0.4) a1[0];
