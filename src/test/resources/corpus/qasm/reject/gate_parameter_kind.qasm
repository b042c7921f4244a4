OPENQASM 3.0;
include "stdgates.inc";
qubit[3] q;
bit[2] c;
rx("01") q[0];
rx(q) q[0];
rx(10ns) q[0];
rx(c) q[0];
