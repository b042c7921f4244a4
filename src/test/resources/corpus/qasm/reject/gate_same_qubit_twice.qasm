OPENQASM 3.0;
include "stdgates.inc";
qubit[3] q;
bit[2] c;
cx q[0], q[0];
let a = q[0:1];
cx a[1], q[1];
ctrl @ h q[2], q[2];
cx q, q[1];
gate g x, y { cx x, x; }
