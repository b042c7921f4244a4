OPENQASM 3.0;
include "stdgates.inc";
input float[64] p0000;
input float[64] p0001;
input float[64] p0002;
qubit[2] q;
ry(p0000) q[0];
crx(p0001) q[0], q[1];
rz(p0002) q[1];
