OPENQASM 3.0;
include "stdgates.inc";
qubit[0] a;
qubit[-2] b;
qubit[1.5] d;
int n = 2;
qubit[n] e;
int[0] f;
qubit[99999999] g;
