OPENQASM 3.0;
include "stdgates.inc";
input float[64] v;
qubit[1] q;
rx(arcsin(v / 8.0)) q[0];
ry(arccos(v / 8.0)) q[0];
rz(arctan(v)) q[0];
h q[0];
