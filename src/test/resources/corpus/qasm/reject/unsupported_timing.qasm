OPENQASM 3.0;
include "stdgates.inc";
qubit[3] q;
bit[2] c;
stretch g;
box { x q[0]; }
box[100ns] { nop q[0]; delay[g] q[0]; }
x[10ns] q[0];
const duration d = durationof({ x $0; });
