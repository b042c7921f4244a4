OPENQASM 3.0;
include "stdgates.inc";
qubit[2] measured;
bit iff;
qubit input1;
h measured[0];
cx measured[0], input1;
iff = measure input1;
