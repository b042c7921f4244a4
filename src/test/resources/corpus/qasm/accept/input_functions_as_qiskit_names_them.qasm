OPENQASM 3.0;
include "stdgates.inc";
input float[64] v;
qubit q;
rx(asin(v/8)) q;
ry(acos(v/8)) q;
rz(atan(v)) q;
h q;
