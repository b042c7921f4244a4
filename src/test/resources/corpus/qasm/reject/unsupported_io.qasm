OPENQASM 3.0;
include "stdgates.inc";
qubit[3] q;
bit[2] c;
input int[8] n;
input bool b;
input float[32] f;
input array[float[64], 3] w;
output bit[2] r;
