OPENQASM 3.0;
include "stdgates.inc";
const float[32] a = 0.1;
qubit q;
rx(a * 10) q;
