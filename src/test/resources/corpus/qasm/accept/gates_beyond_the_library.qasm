OPENQASM 3.0;
include "stdgates.inc";
gate rzz(p0) a, b { cx a, b; rz(p0) b; cx a, b; }
gate mine(t) a, b { rzz(t) a, b; rx(t) a; }
qubit[2] q;
h q;
rzz(0.3) q[0], q[1];
mine(0.7) q[1], q[0];
