OPENQASM 3.0;
// U is 2pi-periodic: U(2pi, 0, 0) is the identity, and its factor shows under a control.
include "stdgates.inc";
qubit[2] q;
h q;
ctrl @ U(2*pi, 0, 0) q[0], q[1];
ctrl @ U(0.3, 0.4, 0.5) q[0], q[1];
pow(0.5) @ U(0.6, 0.7, 0.8) q[0];
inv @ U(0.3, 0.1, 0.2) q[1];
