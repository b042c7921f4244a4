OPENQASM 3.0;
include "stdgates.inc";
qubit[3] q;
bit[2] c;
complex[float[64]] z1 = 2.5 + 3 im;
rx(3im) q[0];
