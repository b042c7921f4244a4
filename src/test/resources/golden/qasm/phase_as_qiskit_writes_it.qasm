OPENQASM 3.0;
include "stdgates.inc";
qubit[2] q;
gphase(0.25);
h q[0];
ctrl @ gphase(0.5) q[0];
