OPENQASM 3.0;
include "stdgates.inc";
qubit[3] q;
bit[2] c;
extern f(int[8], float[64], creg[2]) -> bit;
rx(f(1)) q[0];
