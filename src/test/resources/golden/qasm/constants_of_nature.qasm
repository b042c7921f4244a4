OPENQASM 3.0;
include "stdgates.inc";
qubit[1] q;
rx(pi / 3) q[0];
ry(pi / 4) q[0];
rz(1.3591409142295225) q[0];
rx(1.0471975511965979) q[0];
ry(2.718281828459045) q[0];
