OPENQASM 3.0;
include "stdgates.inc";
gate g(a, b,) x, y, { rx(a,) x; ry(b) y; }
qubit[2] q;
g(0.1, 0.2,) q[0], q[1],;
h q[0],;
