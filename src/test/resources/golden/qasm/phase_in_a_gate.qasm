OPENQASM 3.0;
include "stdgates.inc";
gate shifted(a) q0 {
  gphase(a);
  ry(a) q0;
}
qubit[2] q;
h q[0];
shifted(0.3) q[1];
ctrl @ shifted(0.5) q[0], q[1];
inv @ shifted(0.7) q[0];
