OPENQASM 3.0;
include "stdgates.inc";
bit[1] iff;
qubit[2] measured;
qubit[1] input1;
h measured[0];
cx measured[0], input1[0];
iff[0] = measure input1[0];
