OPENQASM 3.0;
include "stdgates.inc";
input float[64] a;
input float[64] b;
qubit[1] q;
rx(b) q[0];
