OPENQASM 3.0;
include "stdgates.inc";
qubit q;
rx(pi / 3) q;
ry(τ / 8) q;
rz(ℇ / 2) q;
rx(π - tau / 3) q;
ry(euler) q;
