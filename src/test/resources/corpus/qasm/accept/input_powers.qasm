OPENQASM 3.0;
include "stdgates.inc";
input float[64] v;
input float[64] w;
qubit q;
rx(v**2) q;
ry(-v**2 + 2**w) q;
rz((v + w)**2**1 - v**-1) q;
