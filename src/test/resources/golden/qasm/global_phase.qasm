OPENQASM 3.0;
include "stdgates.inc";
qubit[2] q;
gphase(1.5471975511965976);
h q[0];
h q[1];
ctrl @ gphase(0.4) q[0];
ctrl(2) @ gphase(-0.7) q[0], q[1];
negctrl @ gphase(0.2) q[1];
