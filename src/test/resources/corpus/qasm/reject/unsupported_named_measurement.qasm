OPENQASM 3.0;
include "stdgates.inc";
qubit[3] q;
bit[2] c;
c[0] = measure_2(0.1) q[0];
c[1] = measure_3 q[1];
