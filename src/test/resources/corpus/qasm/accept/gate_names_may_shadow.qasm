OPENQASM 3.0;
include "stdgates.inc";
qubit[2] q;
gate x2(s) q { rx(s) q; h q; }
gate g(h, t) x, y { ry(h) x; cx x, y; x y; rz(t) y; }
x2(0.4) q[0];
g(0.6, 0.7) q[0], q[1];
