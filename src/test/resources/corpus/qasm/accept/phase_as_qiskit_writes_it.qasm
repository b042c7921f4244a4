OPENQASM 3.0;
include "stdgates.inc";
gate global_phase(p0) {
}
gate turn(p0) {
  gphase(p0);
}
qubit[2] q;
h q[0];
global_phase(0.4) ;
turn(0.25);
ctrl @ turn(0.5) q[0];
